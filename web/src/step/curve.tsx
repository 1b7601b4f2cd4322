import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Field } from '../api/types.js';
import { Mark } from '../parts/mark.js';
import { decimalText, unitText } from '../parts/number-format.js';
import { type CurveField, type CurvePoint, curveScale } from './curve-scale.js';
import css from './curve.module.css';

export { isOnCurve } from './curve-scale.js';

const percent = (share: number): string => `${(share * 100).toFixed(2)}%`;
const line = (points: readonly { x: number; y: number }[]): string =>
  points.map(({ x, y }) => `${(x * 100).toFixed(2)},${(y * 100).toFixed(2)}`).join(' ');

const hasValue = (point: CurvePoint): point is CurvePoint & { y: number } => point.y !== null;

/** What is said of a curve to whoever cannot see it. */
function useCurveWords(fields: readonly CurveField[], points: readonly CurvePoint[]): string {
  const { t } = useTranslation();
  const unit = unitText(fields[0]?.unit);
  const said = points.filter(hasValue).map(({ title, text }) => `${title} ${text} ${unit}`);
  return [t('curve.title'), ...said].join('; ');
}

/** Values at their places on a curve, drawn against the band of their limits while they are typed. */
export function Curve({
  points: fields,
  typed,
}: {
  points: readonly CurveField[];
  typed: (field: Field) => string;
}): ReactElement {
  const { t } = useTranslation();
  const { points, unit, ticks } = curveScale(fields, typed);
  const words = useCurveWords(fields, points);
  const low = points.map(({ x, low: y }) => ({ x, y }));
  const high = points.map(({ x, high: y }) => ({ x, y }));
  const drawn = points.filter(hasValue);
  return (
    <figure className={css.figure} role="img" aria-label={words}>
      <span className={css.unit}>{unitText(fields[0]?.unit)}</span>
      <div className={css.ticks} aria-hidden>
        {ticks.map(({ text, y }) => (
          <span key={text} style={{ top: percent(y) }}>
            {decimalText(text)}
          </span>
        ))}
      </div>
      <div className={css.plot}>
        <svg aria-hidden viewBox="0 0 100 100" preserveAspectRatio="none">
          {ticks.map(({ text, y }) => (
            <line key={text} className={css.grid} x1="0" x2="100" y1={y * 100} y2={y * 100} />
          ))}
          <polygon className={css.band} points={`${line(high)} ${line(low.toReversed())}`} />
          <polyline className={css.limit} points={line(high)} />
          <polyline className={css.limit} points={line(low)} />
          <polyline className={css.line} points={line(drawn)} />
        </svg>
        {drawn.map(({ id, x, y, verdict }) => (
          <span key={id} className={css.point} style={{ left: percent(x), top: percent(y) }}>
            {verdict === 'within' ? <Mark tone="current" size={16} /> : <Mark tone={verdict} size={24} />}
          </span>
        ))}
      </div>
      <div className={css.places} aria-hidden>
        {points.map(({ id, x, place }, index) => (
          <span key={id} style={{ left: percent(x) }}>
            {place}
            {index === points.length - 1 && ` ${t(`curve.${unit}`)}`}
          </span>
        ))}
      </div>
    </figure>
  );
}
