import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '../api/problem.js';
import { address } from '../api/routes.js';
import { type InboxFile, type InboxState } from '../api/types.js';
import { Action } from '../parts/action.js';
import actions from '../parts/action.module.css';
import { Answer } from '../parts/answer.js';
import folds from '../parts/fold.module.css';
import { written } from '../parts/instant.js';
import { Lines } from '../parts/lines.js';
import { Status } from '../parts/mark.js';
import { Notice } from '../parts/notice.js';
import { decimalText } from '../parts/number-format.js';
import type { Tone } from '../parts/tone.js';
import { usePerson, useZone } from '../session/use-session.js';
import { problemWords, word } from '../text/words.js';
import css from './equipment.module.css';
import { EquipmentPage } from './equipment-page.js';
import { InboxResults } from './inbox-results.js';
import { inboxQuery } from './queries.js';

const STATES = ['unclaimed', 'conflict', 'refused', 'claimed'] as const satisfies readonly InboxState[];

const TONES: Record<InboxState, Tone> = { refused: 'alert', conflict: 'alert', unclaimed: 'note', claimed: 'done' };

/** Of a file what wants somebody most: that it was refused, that a result contradicts, that one waits. */
function stateOf({ state, results }: InboxFile): InboxState {
  if (state === 'refused') return 'refused';
  return (
    (['conflict', 'unclaimed'] as const).find((one) => results.some((result) => result.state === one)) ?? 'claimed'
  );
}

function Refusal({ reason }: { reason: NonNullable<InboxFile['reason']> }): ReactElement {
  const { t } = useTranslation();
  const { title, text } = problemWords(t, new Problem(422, reason.code, reason.values));
  return (
    <Notice tone="alert" title={title}>
      {text} {t('inbox.refused.text')}
    </Notice>
  );
}

function Inside({ file, zone }: { file: InboxFile; zone: string }): ReactElement {
  const { t } = useTranslation();
  const { id, mapping, mappingVersion, source, by, at, size, file: hash, reason, results } = file;
  return (
    <div className={css.inside}>
      {reason !== null && <Refusal reason={reason} />}
      {results.length > 0 && <InboxResults results={results} />}
      <Lines
        rows={[
          {
            name: t('inbox.mapping'),
            value: mappingVersion === null ? mapping : t('inbox.mapping.version', { mapping, version: mappingVersion }),
          },
          { name: t('inbox.source'), value: t('inbox.source.by', { way: word('inboxSource', source), by }) },
          { name: t('inbox.at'), value: written(at, zone).full },
          { name: t('inbox.size'), value: t('inbox.bytes', { size: decimalText(`${size}`) }) },
          { name: t('unit.reject.sha256'), value: hash },
        ]}
      />
      <a className={`${actions.action} ${css.way}`} href={address('/api/inbox/{id}/file', { id })} download>
        {t('inbox.file')}
      </a>
    </div>
  );
}

function OneFile({ file, zone }: { file: InboxFile; zone: string }): ReactElement {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const state = stateOf(file);
  const { title } =
    file.reason === null
      ? { title: t('inbox.results', { count: file.results.length }) }
      : problemWords(t, new Problem(422, file.reason.code, file.reason.values));
  return (
    <details className={folds.fold} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary className={folds.summary}>
        <span className={css.wide}>
          <b>{file.name}</b>
          <span className={css.quiet}>{title}</span>
        </span>
        <Status tone={TONES[state]}>{word('inboxState', state)}</Status>
        <time dateTime={file.at}>{written(file.at, zone).full}</time>
      </summary>
      {open && <Inside file={file} zone={zone} />}
    </details>
  );
}

/** Files that devices gave: what became of each, why one was refused, and where its results went. */
export function InboxPage(): ReactElement {
  const { t } = useTranslation();
  const zone = useZone();
  const may = usePerson().may('floor.read');
  const [state, setState] = useState<InboxState | null>(null);
  const query = useQuery({ ...inboxQuery(state), enabled: may });
  return (
    <EquipmentPage at="inbox" title={t('inbox.title')} needs="floor.read">
      <div className={css.filters} role="group" aria-label={t('inbox.filter')}>
        {[null, ...STATES].map((one) => (
          <Action key={one} tone="quiet" pressed={one === state} onPress={() => setState(one)}>
            {one === null ? t('inbox.all') : word('inboxState', one)}
          </Action>
        ))}
      </div>
      <Answer query={query} what={t('inbox.loading')}>
        {(files) =>
          files.length === 0 ? (
            <p>{t(state === null ? 'inbox.empty' : 'inbox.none')}</p>
          ) : (
            <ul className={css.list} aria-label={t('inbox.title')}>
              {files.map((file) => (
                <li key={file.id}>
                  <OneFile file={file} zone={zone} />
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
    </EquipmentPage>
  );
}
