import { useSyncExternalStore } from 'react';

/** `live`: pushed; `polling`: reached, but nothing is pushed; `offline`: no answer. */
export type Connection = 'connecting' | 'live' | 'polling' | 'offline';

let state: Connection = 'connecting';
let since = Date.now();
const listeners = new Set<() => void>();

export function setConnection(next: Connection): void {
  if (next === state) return;
  state = next;
  since = Date.now();
  for (const listener of listeners) listener();
}

export const connection = (): Connection => state;

/** When the present state began, by this tablet's clock. */
export const connectionSince = (): number => since;

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useConnection = (): Connection => useSyncExternalStore(subscribe, connection);
