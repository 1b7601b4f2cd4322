import { hashOf } from '../../../kernel/canonical-json.js';
import { Refusal } from '../../../kernel/refusal.js';
import { type Fact, type NewFact, type Projection, put } from '../../../trust/ledger/domain/index.js';
import {
  applySignature,
  refuseChangedContent,
  signatureGiven,
  type SignatureRow,
  type Signer,
  signingRole,
} from '../../../trust/signatures/domain/index.js';

/** What a reviewer has looked at: facts of a stream from the one after the last review to one, by its hash. */
export interface Reviewed {
  stream: string;
  from: number;
  to: number;
  /** of fact `to`, which stands for all before it */
  head: string;
  /** of which each is a line of the trail */
  facts: number;
  critical: number;
}

export interface TrailReviewRow {
  id: string;
  /** id of the stream, without its kind */
  subject: string;
  stream: string;
  fromSeq: number;
  toSeq: number;
  head: string;
  facts: number;
  critical: number;
  remark: string;
  signature: string;
  person: string;
  name: string;
  role: string;
  at: string;
  zone: string;
}

export type TrailReviewState = {
  trail_review: Readonly<Record<string, TrailReviewRow>>;
  signature: Record<string, SignatureRow>;
};

// a type, not an interface: only that has the index signature of a fact's values
type ReviewedValues = { [K in keyof Reviewed]: Reviewed[K] } & { review: string; remark: string; signature: string };

export const MEANING = 'reviewed';

/** What is shown of a review before it is signed: that these facts were looked at. What was found is signed with it. */
export const signedContent = (reviewed: Reviewed): object => ({ trail: { ...reviewed } });

export const reviewHash = (reviewed: Reviewed): string => hashOf(signedContent(reviewed));

/** Refuses with `trail.reviewed-already` where nothing came since, and with `signature.content-changed` where what was shown is not what stands. */
export function decideReview(
  reviewed: Reviewed,
  given: { hash: string; remark: string; id: string; signing: { id: string; signer: Signer } },
): NewFact[] {
  if (reviewed.to < reviewed.from) throw new Refusal('conflict', 'trail.reviewed-already');
  const content = signedContent(reviewed);
  refuseChangedContent(given.hash, content);
  const { id: signature, signer } = given.signing;
  const role = signingRole(signer, 'trail.review');
  const { id: review, remark } = given;
  const values: ReviewedValues = { review, ...reviewed, remark, signature };
  return [
    signatureGiven(signer, { id: signature, subject: review, meaning: MEANING, role, content: { ...content, remark } }),
    { type: 'trail.reviewed', values: { ...values }, reason: remark },
  ];
}

export const trailReviewProjection: Projection<TrailReviewState> = {
  kind: 'trail-review',
  empty: { trail_review: {}, signature: {} },
  apply(before, fact) {
    const state = applySignature(before, fact);
    if (fact.type !== 'trail.reviewed') return state;
    const { at, zone, values } = fact as Fact<'trail.reviewed', ReviewedValues>;
    const { review: id, stream, from: fromSeq, to: toSeq, signature, ...rest } = values;
    const { person, name, role } = state.signature[signature]!;
    const subject = fact.stream.slice('trail-review/'.length);
    const row = { ...rest, id, subject, stream, fromSeq, toSeq, signature, person, name, role, at, zone };
    return put<TrailReviewState, 'trail_review'>(state, 'trail_review', id, row);
  },
};
