import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { OpenSession } from '../api/types.js';
import css from '../equipment/equipment.module.css';
import { Action } from '../parts/action.js';
import { written } from '../parts/instant.js';
import { Status } from '../parts/mark.js';
import { useZone } from '../session/use-session.js';
import looks from './people.module.css';

interface Props {
  sessions: readonly OpenSession[];
  label: string;
  /** who may end one */
  end: ((session: OpenSession) => void) | null;
}

/** Open sessions: whose, since when, last touched when, at what browser. */
export function SessionsList({ sessions, label, end }: Props): ReactElement {
  const { t } = useTranslation();
  const zone = useZone();
  return (
    <ul className={css.list} aria-label={label}>
      {sessions.map((session) => (
        <li key={session.id} className={looks.row}>
          <span>
            <b>{session.person.name}</b>
            <small>{session.person.username}</small>
          </span>
          <span>
            {t('session.since', { time: written(session.startedAt, zone).full })}
            <small>{t('session.seen', { time: written(session.seenAt, zone).seconds })}</small>
            <small>{session.agent ?? t('session.noAgent')}</small>
          </span>
          {session.own ? (
            <Status tone="current">{t('session.own')}</Status>
          ) : (
            end !== null && (
              <Action label={t('session.endOf', { name: session.person.name })} onPress={() => end(session)}>
                {t('session.end')}
              </Action>
            )
          )}
        </li>
      ))}
    </ul>
  );
}
