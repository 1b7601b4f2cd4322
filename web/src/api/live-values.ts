import { useSyncExternalStore } from 'react';
import { serverNow } from './server-clock.js';
import type { Reading, UnitNews } from './types.js';

/** How many values of a tag are kept for its sparkline. */
const KEPT = 240;

export interface TagTrace {
  last: Reading;
  /** when the last value was measured, in milliseconds of the server's clock */
  at: number;
  /** time and value, good numbers alone, oldest first */
  points: readonly (readonly [number, number])[];
}

export type UnitTraces = Readonly<Record<string, TagTrace>>;

/** How a unit is reached, and what was wrong with what it said so far. */
export type UnitState = Pick<UnitNews, 'connection' | 'conflicts' | 'rejects'>;

const NOTHING: UnitTraces = {};
const states = new Map<string, UnitState>();
const traces = new Map<string, UnitTraces>();
const listeners = new Set<() => void>();
let telling: ReturnType<typeof setTimeout> | undefined;

const tell = (): void => {
  telling ??= setTimeout(() => {
    telling = undefined;
    for (const listener of listeners) listener();
  }, 250);
};

function extended(before: TagTrace | undefined, reading: Reading & { ageMs: number }): TagTrace {
  const points = before?.points ?? [];
  const measured = Date.parse(reading.sourceAt);
  const at = before?.last.sourceAt === reading.sourceAt ? before.at : serverNow() - reading.ageMs;
  const counts = reading.quality === 'good' && typeof reading.value === 'number';
  if (!counts || (points.at(-1)?.[0] ?? -Infinity) >= measured) return { last: reading, at, points };
  return { last: reading, at, points: [...points, [measured, reading.value as number] as const].slice(-KEPT) };
}

export function takeNews({ code, readings, connection, conflicts, rejects }: UnitNews): void {
  states.set(code, { connection, conflicts, rejects });
  const next = { ...traces.get(code) };
  for (const reading of readings) next[reading.tag] = extended(next[reading.tag], reading);
  traces.set(code, next);
  tell();
}

let source: EventSource | null = null;

/** The newest values of every unit, by server-sent events while any page looks; the browser itself opens a broken stream again. */
function follow(): void {
  source = new EventSource('/api/units/live');
  source.addEventListener('unit', ({ data }: MessageEvent<string>) => takeNews(JSON.parse(data) as UnitNews));
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  if (source === null) follow();
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    source?.close();
    source = null;
  };
};

const nobody = (): (() => void) => () => undefined;

/** The newest values of a unit, by its code and then by tag, with their recent past. */
export const useUnitTraces = (unit: string | undefined): UnitTraces =>
  useSyncExternalStore(unit === undefined ? nobody : subscribe, () =>
    unit === undefined ? NOTHING : (traces.get(unit) ?? NOTHING),
  );

/** How a unit stands, by its code; null until it is known. */
export const useUnitState = (unit: string): UnitState | null =>
  useSyncExternalStore(subscribe, () => states.get(unit) ?? null);
