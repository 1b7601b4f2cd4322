import { Injectable } from '@nestjs/common';
import type { Uuid } from '../../kernel/ids.js';
import { Database, type Tx } from '../../platform/database/index.js';
import { type Caller, type CommandContext, Commands } from '../../platform/http/index.js';
import { Recipes } from '../../definition/recipes/index.js';
import { actorOf } from '../../trust/ledger/index.js';
import { answerOf } from './answer.view.js';
import type { BatchAnswerDto, StepCommandDto } from './batch.dto.js';
import type { SigningContentDto } from './batch-view.dto.js';
import {
  abortBatch,
  changeRecipe,
  type Draft,
  insertBlock,
  liftQualityHold,
  type NewVersion,
  pauseStep,
  placeQualityHold,
  resumeStep,
  type Signing,
  shownChange,
} from './domain/index.js';
import { SignedCommands } from './signed-commands.service.js';
import type { ChangeRecipeDto, InsertBlockDto, PauseDto, RecipeChangeQueryDto, SignedReasonDto } from './steer.dto.js';
import { WriteBatch } from './write-batch.service.js';

/** What turns a batch from the way that its recipe goes by itself. */
@Injectable()
export class SteerBatch {
  constructor(
    private readonly commands: Commands,
    private readonly batches: WriteBatch,
    private readonly signed: SignedCommands,
    private readonly recipes: Recipes,
    private readonly database: Database,
  ) {}

  insert(command: CommandContext, id: Uuid, { signing, ...what }: InsertBlockDto): Promise<BatchAnswerDto> {
    return this.signed.run(command, id, null, signing, (draft, given) =>
      insertBlock(draft, { ...what, signing: given }),
    );
  }

  /** What the signature on a change would sign, with the differences in the words of the process. */
  change(caller: Caller, id: Uuid, { version, from }: RecipeChangeQueryDto): Promise<SigningContentDto> {
    return this.database.read(caller.scope, async (tx) =>
      shownChange(await this.batches.view(tx, id), await this.version(tx, version), from),
    );
  }

  changeRecipe(
    command: CommandContext,
    id: Uuid,
    { version, signing, ...what }: ChangeRecipeDto,
  ): Promise<BatchAnswerDto> {
    return this.signed.run(command, id, null, signing, async (draft, given, tx) =>
      changeRecipe(draft, { ...what, next: await this.version(tx, version), signing: given }),
    );
  }

  placeQualityHold(command: CommandContext, id: Uuid, body: SignedReasonDto): Promise<BatchAnswerDto> {
    return this.reasoned(command, id, body, placeQualityHold);
  }

  liftQualityHold(command: CommandContext, id: Uuid, body: SignedReasonDto): Promise<BatchAnswerDto> {
    return this.reasoned(command, id, body, liftQualityHold);
  }

  abort(command: CommandContext, id: Uuid, body: SignedReasonDto): Promise<BatchAnswerDto> {
    return this.reasoned(command, id, body, abortBatch, true);
  }

  pause(command: CommandContext, id: Uuid, step: Uuid, body: PauseDto): Promise<BatchAnswerDto> {
    return this.plain(command, id, step, (draft) => pauseStep(draft, { step, ...body }));
  }

  resume(command: CommandContext, id: Uuid, step: Uuid, body: StepCommandDto): Promise<BatchAnswerDto> {
    return this.plain(command, id, step, (draft) => resumeStep(draft, { step, ...body }));
  }

  private reasoned(
    command: CommandContext,
    id: Uuid,
    { reason, signing }: SignedReasonDto,
    decide: (draft: Draft, said: { reason: string; signing: Signing }) => void,
    ending = false,
  ): Promise<BatchAnswerDto> {
    const given = (draft: Draft, of: Signing): void => decide(draft, { reason, signing: of });
    return this.signed.run(command, id, null, signing, given, ending);
  }

  private plain(
    command: CommandContext,
    id: Uuid,
    step: Uuid,
    decide: (draft: Draft) => void,
  ): Promise<BatchAnswerDto> {
    return this.commands.run(command, async (tx) =>
      answerOf(await this.batches.change(tx, id, actorOf(command.caller), decide), id, step),
    );
  }

  private version(tx: Tx, id: Uuid): Promise<NewVersion> {
    return this.recipes.approved(tx, id);
  }
}
