import { Injectable } from '@nestjs/common';
import type { Uuid } from '../../kernel/ids.js';
import type { Quantity } from '../../kernel/quantity.js';
import { Refusal } from '../../kernel/refusal.js';
import { newId } from '../../platform/clock/index.js';
import type { Tx } from '../../platform/database/index.js';
import { type CommandContext, Commands } from '../../platform/http/index.js';
import { NOT_GMP } from '../../definition/recipes/domain/index.js';
import { Recipes } from '../../definition/recipes/index.js';
import { Equipment, type UnitRow } from '../../plant/equipment/index.js';
import { Readings } from '../../plant/readings/index.js';
import { actorOf } from '../../trust/ledger/index.js';
import { Organisation, type SiteRow } from '../../trust/organisation/index.js';
import { Orders } from '../custody/index.js';
import { answerOf } from './answer.view.js';
import type { BatchAnswerDto, BindUnitDto, IssueBatchDto } from './batch.dto.js';
import { nextCode, openBatchOf } from './batch.store.js';
import { bindUnit, issueBatch, mayBind, recordWrongKit, recordWrongUnit, wrongUnit } from './domain/index.js';
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
    const order = body.order === undefined ? null : await this.orders.hold(tx, body.order);
    const open = order && (await openBatchOf(tx, order.id));
    if (order !== null && open !== null)
      throw new Refusal('conflict', 'order.batch-open', { order: order.code, batch: open.code });
    const site = await this.siteOf(tx, order, body);
    const recipe = await this.recipes.effective(tx, body.recipe, { site: site.id, market: order?.market ?? null });
    const type = body.type ?? recipe.recipe.type ?? 'patient-batch';
    const sponsor = order?.sponsor ?? null;
    const code = await nextCode(tx, site.zone, NOT_GMP.has(type) ? 'X-' : '');
    const given = (body.parameters ?? []).map(({ parameter, value, unit }) => [parameter, { value, unit }]);
    const parameters = Object.fromEntries(given) as Record<string, Quantity>;
    const [id, at] = [newId(), { site: site.id, zone: site.zone, sponsor }];
    const issue = { code, order, site: site.id, sponsor, type, parameters, recipe };
    return answerOf(
      await this.batches.create(tx, id, actorOf(caller), at, (draft) => issueBatch(draft, issue)),
      id,
      null,
    );
  }

  private siteOf(tx: Tx, order: { site: Uuid } | null, { site }: IssueBatchDto): Promise<SiteRow> {
    if (order !== null) return this.organisation.site(tx, order.site);
    if (site === undefined) throw new Refusal('unprocessable', 'batch.site-missing', {});
    return this.organisation.siteByCode(tx, site);
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

  /** The label of a wrong unit is put on record as a near miss, committed, and then refused; so is a kit that must not go in. */
  bind(command: CommandContext, id: Uuid, body: BindUnitDto): Promise<BatchAnswerDto> {
    const { unitProcedure, scanned, position } = body;
    const by = actorOf(command.caller);
    return this.commands.run(command, async (tx) => {
      const unit = await this.unitOf(tx, scanned);
      // looked at once nobody else can bind that unit: what was bound a moment ago is no near miss
      const view = await this.batches.view(tx, id);
      mayBind(view, unitProcedure);
      const wrong = wrongUnit(view, scanned, unitProcedure, unit);
      if (wrong !== null || unit === null) {
        await this.batches.change(tx, id, by, (draft) => recordWrongUnit(draft, scanned, unitProcedure));
        // a refusal that is returned commits what it states, and is thrown then
        return wrong as unknown as BatchAnswerDto;
      }
      await this.equipment.checkFree(tx, unit, position);
      const { kit, wrong: wrongKit } = await this.equipment.readKit(tx, unit, body.kit);
      if (wrongKit !== null) {
        await this.batches.change(tx, id, by, (draft) => recordWrongKit(draft, wrongKit, { unitProcedure, unit }));
        return wrongKit as unknown as BatchAnswerDto;
      }
      // what came before the bind is sealed apart, so that no evidence of this batch holds another's readings
      await this.readings.seal(tx, by, unit.id);
      const place = { ...(position === undefined ? {} : { position }), ...(kit && { kit }) };
      const { coi } = view.batch;
      await this.equipment.bind(tx, by, { unit: unit.id, batch: id, coi, unitProcedure, ...place });
      return answerOf(
        await this.batches.change(tx, id, by, (draft) => bindUnit(draft, { unitProcedure, scanned, unit, ...place })),
        id,
        null,
      );
    });
  }

  private async unitOf(tx: Tx, code: string): Promise<UnitRow | null> {
    try {
      return await this.equipment.toBind(tx, code);
    } catch (error) {
      if (error instanceof Refusal && error.code === 'unit.not-found') return null;
      throw error;
    }
  }
}
