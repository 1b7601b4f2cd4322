import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { read } from '../api/client.js';
import type { ALARM_LISTS } from './search.js';

/** Which alarms are asked for; what is left out narrows nothing. */
export interface AlarmsFilter {
  /** code */
  unit?: string;
  /** id */
  room?: string;
}

type List = Exclude<(typeof ALARM_LISTS)[number], 'history'>;

/** What is suppressed by design, and units that go away, change without a fact that would tell. */
const AGAIN_MS = 5_000;

export const alarmsQuery = (list: List = 'active', filter: AlarmsFilter = {}) =>
  queryOptions({
    queryKey: ['alarms', 'list', list, filter],
    queryFn: ({ signal }) => read('/api/alarms', { asked: { list, ...filter }, signal }),
    refetchInterval: AGAIN_MS,
  });

/** Every time that one was raised, in pages. */
export const alarmHistoryQuery = (filter: AlarmsFilter) =>
  infiniteQueryOptions({
    queryKey: ['alarms', 'history', filter],
    queryFn: ({ signal, pageParam }) =>
      read('/api/alarms/history', { asked: { ...filter, limit: 30, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  });

export const alarmStoryQuery = (id: string) =>
  queryOptions({
    queryKey: ['alarms', 'story', id],
    queryFn: ({ signal }) => read('/api/alarms/{id}', { places: { id }, signal }),
  });

export const escalationQuery = (site: string) =>
  queryOptions({
    queryKey: ['escalation', site],
    queryFn: ({ signal }) => read('/api/alarms/escalation/{site}', { places: { site }, signal }),
    // what somebody is typing is not taken from under their hands
    staleTime: Infinity,
  });

export const roomsQuery = (site: string) =>
  queryOptions({
    queryKey: ['rooms', site],
    queryFn: ({ signal }) => read('/api/sites/{code}/rooms', { places: { code: site }, signal }),
    staleTime: 300_000,
  });
