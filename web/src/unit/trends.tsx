import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useUnitTraces } from '../api/live-values.js';
import type { Batch, Tag, Unit } from '../api/types.js';
import { Action } from '../parts/action.js';
import { dayIn } from '../parts/day.js';
import { LiveValue } from '../parts/live-value.js';
import { Trend } from '../parts/trend.js';
import { useNow } from '../parts/use-now.js';
import { bandsOf, happeningsOf } from '../parts/batch-marks.js';
import { useZone } from '../session/use-session.js';
import { DaySpan } from './day-span.js';
import type { Days } from './days.js';
import { type Range, RANGES, type ShownTime, shownTime } from './range.js';
import { TrendNotes } from './trend-notes.js';
import css from './unit.module.css';

interface Props {
  unit: Unit;
  batch: Batch | undefined;
  tags: readonly Tag[];
  zone: string;
  from: string;
  /** null: up to now */
  to: string | null;
}

function OneTrend({ unit, batch, tag, zone, from, to }: Props & { tag: Tag }): ReactElement {
  const now = useNow();
  const trace = useUnitTraces(unit.code)[tag.tag];
  const happenings = happeningsOf(batch, tag.tag, Date.parse(from));
  const step = batch?.steps.find(({ id }) => id === unit.run?.step);
  const monitor = step?.monitors.find((one) => one.tag === tag.tag);
  return (
    <li className={css.trend}>
      <LiveValue tag={tag} trace={trace} now={now} zone={zone} plain {...(monitor === undefined ? {} : { monitor })} />
      <Trend
        unit={unit.code}
        tag={tag}
        zone={zone}
        from={from}
        to={to}
        bands={bandsOf(batch, unit.id, tag.tag)}
        marks={happenings.map(({ mark }) => mark)}
      >
        {(spans) => <TrendNotes batch={batch} tag={tag} zone={zone} happenings={happenings} spans={spans} />}
      </Trend>
    </li>
  );
}

/** Which time is shown, of all trends and the gaps. */
export function RangeChoice({ shown, isBound }: { shown: ShownRange; isBound: boolean }): ReactElement {
  const { t } = useTranslation();
  const { range, choose } = shown;
  return (
    <div className={css.ranges} role="group" aria-label={t('unit.range')}>
      {RANGES.filter((one) => isBound || one !== 'batch').map((one) => (
        <Action key={one} pressed={one === range} onPress={() => choose(one)}>
          {t(`unit.range.${one}`)}
        </Action>
      ))}
    </div>
  );
}

interface ShownRange extends ShownTime {
  range: Range;
  choose: (range: Range) => void;
  days: Days;
  chooseDays: (days: Days) => void;
}

const WEEK_MS = 7 * 86_400_000;

/** The range that is shown, where it begins now and where it ends; of a batch that is over, the last hour. */
export function useRange(boundAt: string | null): ShownRange {
  const now = useNow();
  const zone = useZone();
  const [chosen, choose] = useState<Range>('PT15M');
  const [days, chooseDays] = useState<Days>({ from: dayIn(zone, now - WEEK_MS), to: dayIn(zone, now) });
  const range = chosen === 'batch' && boundAt === null ? 'PT1H' : chosen;
  return { range, choose, days, chooseDays, ...shownTime(range, now, boundAt, days, zone) };
}

/** Which days, where they are chosen; and that it is too long, where it is. */
export function ChosenDays({ shown }: { shown: ShownRange }): ReactElement | null {
  const { t } = useTranslation();
  const { range, days, chooseDays, isCut } = shown;
  if (range !== 'days' && !isCut) return null;
  return (
    <div className={css.ranges}>
      {range === 'days' && <DaySpan days={days} change={chooseDays} />}
      {isCut && <p>{t('unit.range.cut')}</p>}
    </div>
  );
}

/** Every numeric value of the unit over the same time. */
export function Trends(props: Props): ReactElement {
  const { t } = useTranslation();
  const numbers = props.tags.filter(({ type }) => type === 'number' || type === 'integer');
  if (numbers.length === 0) return <p>{t('unit.noTags')}</p>;
  return (
    <ul className={css.trends}>
      {numbers.map((tag) => (
        <OneTrend key={tag.tag} {...props} tag={tag} />
      ))}
    </ul>
  );
}
