import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { read } from '../api/client.js';
import type { TimeAsked } from '../api/queries.js';
import type { Gap, InboxState } from '../api/types.js';

/** Ours and those of units. Where one was refused is no fact, so it is asked for again. */
export const certificatesQuery = queryOptions({
  queryKey: ['certificates'],
  queryFn: ({ signal }) => read('/api/certificates', { signal }),
  refetchInterval: 4_000,
});

/** The newest files that devices gave, with their results in a state; all of them without one. */
export const inboxQuery = (state: InboxState | null) =>
  queryOptions({
    queryKey: ['inbox', state],
    queryFn: ({ signal }) => read('/api/inbox', { ...(state === null ? {} : { asked: { state } }), signal }),
    refetchInterval: 10_000,
    placeholderData: (before) => before,
  });

export const retentionQuery = queryOptions({
  queryKey: ['retention', 'policy'],
  queryFn: ({ signal }) => read('/api/readings/retention', { signal }),
});

/** Which gaps are asked for; what is left out narrows nothing. */
export interface GapsFilter extends TimeAsked {
  unit?: string;
  batch?: string;
  state?: Gap['state'];
}

/** Where readings are missing, over units and batches, in pages. */
export const listedGapsQuery = (filter: GapsFilter) =>
  infiniteQueryOptions({
    queryKey: ['gaps', filter],
    queryFn: ({ signal, pageParam }) =>
      read('/api/gaps', { asked: { ...filter, limit: 30, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  });
