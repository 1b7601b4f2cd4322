import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { AlarmOccurrence } from '../api/types.js';
import { Answer } from '../parts/answer.js';
import { clockFace } from '../parts/duration.js';
import { More } from '../parts/more.js';
import { Blank } from '../parts/notice.js';
import { useZone } from '../session/use-session.js';
import { stamp } from '../unit/logbook-words.js';
import { OccurrenceDetail } from './alarm-detail.js';
import { AlarmHead } from './alarm-head.js';
import { messageText, type TitleOf } from './alarm-words.js';
import css from './alarms.module.css';
import { alarmHistoryQuery, type AlarmsFilter } from './queries.js';
import { useTitles } from './use-titles.js';

interface LineProps {
  occurrence: AlarmOccurrence;
  titleOf: TitleOf;
  isOpen: boolean;
  toggle: () => void;
}

/** One time that an alarm was raised: how long it stood, and who answered it. */
function HistoryLine({ occurrence, titleOf, isOpen, toggle }: LineProps): ReactElement {
  const { t } = useTranslation();
  const zone = useZone();
  const { id, raisedAt, announcedAt, returnedAt, acknowledgedBy } = occurrence;
  const message = messageText(t, occurrence, titleOf);
  const lasted = returnedAt === null ? null : clockFace(Date.parse(returnedAt) - Date.parse(raisedAt));
  const state = announcedAt === null ? 'withheld' : acknowledgedBy === null ? 'unanswered' : 'answered';
  return (
    <li className={css.line}>
      <AlarmHead id={`occurrence-${id}`} alarm={occurrence} message={message} isOpen={isOpen} toggle={toggle}>
        <span className={css.how}>
          <span>{stamp(raisedAt, zone)}</span>
          <span className={css.quiet}>
            {lasted === null ? t('history.stands') : t('history.lasted', { length: lasted })}
          </span>
          <span className={css.quiet}>{t(`history.${state}`, { name: acknowledgedBy ?? '' })}</span>
        </span>
      </AlarmHead>
      {isOpen && <OccurrenceDetail occurrence={occurrence} titleOf={titleOf} />}
    </li>
  );
}

interface Props {
  filter: AlarmsFilter;
  open: string | undefined;
  change: (open: string | undefined) => void;
}

/** Every time that an alarm was raised, the newest first. */
export function AlarmHistory({ filter, open, change }: Props): ReactElement {
  const { t } = useTranslation();
  const titleOf = useTitles();
  const query = useInfiniteQuery(alarmHistoryQuery(filter));
  return (
    <Answer query={query} what={t('alarms.loading')}>
      {({ pages }) => {
        const all = pages.flatMap(({ occurrences }) => occurrences);
        if (all.length === 0)
          return (
            <Blank tone="off" title={t('alarms.empty.history')}>
              {t(Object.keys(filter).length === 0 ? 'alarms.empty.history.text' : 'alarms.empty.filtered')}
            </Blank>
          );
        return (
          <>
            <ul className={css.list} aria-label={t('alarms.list.history')}>
              {all.map((one) => (
                <HistoryLine
                  key={one.id}
                  occurrence={one}
                  titleOf={titleOf}
                  isOpen={one.id === open}
                  toggle={() => change(one.id === open ? undefined : one.id)}
                />
              ))}
            </ul>
            <More query={query} />
          </>
        );
      }}
    </Answer>
  );
}
