import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useUnitTraces } from '../api/live-values.js';
import { trendQuery } from '../api/queries.js';
import type { Limits, Tag } from '../api/types.js';
import css from './trend.module.css';
import { trendOptions, trendRows, type TrendSubject } from './trend-plot.js';

interface Props {
  unit: string;
  tag: Tag;
  zone: string;
  from: string;
  /** null while it goes on: then live values are added */
  to: string | null;
  alert: Limits | null;
  action: Limits | null;
}

/** What a tag did since a step began, with its limits as a band behind the line. */
export function Trend({ unit, tag, zone, from, to, alert, action }: Props): ReactElement {
  const { t } = useTranslation();
  const past = useQuery(trendQuery(unit, tag.tag, from, to)).data?.readings;
  const live = useUnitTraces(to === null ? unit : undefined)[tag.tag]?.points;
  const rows = useMemo(() => trendRows(past ?? [], live ?? [], Date.parse(from)), [past, live, from]);
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  // as a text, so that a plot is made anew when what it shows is another, and not at each live value
  const subject: TrendSubject = {
    tag,
    zone,
    alert,
    action,
    from: Date.parse(from),
    to: to === null ? null : Date.parse(to),
  };
  const key = JSON.stringify(subject);

  useEffect(() => {
    const element = box.current!;
    const shown = JSON.parse(key) as TrendSubject;
    const size = () => ({ width: element.clientWidth, height: element.clientHeight });
    const made = new uPlot({ ...trendOptions(shown, element), ...size() }, [[], []], element);
    plot.current = made;
    const watch = new ResizeObserver(() => made.setSize(size()));
    watch.observe(element);
    return () => {
      watch.disconnect();
      made.destroy();
    };
  }, [key]);

  useEffect(() => {
    plot.current?.setData(rows);
  }, [rows, key]);

  return (
    <figure className={css.figure} aria-label={t('step.trend', { tag: tag.title })}>
      <div ref={box} className={css.plot} />
      {rows[0].length === 0 && <figcaption className={css.none}>{t('step.trend.none')}</figcaption>}
    </figure>
  );
}
