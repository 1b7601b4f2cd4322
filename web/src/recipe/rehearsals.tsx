import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useConnection } from '../api/connection.js';
import { Action } from '../parts/action.js';
import { Answer } from '../parts/answer.js';
import { written } from '../parts/instant.js';
import { Status } from '../parts/mark.js';
import { Blank } from '../parts/notice.js';
import { Refused } from '../parts/refused.js';
import { usePerson, useZone } from '../session/use-session.js';
import { asRecipe, titlesOf } from './elements.js';
import { RehearsalResult } from './rehearsal-result.js';
import { rehearsalsQuery } from './queries.js';
import { useRecipeCommand } from './recipe-command.js';
import css from './recipe.module.css';
import type { RehearsalSummary, Version } from './types.js';

interface RowProps {
  rehearsal: RehearsalSummary;
  titles: ReadonlyMap<string, string>;
  first: boolean;
}

function Row({ rehearsal, titles, first }: RowProps): ReactElement {
  const { t } = useTranslation();
  const zone = useZone();
  const [open, setOpen] = useState(first);
  const { id, kind, passed, at, by } = rehearsal;
  return (
    <li className={css.rehearsal}>
      <Status tone={passed ? 'done' : 'action'}>{t(passed ? 'rehearsal.passed' : 'rehearsal.failed')}</Status>
      <div>
        <b>{t(`rehearsal.${kind}`)}</b>
        <p className={css.quiet}>{t('rehearsal.by', { by, time: written(at, zone).full })}</p>
      </div>
      <Action tone="quiet" expanded={open} onPress={() => setOpen(!open)}>
        {t(open ? 'rehearsal.less' : 'rehearsal.more')}
      </Action>
      {open && (
        <div className={css.result}>
          <RehearsalResult id={id} titles={titles} />
        </div>
      )}
    </li>
  );
}

/** What showed that the version works: it ran in virtual time, from the first step to the last. */
export function Rehearsals({ version }: { version: Version }): ReactElement {
  const { t } = useTranslation();
  const query = useQuery(rehearsalsQuery(version.id));
  const offline = useConnection() === 'offline';
  const may = usePerson().may('recipe.write') && version.sort !== 'block';
  const titles = titlesOf(asRecipe(version.content));
  const command = useRecipeCommand();
  const run = (): void => command.mutate({ path: '/api/rehearsals', body: { recipe: version.id, kind: 'dry-run' } });
  return (
    <div className={css.scroll}>
      {may && (
        <div className={css.ways}>
          <Action off={offline} busy={command.isPending} onPress={run}>
            {command.isPending ? t('rehearsal.running') : t('rehearsal.run')}
          </Action>
        </div>
      )}
      <Refused error={command.error} />
      <Answer query={query} what={t('rehearsal.loading')}>
        {(rehearsals) =>
          rehearsals.length === 0 ? (
            <Blank tone="off" title={t('rehearsal.none')}>
              {t('rehearsal.none.text')}
            </Blank>
          ) : (
            <ul className={css.findings}>
              {rehearsals.map((rehearsal, index) => (
                <Row key={rehearsal.id} rehearsal={rehearsal} titles={titles} first={index === 0} />
              ))}
            </ul>
          )
        }
      </Answer>
    </div>
  );
}
