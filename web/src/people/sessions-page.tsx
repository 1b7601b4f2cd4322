import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { order } from '../api/client.js';
import { useConnection } from '../api/connection.js';
import { refresh } from '../api/refresh.js';
import type { OpenSession } from '../api/types.js';
import { useCommand } from '../api/use-command.js';
import { Answer } from '../parts/answer.js';
import { usePerson } from '../session/use-session.js';
import { ReasonPanel } from '../step/reason-panel.js';
import { PeopleFrame } from './people-frame.js';
import { sessionsQuery } from './queries.js';
import { SessionsList } from './sessions-list.js';

function EndSession({ session, close }: { session: OpenSession; close: () => void }): ReactElement {
  const { t } = useTranslation();
  const client = useQueryClient();
  const offline = useConnection() === 'offline';
  const command = useCommand({ done: () => void refresh(client, [['sessions'], ['security']]).then(close) });
  return (
    <ReasonPanel
      at={{ barred: offline ? 'offline' : null }}
      title={t('session.endOf', { name: session.person.name })}
      text={t('session.end.text')}
      submit={t('session.end')}
      busy={command.isPending}
      error={command.error}
      give={(reason) => command.mutate(order('/api/sessions/{id}/end', { id: session.id }, { reason }))}
      close={close}
    />
  );
}

/** Who is signed in at the sites in sight; each session can be ended at once. */
export function SessionsPage(): ReactElement {
  const { t } = useTranslation();
  const { may } = usePerson();
  const [open, setOpen] = useState<OpenSession | null>(null);
  const query = useQuery({ ...sessionsQuery, enabled: may('security.read') });
  return (
    <PeopleFrame at="sessions" title={t('sessions.title')} needs="security.read">
      <Answer query={query} what={t('sessions.loading')}>
        {(sessions) => (
          <SessionsList sessions={sessions} label={t('sessions.title')} end={may('security.write') ? setOpen : null} />
        )}
      </Answer>
      {open !== null && <EndSession session={open} close={() => setOpen(null)} />}
    </PeopleFrame>
  );
}
