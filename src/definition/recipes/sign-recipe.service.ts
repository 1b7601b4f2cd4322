import { Injectable } from '@nestjs/common';
import { hashOf } from '../../kernel/canonical-json.js';
import type { Instant, Uuid } from '../../kernel/ids.js';
import { Refusal } from '../../kernel/refusal.js';
import { newId } from '../../platform/clock/index.js';
import type { Tx } from '../../platform/database/index.js';
import { type CommandContext, Commands } from '../../platform/http/index.js';
import { actorOf, Ledger, type NewFact } from '../../trust/ledger/index.js';
import {
  refuseChangedContent,
  signatureGiven,
  Signatures,
  type SigningDto,
  signingRole,
} from '../../trust/signatures/index.js';
import { type RecipeVersionRow, type Signed, signingContent, versionOf } from './domain/index.js';
import { type SignedRecipeState, storedRecipe } from './recipe.store.js';

/** One move of a version: who may sign it with which meaning, and what the signer states beside what they were shown. */
export interface SignedMove<Known> {
  id: Uuid;
  meaning: string;
  permission: string;
  states?: Record<string, unknown>;
  /** what deciding needs of other streams; takes the locks that come before the version's own */
  learn: (tx: Tx) => Promise<Known>;
  decide: (state: SignedRecipeState, signed: Signed, known: Known, now: Instant) => NewFact[];
  after?: (tx: Tx, row: RecipeVersionRow) => Promise<void>;
}

/** Each move of a version is one signature over what was shown (11.70) and what the signer states with it. */
@Injectable()
export class SignRecipe {
  constructor(
    private readonly commands: Commands,
    private readonly ledger: Ledger,
    private readonly signatures: Signatures,
  ) {}

  async sign<Known>(command: CommandContext, signing: SigningDto, move: SignedMove<Known>): Promise<RecipeVersionRow> {
    const { id, meaning, permission, states = {} } = move;
    if (signing.meaning !== meaning) throw new Refusal('unprocessable', 'signature.wrong-meaning', { meaning });
    const signer = await this.signatures.authenticate(command.caller, signing, `recipe/${id}`);
    const role = signingRole(signer, permission);
    const signature = newId();
    return this.commands.run(command, async (tx) => {
      const known = await move.learn(tx);
      const decide = (state: SignedRecipeState, now: Instant): NewFact[] => {
        const facts = move.decide(state, { id, person: signer.person, signature }, known, now);
        const shown = signingContent(versionOf(state, id));
        refuseChangedContent(signing.hash, shown);
        const content = { ...shown, ...states };
        return [signatureGiven(signer, { id: signature, subject: id, meaning, role, content }), ...facts];
      };
      const { state } = await this.ledger.change(tx, storedRecipe, id, actorOf(command.caller), decide);
      await move.after?.(tx, versionOf(state, id));
      return versionOf(state, id);
    });
  }
}

/** What the next signature on a version signs, and the hash that `signing.hash` repeats. */
export function toSign(row: RecipeVersionRow): { hash: string; content: object } {
  const content = signingContent(row);
  return { hash: hashOf(content), content };
}
