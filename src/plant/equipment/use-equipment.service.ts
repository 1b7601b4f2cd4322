import { Injectable } from '@nestjs/common';
import type { Observable } from 'rxjs';
import { type Program, UnitClasses } from '../../definition/unit-classes/index.js';
import type { Instant, Uuid } from '../../kernel/ids.js';
import { Refusal } from '../../kernel/refusal.js';
import { siteDay } from '../../kernel/site-day.js';
import { newId, systemNow } from '../../platform/clock/index.js';
import { actsIn, type Tx } from '../../platform/database/index.js';
import { type Actor, Ledger } from '../../trust/ledger/index.js';
import { Organisation } from '../../trust/organisation/index.js';
import { ConnectUnits } from './connect-units.service.js';
import {
  type Binding,
  type BindingRow,
  checkAsked,
  checkFit,
  checkKit,
  checkPausable,
  type ConnectionStatus,
  type ConnectorMessage,
  decideAnswer,
  decideBind,
  decideIssue,
  decideLetGo,
  decideQuarantine,
  decideRelease,
  freePlace,
  type GivenKit,
  type GivenReply,
  type KeptAs,
  type Kit,
  kitOf,
  type PromptRow,
  type RecordConditions,
  type UnitOrder,
  type UnitRow,
  type UnitState,
  usedKit,
  wrongKit,
} from './domain/index.js';
import {
  bindingsOf,
  findUnit,
  holdUnitCode,
  isKitUsed,
  isTaken,
  isUsed,
  listUnits,
  openBindings,
  openCommands,
  openPrompts,
  runningPrograms,
  unitStore,
} from './equipment.store.js';
import { connectionsOf } from './unit-connection.store.js';
import { OperateUnits } from './operate-units.service.js';

/** What other modules ask of units. Facts of units rise by `Ledger.on`. */
@Injectable()
export class Equipment {
  constructor(
    private readonly ledger: Ledger,
    private readonly connectors: ConnectUnits,
    private readonly operate: OperateUnits,
    private readonly unitClasses: UnitClasses,
    private readonly organisation: Organisation,
  ) {}

  /** Values from all units, to be stored and then acknowledged; one subscriber, before the application has bootstrapped. */
  messages(): Observable<ConnectorMessage> {
    return this.connectors.messages();
  }

  /** How each unit is reached, by whichever server follows it; of one that none has followed yet nothing. */
  connections = (tx: Tx): Promise<Map<Uuid, ConnectionStatus>> => connectionsOf(tx);

  /** A unit's connection now; null where no server has followed the unit yet. */
  async connection(tx: Tx, unit: Uuid): Promise<ConnectionStatus | null> {
    return (await connectionsOf(tx, unit)).get(unit) ?? null;
  }

  /** Since when this server follows the unit, by its own clock; null where that is another's. */
  followedSince(unit: Uuid): Instant | null {
    return this.connectors.leaseFor(unit)?.since ?? null;
  }

  /** Of work for a unit that its server does: it stands only if that is still this one. Fails where it is not. */
  fence(tx: Tx, unit: Uuid): void {
    this.connectors.fence(tx, unit);
  }

  /** What units say of their own alarms, to be recorded and then acknowledged; one subscriber, before the application has bootstrapped. */
  onConditions(record: RecordConditions): void {
    this.connectors.onConditions(record);
  }

  /** Tells a unit that a person has acknowledged; false where its protocol cannot, rejects where the unit does not take it. */
  acknowledge(unit: Uuid, condition: { key: string; event: string; comment: string }): Promise<boolean> {
    return this.connectors.acknowledge(unit, condition);
  }

  /** What is held of every unit, first bound first. */
  allBound = (tx: Tx): Promise<BindingRow[]> => openBindings(tx);

  /** Programs that run or are held, of every unit. */
  allPrograms = (tx: Tx): Promise<{ unit: Uuid; program: string }[]> => runningPrograms(tx);

  /** Every unit there is, by code. */
  all = (tx: Tx): Promise<UnitRow[]> => listUnits(tx);

  /** Refuses with `unit.not-found`. */
  byCode(tx: Tx, code: string): Promise<UnitRow> {
    return this.found(tx, { code });
  }

