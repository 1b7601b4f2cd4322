import { Injectable } from '@nestjs/common';
import type { Uuid } from '../../kernel/ids.js';
import { Refusal } from '../../kernel/refusal.js';
import type { Tx } from '../../platform/database/index.js';
import { type CommandContext, Commands } from '../../platform/http/index.js';
import { seconds } from '../../definition/unit-classes/domain/index.js';
import { Readings } from '../../plant/readings/index.js';
import { actorOf } from '../../trust/ledger/index.js';
import { aggregate } from '../rules/domain/index.js';
import { answerOf } from './answer.view.js';
import type {
  BatchAnswerDto,
  CaptureCommandDto,
  CountCommandDto,
  DecideDto,
  EntriesDto,
  EntryValueDto,
  MaterialDto,
  ReconcileDto,
  ScanDto,
} from './batch.dto.js';
import { zoneOfBatch } from './batch.store.js';
import {
  atStatedTime,
  captured,
  captureValues,
  countReplicate,
  type Draft,
  type Enter,
  enterValues,
  instantOf,
  makeDecision,
  reconcileLabels,
  recordMaterial,
  scanLabel,
  type Taken,
  sampleOf,
} from './domain/index.js';
import { madeHere } from './made-here.store.js';
import { Witnesses } from './authenticate-witness.service.js';
import { WriteBatch } from './write-batch.service.js';

/** A value, or that there is none; both at once is neither. */
function valueOf({ field, value, unit, notApplicable }: EntryValueDto): Enter['values'][number] {
  if (value === undefined) return { field, notApplicable: true };
  if (notApplicable) throw new Refusal('invalid', 'entry.value-and-none', { field });
  return { field, value, ...(unit === undefined ? {} : { unit }) };
}

/** What goes on record while a step runs. */
@Injectable()
export class RecordStep {
  constructor(
    private readonly commands: Commands,
    private readonly batches: WriteBatch,
    private readonly readings: Readings,
    private readonly witnesses: Witnesses,
  ) {}

  async enter(command: CommandContext, id: Uuid, step: Uuid, body: EntriesDto): Promise<BatchAnswerDto> {
    const { seen, reason } = body;
    const values = body.values.map(valueOf);
    const stated = await this.witnesses.stated(command, id, step, 'enter', body, { values });
    const enter = { step, seen, values, ...(reason === undefined ? {} : { reason }) };
    return this.change(command, id, step, (_, draft) => atStatedTime(draft, stated, () => enterValues(draft, enter)));
  }

  async decide(command: CommandContext, id: Uuid, step: Uuid, body: DecideDto): Promise<BatchAnswerDto> {
    const { seen, option } = body;
    const stated = await this.witnesses.stated(command, id, step, 'decide', body, { option });
    return this.change(command, id, step, (_, draft) =>
      atStatedTime(draft, stated, () => makeDecision(draft, { step, seen, option })),
    );
  }

  capture(
    command: CommandContext,
    id: Uuid,
    step: Uuid,
    { seen, fields, reason }: CaptureCommandDto,
  ): Promise<BatchAnswerDto> {
    return this.change(command, id, step, async (tx, draft) => {
      const taken: Taken[] = [];
      for (const field of fields) taken.push(await this.take(tx, draft, step, field));
      captureValues(draft, { step, seen, taken, ...(reason === undefined ? {} : { reason }) });
    });
  }

  count(command: CommandContext, id: Uuid, step: Uuid, body: CountCommandDto): Promise<BatchAnswerDto> {
    return this.change(command, id, step, (_, draft) => countReplicate(draft, { step, ...body }));
  }

  reconcile(command: CommandContext, id: Uuid, step: Uuid, body: ReconcileDto): Promise<BatchAnswerDto> {
    return this.change(command, id, step, (_, draft) => reconcileLabels(draft, { step, ...body }));
  }

  /** A wrong label is put on record as a near miss, committed, and then refused with `scan.mismatch`. */
  async scan(command: CommandContext, id: Uuid, step: Uuid, body: ScanDto): Promise<BatchAnswerDto> {
    const { seen, scan, scanned } = body;
    const stated = await this.witnesses.stated(command, id, step, 'scan', body, { scan, scanned });
    return this.near(command, id, step, (_, draft) =>
      atStatedTime(draft, stated, () => scanLabel(draft, { step, seen, scan, scanned })),
    );
  }

  /** So is a lot that is expired or not released, with `material.expired` or `material.not-released`. */
  material(command: CommandContext, id: Uuid, step: Uuid, body: MaterialDto): Promise<BatchAnswerDto> {
    return this.near(command, id, step, async (tx, draft) =>
      recordMaterial(draft, { step, ...body, zone: await zoneOfBatch(tx, id), made: await madeHere(tx, body.lot) }),
    );
  }

  private near(
    command: CommandContext,
    id: Uuid,
    step: Uuid,
    decide: (tx: Tx, draft: Draft) => Refusal | null | Promise<Refusal | null>,
  ): Promise<BatchAnswerDto> {
    return this.commands.run(command, async (tx) => {
      let refusal: Refusal | null = null;
      const written = await this.batches.change(tx, id, actorOf(command.caller), async (draft) => {
        refusal = await decide(tx, draft);
      });
      // a refusal that is returned commits what it states, and is thrown then
      return (refusal as BatchAnswerDto | null) ?? answerOf(written, id, step);
    });
  }

  private change(
    command: CommandContext,
    id: Uuid,
    step: Uuid,
    decide: (tx: Tx, draft: Draft) => void | Promise<void>,
  ): Promise<BatchAnswerDto> {
    return this.commands.run(command, async (tx) =>
      answerOf(await this.batches.change(tx, id, actorOf(command.caller), (draft) => decide(tx, draft)), id, step),
    );
  }

  private async take(tx: Tx, draft: Draft, step: Uuid, name: string): Promise<Taken> {
    const field = captured(draft, draft.step(step), name);
    const { tag, aggregate: kind, window } = field.capture;
    const { unit, boundAt } = draft.bindingOf(draft.step(step).unitProcedure)!;
    const to = draft.now;
    // what the unit said before it was bound is another patient's
    const bound = Date.parse(boundAt);
    const from = new Date(Math.max(Date.parse(to) - seconds(window) * 1000, bound)).toISOString();
    const readings = await this.readings.window(tx, unit, tag, from, to);
    const samples = readings.map((reading) => ({ ...sampleOf(reading), arrival: `${reading.arrival}` }));
    const { quality, value, cited } = aggregate(samples, kind, readings[0]?.ucum ?? field.unit, field);
    const last = cited.at(-1);
    const sourceTime = last === undefined ? null : instantOf(last.at);
    return {
      field: name,
      value,
      unit,
      tag,
      aggregate: kind,
      from,
      to,
      quality,
      sourceTime,
      arrivals: cited.map(({ arrival }) => arrival),
    };
  }
}
