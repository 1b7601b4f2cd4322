import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import actions from '../parts/action.module.css';
import { AlarmMark } from '../parts/alarm-mark.js';
import { Mark } from '../parts/mark.js';
import priorities from '../parts/priority.module.css';
import { word } from '../text/words.js';
import { isUnanswered } from './alarm-words.js';
import css from './unit-alarms.module.css';
import { alarmsQuery } from './queries.js';

/** The alarms of a unit in brief, and the way to them: how many, how urgent the first, whether one waits for somebody. */
export function UnitAlarms({ unit }: { unit: string }): ReactElement {
  const { t } = useTranslation();
  const alarms = useQuery(alarmsQuery('active', { unit })).data?.alarms;
  const first = alarms?.[0];
  const fresh = alarms?.filter(isUnanswered).length ?? 0;
  const classes = [actions.action, css.alarms, first && priorities[first.priority], fresh > 0 && css.waits];
  return (
    <Link to="/alarms" search={{ unit }} className={classes.filter(Boolean).join(' ')}>
      {first === undefined ? <Mark tone="normal" size={20} /> : <AlarmMark priority={first.priority} size={32} />}
      <span>
        {first === undefined || alarms === undefined
          ? t(alarms === undefined ? 'header.alarms' : 'unit.alarms.none')
          : t('unit.alarms', { count: alarms.length, priority: word('priority', first.priority) })}
        {fresh > 0 && <b className={css.fresh}>{t('unit.alarms.fresh', { count: fresh })}</b>}
      </span>
    </Link>
  );
}