  /**
   * As `byCode`, of a unit that is to be bound: until the transaction ends nobody defines it or its class anew. Before anything else
   * of the unit is locked, as a definition does it: its code, its class, its stream.
   */
  async toBind(tx: Tx, code: string): Promise<UnitRow> {
    await holdUnitCode(tx, code);
    const row = await this.byCode(tx, code);
    await this.unitClasses.keep(tx, row.unitClass);
    return row;
  }

  /** A unit on which the transaction's person acts; refuses with `room.not-granted` where they may not in its room. */
  async actedOn(tx: Tx, by: { id: Uuid } | { code: string }): Promise<UnitRow> {
    const unit = await this.found(tx, by);
    if (!actsIn(tx.scope, unit)) throw new Refusal('forbidden', 'room.not-granted', { unit: unit.code });
    return unit;
  }

  /** Refuses with `unit.not-found`. */
  unit(tx: Tx, id: Uuid): Promise<UnitRow> {
    return this.found(tx, { id });
  }

  /**
   * Fact unit.bound: the whole unit, one of its positions, or a session at it, as its class is used. Refuses with
   * `unit.occupied`, `unit.not-ready`, `unit.quarantined`, `unit.position-missing` or `unit.position-unknown`, and where its
   * upkeep is not what its class asks for: `unit.out-of-service`, `unit.not-qualified`, `unit.calibration-lapsed`,
   * `unit.maintenance-due`, `unit.not-clean`, `unit.clean-hold-lapsed` or `unit.firmware-not-approved`; `kit.…` as `checkKit` does.
   */
  async bind(tx: Tx, by: Actor, { unit, ...binding }: Omit<Binding, 'id'> & { unit: Uuid }): Promise<void> {
    const { code } = await this.actedOn(tx, { id: unit });
    const row = await this.toBind(tx, code);
    const kept = await this.keptAs(tx, row);
    const bound = { id: newId(), ...binding };
    try {
      await this.ledger.change(tx, unitStore, unit, by, (state, now) => {
        checkFit(state.unit[unit]!, kept, now);
        const facts = decideBind(state, unit, kept.use, bound);
        checkKit(state, unit, kept, binding.kit, now);
        return facts;
      });
      await tx.settled();
      tx.afterCommit(() => this.operate.wake(unit));
    } catch (error) {
      if (isTaken(error)) throw new Refusal('conflict', 'unit.occupied', { unit: code });
      if (isUsed(error) && binding.kit !== undefined) throw usedKit(binding.kit);
      throw error;
    }
  }

  /** Refuses as `bind` does what is wrong with the unit itself: before a kit is asked for, opened, and judged for it. */
  async checkFree(tx: Tx, unit: UnitRow, position: string | undefined): Promise<void> {
    const kept = await this.keptAs(tx, unit);
    checkFit(unit, kept, systemNow());
    freePlace(await this.ledger.load(tx, unitStore, unit.id), unit.id, kept.use, position);
  }

  /**
   * The kit that a person gives for a unit, to be bound with it: null where its class asks for none. `wrong` says why one that was
   * read may not go in: `kit.wrong-type`, `kit.expired`, or `kit.used`, in whosever batch. Refuses with `kit.missing`,
   * `kit.not-needed`, `kit.not-readable` and `kit.incomplete`.
   */
  async readKit(
    tx: Tx,
    unit: UnitRow,
    given: GivenKit | undefined,
  ): Promise<{ kit: Kit; wrong: Refusal | null } | { kit: null; wrong: null }> {
    const { upkeep, zone } = await this.keptAs(tx, unit);
    const types = upkeep?.kit ?? [];
    checkAsked({ unit: unit.code }, upkeep?.kit, given !== undefined);
    if (given === undefined) return { kit: null, wrong: null };
    const today = siteDay(systemNow(), zone);
    const kit = kitOf(newId(), given, types, today);
    return { kit, wrong: wrongKit(kit, types, today) ?? ((await isKitUsed(tx, kit)) ? usedKit(kit) : null) };
  }

  /** What the unit's class asks of its upkeep, and where its days end. */
  async keptAs(tx: Tx, { unitClass, site }: Pick<UnitRow, 'unitClass' | 'site'>): Promise<KeptAs> {
    const { use, upkeep } = (await this.unitClasses.byCode(tx, unitClass)).definition;
    const { zone } = await this.organisation.site(tx, site);
    return { use, zone, ...(upkeep && { upkeep }) };
  }

