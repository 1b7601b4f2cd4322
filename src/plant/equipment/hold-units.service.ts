import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { exhaustMap, type Subscription, throttleTime } from 'rxjs';
import type { Uuid } from '../../kernel/ids.js';
import { Database, SYSTEM_SCOPE } from '../../platform/database/index.js';
import { type Held, type LeaseHolder, Leases } from '../../platform/leases/index.js';
import { LiveFeed } from '../../platform/live/index.js';
import { ConnectUnits } from './connect-units.service.js';
import { byUrgency, leaseOf } from './domain/index.js';
import { commandsIssued, listUnits, unitVersions, urgenciesOfUnits } from './equipment.store.js';
import { OperateUnits } from './operate-units.service.js';

/** At most so often, in ms, it is looked whether another server has written a command for a unit that is followed here. */
const PACE = 250;

/** This server's share of the units: which it follows, with what other servers define and command of them. */
@Injectable()
export class HoldUnits implements LeaseHolder, OnModuleInit, OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger('Equipment');
  /** by unit, of its row */
  private versions = new Map<Uuid, string>();
  private commands = new Set<Uuid>();
  private woken?: Subscription;

  constructor(
    private readonly database: Database,
    private readonly leases: Leases,
    private readonly connectors: ConnectUnits,
    private readonly operate: OperateUnits,
    private readonly live: LiveFeed,
  ) {}

  /** Before this server says that it is there, so that one started twice by mistake takes nothing from the first. */
  onModuleInit(): Promise<void> {
    return this.connectors.spool.claim();
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.connectors.open(this.operate);
    this.leases.join(this);
    this.woken = this.live
      .ticks()
      .pipe(
        throttleTime(PACE, undefined, { leading: true, trailing: true }),
        exhaustMap(() => this.lookForCommands().catch(() => undefined)),
      )
      .subscribe();
  }

  onModuleDestroy(): void {
    this.woken?.unsubscribe();
  }

  async names(): Promise<string[]> {
    const { units, changed, urgencies } = await this.database.read(SYSTEM_SCOPE, async (tx) => {
      const found = await unitVersions(tx);
      const fresh = found.filter(({ id, version }) => this.versions.get(id) !== version).map(({ id }) => id);
      const rows = fresh.length === 0 ? [] : await listUnits(tx, fresh);
      return { units: found, changed: rows, urgencies: await urgenciesOfUnits(tx) };
    });
    for (const unit of changed)
      void this.connectors.learn(unit).catch(({ message }: Error) => this.log.warn(`${unit.code}: ${message}`));
    this.versions = new Map(units.map(({ id, version }) => [id, version]));
    const order = byUrgency(urgencies);
    return [...new Set(units.toSorted((a, b) => order(a.id, b.id)).map(leaseOf))];
  }

  taken(lease: Held): void {
    void this.connectors.take(lease);
    for (const { id } of this.connectors.units.under(lease.name)) this.operate.wake(id);
  }

  lost(name: string): void {
    void this.connectors.drop(name);
  }

  leave(name: string): Promise<void> {
    return this.connectors.drop(name);
  }

  private async lookForCommands(): Promise<void> {
    const issued = await this.database.read(SYSTEM_SCOPE, commandsIssued);
    const fresh = issued.filter(({ id }) => !this.commands.has(id));
    this.commands = new Set(issued.map(({ id }) => id));
    for (const unit of new Set(fresh.map((command) => command.unit))) this.operate.wake(unit);
  }
}
