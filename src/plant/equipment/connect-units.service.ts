import { join } from 'node:path';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { type Observable, Subject } from 'rxjs';
import type { Uuid } from '../../kernel/ids.js';
import { chance, newId, systemNow } from '../../platform/clock/index.js';
import { CONFIG, type Config } from '../../platform/config/index.js';
import { Database, SYSTEM_SCOPE, type Tx } from '../../platform/database/index.js';
import { type Held, LeaseLost, Leases } from '../../platform/leases/index.js';
import { loadCursor, saveCursor } from './cursor.store.js';
import {
  type ConnectionStatus,
  type Connector,
  type ConnectorKind,
  type ConnectorMessage,
  type ConnectorPorts,
  controlWhile,
  KnownUnits,
  isFollowed,
  Lanes,
  leaseIn,
  NoBroker,
  reachOfLease,
  reachText,
  type RecordConditions,
  type UnitControl,
  type UnitListener,
  type UnitRow,
} from './domain/index.js';
import { urgenciesOfUnits } from './equipment.store.js';
import { MqttConnector } from './mqtt/connector.js';
import { PACE as MQTT_PACE } from './mqtt/pace.js';
import { OpcuaConnector } from './opcua/connector.js';
import { Turns } from './opcua/turns.js';
import { RecordConnections } from './record-connections.service.js';
import { SettleCertificates } from './settle-certificates.service.js';
import { SparkplugConnector } from './sparkplug/connector.js';
import { Spool } from './spool/spool.js';

/** Between tries to open what needs the database, in ms. */
const RETRY = 1000;
const OUT_OF_SERVICE = ['unit: it is out of service'];
const WAITS = ['server: the unit waits for its turn to be connected'];

