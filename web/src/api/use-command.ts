import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { useRef } from 'react';
import { newKey, type Order, send } from './client.js';
import { isSignedOut, mayBeLost, type Problem } from './problem.js';
import { endSession } from './queries.js';
import { refresh } from './refresh.js';

/** What a command may change of what is shown. */
const CHANGED = [['batch'], ['batches'], ['units'], ['orders'], ['deviations'], ['alarms'], ['session']];

const isAssertion = (value: unknown): value is { credential: unknown } =>
  typeof value === 'object' && value !== null && 'credential' in value;

/** What is meant by it: a passkey answers anew each time, and the same key means the same person. */
const textOf = (order: object): string =>
  JSON.stringify(order, (key, value: unknown) => (key === 'passkey' && isAssertion(value) ? value.credential : value));

/** A person's command. What may have been lost on the way is sent again under the same key; anything else is a new intent. */
export function useCommand<T = unknown>(
  after: { done?: (answer: T) => void } = {},
): UseMutationResult<T, Problem, Order<T>> {
  const client = useQueryClient();
  const intent = useRef<{ text: string; key: string } | null>(null);
  return useMutation<T, Problem, Order<T>>({
    networkMode: 'always',
    mutationFn: async (order) => {
      const text = textOf(order);
      if (intent.current?.text !== text) intent.current = { text, key: newKey() };
      try {
        const answer = await send(order, intent.current.key);
        intent.current = null;
        return answer;
      } catch (error) {
        if (!mayBeLost(error)) intent.current = null;
        throw error;
      }
    },
    onError: (error) => {
      if (isSignedOut(error)) endSession(client, error);
    },
    onSuccess: (answer) => after.done?.(answer),
    onSettled: () => refresh(client, CHANGED),
  });
}
