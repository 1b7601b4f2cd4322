import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { AlarmMark } from '../parts/alarm-mark.js';
import priorities from '../parts/priority.module.css';
import { usePerson } from '../session/use-session.js';
import { word } from '../text/words.js';
import { isUnanswered } from './alarm-words.js';
import css from './alarm-bell.module.css';
import { alarmsQuery } from './queries.js';

/** One touch away on every page: how many alarms wait for somebody, and how urgent the first is. */
export function AlarmBell(): ReactElement | null {
  const { t } = useTranslation();
  const may = usePerson().may('plant.read');
  const { data, isError } = useQuery({ ...alarmsQuery(), enabled: may });
  if (!may) return null;
  const count = data?.summary.unacknowledged ?? 0;
  const first = data?.alarms.find(isUnanswered);
  const isKnown = data !== undefined && !isError;
  const words = (): string => {
    if (!isKnown) return t('alarms.unknown.label');
    if (first === undefined) return t('alarms.none.label');
    return t('alarms.some.label', { count, priority: word('priority', first.priority) });
  };
  return (
    <Link
      to="/alarms"
      className={[css.bell, first === undefined ? '' : css.waits, first && priorities[first.priority]]
        .filter(Boolean)
        .join(' ')}
    >
      {first === undefined ? (
        <svg aria-hidden viewBox="0 0 24 24" width={30} height={30} fill="none" stroke="currentColor" strokeWidth="2.5">
          <path d="M4 18H20L18 15V10A6 6 0 0 0 6 10V15Z M10 21.5H14" strokeLinejoin="round" />
        </svg>
      ) : (
        <span aria-hidden className={css.count}>
          <AlarmMark priority={first.priority} size={30} />
          {count}
        </span>
      )}
      <span>
        {t('header.alarms')}
        <span className="visually-hidden">{words()}</span>
      </span>
    </Link>
  );
}
