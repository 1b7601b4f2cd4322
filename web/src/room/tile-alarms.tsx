import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { TileAlarms as AlarmsOf } from '../api/types.js';
import { AlarmMark } from '../parts/alarm-mark.js';
import priorities from '../parts/priority.module.css';
import { word } from '../text/words.js';
import css from './tile-alarms.module.css';

/** How many alarms of the unit stand, how urgent the first is of those that wait for somebody, or of all where none does; leads to them. */
export function TileAlarms({ unit, alarms }: { unit: string; alarms: AlarmsOf }): ReactElement {
  const { t } = useTranslation();
  const { active, unacknowledged, first } = alarms;
  const { priority, title } = first;
  const waits = unacknowledged > 0;
  const classes = [css.alarms, priorities[priority], ...(waits ? [css.waits, priorities.glows] : [])];
  return (
    <Link to="/alarms" search={{ unit }} className={classes.join(' ')}>
      <span className="visually-hidden">{t('tile.alarms', { unit })}</span>
      <AlarmMark priority={priority} size={36} />
      <span>{word('priority', priority)}</span>
      <b>{t('tile.alarms.count', { count: active })}</b>
      <span className={css.how}>{t(waits ? 'tile.alarms.new' : 'tile.alarms.seen')}</span>
      <span className="visually-hidden">{t('tile.alarms.first', { title })}</span>
    </Link>
  );
}
