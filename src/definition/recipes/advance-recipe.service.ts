import { Injectable } from '@nestjs/common';
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
import {
  type Approval,
  decideApprove,
  decideMakeEffective,
  decideSubmit,
  decideSupersede,
  type RecipeVersionRow,
  type Signed,
  signingContent,
} from './domain/index.js';
import { effectiveVersion, holdCode, recipeVersion, type SignedRecipeState, storedRecipe } from './recipe.store.js';

interface Step {
  id: string;
  meaning: string;
  permission: string;
  decide: (state: SignedRecipeState, signed: Signed) => NewFact[];
}

/** Each move of a version is one signature: authored, checked, approved, released. */
@Injectable()
export class AdvanceRecipe {
  constructor(
    private readonly commands: Commands,
    private readonly ledger: Ledger,
    private readonly signatures: Signatures,
  ) {}

  submit(command: CommandContext, id: string, signing: SigningDto): Promise<RecipeVersionRow> {
    return this.sign(command, signing, {
      id,
      meaning: 'authored',
      permission: 'recipe.submit',
      decide: (state, signed) => decideSubmit(state, { id, ...signed }),
    });
  }

  approve(
    command: CommandContext,
    id: string,
    check: Approval['check'],
    signing: SigningDto,
  ): Promise<RecipeVersionRow> {
    return this.sign(command, signing, {
      id,
      meaning: check === 'technical' ? 'checked' : 'approved',
      permission: check === 'technical' ? 'recipe.approve' : 'recipe.release',
      decide: (state, signed) => decideApprove(state, { id, check, ...signed }),
    });
  }

  makeEffective(command: CommandContext, id: string, signing: SigningDto): Promise<RecipeVersionRow> {
    return this.sign(
      command,
      signing,
      {
        id,
        meaning: 'released',
        permission: 'recipe.release',
        decide: (state, signed) => decideMakeEffective(state, { id, ...signed }),
      },
      (tx) => this.supersede(tx, command, id),
    );
  }

  private async sign(
    command: CommandContext,
    signing: SigningDto,
    step: Step,
    before: (tx: Tx) => Promise<void> = () => Promise.resolve(),
  ): Promise<RecipeVersionRow> {
    if (signing.meaning !== step.meaning)
      throw new Refusal('unprocessable', 'signature.wrong-meaning', { meaning: step.meaning });
    const signer = await this.signatures.authenticate(command.caller, signing);
    const role = signingRole(signer, step.permission);
    const signature = newId();
    return this.commands.run(command, async (tx) => {
      await before(tx);
      const decide = (state: SignedRecipeState): NewFact[] => {
        const facts = step.decide(state, { person: signer.person, signature });
        const content = signingContent(state.recipe_version[step.id]!);
        refuseChangedContent(signing.hash, content);
        const { meaning } = step;
        return [signatureGiven(signer, { id: signature, subject: step.id, meaning, role, content }), ...facts];
      };
      const { state } = await this.ledger.change(tx, storedRecipe, step.id, actorOf(command.caller), decide);
      return state.recipe_version[step.id]!;
    });
  }

  /** Takes the version in effect out of it, in its own stream; refuses nothing where there is none. */
  private async supersede(tx: Tx, { caller }: CommandContext, successor: string): Promise<void> {
    const next = await recipeVersion(tx, successor);
    if (next === null) return;
    await holdCode(tx, next.code);
    const current = await effectiveVersion(tx, next.code);
    if (current === null || current.id === successor) return;
    await this.ledger.change(tx, storedRecipe, current.id, actorOf(caller), (state) =>
      decideSupersede(state, { id: current.id, successor }),
    );
  }
}
