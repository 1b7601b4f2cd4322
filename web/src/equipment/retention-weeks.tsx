import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { batchesQuery, weeksQuery } from '../api/queries.js';
import type { ReadingWeek } from '../api/types.js';
import { Action } from '../parts/action.js';
import actions from '../parts/action.module.css';
import { Answer } from '../parts/answer.js';
import { dayIn, dayWords } from '../parts/day.js';
import { written } from '../parts/instant.js';
import { Status } from '../parts/mark.js';
import { More } from '../parts/more.js';
import { useNow } from '../parts/use-now.js';
import { usePerson, useZone } from '../session/use-session.js';
import css from './equipment.module.css';
import { moved, sizeText } from './retention-words.js';

const FILTERS = ['all', 'archived', 'needed'] as const;
type Filter = (typeof FILTERS)[number];

/** So many weeks at first, and with each touch so many more. */
const SHOWN = 20;

const passes = (filter: Filter, { state, kept }: ReadingWeek): boolean => {
  switch (filter) {
    case 'all':
      return true;
    case 'archived':
      return state === 'detached';
    case 'needed':
      return kept === 'needed';
  }
};

/** Batches that need a week, each a way there; of others' batches how many. */
function Needing({ week }: { week: ReadingWeek }): ReactElement | null {
  const { t } = useTranslation();
  const batches = useQuery({ ...batchesQuery, enabled: usePerson().may('batch.read') }).data;
  if (week.kept !== 'needed') return null;
  const others = week.batches - week.needed.length;
  return (
    <span className={css.cell}>
      {week.needed.map((id) => (
        <Link key={id} to="/batches/$batch" params={{ batch: id }} className={actions.action}>
          {batches?.find((one) => one.id === id)?.code ?? t('logbook.batch')}
        </Link>
      ))}
      {others > 0 && <span>{t('retention.week.others', { count: others })}</span>}
    </span>
  );
}

/** What has become of a week, or why it is still there. */
function Fate({ week, keep }: { week: ReadingWeek; keep: string | null }): ReactElement {
  const { t } = useTranslation();
  const zone = useZone();
  const { state, kept, toAt, detachedAt } = week;
  if (state === 'detached')
    return <Status tone="off">{t('retention.week.archived', { time: written(detachedAt ?? toAt, zone).full })}</Status>;
  switch (kept) {
    case 'no-policy':
      return <Status tone="normal">{t('retention.week.no-policy')}</Status>;
    case 'young': {
      const day = keep === null ? '' : dayWords(dayIn(zone, moved(toAt, keep, 1)));
      return <Status tone="normal">{t('retention.week.young', { day })}</Status>;
    }
    case 'needed':
      return <Status tone="normal">{t('retention.week.needed', { count: week.batches })}</Status>;
    case 'unsealed':
      return <Status tone="normal">{t('retention.week.unsealed')}</Status>;
    case null:
      return <Status tone="note">{t('retention.week.going')}</Status>;
  }
}

function Week({ week, keep }: { week: ReadingWeek; keep: string | null }): ReactElement {
  const { t } = useTranslation();
  // weeks begin and end by UTC, whatever the site's day
  const day = (at: number): string => dayWords(dayIn('UTC', at));
  const { fromAt, toAt } = week;
  // its end is the first instant of the next
  const until = day(Date.parse(toAt) - 1);
  return (
    <li className={css.week}>
      <b>
        {fromAt === null
          ? t('retention.week.first', { until })
          : t('retention.week', { from: day(Date.parse(fromAt)), until })}
      </b>
      <span className={css.cell}>
        <Fate week={week} keep={keep} />
        <Needing week={week} />
      </span>
      <span className={css.quiet}>{sizeText(week.bytes)}</span>
    </li>
  );
}

function Listed({ weeks, keep }: { weeks: readonly ReadingWeek[]; keep: string | null }): ReactElement {
  const { t } = useTranslation();
  const [filter, setFilter] = useState<Filter>('all');
  const [count, setCount] = useState(SHOWN);
  const found = weeks.filter((week) => passes(filter, week));
  const more = {
    hasNextPage: found.length > count,
    isFetchingNextPage: false,
    fetchNextPage: () => Promise.resolve(setCount(count + SHOWN)),
  };
  return (
    <>
      <div className={css.filters} role="group" aria-label={t('retention.weeks.filter')}>
        {FILTERS.map((one) => (
          <Action key={one} tone="quiet" pressed={one === filter} onPress={() => setFilter(one)}>
            {t(`retention.weeks.${one}`, { count: weeks.filter((week) => passes(one, week)).length })}
          </Action>
        ))}
      </div>
      {found.length === 0 && <p>{t(`retention.weeks.none.${filter}`)}</p>}
      <ul className={css.list} aria-label={t('retention.weeks')}>
        {found.slice(0, count).map((week) => (
          <Week key={week.name} week={week} keep={keep} />
        ))}
      </ul>
      <More query={more} />
    </>
  );
}

/** Weeks of readings that have begun, the newest first: which are archived, and what keeps the others. */
export function RetentionWeeks({ keep }: { keep: string | null }): ReactElement {
  const { t } = useTranslation();
  const now = useNow();
  const query = useQuery(weeksQuery);
  return (
    <section className={css.section} aria-label={t('retention.weeks')}>
      <h2>{t('retention.weeks')}</h2>
      <p>{t('retention.weeks.text')}</p>
      <Answer query={query} what={t('retention.weeks.loading')}>
        {(weeks) => {
          const begun = weeks.filter(({ fromAt }) => fromAt === null || Date.parse(fromAt) <= now);
          return <Listed weeks={begun.toReversed()} keep={keep} />;
        }}
      </Answer>
    </section>
  );
}
