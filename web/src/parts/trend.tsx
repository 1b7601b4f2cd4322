import { useComputedColorScheme } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactElement, type ReactNode, useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useUnitTraces } from '../api/live-values.js';
import { gapsQuery, trendQuery } from '../api/queries.js';
import type { Limits, Tag } from '../api/types.js';
import { milliseconds } from './duration.js';
import { written } from './instant.js';
import { Mark } from './mark.js';
import css from './trend.module.css';
import { type TrendOverlay, trendOptions, type TrendSubject } from './trend-plot.js';
import {
  type ArchivedSpan,
  archivedSpans,
  type EmptySpan,
  emptySpans,
  type LimitBand,
  readingsOf,
  type TrendMark,
  trendRows,
  withLive,
  withoutArchived,
} from './trend-spans.js';
import { useNow } from './use-now.js';

interface Props {
  unit: string;
  tag: Tag;
  zone: string;
  from: string;
  /** null while it goes on: then live values are added */
  to: string | null;
  alert?: Limits | null;
  action?: Limits | null;
  /** limits that hold for a part of the time, in place of `alert` and `action` */
  bands?: readonly LimitBand[];
  marks?: readonly TrendMark[];
  /** what is said below, of the times without numbers */
  children?: (spans: readonly EmptySpan[]) => ReactNode;
}

const NO_MARKS: readonly TrendMark[] = [];
/** How often the end of a trend that nothing is added to moves on. */
const STEP_MS = 5000;
/** Source times and widths are in units of 100 ns. */
const TICKS_A_MILLISECOND = 10_000;

/** What is read of a tag, with live values after it, and the times without numbers. */
function useSeries({ unit, tag, from, to }: Props) {
  const now = Math.floor(useNow() / STEP_MS) * STEP_MS;
  const past = useQuery(trendQuery(unit, tag.tag, from, to)).data;
  const gaps = useQuery(gapsQuery(unit, from, to)).data;
  const live = useUnitTraces(to === null ? unit : undefined)[tag.tag];
  return useMemo(() => {
    const start = Date.parse(from);
    const readings = withLive(past === undefined ? [] : readingsOf(tag.tag, past), live).filter(
      ({ sourceAt }) => Date.parse(sourceAt) >= start,
    );
    const end = to === null ? Math.max(now, Date.parse(readings.at(-1)?.sourceAt ?? from)) : Date.parse(to);
    // of a bucket the first and the last are drawn: no two that are drawn lie further apart than two buckets, unless it was silent
    const width = Number(past?.width ?? 0) / TICKS_A_MILLISECOND;
    const longest = Math.max(milliseconds(tag.staleAfter), 2 * width);
    const time = { from: start, to: end };
    const empty = emptySpans(tag.tag, { readings, gaps: gaps ?? [], ...time, longest });
    const archived = archivedSpans(past?.archived ?? [], time);
    const rows = trendRows(readings, empty, time);
    return { isKnown: past !== undefined, archived, spans: withoutArchived(empty, archived), rows };
  }, [past, gaps, live, from, to, now, tag]);
}

/** In words, of which time the single readings are archived. */
function Archived({ spans, zone, tag }: { spans: readonly ArchivedSpan[]; zone: string; tag: Tag }): ReactElement {
  const { t } = useTranslation();
  const full = (at: number): string => written(at, zone).full;
  return (
    <ul className={css.archived} aria-label={t('trend.archived.label', { tag: tag.title })}>
      {spans.map(({ from, to, since }) => (
        <li key={from}>
          <Mark tone="off" size={20} />
          <span>
            <b>{t('trend.archived')}</b> · {t('trend.note', { from: full(from), to: full(to) })}.{' '}
            {t('trend.archived.text', { since: full(since) })}
          </span>
        </li>
      ))}
    </ul>
  );
}

const isEmpty = (values: readonly (number | null)[]): boolean => values.every((value) => value === null);

/** What a tag did over a time: limits as bands behind the line, and no line where there are no numbers. */
export function Trend(props: Props): ReactElement {
  const { t } = useTranslation();
  const { tag, zone, from, to, alert = null, action = null, bands, marks = NO_MARKS, children } = props;
  const { rows, spans, archived, isKnown } = useSeries(props);
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const overlay = useRef<TrendOverlay>({ spans, marks, archived });
  // as a text, so that a plot is made anew when what it shows is another, and not at each live value
  const subject: TrendSubject = {
    tag,
    zone,
    bands: bands ?? [{ from: Date.parse(from), to: null, alert, action }],
    from: Date.parse(from),
    to: to === null ? null : Date.parse(to),
  };
  const key = JSON.stringify(subject);

  useEffect(() => {
    const element = box.current!;
    const shown = JSON.parse(key) as TrendSubject;
    const size = () => ({ width: element.clientWidth, height: element.clientHeight });
    const made = new uPlot({ ...trendOptions(shown, overlay, element), ...size() }, [[], []], element);
    plot.current = made;
    const watch = new ResizeObserver(() => made.setSize(size()));
    watch.observe(element);
    return () => {
      watch.disconnect();
      made.destroy();
    };
  }, [key]);

  const look = useComputedColorScheme();
  useEffect(() => {
    // once the page has its other look
    const frame = requestAnimationFrame(() => plot.current?.redraw());
    return () => cancelAnimationFrame(frame);
  }, [look]);

  useEffect(() => {
    overlay.current = { spans, marks, archived };
    plot.current?.setData(rows);
  }, [rows, spans, marks, archived, key]);

  return (
    <div className={css.trend}>
      <figure className={css.figure} aria-label={t('step.trend', { tag: tag.title })}>
        <div ref={box} className={css.plot} />
        {isEmpty(rows[1]) && spans.every(({ kind }) => kind === 'silent') && (
          <figcaption className={css.none}>
            {isKnown ? t(archived.length > 0 ? 'trend.archived.none' : 'step.trend.none') : t('trend.loading')}
          </figcaption>
        )}
      </figure>
      {archived.length > 0 && <Archived spans={archived} zone={zone} tag={tag} />}
      {children?.(spans)}
    </div>
  );
}
