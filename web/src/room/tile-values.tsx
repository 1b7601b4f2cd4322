import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Board, Limits, TileValue } from '../api/types.js';
import { written } from '../parts/instant.js';
import { Mark } from '../parts/mark.js';
import { decimalText, liveDecimals, liveNumber, unitText } from '../parts/number-format.js';
import { statusWord } from '../parts/status-word.js';
import { shortName } from './need-words.js';
import { Spark } from './spark.js';
import css from './tile-values.module.css';

type State = TileValue['state'];

/** What the value is at this second: it goes stale on the tablet too, whether or not the server can say so. */
export const stateAt = ({ state, at, staleAfter }: TileValue, now: number): State =>
  state !== 'never' && at !== null && now - Date.parse(at) > staleAfter ? 'stale' : state;

/** The limit that is missed, by its sign: `> 38.0`. */
function missed({ value, verdict, alert, action }: TileValue): string {
  const limits: Limits | null = verdict === 'action' ? action : alert;
  if (value === null || limits === null) return '';
  return limits.high !== null && value > Number(limits.high)
    ? `> ${decimalText(limits.high)}`
    : `< ${decimalText(limits.low ?? '')}`;
}

function textOf(value: TileValue): string {
  const limits = [value.alert?.low, value.alert?.high, value.action?.low, value.action?.high];
  return liveNumber(value.value ?? 0, liveDecimals(value.value ?? 0, limits));
}

interface CellProps {
  value: TileValue;
  points: Board['traces'][number]['points'];
  now: number;
  zone: string;
}

function Cell({ value, points, now, zone }: CellProps): ReactElement {
  const { t } = useTranslation();
  const state = stateAt(value, now);
  const isNumber = state === 'good' || state === 'uncertain';
  const verdict = isNumber ? (value.verdict ?? 'within') : 'within';
  const tone = verdict !== 'within' ? verdict : state === 'bad' || state === 'uncertain' ? 'alert' : null;
  const classes = [css.cell, css[state], css[verdict], (tone !== null || !isNumber) && css.wide];
  return (
    <div className={classes.filter(Boolean).join(' ')}>
      <dt className={css.name}>
        {tone !== null && <Mark tone={tone} size={18} />}
        <span aria-hidden>{shortName(value)}</span>
        <span className="visually-hidden">{value.title}</span>
        {isNumber && verdict === 'within' && <small className={css.unit}>{unitText(value.unit)}</small>}
        {verdict !== 'within' && <b className={css.missed}>{missed(value)}</b>}
        {state === 'uncertain' && <b className={css.missed}>{t('value.uncertain')}</b>}
      </dt>
      <dd className={css.number}>
        {isNumber && <b className={css.digits}>{textOf(value)}</b>}
        {verdict !== 'within' && <small className={css.unit}> {unitText(value.unit)}</small>}
        {state === 'bad' && <b className={css.word}>{statusWord(value.status ?? 0)}</b>}
        {state === 'stale' && (
          <span className={css.word}>{t('tile.since', { time: written(value.at ?? now, zone).time })}</span>
        )}
        {state === 'never' && <span className={css.word}>{t('tile.noData')}</span>}
      </dd>
      {isNumber && (
        <dd className={css.past}>
          <Spark value={value} points={points} now={now} />
        </dd>
      )}
    </div>
  );
}

interface Props {
  unit: string;
  values: readonly TileValue[];
  traces: Board['traces'];
  now: number;
  zone: string;
}

/** The critical parameters side by side; one hatched line where none of them is known any more. */
export function TileValues({ unit, values, traces, now, zone }: Props): ReactElement {
  const { t } = useTranslation();
  const isBlind = values.length > 0 && values.every((value) => ['stale', 'never'].includes(stateAt(value, now)));
  if (isBlind) {
    const last = values
      .flatMap(({ at }) => (at === null ? [] : [at]))
      .toSorted()
      .at(-1);
    return (
      <p className={css.blind}>
        <span>
          {last === undefined ? t('tile.noData') : t('tile.noDataSince', { time: written(last, zone).seconds })}
        </span>
      </p>
    );
  }
  const past = (tag: string) => traces.find((trace) => trace.unit === unit && trace.tag === tag)?.points ?? [];
  return (
    <dl className={css.values}>
      {values.map((value) => (
        <Cell key={value.tag} value={value} points={past(value.tag)} now={now} zone={zone} />
      ))}
    </dl>
  );
}
