import { Injectable } from '@nestjs/common';
import type { Uuid } from '../../kernel/ids.js';
import type { CommandContext } from '../../platform/http/index.js';
import {
  decideApprove,
  decideSendBack,
  decideSubmit,
  lintVersion,
  type RecipeVersionRow,
  versionOf,
} from './domain/index.js';
import { CheckRecipe } from './check-recipe.service.js';
import { GiveReadings } from './give-readings.service.js';
import type { ApproveRecipeDto, SendBackRecipeDto, SubmitRecipeDto } from './recipe.dto.js';
import { SignRecipe } from './sign-recipe.service.js';

const nothing = (): Promise<void> => Promise.resolve();

/** A version through its review: authored, checked for technique, approved for quality, or sent back. */
@Injectable()
export class AdvanceRecipe {
  constructor(
    private readonly signing: SignRecipe,
    private readonly checks: CheckRecipe,
    private readonly readings: GiveReadings,
  ) {}

  submit(command: CommandContext, id: Uuid, { signing, changeControl }: SubmitRecipeDto): Promise<RecipeVersionRow> {
    return this.signing.sign(command, signing, {
      ...{ id, meaning: 'authored', permission: 'recipe.submit', states: { changeControl } },
      learn: (tx) => this.checks.restsOn(tx, id),
      decide: (state, signed, { grounds, pinned }) => {
        const findings = lintVersion(versionOf(state, id), grounds);
        return decideSubmit(state, { ...signed, changeControl, findings, pinned });
      },
    });
  }

  /** With the last approval operators are given what the version asks them to read. */
  async approve(command: CommandContext, id: Uuid, { signing, check }: ApproveRecipeDto): Promise<RecipeVersionRow> {
    const row = await this.signing.sign(command, signing, {
      id,
      meaning: check === 'technical' ? 'checked' : 'approved',
      permission: check === 'technical' ? 'recipe.approve' : 'recipe.release',
      learn: nothing,
      decide: (state, signed) => decideApprove(state, { ...signed, check }),
    });
    await this.readings.afterApproval(command, row);
    return row;
  }

  sendBack(command: CommandContext, id: Uuid, { signing, reason }: SendBackRecipeDto): Promise<RecipeVersionRow> {
    return this.signing.sign(command, signing, {
      ...{ id, meaning: 'sent back', permission: 'recipe.approve', states: { reason } },
      learn: nothing,
      decide: (state, signed) => decideSendBack(state, { ...signed, reason }),
    });
  }
}
