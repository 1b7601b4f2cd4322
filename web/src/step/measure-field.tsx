import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Field, Step } from '../api/types.js';
import { LimitBar } from '../parts/limit-bar.js';
import { Status } from '../parts/mark.js';
import { decimalText, unitText } from '../parts/number-format.js';
import { word } from '../text/words.js';
import css from './measure.module.css';

export type Measure = NonNullable<Step['measure']>;

interface Props {
  field: Field;
  measure: Measure;
  /** one a count of the round: its value, the place where it is typed, or nothing yet */
  counts: ReactNode[];
  /** number of the round's first count */
  first: number;
  /** its counts are all there: mean and scatter are of this round */
  full: boolean;
}

/** Two thirds of the scale are allowed. */
const place = (value: number, max: number): string => `${Math.min(1, value / (max * 1.5)) * 100}%`;

/** How far the counts scatter, against the largest scatter that is allowed. */
function Scatter({ field, measure, full }: Omit<Props, 'counts' | 'first'>): ReactElement | null {
  const { t } = useTranslation();
  const { max = null, entry = null } = measure.cvs.find((cv) => cv.field === field.id) ?? {};
  if (max === null && !full) return null;
  const value = full ? (entry?.value ?? null) : null;
  const wide = full && max !== null && entry?.verdict !== 'within';
  return (
    <div className={css.cell}>
      <span className={css.name}>{t('measure.cv')}</span>
      <output className={css.made}>
        {full ? (value === null ? word('verdict', 'unknown') : `${decimalText(value)} %`) : '–'}
      </output>
      {max !== null && (
        <>
          <div className={css.scale} data-wide={wide} aria-hidden>
            <span className={css.allowed} />
            {value !== null && <span className={css.pointer} style={{ left: place(Number(value), Number(max)) }} />}
          </div>
          {wide ? (
            <Status tone="action">{t('measure.cv.max', { max: decimalText(max) })}</Status>
          ) : (
            <span className={css.name}>{t('measure.cv.max', { max: decimalText(max) })}</span>
          )}
        </>
      )}
    </div>
  );
}

/** A measured value: its counts beside each other, their mean with its limits, and their scatter. */
export function MeasureField({ field, measure, counts, first, full }: Props): ReactElement {
  const { t } = useTranslation();
  const { title, unit, alert, action, entry } = field;
  const judged = full && (entry?.verdict === 'alert' || entry?.verdict === 'action') ? entry.verdict : null;
  const mean = full ? (entry?.value ?? null) : null;
  const last = first + counts.length - 1;
  return (
    <section className={css.field} aria-label={title}>
      <h3 className={css.title}>
        {title} <small>{unitText(unit)}</small>
      </h3>
      <div className={css.cells}>
        {counts.map((count, index) => (
          <div key={first + index} className={css.cell}>
            <span className={css.name}>{t('measure.count.short', { n: first + index })}</span>
            {count}
          </div>
        ))}
        <div className={css.cell}>
          <span className={css.name}>{t('measure.mean')}</span>
          {mean === null ? (
            <span className={css.later}>{t('measure.later', { n: last })}</span>
          ) : (
            <output className={css.made}>{decimalText(mean)}</output>
          )}
          {judged !== null && <Status tone={judged}>{word('verdict', judged)}</Status>}
        </div>
        <Scatter field={field} measure={measure} full={full} />
      </div>
      {(alert !== null || action !== null) && (
        <LimitBar alert={alert} action={action} unit={unit} value={mean === null ? null : Number(mean)} />
      )}
    </section>
  );
}

/** Values of one count as they stand, by field. */
export const countedValue = ({ counts }: Measure, n: number, index: number): string | null =>
  counts.find((count) => count.n === n)?.entries[index]?.value ?? null;

/** Rounds that were counted again: kept, and shown apart. */
export function EarlierRounds({ step, before }: { step: Step; before: number }): ReactElement | null {
  const { t } = useTranslation();
  const { measure, fields } = step;
  if (measure === null || before <= 1) return null;
  return (
    <>
      {Array.from({ length: before - 1 }, (_, index) => index + 1).map((round) => (
        <section key={round} className={css.earlier}>
          <h3>{t('measure.round', { round })}</h3>
          {fields.map(({ id, title, unit }, index) => (
            <p key={id}>
              <span>{title}</span>
              <b>
                {measure.counts
                  .filter((count) => count.round === round)
                  .map(({ entries }) => decimalText(entries[index]?.value ?? ''))
                  .join(' · ')}{' '}
                {unitText(unit)}
              </b>
            </p>
          ))}
        </section>
      ))}
    </>
  );
}

/** A measurement that is over: its last round, and those before it. */
export function MeasureRecorded({ step }: { step: Step }): ReactElement | null {
  const { measure, fields } = step;
  if (measure === null || measure.counts.length === 0) return null;
  const { round, replicates, due } = measure;
  const first = (round - 1) * replicates + 1;
  return (
    <>
      {fields.map((field, index) => (
        <MeasureField
          key={field.id}
          field={field}
          measure={measure}
          first={first}
          full={due === 0}
          counts={Array.from({ length: replicates }, (_, k) => (
            <output key={k} className={css.value}>
              {decimalText(countedValue(measure, first + k, index) ?? '–')}
            </output>
          ))}
        />
      ))}
      <EarlierRounds step={step} before={round} />
    </>
  );
}
