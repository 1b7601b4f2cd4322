import type { Instant, Uuid } from '../../../kernel/ids.js';
import { Refusal } from '../../../kernel/refusal.js';
import { isDay, isExpired, siteDay } from '../../../kernel/site-day.js';
import type { Draft } from './draft.js';
import { MATERIAL_PARTS } from './entry-names.js';
import { seenAsIs, stepRuns } from './guards.js';
import { record } from './raise.js';
import { recordValue } from './record-value.js';

/** A record of this plant by the code that a lot bears: what it yielded, null while it has not or where it makes none. */
export interface MadeHere {
  /** null of the plant's own */
  sponsor: string | null;
  lot: { expiresAt: Instant } | null;
  qualityHold: string | null;
}

export interface RecordMaterial {
  step: Uuid;
  seen: number;
  material: string;
  lot: string;
  /** YYYY-MM-DD */
  expiry: string;
  status: 'released' | 'quarantine' | 'rejected';
  reason?: string;
  /** the site's, IANA name: a lot is good to the end of its day there */
  zone: string;
  /** null of a lot that came from outside */
  made?: MadeHere | null;
}

/** The lot that goes into the batch. One that must not goes on record as a near miss, and is answered with the refusal to give. */
export function recordMaterial(draft: Draft, command: RecordMaterial): Refusal | null {
  const { step: id, seen, material, lot, expiry, status, reason, zone, made = null } = command;
  const step = draft.step(id);
  seenAsIs(step, seen);
  stepRuns(draft, step);
  if (!draft.phase(step, 'material').materials.some((one) => one.id === material))
    throw new Refusal('unprocessable', 'material.unknown', { material });
  if (lot.trim() === '') throw new Refusal('unprocessable', 'entry.empty', { field: `${material}.lot` });
  if (!isDay(expiry)) throw new Refusal('unprocessable', 'material.expiry-not-a-day', { material, expiry });
  ofItsSponsor(draft, command, made);
  const values = { lot, expiry, status };
  const judged = { ...values, ...ofItsRecord(command, made) };
  const wrong = isExpired(judged.expiry, siteDay(draft.now, zone))
    ? 'material.expired'
    : judged.status === 'released'
      ? null
      : 'material.not-released';
  if (wrong !== null) {
    const event = draft.number('N', 'event');
    record(draft, { step, kind: wrong, identity: `material/${step.phase}/${event}`, values: { material, ...judged } });
    return new Refusal('unprocessable', wrong, { material, ...judged, event });
  }
  for (const part of MATERIAL_PARTS) {
    const field = `${material}.${part}`;
    recordValue(draft, step, {
      field,
      source: 'typed',
      value: values[part],
      unit: null,
      verdict: null,
      reason: reason ?? null,
    });
  }
  return null;
}

/** Refuses with `material.lot-not-found` what was made for another sponsor: of that nothing is said here. */
export function ofItsSponsor({ batch }: Draft, said: { material: string; lot: string }, made: MadeHere | null): void {
  const { material, lot } = said;
  if (made !== null && made.sponsor !== null && made.sponsor !== batch.sponsor)
    throw new Refusal('not-found', 'material.lot-not-found', { material, lot });
}

/** What was made here is judged by its own record, whatever is typed: in quarantine until that is done, and while quality holds it. */
export function ofItsRecord(
  { expiry, status, zone }: Pick<RecordMaterial, 'expiry' | 'status' | 'zone'>,
  made: MadeHere | null,
): Partial<Pick<RecordMaterial, 'expiry' | 'status'>> {
  if (made === null || status === 'rejected') return {};
  if (made.lot === null || made.qualityHold !== null) return { status: 'quarantine' };
  const last = siteDay(made.lot.expiresAt, zone);
  return last < expiry ? { expiry: last } : {};
}
