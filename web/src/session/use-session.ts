import { useQuery, useQueryClient } from '@tanstack/react-query';
import { sessionQuery, sitesQuery } from '../api/queries.js';
import { signOut } from '../api/client.js';
import type { Session } from '../api/types.js';
import { ownZone } from '../parts/instant.js';

export interface Person {
  id: string;
  username: string;
  name: string;
  /** the first of the person's roles, for the header */
  role: string;
  may: (permission: string) => boolean;
  idleMinutes: number;
  /** signs here by the password alone, having signed by both before */
  signsAlone: boolean;
}

const personOf = ({ person, roles, permissions, idleSeconds, signsAlone }: Session): Person => ({
  id: person.id,
  username: person.username,
  name: person.name,
  role: roles[0] ?? '',
  may: (permission) => permissions.includes(permission),
  idleMinutes: Math.round(idleSeconds / 60),
  signsAlone,
});

const NOBODY: Person = {
  id: '',
  username: '',
  name: '',
  role: '',
  may: () => false,
  idleMinutes: 0,
  signsAlone: false,
};

/** Who is signed in. Pages are only shown to somebody; between two people this is nobody. */
export function usePerson(): Person {
  const { data } = useQuery(sessionQuery);
  return data == null ? NOBODY : personOf(data);
}

/** The zone that instants are shown in: the site's. */
export function useZone(): string {
  const { data } = useQuery(sitesQuery);
  return data?.[0]?.zone ?? ownZone();
}

/** Ends the session and forgets what it could see; what was typed stays with the person who typed it. */
export function useSignOut(): () => Promise<void> {
  const client = useQueryClient();
  return async () => {
    await signOut();
    client.setQueryData(sessionQuery.queryKey, null);
    client.removeQueries({ predicate: ({ queryKey }) => !['session', 'demo'].includes(String(queryKey[0])) });
  };
}
