import type { Fact } from './fact.js';

/** Rows of a stream by table and row id. A row holds JSON values only (strings, numbers, booleans, null, arrays, objects). */
export type Rows = Record<string, Readonly<Record<string, object>>>;

/** How the facts of one kind of stream make its rows: pure, and total over every form of fact ever written. */
export interface Projection<State extends Rows, F extends Fact = Fact> {
  kind: string;
  empty: State;
  /** copies results from the fact, computes nothing; shares the rows that did not change */
  apply(state: State, fact: F): State;
}

/** By table, the rows of a state that are other objects than before. None is ever gone: the app's role deletes no record. */
export function changes(before: Rows, after: Rows): Record<string, object[]> {
  const tables = Object.entries(after).map(([table, rows]): [string, object[]] => {
    const was = before[table] ?? {};
    return [table, was === rows ? [] : Object.keys(rows).flatMap((id) => (was[id] === rows[id] ? [] : [rows[id]!]))];
  });
  return Object.fromEntries(tables.filter(([, rows]) => rows.length > 0));
}

/** A state with one row put in place. */
export function put<State extends Rows, T extends keyof State & string>(
  state: State,
  table: T,
  id: string,
  row: State[T][string],
): State {
  return { ...state, [table]: { ...state[table], [id]: row } };
}

/** A state with some columns of one row changed. Throws where the row is not there: facts out of order are a bug. */
export function patch<State extends Rows, T extends keyof State & string>(
  state: State,
  table: T,
  id: string,
  columns: Partial<State[T][string]>,
): State {
  const row = state[table]?.[id];
  if (row === undefined) throw new Error(`no ${table} row ${id}`);
  return put(state, table, id, { ...row, ...columns } as State[T][string]);
}
