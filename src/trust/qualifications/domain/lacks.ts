import type { Instant } from '../../../kernel/ids.js';
import { isExpired, siteDay } from '../../../kernel/site-day.js';
import { type Need, sameNeed } from './need.js';
import type { TrainingRow } from './training.js';

/** Where and when a person works: a training is good to the end of its last day there. */
export interface Moment {
  now: Instant;
  /** IANA name */
  zone: string;
}

/** A need that a person does not meet, and since when (YYYY-MM-DD); null where they never did. */
export interface Lack extends Need {
  state: 'missing' | 'lapsed' | 'revoked';
  since: string | null;
}

/** Whether a training counts on a day. */
export const counts = ({ revokedAt, lastDay }: TrainingRow, today: string): boolean =>
  revokedAt === null && (lastDay === null || !isExpired(lastDay, today));

/** Whether a training is one in what is asked: a document or a version is read and signed by oneself, whatever a trainer states. */
export const isOf = (row: TrainingRow, need: Omit<Need, 'title'>): boolean =>
  sameNeed(row, need) && (row.kind === 'skill' || row.how === 'read');

/** Trainings as they were on record at an instant. */
const asOf = (trainings: readonly TrainingRow[], now: Instant): TrainingRow[] =>
  trainings.flatMap((row) => {
    if (row.recordedAt > now) return [];
    return [row.revokedAt !== null && row.revokedAt > now ? { ...row, revokedAt: null } : row];
  });

/** 11.10(i): what of these needs somebody with these trainings does not meet then and there. */
export function lacksOf(trainings: readonly TrainingRow[], needs: readonly Need[], { now, zone }: Moment): Lack[] {
  const today = siteDay(now, zone);
  const known = asOf(trainings, now);
  return needs.flatMap((need): Lack[] => {
    const given = known.filter((one) => isOf(one, need));
    if (given.some((one) => counts(one, today))) return [];
    const lapsed = given.flatMap(({ revokedAt, lastDay }) => (revokedAt === null && lastDay !== null ? [lastDay] : []));
    const revoked = given.flatMap(({ revokedAt }) => (revokedAt === null ? [] : [siteDay(revokedAt, zone)]));
    const [state, days] = lapsed.length > 0 ? (['lapsed', lapsed] as const) : (['revoked', revoked] as const);
    const since = days.toSorted().at(-1) ?? null;
    return [{ ...need, state: since === null ? 'missing' : state, since }];
  });
}
