import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Alarm } from '../api/types.js';
import { AlarmMark } from '../parts/alarm-mark.js';
import { word } from '../text/words.js';
import { nameOf } from './alarm-words.js';
import css from './alarms.module.css';

interface Props {
  /** of the page's element that names it */
  id: string;
  alarm: Pick<Alarm, 'unit' | 'title' | 'priority'>;
  /** where its unit is: `B2` */
  place?: string;
  /** what it was raised by, in words */
  message: string;
  isOpen: boolean;
  toggle: () => void;
  /** how it stands, and what is to be done */
  children: ReactNode;
}

/** The first line of an alarm: how urgent, where, what; a touch anywhere on it opens its story. */
export function AlarmHead({ id, alarm, place, message, isOpen, toggle, children }: Props): ReactElement {
  const { t } = useTranslation();
  const { unit, title, priority } = alarm;
  return (
    <div className={css.top}>
      <button
        type="button"
        className={css.open}
        aria-expanded={isOpen}
        aria-label={t('alarm.story.open', { what: nameOf(alarm) })}
        aria-describedby={id}
        onClick={toggle}
      />
      <span className={css.priority}>
        <AlarmMark priority={priority} size={40} />
        {word('priority', priority)}
      </span>
      <span className={css.where}>
        <b>{unit ?? t('alarms.manyUnits')}</b>
        {place !== undefined && <span className={css.quiet}>{place}</span>}
      </span>
      <span className={css.what} id={id}>
        <b>{title}</b>
        {message !== '' && <span>{message}</span>}
      </span>
      {children}
    </div>
  );
}
