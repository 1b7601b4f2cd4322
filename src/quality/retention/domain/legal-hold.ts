import type { Instant } from '../../../kernel/ids.js';
import { Refusal } from '../../../kernel/refusal.js';
import { type Fact, type NewFact, patch, type Projection, put } from '../../../trust/ledger/domain/index.js';
import {
  applySignature,
  refuseChangedContent,
  signatureGiven,
  type SignatureRow,
  type Signer,
  signingRole,
} from '../../../trust/signatures/domain/index.js';

/** That nothing of a batch's record may go, whatever its age. */
export interface LegalHoldRow {
  id: string;
  batch: string;
  reason: string;
  placedAt: Instant;
  /** name */
  placedBy: string;
  liftedAt: Instant | null;
  liftedBy: string | null;
  liftReason: string | null;
}

export type HoldState = {
  legal_hold: Readonly<Record<string, LegalHoldRow>>;
  signature: Readonly<Record<string, SignatureRow>>;
};

type HoldFact = Fact<'legal-hold.placed', { batch: string; by: string }> | Fact<'legal-hold.lifted', { by: string }>;

/** One stream a hold, so that none of its signatures stands among those of the batch. */
export const holdProjection: Projection<HoldState> = {
  kind: 'legal-hold',
  empty: { legal_hold: {}, signature: {} },
  apply(given, of) {
    const state = applySignature(given, of);
    const fact = of as HoldFact;
    const id = fact.stream.slice('legal-hold/'.length);
    const { at, reason = '' } = fact;
    if (fact.type === 'legal-hold.lifted')
      return patch(state, 'legal_hold', id, { liftedAt: at, liftedBy: fact.values.by, liftReason: reason });
    if (fact.type !== 'legal-hold.placed') return state;
    const { batch, by: placedBy } = fact.values;
    const lift = { liftedAt: null, liftedBy: null, liftReason: null };
    return put(state, 'legal_hold', id, { id, batch, reason, placedAt: at, placedBy, ...lift });
  },
};

/** What somebody signs with, bound to what they were shown. */
export interface HoldSigning {
  id: string;
  signer: Signer;
  meaning: string;
  hash: string;
}

export const PLACE = 'legal-hold';
export const LIFT = 'lift-legal-hold';

/**
 * `standing`: the hold that is on the batch now. Refuses with `legal-hold.stands`, `legal-hold.none`, `signature.not-due`,
 * `signature.content-changed`, `permission.missing`.
 */
export function decideHold(
  standing: { reason: string } | null,
  act: typeof PLACE | typeof LIFT,
  { batch, content, reason, signing }: { batch: string; content: unknown; reason: string; signing: HoldSigning },
): NewFact[] {
  if (act === PLACE && standing !== null)
    throw new Refusal('conflict', 'legal-hold.stands', { reason: standing.reason });
  if (act === LIFT && standing === null) throw new Refusal('conflict', 'legal-hold.none');
  const { signer, meaning, hash } = signing;
  if (meaning !== act) throw new Refusal('conflict', 'signature.not-due', { meaning, due: act });
  refuseChangedContent(hash, content);
  const role = signingRole(signer, 'record.retain');
  const given = signatureGiven(signer, { id: signing.id, subject: batch, meaning, role, content });
  const values = { by: signer.name, signature: signing.id };
  return act === PLACE
    ? [given, { type: 'legal-hold.placed', values: { batch, ...values }, reason }]
    : [given, { type: 'legal-hold.lifted', values, reason }];
}
