import { seconds } from '../../../definition/unit-classes/domain/index.js';
import { hashOf } from '../../../kernel/canonical-json.js';
import { type Instant, isInstant, type Uuid } from '../../../kernel/ids.js';
import { Refusal } from '../../../kernel/refusal.js';
import { isDay, siteDay } from '../../../kernel/site-day.js';
import type { NewFact } from '../../../trust/ledger/domain/index.js';
import {
  refuseChangedContent,
  signatureGiven,
  type Signer,
  signingRole,
} from '../../../trust/signatures/domain/index.js';
import type { UnitRow, UnitState } from './rows.js';
import type { KeptAs, UpkeepAct, UpkeepRow } from './upkeep.js';

/** What a person states of an act. */
export interface UpkeepGiven {
  act: UpkeepAct;
  /** now where it is left out */
  doneAt?: Instant;
  until?: string;
  version?: string;
  /** what was done, by which method or document; why, of an act that takes out of service or returns */
  remark: string;
}

/** A signature on its way: who gives it, after authentication in full. */
export interface UpkeepSigning {
  id: Uuid;
  signer: Signer;
}

/** What an act's `until` is: an instant, or a day that is good to its end at the site. */
const UNTIL: { [A in UpkeepAct]?: { form: 'instant' | 'day'; asked: boolean } } = {
  cleaned: { form: 'instant', asked: false },
  calibrated: { form: 'day', asked: true },
  qualified: { form: 'day', asked: true },
  maintained: { form: 'day', asked: false },
};

/** Quality answers for what makes a unit fit for its purpose; for the rest a second person does. */
const VERIFIED_BY: { [A in UpkeepAct]?: string } = {
  qualified: 'upkeep.qualify',
  'firmware-approved': 'upkeep.qualify',
};

const UNJUDGED = { verifiedAt: null, refusedAt: null, refusal: null };

export const upkeepSubject = (id: Uuid): string => `upkeep/${id}`;

/** What both persons sign. */
export function upkeepContent({ code }: Pick<UnitRow, 'code'>, row: UpkeepRow): Record<string, unknown> {
  const { id, act, doneAt, until, version, remark, performedBy } = row;
  return { upkeep: id, unit: code, act, doneAt, until, version, remark, performedBy };
}

export const upkeepHash = (unit: Pick<UnitRow, 'code'>, row: UpkeepRow): string => hashOf(upkeepContent(unit, row));

/**
 * The act and its performer's signature. Refuses with `unit.occupied` to clean what a batch is in, with `unit.out-of-service` or
 * `unit.in-service` what is so already, with `upkeep.before-out-of-service` a return that was before the unit left, and with `upkeep.…` what does not go with the act.
 */
export function decidePerform(
  state: UnitState,
  unit: Uuid,
  kept: KeptAs,
  given: UpkeepGiven & { id: Uuid; signing: UpkeepSigning },
  now: Instant,
): NewFact[] {
  const row = state.unit[unit]!;
  const { id, act, doneAt = now, remark, signing } = given;
  if (doneAt > now) throw new Refusal('unprocessable', 'upkeep.in-future', { doneAt });
  checkService(row, act, doneAt);
  if (act === 'cleaned' && kept.use !== 'positions' && row.upkeep.held > 0)
    throw new Refusal('conflict', 'unit.occupied', { unit: row.code });
  const performedBy = signing.signer.person;
  const values = { doneAt, until: untilOf(given, kept, doneAt), version: versionOf(given), remark, performedBy };
  const role = signingRole(signing.signer, 'upkeep.perform');
  const content = upkeepContent(row, { id, unit, act, ...values, performedAt: now, ...UNJUDGED });
  return [
    { type: `unit.${act}`, values: { upkeep: id, ...values }, happenedAt: doneAt },
    signatureGiven(signing.signer, { id: signing.id, subject: upkeepSubject(id), meaning: 'performed', role, content }),
  ];
}

function checkService({ code: unit, upkeep: { outOfService } }: UnitRow, act: UpkeepAct, doneAt: Instant): void {
  if (act === 'taken-out-of-service' && outOfService !== null)
    throw new Refusal('conflict', 'unit.out-of-service', { unit, reason: outOfService.reason });
  if (act === 'returned-to-service' && outOfService === null)
    throw new Refusal('conflict', 'unit.in-service', { unit });
  if (act === 'returned-to-service' && outOfService !== null && doneAt < outOfService.since)
    throw new Refusal('unprocessable', 'upkeep.before-out-of-service', { doneAt, since: outOfService.since });
}

