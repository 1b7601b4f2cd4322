import { type ReactElement, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Alarm } from '../api/types.js';
import { Action } from '../parts/action.js';
import { countdown } from '../parts/duration.js';
import priorities from '../parts/priority.module.css';
import { useNow } from '../parts/use-now.js';
import { usePerson, useZone } from '../session/use-session.js';
import { word } from '../text/words.js';
import { AlarmHead } from './alarm-head.js';
import type { AlarmAct, TitleOf } from './alarm-words.js';
import { actsOf, isLeftOver, isUnanswered, messageText, momentText, respondBy } from './alarm-words.js';
import css from './alarms.module.css';

/** How long is left to respond, or by how much it is late. */
export function RespondBy({ alarm }: { alarm: Alarm }): ReactElement | null {
  const { t } = useTranslation();
  const now = useNow();
  const by = respondBy(alarm);
  if (by === null) return null;
  const { left, over } = countdown(by, now);
  return (
    <span className={over ? css.late : css.left}>{t(over ? 'alarm.respond.late' : 'alarm.respond', { left })}</span>
  );
}

interface Props {
  alarm: Alarm;
  /** where it is: `B2` */
  place: string;
  /** of a tag of its unit */
  titleOf: TitleOf;
  isOpen: boolean;
  toggle: () => void;
  act: (act: AlarmAct, alarm: Alarm) => void;
  children: ReactElement | null;
}

/** One alarm as a line: how urgent, which, how it stands, since when; and the one act that is asked for. */
export function AlarmLine({ alarm, place, titleOf, isOpen, toggle, act, children }: Props): ReactElement {
  const { t } = useTranslation();
  const zone = useZone();
  const { may } = usePerson();
  const line = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isOpen) line.current?.scrollIntoView({ block: 'nearest' });
  }, [isOpen]);
  const { priority, state, since, occurrence } = alarm;
  const waits = isUnanswered(alarm);
  const first = actsOf(alarm, may).find((one) =>
    ['acknowledge', 'reset', 'unshelve', 'return-to-service'].includes(one),
  );
  const message = occurrence === null ? '' : messageText(t, occurrence, titleOf);
  const glow = waits ? [css.waits, priorities.glows] : [];
  const classes = [css.line, priorities[priority], ...glow, isLeftOver(alarm) ? css.over : ''];
  return (
    <li ref={line} className={classes.filter(Boolean).join(' ')}>
      <AlarmHead id={`alarm-${alarm.id}`} alarm={alarm} place={place} message={message} isOpen={isOpen} toggle={toggle}>
        <span className={css.how}>
          <span className={css.state}>{word('alarmState', state)}</span>
          <span className={css.quiet}>
            {since === null ? t('alarm.never') : t('alarm.since', { time: momentText(since, zone) })}
          </span>
          <RespondBy alarm={alarm} />
        </span>
        {first !== undefined && !isOpen && (
          <span className={css.way}>
            <Action onPress={() => act(first, alarm)}>{t(`alarm.act.${first}`)}</Action>
          </span>
        )}
      </AlarmHead>
      {isOpen && children}
    </li>
  );
}
