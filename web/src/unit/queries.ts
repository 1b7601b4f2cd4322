import { queryOptions } from '@tanstack/react-query';
import { read } from '../api/client.js';
import type { LogbookEntry } from '../api/types.js';

/** Acts of upkeep that wait for their second person. */
export const upkeepQuery = (code: string) =>
  queryOptions({
    queryKey: ['units', code, 'upkeep'],
    queryFn: ({ signal }) => read('/api/units/{code}/upkeep', { places: { code }, signal }),
  });

/** Acts of upkeep that their second person refused, and that nobody has done again. */
export const refusedUpkeepQuery = (code: string) =>
  queryOptions({
    queryKey: ['units', code, 'upkeep', 'refused'],
    queryFn: ({ signal }) => read('/api/units/{code}/upkeep/refused', { places: { code }, signal }),
  });

/** Whose logbook: a unit's, or that of all units for as long as each stood in a room. */
export type LogbookPlace = { unit: string } | { site: string; room: string };

/** When it was written: instants; none on a side where it is open. */
export interface LogbookSpan {
  from?: string;
  until?: string;
}

export interface WholeLogbook {
  entries: LogbookEntry[];
  /** there is more in this time than one page shows and prints */
  isCut: boolean;
}

const PAGE = 500;
const PAGES = 8;

const page = (place: LogbookPlace, asked: LogbookSpan & { cursor?: string; limit: number }, signal: AbortSignal) =>
  'unit' in place
    ? read('/api/units/{code}/logbook', { places: { code: place.unit }, asked, signal })
    : read('/api/sites/{code}/rooms/{room}/logbook', { places: { code: place.site, room: place.room }, asked, signal });

/** A logbook of a time, whole: what is printed may leave nothing out. */
export const logbookQuery = (place: LogbookPlace, span: LogbookSpan) =>
  queryOptions({
    queryKey: ['units', 'logbook', place, span],
    queryFn: async ({ signal }): Promise<WholeLogbook> => {
      const entries: LogbookEntry[] = [];
      let cursor: string | null = null;
      for (let n = 0; n < PAGES; n++) {
        const next = await page(place, { ...span, limit: PAGE, ...(cursor === null ? {} : { cursor }) }, signal);
        entries.push(...next.entries);
        cursor = next.next;
        if (cursor === null) break;
      }
      return { entries, isCut: cursor !== null };
    },
    placeholderData: (before) => before,
  });
