import { QueryCache, QueryClient } from '@tanstack/react-query';
import { isSignedOut, mayBeLost } from '../api/problem.js';
import { endSession } from '../api/queries.js';

/** What was read: asked again when facts say so, not by focus; a session that has ended is noticed by whatever was asked. */
export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error) => {
      if (isSignedOut(error)) endSession(queryClient, error);
    },
  }),
  defaultOptions: {
    queries: {
      networkMode: 'always',
      staleTime: 60_000,
      refetchOnWindowFocus: false,
      retry: (failures, error) => mayBeLost(error) && failures < 2,
      retryDelay: 1000,
    },
  },
});
