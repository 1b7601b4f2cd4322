import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { read } from '../api/client.js';

export const peopleQuery = queryOptions({
  queryKey: ['people'],
  queryFn: ({ signal }) => read('/api/people', { signal }),
});

export const personQuery = (id: string) =>
  queryOptions({
    queryKey: ['people', id],
    queryFn: ({ signal }) => read('/api/people/{id}', { places: { id }, signal }),
  });

/** What was stated about a person, the newest first. */
export const historyQuery = (id: string) =>
  queryOptions({
    queryKey: ['people', id, 'history'],
    queryFn: ({ signal }) => read('/api/people/{id}/history', { places: { id }, signal }),
  });

/** Who is signed in; sessions begin and end without a fact that is pushed here. */
export const sessionsQuery = queryOptions({
  queryKey: ['sessions'],
  queryFn: ({ signal }) => read('/api/sessions', { signal }),
  refetchInterval: 10_000,
});

export const ownSessionsQuery = queryOptions({
  queryKey: ['sessions', 'own'],
  queryFn: ({ signal }) => read('/api/me/sessions', { signal }),
  refetchInterval: 10_000,
});

export const ownAccountQuery = queryOptions({
  queryKey: ['people', 'me'],
  queryFn: ({ signal }) => read('/api/me', { signal }),
});

export const matrixQuery = queryOptions({
  queryKey: ['training'],
  queryFn: ({ signal }) => read('/api/training', { signal }),
});

export const skillsQuery = queryOptions({
  queryKey: ['training', 'skills'],
  queryFn: ({ signal }) => read('/api/skills', { signal }),
});

export const personTrainingQuery = (id: string) =>
  queryOptions({
    queryKey: ['training', id],
    queryFn: ({ signal }) => read('/api/people/{id}/training', { places: { id }, signal }),
  });

export const ownTrainingQuery = queryOptions({
  queryKey: ['training', 'own'],
  queryFn: ({ signal }) => read('/api/me/training', { signal }),
});

/** The account at the identity provider that came back to this session, and waits for its word. */
export const returnedQuery = queryOptions({
  queryKey: ['people', 'me', 'returned'],
  queryFn: ({ signal }) => read('/api/me/account/returned', { signal }),
});

export const policyQuery = queryOptions({
  queryKey: ['security', 'policy'],
  queryFn: ({ signal }) => read('/api/security/policy', { signal }),
});

/** Which facts of the log are asked for. */
export type Log = 'alerts' | 'access' | 'inspection';

export const eventsQuery = (log: Log) =>
  infiniteQueryOptions({
    queryKey: ['security', 'events', log],
    queryFn: ({ signal, pageParam }) =>
      read('/api/security/events', {
        asked: {
          ...(log === 'inspection' ? { of: 'inspection' } : {}),
          ...(log === 'alerts' ? { alerts: 'true' } : {}),
          ...(pageParam === undefined ? {} : { cursor: pageParam }),
          limit: '30',
        } as never,
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    refetchInterval: 10_000,
  });

export const roomsQuery = (code: string) =>
  queryOptions({
    queryKey: ['sites', code, 'rooms'],
    queryFn: ({ signal }) => read('/api/sites/{code}/rooms', { places: { code }, signal }),
    staleTime: 300_000,
  });
