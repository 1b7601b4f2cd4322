import { Injectable } from '@nestjs/common';
import { Refusal } from '../../kernel/refusal.js';
import { newId } from '../../platform/clock/index.js';
import { Database, type Tx } from '../../platform/database/index.js';
import { type Caller, type CommandContext, Commands } from '../../platform/http/index.js';
import { actorOf, Ledger } from '../../trust/ledger/index.js';
import { Signatures, signingRole } from '../../trust/signatures/index.js';
import {
  decideReview,
  idOf,
  isCritical,
  kindOf,
  kindsShown,
  MEANING,
  type Reviewed,
  reviewHash,
  type TrailReviewRow,
} from './domain/index.js';
import type { ReviewTrailDto, TrailReviewDto, TrailReviewsDto } from './trail.dto.js';
import { headOf, namesOf, reviewsOf, stretchOf, trailReviewStore } from './trail.store.js';

/** Reviews of trails: who looked at which facts of a subject, and when, by signature (An.11-9). */
@Injectable()
export class ReviewTrail {
  constructor(
    private readonly database: Database,
    private readonly commands: Commands,
    private readonly ledger: Ledger,
    private readonly signatures: Signatures,
  ) {}

  /** Refuses with `trail.subject-not-found`. */
  of(caller: Caller, stream: string): Promise<TrailReviewsDto> {
    return this.database.read(caller.scope, (tx) => this.shown(tx, caller, stream));
  }

  /**
   * Refuses with `trail.subject-not-found`, `trail.reviewed-already`, with `signature.content-changed` where what was shown is not what
   * stands, and as signing does.
   */
  async review(
    command: CommandContext,
    stream: string,
    { to, remark, signing }: ReviewTrailDto,
  ): Promise<TrailReviewsDto> {
    const { caller } = command;
    if (signing.meaning !== MEANING)
      throw new Refusal('unprocessable', 'signature.wrong-meaning', { meaning: MEANING });
    await this.commands.look(command, (tx) => seenHead(tx, caller, stream));
    const signer = await this.signatures.authenticate(caller, signing, stream);
    const role = signingRole(signer, 'trail.review');
    return this.commands.run(command, async (tx) => {
      const place = await seenHead(tx, caller, stream);
      const by = { ...actorOf(caller), person: signer.person, name: signer.name, role };
      await this.ledger.change(
        tx,
        trailReviewStore,
        idOf(stream),
        by,
        async ({ trail_review: rows }) =>
          decideReview(await reviewedUpTo(tx, stream, Object.values(rows), Math.min(to, place.seq)), {
            ...{ hash: signing.hash, remark: remark.trim(), id: newId() },
            signing: { id: newId(), signer },
          }),
        place,
      );
      return this.shown(tx, caller, stream);
    });
  }

  private async shown(tx: Tx, caller: Caller, stream: string): Promise<TrailReviewsDto> {
    const { seq } = await seenHead(tx, caller, stream);
    const rows = await reviewsOf(tx, idOf(stream));
    const reviewed = await reviewedUpTo(tx, stream, rows, seq);
    const name = (await namesOf(tx, [stream])).get(stream) ?? null;
    return {
      subject: { kind: kindOf(stream), id: idOf(stream), name },
      offer: { ...reviewed, hash: reviewed.to < reviewed.from ? null : reviewHash(reviewed) },
      reviews: rows.map(reviewDto),
    };
  }
}

async function seenHead(tx: Tx, { permissions }: Caller, stream: string) {
  const head = kindsShown(permissions).includes(kindOf(stream)) ? await headOf(tx, stream) : null;
  if (head === null || head.seq === 0) throw new Refusal('not-found', 'trail.subject-not-found', { stream });
  return head;
}

/** What a review up to a fact is of: what came since the last one. */
async function reviewedUpTo(
  tx: Tx,
  stream: string,
  reviews: readonly Pick<TrailReviewRow, 'toSeq'>[],
  to: number,
): Promise<Reviewed> {
  const from = Math.max(0, ...reviews.map(({ toSeq }) => toSeq)) + 1;
  const { acts, head } = await stretchOf(tx, stream, from, to);
  const count = (of: typeof acts) => of.reduce((sum, one) => sum + one.count, 0);
  return {
    stream,
    from,
    to,
    head: head!,
    facts: count(acts),
    critical: count(acts.filter(({ act }) => isCritical(act))),
  };
}

const reviewDto = ({ id, stream, fromSeq, toSeq, ...rest }: TrailReviewRow): TrailReviewDto => {
  const { head, facts, critical, remark, name, role, at, zone } = rest;
  return { ...{ id, stream, from: fromSeq, to: toSeq }, ...{ head, facts, critical, remark, name, role, at, zone } };
};