function untilOf({ act, until }: UpkeepGiven, kept: KeptAs, doneAt: Instant): string | null {
  const { form, asked } = UNTIL[act] ?? { form: null, asked: false };
  const latest = act === 'cleaned' ? cleanUntil(kept, doneAt) : null;
  if (until === undefined) {
    if (asked) throw new Refusal('unprocessable', 'upkeep.until-missing', { act });
    return latest;
  }
  if (form === null) throw new Refusal('unprocessable', 'upkeep.not-asked', { act, field: 'until' });
  const isRight =
    form === 'day' ? isDay(until) && until >= siteDay(doneAt, kept.zone) : isInstant(until) && until > doneAt;
  if (!isRight) throw new Refusal('unprocessable', 'upkeep.until-not-valid', { act, until, form });
  if (latest !== null && until > latest)
    throw new Refusal('unprocessable', 'upkeep.until-too-late', { act, until, latest });
  return until;
}

function cleanUntil({ upkeep }: KeptAs, doneAt: Instant): Instant | null {
  const hold = upkeep?.cleaned?.hold;
  return hold === undefined ? null : new Date(Date.parse(doneAt) + seconds(hold) * 1000).toISOString();
}

function versionOf({ act, version }: UpkeepGiven): string | null {
  const asked = act === 'firmware-reported' || act === 'firmware-approved';
  if (asked && version === undefined) throw new Refusal('unprocessable', 'upkeep.version-missing', { act });
  if (!asked && version !== undefined)
    throw new Refusal('unprocessable', 'upkeep.not-asked', { act, field: 'version' });
  return version ?? null;
}

/**
 * The second person's signature over what was shown; the act counts from then on. Refuses with `upkeep.not-found`,
 * `upkeep.verified`, `upkeep.refused`, `upkeep.verifier-is-performer`, `signature.content-changed`, and `permission.missing`.
 */
export function decideVerify(
  state: UnitState,
  unit: Uuid,
  id: Uuid,
  { hash, signing }: { hash: string; signing: UpkeepSigning },
): NewFact[] {
  const row = waiting(state, id, signing);
  const role = signingRole(signing.signer, VERIFIED_BY[row.act] ?? 'upkeep.verify');
  const content = upkeepContent(state.unit[unit]!, row);
  refuseChangedContent(hash, content);
  return [
    signatureGiven(signing.signer, { id: signing.id, subject: upkeepSubject(id), meaning: 'verified', role, content }),
    { type: 'unit.upkeep-verified', values: { upkeep: id, act: row.act, counts: counts(state.unit[unit]!, row) } },
  ];
}

/**
 * The second person's signature that the act is not as it says, and why: it has no effect then. Refuses as {@link decideVerify}, and with
 * `upkeep.counts-already` what counted at once: a unit that was taken out of service returns by an act of its own, of two persons.
 */
export function decideRefuse(
  state: UnitState,
  unit: Uuid,
  id: Uuid,
  { hash, reason, signing }: { hash: string; reason: string; signing: UpkeepSigning },
): NewFact[] {
  const row = waiting(state, id, signing);
  const { act } = row;
  if (act === 'taken-out-of-service') throw new Refusal('conflict', 'upkeep.counts-already', { upkeep: id });
  const role = signingRole(signing.signer, VERIFIED_BY[act] ?? 'upkeep.verify');
  const content = upkeepContent(state.unit[unit]!, row);
  refuseChangedContent(hash, content);
  return [
    signatureGiven(signing.signer, { id: signing.id, subject: upkeepSubject(id), meaning: 'refused', role, content }),
    { type: 'unit.upkeep-refused', values: { upkeep: id, act }, reason },
  ];
}

/** An act that its second person has not judged yet, for one who may. */
function waiting(state: UnitState, id: Uuid, { signer }: UpkeepSigning): UpkeepRow {
  const row = state.unit_upkeep[id];
  if (row === undefined) throw new Refusal('not-found', 'upkeep.not-found', { upkeep: id });
  if (row.verifiedAt !== null) throw new Refusal('conflict', 'upkeep.verified', { upkeep: id });
  if (row.refusedAt !== null) throw new Refusal('conflict', 'upkeep.refused', { upkeep: id });
  if (row.performedBy === signer.person) throw new Refusal('forbidden', 'upkeep.verifier-is-performer', { upkeep: id });
  return row;
}

/** What was done later and is verified already stands. */
function counts({ upkeep }: UnitRow, { act, doneAt, version }: UpkeepRow): boolean {
  switch (act) {
    case 'cleaned':
    case 'calibrated':
    case 'qualified':
    case 'maintained':
      return doneAt >= (upkeep.standing[act]?.at ?? '');
    case 'firmware-reported':
      return doneAt >= (upkeep.firmware?.at ?? '');
    case 'firmware-approved':
      return !upkeep.approved.includes(version!);
    case 'returned-to-service':
      return upkeep.outOfService !== null && doneAt >= upkeep.outOfService.since;
    case 'taken-out-of-service':
      return true;
  }
}
