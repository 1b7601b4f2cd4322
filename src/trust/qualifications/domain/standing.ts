import { isExpired, siteDay } from '../../../kernel/site-day.js';
import { counts, isOf, type Moment } from './lacks.js';
import { type Need, sameNeed } from './need.js';
import type { ReadingTaskRow, TrainingRow } from './training.js';

/** How one stands with a need: `soon` lapses within thirty days, `open` and `overdue` are to be read. */
export const STANDINGS = ['valid', 'soon', 'lapsed', 'revoked', 'open', 'overdue'] as const;
export type StandingState = (typeof STANDINGS)[number];

export interface Standing extends Need {
  state: StandingState;
  /** of a training its last, of a reading the one by which it is due, of a revocation its own */
  day: string | null;
}

const SOON_MS = 30 * 86_400_000;

const isSoon = (lastDay: string | null, today: string): boolean =>
  lastDay !== null && Date.parse(lastDay) - Date.parse(today) <= SOON_MS;

/** How a training stands on a day. */
export function stateOf(row: TrainingRow, today: string): Exclude<StandingState, 'open' | 'overdue'> {
  if (row.revokedAt !== null) return 'revoked';
  if (!counts(row, today)) return 'lapsed';
  return isSoon(row.lastDay, today) ? 'soon' : 'valid';
}

/** Whether what is to be read should have been. */
export const isOverdue = ({ status, due }: ReadingTaskRow, today: string): boolean =>
  status === 'open' && due !== null && isExpired(due, today);

const BEST: readonly StandingState[] = ['valid', 'soon', 'overdue', 'open', 'lapsed', 'revoked'];

/** How a person stands with each thing that they were trained in or have to read, each once, at its best. */
export function standingsOf(
  trainings: readonly TrainingRow[],
  tasks: readonly ReadingTaskRow[],
  { now, zone }: Moment,
): Standing[] {
  const today = siteDay(now, zone);
  const all: Standing[] = [
    ...trainings
      .filter((row) => isOf(row, row))
      .map((row): Standing => {
        const { kind, code, version, title, lastDay, revokedAt } = row;
        const day = revokedAt === null ? lastDay : siteDay(revokedAt, zone);
        return { kind, code, version, title, state: stateOf(row, today), day };
      }),
    ...tasks.flatMap((task): Standing[] => {
      const { kind, code, version, title, status, due } = task;
      const state = isOverdue(task, today) ? 'overdue' : 'open';
      return status === 'open' ? [{ kind, code, version, title, state, day: due }] : [];
    }),
  ];
  const best: Standing[] = [];
  // of two that stand alike the one that is good longer
  const byBest = (a: Standing, b: Standing): number =>
    BEST.indexOf(a.state) - BEST.indexOf(b.state) || (b.day ?? '9').localeCompare(a.day ?? '9');
  for (const one of all.toSorted(byBest)) if (!best.some((known) => sameNeed(known, one))) best.push(one);
  return best;
}
