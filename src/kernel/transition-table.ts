import { Refusal } from './refusal.js';

/** A state machine as data: for each state, the commands it takes and the state each leads to. */
export type TransitionTable<State extends string, Command extends string> = {
  readonly [S in State]: { readonly [C in Command]?: State };
};

/** The state that `command` leads to. Refuses with `<noun>.transition-not-allowed` where the table has none. */
export function next<State extends string, Command extends string>(
  noun: string,
  table: TransitionTable<State, Command>,
  state: State,
  command: Command,
): State {
  const to = table[state][command];
  if (to === undefined) throw new Refusal('conflict', `${noun}.transition-not-allowed`, { state, command });
  return to;
}
