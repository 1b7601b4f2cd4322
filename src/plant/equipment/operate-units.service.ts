import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import type { Uuid } from '../../kernel/ids.js';
import { storableText } from '../../kernel/storable-text.js';
import { ConnectUnits } from './connect-units.service.js';
import { DispatchCommand } from './dispatch-command.service.js';
import {
  type ActivityChange,
  decideReserve,
  type IdentityFinding,
  Lanes,
  type Reserve,
  type UnitListener,
} from './domain/index.js';
import { WatchProgram } from './watch-program.service.js';
import { WriteUnit } from './write-unit.service.js';

/** Between looks at a unit whose commands still wait, in ms. */
const LOOK_AGAIN = 2000;

/** Facts of what answers in a unit's place until the unit is back, and characters of a name in one: a stranger chooses them. */
const REFUSED = { facts: 10, name: 400 };

/** Drives the units that this server follows: brings them their commands, records what they did. One thing at a time with each unit. */
@Injectable()
export class OperateUnits implements OnModuleDestroy, UnitListener {
  private readonly log = new Logger('Equipment');
  private readonly lanes = new Lanes();
  private readonly timers = new Map<Uuid, NodeJS.Timeout>();
  private readonly strangers = new Map<Uuid, Set<string>>();
  private stopped = false;

  constructor(
    private readonly connectors: ConnectUnits,
    private readonly commands: DispatchCommand,
    private readonly programs: WatchProgram,
    private readonly units: WriteUnit,
  ) {}

  async onModuleDestroy(): Promise<void> {
    this.stopped = true;
    for (const timer of this.timers.values()) clearTimeout(timer);
    await this.connectors.close();
    await this.lanes.idle();
  }

  /** Something may be to do with a unit: a command was issued, it is reached again, time has passed. Another's unit is left to it. */
  wake(unit: Uuid): void {
    if (this.stopped || this.connectors.leaseFor(unit) === null) return;
    clearTimeout(this.timers.get(unit));
    this.timers.delete(unit);
    this.lanes
      .run(unit, () => this.advance(unit))
      .catch((error: unknown) => {
        this.log.warn(`unit ${unit}: ${error instanceof Error ? error.message : String(error)}`);
        return true;
      })
      .then(
        (waiting) => {
          if (waiting) this.wakeLater(unit);
        },
        () => undefined,
      );
  }

  private wakeLater(unit: Uuid): void {
    clearTimeout(this.timers.get(unit));
    if (!this.stopped) this.timers.set(unit, setTimeout(() => this.wake(unit), LOOK_AGAIN).unref());
  }

  reached(unit: Uuid): void {
    this.strangers.delete(unit);
    this.wake(unit);
  }

  /** Our own commands first: a hold that one of them has made is no hold at the unit. */
  observed(unit: Uuid, changes: ActivityChange[]): Promise<void> {
    return this.lanes.run(unit, async () => {
      await this.commands.advance(unit);
      if (!(await this.programs.watch(unit, changes))) this.wakeLater(unit);
    });
  }

  async reserved(unit: Uuid, before: Reserve | null, now: Reserve): Promise<void> {
    await this.units.state(unit, () => decideReserve(before, now));
  }

  /** The same finding at each attempt to connect is one fact; of ever other ones the first are. */
  async refused(unit: Uuid, { found, ...finding }: IdentityFinding): Promise<void> {
    const told = Object.entries(found).map(([name, said]: [string, string | null]) => [
      name,
      said === null ? null : storableText(said, REFUSED.name),
    ]);
    const values = { ...finding, found: Object.fromEntries(told) as IdentityFinding['found'] };
    const key = JSON.stringify(values);
    const known = this.strangers.get(unit) ?? new Set<string>();
    if (known.has(key) || known.size >= REFUSED.facts) return;
    this.strangers.set(unit, known.add(key));
    await this.units.stranger(unit, values).catch((error: unknown) => {
      known.delete(key); // to be stated at the next attempt
      throw error;
    });
  }

  private async advance(unit: Uuid): Promise<boolean> {
    if (this.connectors.leaseFor(unit) === null) return false;
    const waiting = await this.commands.advance(unit);
    const isStated = this.connectors.control(unit) === null || (await this.programs.watch(unit));
    return waiting || !isStated;
  }
}
