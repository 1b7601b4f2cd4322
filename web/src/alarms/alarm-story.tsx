import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { AlarmDelivery } from '../api/types.js';
import { Answer } from '../parts/answer.js';
import { Mark } from '../parts/mark.js';
import { useZone } from '../session/use-session.js';
import { word } from '../text/words.js';
import { stamp } from '../unit/logbook-words.js';
import { factDetails, type TitleOf, whoText } from './alarm-words.js';
import css from './alarms.module.css';
import { alarmStoryQuery } from './queries.js';

/** What was sent out of the room, and whether it came there. */
function Delivery({ delivery }: { delivery: AlarmDelivery }): ReactElement {
  const { t } = useTranslation();
  const zone = useZone();
  const { contact, attempts: count, deliveredAt, failedAt, dueAt } = delivery;
  const values = { contact, count, kind: word('contactKind', delivery.kind), error: delivery.error ?? '' };
  const words = (): string => {
    if (deliveredAt !== null) return t('alarm.delivered', { ...values, time: stamp(deliveredAt, zone) });
    if (failedAt !== null) return t('alarm.delivery.failed', values);
    return count === 0
      ? t('alarm.delivery.due', values)
      : t('alarm.delivery.tried', { ...values, time: stamp(dueAt, zone) });
  };
  const tone = deliveredAt !== null ? 'done' : delivery.error === null ? 'normal' : 'alert';
  return (
    <li className={css.delivery}>
      <Mark tone={tone} size={20} />
      <span>{words()}</span>
    </li>
  );
}

/** All that happened to an alarm and was done about it, the newest first. */
export function AlarmStory({ id, unit, titleOf }: { id: string; unit: string | null; titleOf: TitleOf }): ReactElement {
  const { t } = useTranslation();
  const zone = useZone();
  const query = useQuery(alarmStoryQuery(id));
  return (
    <Answer query={query} what={t('alarm.story.loading')}>
      {({ story, deliveries }) => (
        <section className={css.story} aria-label={t('alarm.story')}>
          <h3>{t('alarm.story')}</h3>
          <ol>
            {story.map((fact) => (
              <li key={fact.seq}>
                <time dateTime={fact.at}>{stamp(fact.at, zone)}</time>
                <span>
                  <b>{word('alarmFact', fact.type)}</b>, {whoText(fact.by)}
                  {factDetails(t, fact, { zone, unit, titleOf }).map((detail) => (
                    <span key={detail} className={css.note}>
                      {detail}
                    </span>
                  ))}
                </span>
              </li>
            ))}
          </ol>
          {deliveries.length > 0 && (
            <>
              <h3>{t('alarm.deliveries')}</h3>
              <ul>
                {deliveries.map((delivery) => (
                  <Delivery key={delivery.id} delivery={delivery} />
                ))}
              </ul>
            </>
          )}
        </section>
      )}
    </Answer>
  );
}
