import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { TagTrace } from '../api/live-values.js';
import type { Monitor, Tag } from '../api/types.js';
import { age } from './duration.js';
import { written } from './instant.js';
import { LimitBar } from './limit-bar.js';
import css from './live-value.module.css';
import { Mark } from './mark.js';
import { rangeText, unitText } from './number-format.js';
import { readingLook, type ReadingLook, trendOf } from './reading-look.js';
import { Sparkline } from './sparkline.js';
import { statusWord } from './status-word.js';

interface Props {
  tag: Tag;
  trace: TagTrace | undefined;
  now: number;
  zone: string;
  monitor?: Monitor;
  /** without its recent past, where a trend stands beside it */
  plain?: boolean;
}

const ARROWS = { rising: '↗', falling: '↘', steady: '→' };

function Said({ look, zone }: { look: ReadingLook; zone: string }): ReactElement {
  const { t } = useTranslation();
  switch (look.kind) {
    case 'never':
      return <span className={css.word}>{t('value.never')}</span>;
    case 'stale':
      return <span className={css.word}>{t('value.staleSince', { time: written(look.since, zone).seconds })}</span>;
    case 'bad':
      return <span className={css.word}>{statusWord(look.status)}</span>;
    case 'word':
      return (
        <b className={css.digits}>
          {typeof look.value === 'string' ? look.value : t(look.value ? 'value.yes' : 'value.no')}
        </b>
      );
    case 'number':
      return <b className={css.digits}>{look.text}</b>;
  }
}

const limitWidth = (monitor: Monitor | undefined): number | null =>
  monitor?.action.low == null || monitor.action.high == null
    ? null
    : Number(monitor.action.high) - Number(monitor.action.low);

/** One live value as an instrument: number, unit, trend, age, limits; hatched when stale, a word when bad. */
export function LiveValue({ tag, trace, now, zone, monitor, plain = false }: Props): ReactElement {
  const { t } = useTranslation();
  const look = readingLook(tag, trace, now, monitor);
  const trend = trendOf(trace?.points ?? [], limitWidth(monitor));
  const verdict = look.kind === 'number' ? look.verdict : 'within';
  const old = look.kind === 'number' || look.kind === 'bad' || look.kind === 'word' ? age(look.age) : null;
  return (
    <div className={`${css.value} ${css[look.kind]} ${css[verdict]}`}>
      <span className={css.title}>
        {verdict !== 'within' && <Mark tone={verdict} size={18} />}
        {look.kind === 'bad' && <Mark tone="alert" size={18} />}
        {tag.title}
      </span>
      <span className={css.reading}>
        <Said look={look} zone={zone} />
        {look.kind === 'number' && <span className={css.unit}>{unitText(tag.unit)}</span>}
        {look.kind === 'number' && (
          <span className={css.arrow} role="img" aria-label={t(`value.${trend}`)}>
            {ARROWS[trend]}
          </span>
        )}
      </span>
      {!plain && (
        <span className={css.line}>
          <Sparkline points={trace?.points ?? []} />
        </span>
      )}
      {monitor !== undefined && (
        <LimitBar
          small
          alert={monitor.alert}
          action={monitor.action}
          unit={monitor.unit}
          value={look.kind === 'number' ? look.value : null}
        />
      )}
      <span className={css.foot}>
        {verdict !== 'within' && monitor !== undefined && (
          <b>
            {t(`step.limits.${verdict}`, {
              range: rangeText((verdict === 'alert' ? monitor.alert : null) ?? monitor.action, monitor.unit),
            })}
          </b>
        )}
        {look.kind === 'number' && look.uncertain && <b>{t('value.uncertain')}</b>}
        {old !== null && <span>{t('value.age', { age: old })}</span>}
      </span>
    </div>
  );
}
