import { Injectable, Logger } from '@nestjs/common';
import type { Uuid } from '../../kernel/ids.js';
import { newId, systemNow } from '../../platform/clock/index.js';
import { Database, SYSTEM_SCOPE } from '../../platform/database/index.js';
import { ConnectUnits } from './connect-units.service.js';
import {
  CommandRefused,
  type CommandRow,
  decideConfirm,
  decideFail,
  decideSend,
  decideUnknown,
  isTold,
  nextMove,
  NOT_AS_ASKED,
  type Move,
  type UnitControl,
} from './domain/index.js';
import { openCommands, runsOfOthers } from './equipment.store.js';
import { WriteUnit } from './write-unit.service.js';

/** How long the unit may take to get into the state that a command leads to, or to show what it was set to, and how often it is looked at. */
const ARRIVAL = { looks: 40, setLooks: 20, every: 250 };

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Brings commands to units and finds out what became of them; replayed after a crash, it never sends one blindly again. */
@Injectable()
export class DispatchCommand {
  private readonly log = new Logger('Equipment');

  constructor(
    private readonly database: Database,
    private readonly connectors: ConnectUnits,
    private readonly units: WriteUnit,
  ) {}

  /** Takes a unit's open commands as far as they go now, oldest first; true where some still wait. */
  async advance(unit: Uuid): Promise<boolean> {
    const commands = await this.database.read(SYSTEM_SCOPE, (tx) => openCommands(tx, unit));
    let waiting = false;
    for (const command of commands) {
      const control = this.connectors.control(unit);
      const over = await this.carryOut(command, control).catch((error: unknown) => {
        // the link went, or the database: what was sent is looked for when they are back
        this.log.warn(
          `${command.action} for step ${command.step}: ${error instanceof Error ? error.message : String(error)}`,
        );
        return false;
      });
      if (!over && command.state !== 'unknown') return true;
      waiting ||= !over;
    }
    return waiting && commands.some(({ state }) => state !== 'unknown');
  }

  /** True once the command's outcome is stated. */
  private async carryOut(command: CommandRow, control: UnitControl | null): Promise<boolean> {
    const expired = systemNow() >= command.expiresAt;
    if (control === null) return this.make(command, null, nextMove(command, null, expired));
    const move = await this.next(command, control, expired);
    if (move.move === 'reset' || move.move === 'clear') {
      await control.invoke(move.move, newId());
      return this.settle(command, control, true);
    }
    // it may still be on its way
    const isOnItsWay = command.state === 'sent' && !control.sightIsAsked;
    if (move.move === 'look') return isOnItsWay && !expired ? false : this.settle(command, control);
    if (move.move !== 'send') return this.make(command, control, move);
    const { unit, id } = command;
    if (isOnItsWay) return false;
    const other = (await this.notApproved(command, control)) ?? (await this.notItsKit(command, control));
    if (other !== null) return this.make(command, control, other);
    if (!(await this.mayBeSent(unit, id))) return true;
    try {
      if (command.action === 'start-program') await control.start(orderOf(command), id);
      else if (command.action === 'set') await control.set(command.parameters.set, id);
      else if (command.action === 'answer') await control.answer(command.parameters.reply!, id);
      else await control.invoke(command.action, id);
    } catch (error) {
      if (!(error instanceof CommandRefused)) throw error;
      return this.make(command, control, { move: 'fail', reason: error.status });
    }
    return this.settle({ ...command, state: 'sent' }, control);
  }

  /**
   * Decided with the unit's stream locked, also where it is sent once more: a release of the unit comes before it or after. False
   * where the command is over.
   */
  private async mayBeSent(unit: Uuid, id: Uuid): Promise<boolean> {
    let isOver = false;
    await this.units.decide(unit, (state) => {
      const facts = decideSend(state, id);
      isOver = facts.some(({ type }) => type !== 'command.sent');
      return facts;
    });
    return !isOver;
  }

  /** A program of another version than is approved is not started, and nothing else is said to the unit. */
  private async notApproved(
    { action, program, parameters: { approved } }: CommandRow,
    control: UnitControl,
  ): Promise<Move | null> {
    if (action !== 'start-program' || approved === undefined) return null;
    const found = await control.checksum(program!);
    if (found !== null && approved.includes(found)) return null;
    return { move: 'fail', reason: found === null ? 'program.checksum-missing' : 'program.not-approved', found };
  }

  /** Nor is one on another kit than was bound, where the unit can tell. */
  private async notItsKit({ parameters: { kit } }: CommandRow, control: UnitControl): Promise<Move | null> {
    const found = kit === undefined ? undefined : await control.kit();
    if (kit === undefined || found === undefined || (found !== null && isTold(kit, found))) return null;
    return { move: 'fail', reason: found === null ? 'kit.not-in-unit' : 'kit.not-the-bound', found };
  }

  /** Looks until the unit shows what was asked of it; `isBack`: it was told already to come back from its end or abort. */
  private async settle(command: CommandRow, control: UnitControl, isBack = false): Promise<boolean> {
    for (let look = 0; look < ARRIVAL.looks; look++) {
      const move = await this.next(command, control, false);
      if (move.move === 'confirm' || move.move === 'fail') return this.make(command, control, move);
      const isDue = move.move === 'send' ? command.state === 'issued' : move.move === 'clear' && !isBack;
      if (isDue) return this.carryOut(command, control);
      if (move.move === 'look' && look >= ARRIVAL.setLooks)
        return this.make(command, control, { move: 'fail', reason: NOT_AS_ASKED, shown: move.shown });
      await sleep(ARRIVAL.every);
    }
    return false;
  }

  private async next(command: CommandRow, control: UnitControl, expired: boolean): Promise<Move> {
    const taken = await this.database.read(SYSTEM_SCOPE, (tx) => runsOfOthers(tx, command));
    return nextMove(command, await control.sight(), expired, taken);
  }

  /** A program that is held goes to its safe state before that is said; why the unit does not take it, null where it does. */
  private async safeState(command: CommandRow, control: UnitControl | null): Promise<string | null> {
    const { action, expiresAt, parameters } = command;
    if (action !== 'hold' || Object.keys(parameters.set).length === 0) return null;
    try {
      await control?.set(parameters.set, newId());
      return null;
    } catch (error) {
      if (error instanceof CommandRefused) return error.status;
      if (systemNow() < expiresAt) throw error;
      return 'no-outcome';
    }
  }

  private async make(command: CommandRow, control: UnitControl | null, move: Move): Promise<boolean> {
    const { unit, id } = command;
    switch (move.move) {
      case 'confirm': {
        const refused = await this.safeState(command, control);
        await this.units.state(unit, (state) => decideConfirm(state, id, move.run, refused));
        return true;
      }
      case 'fail':
        await this.units.state(unit, (state) => decideFail(state, id, move.reason, move));
        return true;
      case 'give-up':
        await this.units.state(unit, (state) => decideUnknown(state, id, move.reason));
        return true;
      case 'send':
      case 'reset':
      case 'clear':
      case 'look':
      case 'wait':
        return false;
    }
  }
}

function orderOf({ batch, step, action, program, parameters: { set, duration } }: CommandRow) {
  return {
    ...{ batch, step, action, set },
    ...(program === null ? {} : { program }),
    ...(duration === null ? {} : { duration }),
  };
}
