import { queryOptions } from '@tanstack/react-query';
import { read } from '../api/client.js';
import type {
  Finding,
  Gap,
  Impact,
  LibraryBlock,
  Rehearsal,
  RehearsalSummary,
  Version,
  VersionSummary,
  Use,
} from './types.js';

interface Given {
  places?: object;
  asked?: object;
  signal: AbortSignal;
}
/** Routes whose shape is stated in types.ts. */
const get = read as unknown as <T>(route: string, given: Given) => Promise<T>;

export const versionsQuery = queryOptions({
  queryKey: ['recipes', 'versions'],
  queryFn: ({ signal }) => get<VersionSummary[]>('/api/recipes', { signal }),
});

export const versionQuery = (id: string) =>
  queryOptions({
    queryKey: ['recipes', id],
    queryFn: ({ signal }) => get<Version>('/api/recipes/{id}', { places: { id }, signal }),
  });

export const findingsQuery = (id: string) =>
  queryOptions({
    queryKey: ['recipes', id, 'findings'],
    queryFn: ({ signal }) => get<Finding[]>('/api/recipes/{id}/findings', { places: { id }, signal }),
  });

/** What differs from an earlier version and what that touches; without one, from the newest approved one before it. */
export const impactQuery = (id: string, before: string | undefined) =>
  queryOptions({
    queryKey: ['recipes', id, 'impact', before ?? ''],
    queryFn: ({ signal }) =>
      get<Impact>('/api/recipes/{id}/impact', { places: { id }, asked: { with: before }, signal }),
  });

/** Batches made with a version and orders that wait for it, for decision when another takes its place. */
export const madeUnderQuery = (id: string) =>
  queryOptions({
    queryKey: ['recipes', id, 'made-under'],
    queryFn: ({ signal }) => get<Use[]>('/api/recipes/{id}/made-under', { places: { id }, signal }),
  });

export const gapsQuery = (id: string) =>
  queryOptions({
    queryKey: ['recipes', id, 'gaps'],
    queryFn: ({ signal }) => get<Gap[]>('/api/recipes/{id}/gaps', { places: { id }, signal }),
  });

export const libraryQuery = queryOptions({
  queryKey: ['recipes', 'library'],
  queryFn: ({ signal }) => get<LibraryBlock[]>('/api/recipes/library', { signal }),
});

export const rehearsalsQuery = (recipe: string) =>
  queryOptions({
    queryKey: ['recipes', recipe, 'rehearsals'],
    queryFn: ({ signal }) => get<RehearsalSummary[]>('/api/rehearsals', { asked: { recipe }, signal }),
  });

export const rehearsalQuery = (id: string) =>
  queryOptions({
    queryKey: ['rehearsal', id],
    queryFn: ({ signal }) => get<Rehearsal>('/api/rehearsals/{id}', { places: { id }, signal }),
    staleTime: Infinity,
  });
