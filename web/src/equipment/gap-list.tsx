import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { order } from '../api/client.js';
import { useConnection } from '../api/connection.js';
import { unitClassesQuery, unitsQuery } from '../api/queries.js';
import { refresh } from '../api/refresh.js';
import type { ListedGap } from '../api/types.js';
import { useCommand } from '../api/use-command.js';
import { Action } from '../parts/action.js';
import actions from '../parts/action.module.css';
import { Answer } from '../parts/answer.js';
import { clockFace } from '../parts/duration.js';
import { Status } from '../parts/mark.js';
import { More } from '../parts/more.js';
import { usePerson, useZone } from '../session/use-session.js';
import { ReasonPanel } from '../step/reason-panel.js';
import { word } from '../text/words.js';
import { GAP_TONES } from '../unit/gaps.js';
import { stamp } from '../unit/logbook-words.js';
import css from './equipment.module.css';
import { type GapsFilter, listedGapsQuery } from './queries.js';

/** Titles of the tags that a gap is of, as its kind of unit names them. */
function useTitles(): (gap: ListedGap) => string {
  const classes = useQuery(unitClassesQuery).data;
  const units = useQuery(unitsQuery).data;
  return ({ unit, tags }) => {
    const kind = units?.find(({ code }) => code === unit)?.unitClass;
    const known = classes?.find(({ code }) => code === kind)?.definition.tags;
    const named = (known ?? []) as { tag: string; title: string }[];
    return tags.map((code) => named.find(({ tag }) => tag === code)?.title ?? code).join(', ');
  };
}

function ReviewGap({ gap, close }: { gap: ListedGap; close: () => void }): ReactElement {
  const { t } = useTranslation();
  const client = useQueryClient();
  const zone = useZone();
  const offline = useConnection() === 'offline';
  const command = useCommand({ done: () => void refresh(client, [['gaps']]).then(close) });
  const { id, unit, fromAt, toAt } = gap;
  return (
    <ReasonPanel
      at={{ barred: offline ? 'offline' : null }}
      title={t('gaps.review.title', { unit })}
      text={t('gaps.review.text', { from: stamp(fromAt, zone), to: stamp(toAt, zone) })}
      ask={t('gaps.review.ask')}
      submit={t('gaps.review.submit')}
      busy={command.isPending}
      error={command.error}
      give={(comment) => command.mutate(order('/api/gaps/{id}/review', { id }, { comment }))}
      close={close}
    />
  );
}

function OneGap({
  gap,
  titles,
  review,
}: {
  gap: ListedGap;
  titles: string;
  review: (() => void) | null;
}): ReactElement {
  const { t } = useTranslation();
  const zone = useZone();
  const { unit, fromAt, toAt, cause, state, review: reviewed } = gap;
  return (
    <li className={css.result}>
      <div className={css.head}>
        <h3>
          <Status tone={GAP_TONES[state]}>{word('gapState', state)}</Status>
        </h3>
        <div className={css.ways}>
          <Link to="/units/$unit" params={{ unit }} className={actions.action}>
            {unit}
          </Link>
          {review !== null && state === 'open' && (
            <Action tone="main" onPress={review}>
              {t('gaps.review')}
            </Action>
          )}
        </div>
      </div>
      <p>
        <b>{t('unit.gap', { from: stamp(fromAt, zone), to: stamp(toAt, zone) })}</b>,{' '}
        {t('unit.gap.length', { length: clockFace(Date.parse(toAt) - Date.parse(fromAt)) })}
      </p>
      <p>{t('gaps.why', { cause: word('gapCause', cause), tags: titles })}</p>
      {reviewed !== null && (
        <p>
          {t('gaps.reviewed', { name: reviewed.by, role: word('role', reviewed.role), time: stamp(reviewed.at, zone) })}{' '}
          <q>{reviewed.comment}</q>
        </p>
      )}
    </li>
  );
}

/** Where readings are missing, and what became of it: filled later, reviewed, or still to be reviewed. */
export function GapList({ filter }: { filter: GapsFilter }): ReactElement {
  const { t } = useTranslation();
  const may = usePerson().may('gap.review');
  const titles = useTitles();
  const query = useInfiniteQuery(listedGapsQuery(filter));
  const [open, setOpen] = useState<ListedGap | null>(null);
  return (
    <Answer query={query} what={t('unit.gaps.loading')}>
      {({ pages }) => (
        <>
          {pages[0]?.gaps.length === 0 && <p>{t(filter.state === 'open' ? 'gaps.none.open' : 'gaps.none')}</p>}
          <ul className={css.list} aria-label={t('data.show.missing')}>
            {pages.flatMap(({ gaps }) =>
              gaps.map((gap) => (
                <OneGap key={gap.id} gap={gap} titles={titles(gap)} review={may ? () => setOpen(gap) : null} />
              )),
            )}
          </ul>
          <More query={query} />
          {open !== null && <ReviewGap key={open.id} gap={open} close={() => setOpen(null)} />}
        </>
      )}
    </Answer>
  );
}
