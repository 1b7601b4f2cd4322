import { Injectable } from '@nestjs/common';
import type { Uuid } from '../../kernel/ids.js';
import type { Refusal } from '../../kernel/refusal.js';
import type { Tx } from '../../platform/database/index.js';
import type { CommandContext } from '../../platform/http/index.js';
import { Equipment } from '../../plant/equipment/index.js';
import { Readings } from '../../plant/readings/index.js';
import type { Actor } from '../../trust/ledger/index.js';
import type { BatchAnswerDto } from './batch.dto.js';
import { namedSeals, sealedArrival } from './batch.store.js';
import {
  beginsAnew,
  type Draft,
  failedBinding,
  type NamedSeal,
  programOrder,
  recordWrongKit,
  replaceUnit,
  type Signing,
  stepsAtWorkOn,
  wrongUnit,
} from './domain/index.js';
import { SignedCommands } from './signed-commands.service.js';
import type { ReplaceUnitDto } from './steer.dto.js';
import { WriteBatch } from './write-batch.service.js';

/**
 * B22: a unit that died is set aside, and its unit procedure goes on on another: released, quarantined, bound, and the program
 * started there, in one transaction.
 */
@Injectable()
export class ReplaceUnit {
  constructor(
    private readonly signed: SignedCommands,
    private readonly equipment: Equipment,
    private readonly readings: Readings,
    private readonly batches: WriteBatch,
  ) {}

  replace(command: CommandContext, id: Uuid, { signing, ...body }: ReplaceUnitDto): Promise<BatchAnswerDto> {
    const decide = (draft: Draft, given: Signing, tx: Tx, by: Actor) => this.decide(tx, draft, by, body, given);
    const first = (tx: Tx, by: Actor) => this.prepare(tx, by, id, body);
    return this.signed.run(command, id, null, signing, decide, true, first);
  }

  /** The unit that failed lets go, once the other can take its place; a kit that must not go in there is put on record, and the refusal. */
  private async prepare(tx: Tx, by: Actor, batch: Uuid, of: Omit<ReplaceUnitDto, 'signing'>): Promise<Refusal | null> {
    const { unitProcedure, scannedOld, scanned, position } = of;
    const unit = await this.equipment.toBind(tx, scanned);
    const view = await this.batches.view(tx, batch);
    const failed = failedBinding(view, unitProcedure, scannedOld);
    const wrong = wrongUnit(view, scanned, unitProcedure, unit);
    if (wrong !== null) throw wrong;
    await this.equipment.checkFree(tx, unit, position);
    const { wrong: wrongKit } = await this.equipment.readKit(tx, unit, of.kit);
    if (wrongKit === null) await this.equipment.letGo(tx, by, { unit: failed.unit, batch });
    else await this.batches.change(tx, batch, by, (draft) => recordWrongKit(draft, wrongKit, { unitProcedure, unit }));
    return wrongKit;
  }

  private async decide(
    tx: Tx,
    draft: Draft,
    by: Actor,
    body: Omit<ReplaceUnitDto, 'signing'>,
    signing: Signing,
  ): Promise<void> {
    const { unitProcedure, scannedOld, scanned, reason, position } = body;
    const failed = failedBinding(draft, unitProcedure, scannedOld);
    const unit = await this.equipment.toBind(tx, scanned);
    const { kit } = await this.equipment.readKit(tx, unit, body.kit);
    const batch = draft.id;
    await this.equipment.release(tx, by, { unit: failed.unit, batch });
    await this.equipment.quarantine(tx, by, { unit: failed.unit, reason, batch });
    await this.readings.seal(tx, by, unit.id);
    const place = { ...(position === undefined ? {} : { position }), ...(kit && { kit }) };
    await this.equipment.bind(tx, by, { unit: unit.id, batch, coi: draft.batch.coi, unitProcedure, ...place });
    const seals = new Map<Uuid, NamedSeal[]>();
    const commands = new Map<Uuid, Uuid>();
    for (const step of stepsAtWorkOn(draft, failed)) {
      seals.set(step.id, await namedSeals(tx, failed.unit, step.arrivalsAfter ?? '0'));
      if (!beginsAnew(step)) continue;
      const order = programOrder(draft, step);
      const start = { unit: unit.id, batch, step: step.id, action: 'start-program' as const, ...order };
      commands.set(step.id, (await this.equipment.command(tx, by, start)).command);
    }
    const arrivalsAfter = await sealedArrival(tx, unit.id);
    replaceUnit(draft, { ...body, unit, kit, signing, seals, arrivalsAfter, commands });
  }
}
