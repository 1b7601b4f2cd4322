import type { Uuid } from '../../../kernel/ids.js';
import type { ReadingRow } from '../../../plant/readings/domain/index.js';
import type { StepRow } from './rows.js';
import { ticksOf } from './judge-readings.js';

/** Readings of a finished step's time that came after its seal. */
export interface LateReadings {
  step: Uuid;
  tags: string[];
  count: number;
  from: bigint;
  to: bigint;
  /** least of their arrival numbers */
  arrival: bigint;
}

/** A reading on its way for longer than this is late; a younger one was in flight when the step ended. */
const IN_FLIGHT = 300_000_000n;

const OVER = new Set(['completing', 'complete']);

export function latestOf(step: StepRow, arrived: readonly ReadingRow[]): LateReadings[] {
  if (!OVER.has(step.state) || step.startedAt === null || step.endedAt === null) return [];
  const [start, end] = [ticksOf(step.startedAt), ticksOf(step.endedAt)];
  const late = arrived.filter(
    ({ sourceTime, receivedAt }) =>
      sourceTime >= start &&
      sourceTime <= end &&
      ticksOf(receivedAt) - sourceTime > IN_FLIGHT &&
      ticksOf(receivedAt) > end,
  );
  if (late.length === 0) return [];
  const times = late.map(({ sourceTime }) => sourceTime).sort((a, b) => (a < b ? -1 : 1));
  return [
    {
      step: step.id,
      tags: [...new Set(late.map(({ tag }) => tag))].sort(),
      count: late.length,
      from: times[0]!,
      to: times.at(-1)!,
      arrival: late.reduce((least, { arrival }) => (arrival < least ? arrival : least), late[0]!.arrival),
    },
  ];
}
