import { Injectable } from '@nestjs/common';
import type { Uuid } from '../../kernel/ids.js';
import { Refusal } from '../../kernel/refusal.js';
import { newId } from '../../platform/clock/index.js';
import type { Tx } from '../../platform/database/index.js';
import { type CommandContext, Commands } from '../../platform/http/index.js';
import { Recipes } from '../../definition/recipes/index.js';
import { Equipment, type UnitRow } from '../../plant/equipment/index.js';
import { Readings } from '../../plant/readings/index.js';
import { actorOf } from '../../trust/ledger/index.js';
import { Organisation } from '../../trust/organisation/index.js';
import { Orders } from '../custody/index.js';
import { answerOf } from './answer.view.js';
import type { BatchAnswerDto, BindUnitDto, IssueBatchDto } from './batch.dto.js';
import { nextCode, openBatchOf } from './batch.store.js';
import { bindUnit, issueBatch, needsUnit, recordWrongUnit, wrongUnit } from './domain/index.js';
import { WriteBatch } from './write-batch.service.js';

/** A batch comes to be: of an effective recipe, for an order. */
@Injectable()
export class IssueBatch {
  constructor(
    private readonly commands: Commands,
    private readonly batches: WriteBatch,
    private readonly recipes: Recipes,
    private readonly orders: Orders,
    private readonly organisation: Organisation,
  ) {}

  issue(command: CommandContext, body: IssueBatchDto): Promise<BatchAnswerDto> {
    return this.commands.run(command, (tx) => this.write(tx, command, body));
  }

  private async write(tx: Tx, { caller }: CommandContext, body: IssueBatchDto): Promise<BatchAnswerDto> {
    const order = await this.orders.hold(tx, body.order);
    const open = await openBatchOf(tx, order.id);
    if (open !== null) throw new Refusal('conflict', 'order.batch-open', { order: order.code, batch: open.code });
    const recipe = await this.recipes.effective(tx, body.recipe, order);
    const site = await this.organisation.site(tx, order.site);
    const code = await nextCode(tx, site.zone);
    const [id, at] = [newId(), { site: site.id, zone: site.zone, sponsor: order.sponsor }];
    const issue = { code, order, recipe };
    return answerOf(
      await this.batches.create(tx, id, actorOf(caller), at, (draft) => issueBatch(draft, issue)),
      id,
      null,
    );
  }
}

/** One batch, one unit, one patient: from bind to release. */
@Injectable()
export class BindUnit {
  constructor(
    private readonly commands: Commands,
    private readonly batches: WriteBatch,
    private readonly equipment: Equipment,
    private readonly readings: Readings,
  ) {}

  /** The label of a wrong unit is put on record as a near miss, committed, and then refused. */
  bind(command: CommandContext, id: Uuid, { unitProcedure, scanned }: BindUnitDto): Promise<BatchAnswerDto> {
    const by = actorOf(command.caller);
    return this.commands.run(command, async (tx) => {
      const view = await this.batches.view(tx, id);
      needsUnit(view, unitProcedure);
      const unit = await this.unitOf(tx, scanned);
      const wrong = wrongUnit(view, scanned, unitProcedure, unit);
      if (wrong !== null || unit === null) {
        await this.batches.change(tx, id, by, (draft) => recordWrongUnit(draft, scanned, unitProcedure));
        // a refusal that is returned commits what it states, and is thrown then
        return wrong as unknown as BatchAnswerDto;
      }
      // what came before the bind is sealed apart, so that no evidence of this batch holds another's readings
      await this.readings.seal(tx, by, unit.id);
      await this.equipment.bind(tx, by, { unit: unit.id, batch: id, coi: view.batch.coi, unitProcedure });
      return answerOf(
        await this.batches.change(tx, id, by, (draft) => bindUnit(draft, { unitProcedure, scanned, unit })),
        id,
        null,
      );
    });
  }

  private async unitOf(tx: Tx, code: string): Promise<UnitRow | null> {
    try {
      return await this.equipment.byCode(tx, code);
    } catch (error) {
      if (error instanceof Refusal && error.code === 'unit.not-found') return null;
      throw error;
    }
  }
}