/** Connections to the units whose leases this server holds: one connector for OPC UA, one a lease for what comes over a broker. */
@Injectable()
export class ConnectUnits {
  private readonly log = new Logger('Connections');
  private readonly messagesOfUnits = new Subject<ConnectorMessage>();
  readonly units = new KnownUnits();
  private readonly held = new Map<string, Held>();
  private readonly connectors = new Map<string, Connector>();
  private readonly lanes = new Lanes();
  /** where certificates are kept */
  readonly opcua: OpcuaConnector;
  /** what of all units waits on this server's disk for the database */
  readonly spool: Spool;
  private listener!: UnitListener;
  private recordConditions: RecordConditions = async () => undefined;
  private isOpen = false;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
    private readonly leases: Leases,
    private readonly states: RecordConnections,
    private readonly certificates: SettleCertificates,
  ) {
    const urgencies = () => this.database.read(SYSTEM_SCOPE, urgenciesOfUnits);
    const may = (unit: Uuid) => this.leaseFor(unit) !== null;
    this.opcua = new OpcuaConnector(
      config.dataDir,
      new Turns(config.reconnectsPerSecond, { urgencies, may, random: chance }),
      {
        reserved: (unit, before, now) => this.listener.reserved(unit, before, now),
        missed: (unit) => this.listener.reached(unit),
      },
      config.instance === null,
    );
    const { dataDir, instance, spoolBytes: bytes } = config;
    // of servers that share a folder each has its own
    this.spool = new Spool(
      { directory: join(dataDir, instance === null ? 'spool' : `spool-${instance}`), bytes },
      () => database.look('select'),
      (unit) => ({
        forward: (message) => this.forward({ unit, ...message }),
        saveCursor: (kind, cursor) => this.saveCursor(unit, kind, cursor),
        observed: async (changes) => {
          if (!this.isElsewhere(unit)) await this.listener.observed(unit, changes);
        },
        turned: () => this.turned(unit),
      }),
    );
  }

  messages(): Observable<ConnectorMessage> {
    return this.messagesOfUnits.asObservable();
  }

  /** The lease under which this server may act on the unit now; null where it is another's, or may be. */
  leaseFor(unit: Uuid): Held | null {
    const lease = this.heldOf(unit);
    return lease !== undefined && this.leases.held(lease.name)?.epoch === lease.epoch ? lease : null;
  }

  /** What is written in the transaction stands only if this server still follows the unit. */
  fence(tx: Tx, unit: Uuid): void {
    const lease = this.leaseFor(unit);
    if (lease === null) throw new LeaseLost(this.units.codeOf(unit));
    this.leases.fence(tx, lease);
  }

  /** The unit's programs and states while it can be reached, and is told things by this server. */
  control(unit: Uuid): UnitControl | null {
    const lease = this.heldOf(unit);
    const control = lease && this.leaseFor(unit) ? this.connectors.get(lease.name)?.control(unit) : null;
    if (control == null) return null;
    return controlWhile(control, () => {
      if (this.leaseFor(unit) !== lease) throw new LeaseLost(this.units.codeOf(unit));
    });
  }

  /** One subscriber, before the application has bootstrapped. */
  onConditions(record: RecordConditions): void {
    this.recordConditions = record;
  }

  /** As `Connector.acknowledge`; false where the unit's protocol knows no conditions, or another server follows the unit. */
  async acknowledge(unit: Uuid, condition: { key: string; event: string; comment: string }): Promise<boolean> {
    const lease = this.leaseFor(unit);
    const connector = lease && this.connectors.get(lease.name);
    if (connector?.acknowledge === undefined) return false;
    await connector.acknowledge(unit, condition);
    return true;
  }

  async open(listener: UnitListener): Promise<void> {
    this.listener = listener;
    await this.spool.open();
    await this.opcua.open([], this.ports);
    await this.certificates.settle(this.opcua.trust);
    this.isOpen = true;
  }

  /** Follows the units of a lease. */
  take(lease: Held): Promise<void> {
    const { name } = lease;
    this.held.set(name, lease);
    for (const { id } of this.units.under(name))
      this.states.tell(id, lease, { state: 'offline', since: lease.since, problems: WAITS });
    return this.lanes.run(name, async () => {
      while (this.isOpen && this.held.get(name) === lease)
        try {
          return await this.begin(name);
        } catch (error) {
          await this.end(name);
          await this.again(name, error);
        }
    });
  }

  /** Lets go of a lease's units, which keep for the next server what we have not stored. */
  drop(name: string): Promise<void> {
    this.held.delete(name);
    return this.lanes.run(name, () => this.end(name));
  }

  /** As it is in the database: where it is defined, or defined otherwise than it is known here, it is connected from scratch. */
  async learn(unit: UnitRow): Promise<void> {
    const before = this.units.get(unit.id);
    if (!this.isOpen || (before !== undefined && reachText(before) === reachText(unit))) return;
    this.units.set(unit);
    const [left, name] = [before && leaseIn(before), leaseIn(unit)];
    if (left !== undefined && left !== name)
      await this.lanes.run(left, async () => this.connectors.get(left)?.forget(unit.id));
    const follow = async () => {
      if (!this.isOpen || this.units.get(unit.id) !== unit) return;
      if (isFollowed(unit)) return this.connectors.get(name)?.follow(unit);
      await this.connectors.get(name)?.forget(unit.id);
      const lease = this.held.get(name);
      if (lease) this.states.tell(unit.id, lease, { state: 'offline', since: systemNow(), problems: OUT_OF_SERVICE });
    };
    while (
      !(await this.lanes.run(name, follow).then(
        () => true,
        (error: unknown) => this.again(unit.code, error),
      ))
    );
  }

  async close(): Promise<void> {
    this.isOpen = false;
    this.held.clear();
    await Promise.all([...this.connectors.keys()].map((name) => this.lanes.run(name, () => this.end(name))));
    await this.lanes.idle();
    await this.opcua.close();
    await this.spool.close();
  }

  private async again(what: string, error: unknown): Promise<false> {
    this.log.warn(`${what}: ${String(error)}`);
    await new Promise((resolve) => setTimeout(resolve, RETRY).unref());
    return false;
  }

  private async begin(name: string): Promise<void> {
    const units = this.units.under(name);
    const known = this.connectors.get(name);
    if (known !== undefined && known !== this.opcua) return;
    const connector = this.connectorOf(name);
    this.connectors.set(name, connector);
    if (connector === this.opcua) for (const unit of units) await this.opcua.follow(unit);
    else await connector.open(units, this.ports);
  }

  private async end(name: string): Promise<void> {
    const connector = this.connectors.get(name);
    this.connectors.delete(name);
    if (connector === this.opcua) for (const { id } of this.units.under(name)) await this.opcua.forget(id);
    else await connector?.close();
  }

  private connectorOf(name: string): Connector {
    const { kind, broker, session } = reachOfLease(name);
    if (kind === 'opcua') return this.opcua;
    const { mqtt, brokers } = this.config;
    const settings = broker === null ? mqtt : Object.hasOwn(brokers, broker) ? brokers[broker] : null;
    if (settings == null) return new NoBroker(broker);
    return kind === 'mqtt' ? new MqttConnector(settings, MQTT_PACE, session) : new SparkplugConnector(settings);
  }

  private heldOf(unit: Uuid): Held | undefined {
    return this.held.get(this.units.leaseOf(unit) ?? '');
  }

  private readonly ports: ConnectorPorts = {
    now: systemNow,
    newId,
    holds: (unit) => this.leaseFor(unit) !== null,
    loadCursor: async (unit) =>
      (await this.spool.gate(unit).cursor(this.kindOf(unit))) ??
      (await this.database.read(SYSTEM_SCOPE, (tx) => loadCursor(tx, unit, this.kindOf(unit)))),
    saveCursor: (unit, cursor) => this.spool.gate(unit).saveCursor(this.kindOf(unit), cursor),
    deliver: (message) => {
      const lease = this.heldOf(message.unit);
      return lease !== undefined && this.spool.gate(message.unit).deliver({ ...message, lease });
    },
    observed: (unit, changes) => this.spool.gate(unit).observed(changes),
    conditions: (unit, seen) => this.recordConditions(unit, seen),
    changed: (unit, status) => this.changed(unit, status),
    refused: (unit, finding) => {
      const failed = (error: unknown): void => this.log.error(`${this.units.codeOf(unit)}: ${String(error)}`);
      this.listener.refused(unit, finding).catch(failed);
    },
  };

  private kindOf(unit: Uuid): ConnectorKind {
    return this.units.get(unit)!.connector.kind;
  }

  private forward(message: ConnectorMessage): boolean {
    if (!this.messagesOfUnits.observed) return false;
    this.messagesOfUnits.next(message);
    return true;
  }

  /** Where another server follows the unit by now, its own is what counts. */
  private async saveCursor(unit: Uuid, kind: ConnectorKind, cursor: object): Promise<void> {
    if (this.isElsewhere(unit)) return;
    await this.database.write(SYSTEM_SCOPE, async (tx) => {
      this.fence(tx, unit);
      await saveCursor(tx, unit, kind, cursor);
    });
  }

  private isElsewhere(unit: Uuid): boolean {
    return this.leases.isOthers(this.units.leaseOf(unit) ?? '');
  }

  /** What waits on the disk is a part of how the unit is reached. */
  private turned(unit: Uuid): void {
    const lease = this.heldOf(unit);
    const status = lease && this.connectors.get(lease.name)?.status(unit);
    if (lease && status) this.tell(unit, lease, status);
  }

  private tell(unit: Uuid, lease: Held, status: ConnectionStatus): void {
    const spooled = this.spool.state(unit);
    this.states.tell(unit, lease, spooled.bytes === 0 ? status : { ...status, spooled });
  }

  private changed(unit: Uuid, status: ConnectionStatus): void {
    const lease = this.heldOf(unit);
    if (lease === undefined) return;
    this.tell(unit, lease, this.connectors.get(lease.name)?.status(unit) ?? status);
    const { state, problems } = status;
    if (state === 'offline' || state === 'degraded')
      this.log.warn(`${this.units.codeOf(unit)} is ${state}: ${problems.join('; ')}`);
    if (state === 'live' || state === 'degraded') this.listener.reached(unit);
  }
}
