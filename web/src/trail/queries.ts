import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { read } from '../api/client.js';
import { spanOf } from '../unit/days.js';
import type { TrailSearch } from './search.js';

const PAGE = 50;

/** What the server is asked, of what the page is narrowed to. */
export function askedOf(search: TrailSearch, zone: string): Record<string, string> {
  const { mentions, critical, from: first = '', to: last = '', ...rest } = search;
  const { from, until } = spanOf({ from: first, to: last }, zone);
  return {
    ...rest,
    ...(mentions === true ? { mentions: 'true' } : {}),
    ...(critical === true ? { critical: 'true' } : {}),
    ...(from === undefined ? {} : { from }),
    // the day's last millisecond
    ...(until === undefined ? {} : { to: new Date(Date.parse(until) - 1).toISOString() }),
  };
}

export const trailQuery = (asked: Record<string, string>) =>
  infiniteQueryOptions({
    queryKey: ['trail', 'lines', asked],
    queryFn: ({ signal, pageParam }) =>
      read('/api/trail', {
        asked: { ...asked, limit: String(PAGE), ...(pageParam === undefined ? {} : { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  });

export const factQuery = ({ kind, id }: { kind: string; id: string }, seq: number) =>
  queryOptions({
    queryKey: ['trail', 'facts', kind, id, seq],
    queryFn: ({ signal }) =>
      read('/api/trail/facts/{kind}/{id}/{seq}', { places: { kind, id, seq: String(seq) } as never, signal }),
  });

export const reviewsQuery = (kind: string, id: string) =>
  queryOptions({
    queryKey: ['trail', 'reviews', kind, id],
    queryFn: ({ signal }) => read('/api/trail/reviews/{kind}/{id}', { places: { kind, id } as never, signal }),
  });
