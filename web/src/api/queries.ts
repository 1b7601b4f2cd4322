import { queryOptions, type QueryClient } from '@tanstack/react-query';
import { read } from './client.js';
import { Problem } from './problem.js';

/** Who is signed in, or null; a server that does not answer is an error, not a sign-out. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) =>
    read('/api/session', { signal }).catch((error: unknown) => {
      if (error instanceof Problem && error.status === 401) return null;
      throw error;
    }),
  staleTime: Infinity,
});

export const demoQuery = queryOptions({
  queryKey: ['demo'],
  queryFn: ({ signal }) => read('/api/demo', { signal }),
  staleTime: Infinity,
});

export const batchesQuery = queryOptions({
  queryKey: ['batches'],
  queryFn: ({ signal }) => read('/api/batches', { signal }),
});

export const batchQuery = (id: string) =>
  queryOptions({
    queryKey: ['batch', id],
    queryFn: ({ signal }) => read('/api/batches/{id}', { places: { id }, signal }),
  });

export const deviationsQuery = (batch: string) =>
  queryOptions({
    queryKey: ['deviations', batch],
    queryFn: ({ signal }) => read('/api/deviations', { asked: { batch }, signal }),
  });

export const ordersQuery = queryOptions({
  queryKey: ['orders'],
  queryFn: ({ signal }) => read('/api/orders', { signal }),
});

export const recipesQuery = queryOptions({
  queryKey: ['recipes'],
  queryFn: ({ signal }) => read('/api/recipes', { signal }),
});

export const unitsQuery = queryOptions({
  queryKey: ['units'],
  queryFn: ({ signal }) => read('/api/units', { signal }),
});

/** The board of one room, or of all; while it is followed, what is pushed is put here. */
export const boardQuery = (room: string | null) =>
  queryOptions({
    queryKey: ['board', room],
    queryFn: ({ signal }) => read('/api/board', { ...(room === null ? {} : { asked: { room } }), signal }),
  });

export const unitClassesQuery = queryOptions({
  queryKey: ['unit-classes'],
  queryFn: ({ signal }) => read('/api/unit-classes', { signal }),
  staleTime: 300_000,
});

export const statementQuery = queryOptions({
  queryKey: ['statement'],
  queryFn: ({ signal }) => read('/api/me/statement', { signal }),
});

export const sitesQuery = queryOptions({
  queryKey: ['sites'],
  queryFn: ({ signal }) => read('/api/sites', { signal }),
  staleTime: 300_000,
});

export const trendQuery = (unit: string, tag: string, from: string, to: string | null) =>
  queryOptions({
    queryKey: ['trend', unit, tag, from, to],
    queryFn: ({ signal }) => {
      const until = to ?? new Date(Date.now() + 60_000).toISOString();
      return read('/api/units/{code}/readings', {
        places: { code: unit },
        asked: { tag, from, to: until, points: 400 },
        signal,
      });
    },
    refetchInterval: to === null ? 15_000 : false,
  });

/** Why the last session ended, for the words above the sign-in form. */
export const ENDED = ['session', 'ended'];

export function endSession(client: QueryClient, error: unknown): void {
  if (client.getQueryData(sessionQuery.queryKey) != null)
    client.setQueryData(ENDED, error instanceof Problem ? error.values : {});
  client.setQueryData(sessionQuery.queryKey, null);
}
