import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useUnitTraces } from '../api/live-values.js';
import type { Batch, Tag, Unit } from '../api/types.js';
import { Action } from '../parts/action.js';
import { LiveValue } from '../parts/live-value.js';
import { Trend } from '../parts/trend.js';
import { useNow } from '../parts/use-now.js';
import { bandsOf, happeningsOf } from '../parts/batch-marks.js';
import { type Range, RANGES, startOf } from './range.js';
import { TrendNotes } from './trend-notes.js';
import css from './unit.module.css';

interface Props {
  unit: Unit;
  batch: Batch | undefined;
  tags: readonly Tag[];
  zone: string;
  from: string;
}

function OneTrend({ unit, batch, tag, zone, from }: Props & { tag: Tag }): ReactElement {
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
        to={null}
        bands={bandsOf(batch, unit.id, tag.tag)}
        marks={happenings.map(({ mark }) => mark)}
      >
        {(spans) => <TrendNotes batch={batch} tag={tag} zone={zone} happenings={happenings} spans={spans} />}
      </Trend>
    </li>
  );
}

/** Which time is shown, of all trends and the gaps. */
export function RangeChoice({
  range,
  isBound,
  choose,
}: {
  range: Range;
  isBound: boolean;
  choose: (range: Range) => void;
}): ReactElement {
  const { t } = useTranslation();
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

/** The range that is shown and where it begins now; of a batch that is over, the last hour. */
export function useRange(boundAt: string | null): { range: Range; from: string; choose: (range: Range) => void } {
  const now = useNow();
  const [chosen, choose] = useState<Range>('PT15M');
  const range = chosen === 'batch' && boundAt === null ? 'PT1H' : chosen;
  return { range, from: startOf(range, now, boundAt), choose };
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
