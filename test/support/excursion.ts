import type { Room } from './room.js';
import { until, type Walk } from './walk.js';

/** ms; of patience with a busy machine */
const PATIENCE = 300_000;

/**
 * Does a step whose unit becomes too warm while its program runs, until that has been on record for as long as it takes. The
 * fault is asked for before the start and ended when it is seen: neither a slow test nor a slow machine misses it.
 */
export async function doTooWarm(room: Room, walk: Walk, unit: string, phase: string): Promise<void> {
  await room.fault(unit, 'temperature-excursion', { durationSeconds: 3600, magnitude: 3 });
  await walk.start(phase);
  const isSeen = async () => (await walk.step(phase)).exceptions.some(({ kind }) => kind === 'limit.action');
  await until(`${unit} has been too warm for too long`, isSeen, PATIENCE, 400);
  await room.lift(unit, 'temperature-excursion');
  await walk.finish(phase);
}
