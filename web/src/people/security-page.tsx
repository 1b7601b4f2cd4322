import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import css from '../equipment/equipment.module.css';
import { Action } from '../parts/action.js';
import { Answer } from '../parts/answer.js';
import { More } from '../parts/more.js';
import { usePerson } from '../session/use-session.js';
import { EventLine } from './event-line.js';
import { PeopleFrame } from './people-frame.js';
import { Policy } from './policy.js';
import { eventsQuery, type Log, policyQuery } from './queries.js';

const LOGS = ['alerts', 'access', 'inspection'] as const satisfies readonly Log[];

function Events({ log }: { log: Log }): ReactElement {
  const { t } = useTranslation();
  const query = useInfiniteQuery(eventsQuery(log));
  return (
    <Answer query={query} what={t('security.loading')}>
      {({ pages }) => {
        const events = pages.flatMap((page) => page.events);
        if (events.length === 0) return <p>{t(`security.none.${log}`)}</p>;
        return (
          <>
            <ul aria-label={t(`security.log.${log}`)}>
              {events.map((event) => (
                <EventLine key={event.id} event={event} />
              ))}
            </ul>
            <More query={query} />
          </>
        );
      }}
    </Answer>
  );
}

/** What calls for somebody, who came, went and was turned away, what inspectors looked at; and what is asked of passwords. */
export function SecurityPage(): ReactElement {
  const { t } = useTranslation();
  const may = usePerson().may('security.read');
  const [log, setLog] = useState<Log>('alerts');
  const policy = useQuery({ ...policyQuery, enabled: may });
  return (
    <PeopleFrame at="security" title={t('security.title')} needs="security.read">
      <section className={css.section} aria-label={t('security.events')}>
        <div className={css.filters} role="group" aria-label={t('security.filter')}>
          {LOGS.map((one) => (
            <Action key={one} tone="quiet" pressed={one === log} onPress={() => setLog(one)}>
              {t(`security.log.${one}`)}
            </Action>
          ))}
        </div>
        {may && <Events log={log} />}
      </section>
      <Answer query={policy} what={t('security.loading')}>
        {(known) => <Policy policy={known} />}
      </Answer>
    </PeopleFrame>
  );
}
