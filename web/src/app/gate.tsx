import { MantineProvider } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Outlet, useRouterState } from '@tanstack/react-router';
import { type ReactElement, type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { followFacts } from '../api/live-facts.js';
import { sessionQuery } from '../api/queries.js';
import { Answer } from '../parts/answer.js';
import { useFloorLook } from '../session/look.js';
import { OwnPassword } from '../session/own-password.js';
import { OwnStatement } from '../session/own-statement.js';
import { SignIn } from '../session/sign-in.js';
import { Shell } from './shell.js';
import { theme } from './theme.js';

/** Pages at the desk; all others are on the floor. */
const DESK = ['/batches', '/issue'];

function Look({ children }: { children: ReactNode }): ReactElement {
  const path = useRouterState({ select: ({ location }) => location.pathname.replace(/\/$/, '') });
  const [floor] = useFloorLook();
  const signedIn = useQuery(sessionQuery).data != null;
  return (
    <MantineProvider theme={theme} forceColorScheme={signedIn && DESK.includes(path) ? 'light' : floor}>
      {children}
    </MantineProvider>
  );
}

/** Whoever is told of an alarm outside the room is nobody here: their page asks for no sign-in. */
const OPEN = /^\/alarms\/answers\//;

function Live({ pushed }: { pushed: boolean }): null {
  const client = useQueryClient();
  useEffect(() => {
    return followFacts(client, pushed);
  }, [client, pushed]);
  return null;
}

/** Whoever comes is signed in before any page is shown; the address stays, so that they go on where they were. */
export function Gate(): ReactElement {
  const { t } = useTranslation();
  const session = useQuery(sessionQuery);
  /** who put the statement off */
  const [put, setPut] = useState<string | null>(null);
  const isOpen = useRouterState({ select: ({ location }) => OPEN.test(location.pathname) });
  if (isOpen)
    return (
      <Look>
        <Shell live={false}>
          <Outlet />
        </Shell>
      </Look>
    );
  return (
    <Look>
      <Shell live={session.data != null}>
        <Answer query={session} what={t('app.name')}>
          {(known) => {
            if (known === null) return <SignIn />;
            if (known.mustChangePassword) return <OwnPassword />;
            if (known.signingNeeds.includes('statement.not-signed') && put !== known.person.id)
              return <OwnStatement later={() => setPut(known.person.id)} />;
            return (
              <>
                <Live key={known.person.id} pushed={known.permissions.includes('floor.read')} />
                <Outlet />
              </>
            );
          }}
        </Answer>
      </Shell>
    </Look>
  );
}
