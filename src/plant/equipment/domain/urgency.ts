import type { Uuid } from '../../../kernel/ids.js';

/** How much a unit is needed: a phase runs on it, a batch holds it, or neither. */
export type Urgency = 'running' | 'bound' | 'idle';

const RANK: Record<Urgency, number> = { running: 0, bound: 1, idle: 2 };

/** Order in which units are connected and taken over: those that are needed most first, among equals as they stand. */
export const byUrgency =
  (urgencies: ReadonlyMap<Uuid, Urgency>) =>
  (a: Uuid, b: Uuid): number =>
    RANK[urgencies.get(a) ?? 'idle'] - RANK[urgencies.get(b) ?? 'idle'];
