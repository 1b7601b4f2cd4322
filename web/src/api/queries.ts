import { infiniteQueryOptions, keepPreviousData, queryOptions, type QueryClient } from '@tanstack/react-query';
import { read, readFile } from './client.js';
import { Problem } from './problem.js';
import { address } from './routes.js';
import { unlessTold } from './told.js';
import type { Board } from './types.js';

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

/** How one may sign in beside username and password. */
export const waysQuery = queryOptions({
  queryKey: ['ways'],
  queryFn: ({ signal }) => read('/api/session/ways', { signal }),
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

export const sponsorsQuery = queryOptions({
  queryKey: ['sponsors'],
  queryFn: ({ signal }) => read('/api/sponsors', { signal }),
  staleTime: 300_000,
});

/** The board of one room, or of all; while it is followed, what is pushed is put here. */
export const boardQuery = (room: string | null) =>
  queryOptions({
    queryKey: ['board', room],
    queryFn: ({ signal, client }) =>
      unlessTold(
        boardKey(room),
        () => read('/api/board', { ...(room === null ? {} : { asked: { room } }), signal }),
        () => client.getQueryData<Board>(['board', room]),
      ),
  });

/** Of what is told live of the board. */
export const boardKey = (room: string | null): string => `board ${room ?? ''}`;

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

export const unitQuery = (code: string) =>
  queryOptions({
    queryKey: ['units', code],
    queryFn: ({ signal }) => read('/api/units/{code}', { places: { code }, signal }),
  });

/** Of a time that goes on: a moment more than now, since units' clocks may be ahead. */
const until = (to: string | null): string => to ?? new Date(Date.now() + 60_000).toISOString();

/** At most so many readings are asked for, or buckets of them where there are more. */
const TREND_POINTS = 250;

export const trendQuery = (unit: string, tag: string, from: string, to: string | null) =>
  queryOptions({
    queryKey: ['trend', unit, tag, from, to],
    queryFn: ({ signal }) =>
      read('/api/units/{code}/readings', {
        places: { code: unit },
        asked: { tag, from, to: until(to), points: TREND_POINTS },
        signal,
      }),
    refetchInterval: to === null ? 15_000 : false,
    // of the same tag, while the time that is shown moves on
    placeholderData: (before, query) => (query?.queryKey[2] === tag ? before : undefined),
  });

export const gapsQuery = (unit: string, from: string, to: string | null) =>
  queryOptions({
    queryKey: ['units', unit, 'gaps', from, to],
    queryFn: ({ signal }) =>
      read('/api/units/{code}/gaps', { places: { code: unit }, asked: { from, to: until(to) }, signal }),
    refetchInterval: to === null ? 15_000 : false,
    placeholderData: keepPreviousData,
  });

/** Weeks of readings, here and archived. */
export const weeksQuery = queryOptions({
  queryKey: ['retention', 'weeks'],
  queryFn: ({ signal }) => read('/api/readings/partitions', { signal }),
});

/** A time that is asked for; a side that is left out is open. */
export interface TimeAsked {
  from?: string;
  to?: string;
}

/** What came of a unit and was not stored, in pages. */
export const rejectsQuery = (unit: string, span: TimeAsked = {}) =>
  infiniteQueryOptions({
    queryKey: ['faults', unit, 'rejects', span],
    queryFn: ({ signal, pageParam }) =>
      read('/api/units/{code}/rejects', {
        places: { code: unit },
        asked: { ...span, limit: 20, cursor: pageParam },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  });

/** Instants at which a tag of a unit has two values, in pages. */
export const conflictsQuery = (unit: string, span: TimeAsked = {}) =>
  infiniteQueryOptions({
    queryKey: ['faults', unit, 'conflicts', span],
    queryFn: ({ signal, pageParam }) =>
      read('/api/units/{code}/conflicts', {
        places: { code: unit },
        asked: { ...span, limit: 20, cursor: pageParam },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  });

/** Values of a unit that came with the time of a wrong clock, in pages. */
export const quarantinedQuery = (unit: string, span: TimeAsked) =>
  infiniteQueryOptions({
    queryKey: ['faults', unit, 'quarantined', span],
    queryFn: ({ signal, pageParam }) =>
      read('/api/units/{code}/readings/quarantined', {
        places: { code: unit },
        asked: { ...span, limit: 20, cursor: pageParam },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  });

/** A picture of a recipe by its hash: it never changes. */
export const pictureQuery = (hash: string) =>
  queryOptions({
    queryKey: ['picture', hash],
    queryFn: ({ signal }) => readFile(address('/api/recipes/files/{hash}', { hash }), signal),
    staleTime: Infinity,
  });

/** Why the last session ended, for the words above the sign-in form. */
export const ENDED = ['session', 'ended'];

export function endSession(client: QueryClient, error: unknown): void {
  if (client.getQueryData(sessionQuery.queryKey) != null)
    client.setQueryData(ENDED, error instanceof Problem ? error.values : {});
  client.setQueryData(sessionQuery.queryKey, null);
}

/** What letting a batch go on by another version would sign. */
export const recipeChangeQuery = (batch: string, asked: { version: string; from: string } | null) =>
  queryOptions({
    queryKey: ['batch', batch, 'recipe-change', asked],
    queryFn: ({ signal }) =>
      read('/api/batches/{id}/recipe-change', { places: { id: batch }, ...(asked === null ? {} : { asked }), signal }),
  });
