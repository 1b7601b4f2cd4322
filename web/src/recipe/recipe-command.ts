import { useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import type { Order } from '../api/client.js';
import type { Problem } from '../api/problem.js';
import { refresh } from '../api/refresh.js';
import { useCommand } from '../api/use-command.js';

/** A command on recipes; what is shown of them is asked for again before it counts as done. */
export function useRecipeCommand<T = unknown>(
  done: (answer: T) => void = () => undefined,
): UseMutationResult<T, Problem, Order<T>> {
  const client = useQueryClient();
  return useCommand<T>({ done: (answer) => void refresh(client, [['recipes']]).then(() => done(answer)) });
}