  /** Facts unit.prompt-ended of what it waits for, unit.released of all that the batch holds of the unit; refuses with `unit.not-bound`. */
  async release(tx: Tx, by: Actor, { unit, batch }: { unit: Uuid; batch: Uuid }): Promise<void> {
    await this.ledger.change(tx, unitStore, unit, by, (state) => decideRelease(state, unit, batch));
    tx.afterCommit(() => this.operate.wake(unit));
  }

  /** What a release states of prompts and answers, before a decision of the batch that releases the unit: they are the batch's facts too. */
  async letGo(tx: Tx, by: Actor, { unit, batch }: { unit: Uuid; batch: Uuid }): Promise<void> {
    const prompts = (await openPrompts(tx)).filter((row) => row.unit === unit);
    const open = [...prompts, ...(await openCommands(tx, unit))].some((row) => row.batch === batch);
    if (open) await this.ledger.changeIfAny(tx, unitStore, unit, by, (state) => decideLetGo(state, batch));
  }

  /** What is held of the unit, first bound first. */
  boundTo = (tx: Tx, unit: Uuid): Promise<BindingRow[]> => openBindings(tx, unit);

  /** What a batch holds of units, and what it held, first bound first. */
  heldBy = (tx: Tx, batch: Uuid): Promise<BindingRow[]> => bindingsOf(tx, batch);

  /** Fact unit.quarantined: bound to no batch from now on until a person lifts it. Refuses with `unit.quarantined`. */
  async quarantine(
    tx: Tx,
    by: Actor,
    { unit, ...why }: { unit: Uuid; reason: string; batch: Uuid | null },
  ): Promise<void> {
    await this.ledger.change(tx, unitStore, unit, by, (state) => decideQuarantine(state, unit, why));
  }

  /**
   * Fact command.issued, sent to the unit after commit. What became of it is a later fact of the unit's stream:
   * command.confirmed, command.failed or command.unknown. Refuses with `unit.not-bound`, and with `program.not-pausable`
   * a pause of a program that its class does not say it of. A program whose class names approved versions is started in one of
   * them alone: `program.not-approved`, `program.checksum-missing`. On a unit that tells its kit one is started on the bound kit
   * alone: `kit.not-the-bound`, `kit.not-in-unit`.
   */
  async command(tx: Tx, by: Actor, { unit, ...order }: UnitOrder & { unit: Uuid }): Promise<{ command: Uuid }> {
    const command = newId();
    const { action, program } = order;
    const programs = action === 'pause' || action === 'start-program' ? await this.programsOf(tx, unit) : [];
    const approved = action === 'start-program' ? programs.find(({ name }) => name === program)?.approved : undefined;
    await this.ledger.change(tx, unitStore, unit, by, (state, now) => {
      if (action === 'pause') checkPausable(state, order, programs);
      return decideIssue(state, unit, command, { ...order, ...(approved && { approved }) }, now);
    });
    tx.afterCommit(() => this.operate.wake(unit));
    return { command };
  }

  /** As `command`: what a person says to what the unit waits for, with its words. Refuses as `decideAnswer` does. */
  async answer(
    tx: Tx,
    by: Actor,
    { unit, ...reply }: GivenReply & { unit: Uuid },
  ): Promise<{ command: Uuid; code: string; title: string }> {
    const command = newId();
    const decide = (state: UnitState, now: Instant) => decideAnswer(state, unit, command, reply, now);
    const { state } = await this.ledger.change(tx, unitStore, unit, by, decide);
    tx.afterCommit(() => this.operate.wake(unit));
    const { code, known } = state.unit_prompt[reply.prompt]!;
    return { command, code, title: known!.answers.find((one) => one.code === reply.answer)!.title };
  }

  /** What units wait for people to say, longest first. */
  prompts = (tx: Tx): Promise<PromptRow[]> => openPrompts(tx);

  private async programsOf(tx: Tx, unit: Uuid): Promise<Program[]> {
    const { unitClass } = await this.unit(tx, unit);
    return (await this.unitClasses.byCode(tx, unitClass)).definition.programs;
  }

  private async found(tx: Tx, by: { id: Uuid } | { code: string }): Promise<UnitRow> {
    const row = await findUnit(tx, by);
    if (row === null) throw new Refusal('not-found', 'unit.not-found', by);
    return row;
  }
}
