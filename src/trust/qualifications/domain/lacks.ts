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

/** 11.10(i): what of these needs somebody with these trainings does not meet. */
export function lacksOf(trainings: readonly TrainingRow[], needs: readonly Need[], { now, zone }: Moment): Lack[] {
  const today = siteDay(now, zone);
  return needs.flatMap((need): Lack[] => {
    const given = trainings.filter((one) => sameNeed(one, need));
    if (given.some((one) => counts(one, today))) return [];
    const lapsed = given.flatMap(({ revokedAt, lastDay }) => (revokedAt === null && lastDay !== null ? [lastDay] : []));
    const revoked = given.flatMap(({ revokedAt }) => (revokedAt === null ? [] : [siteDay(revokedAt, zone)]));
    const [state, days] = lapsed.length > 0 ? (['lapsed', lapsed] as const) : (['revoked', revoked] as const);
    const since = days.toSorted().at(-1) ?? null;
    return [{ ...need, state: since === null ? 'missing' : state, since }];
  });
}
