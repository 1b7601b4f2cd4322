import { join } from 'node:path';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { type Observable, Subject } from 'rxjs';
import type { Uuid } from '../../kernel/ids.js';
import { chance, newId, systemNow } from '../../platform/clock/index.js';
import { CONFIG, type Config } from '../../platform/config/index.js';
import { Database, SYSTEM_SCOPE } from '../../platform/database/index.js';
import { loadCursor, saveCursor } from './cursor.store.js';
import {
  type ActivityChange,
  type ConnectionStatus,
  type Connector,
  type ConnectorKind,
  type ConnectorMessage,
  type ConnectorPorts,
  type IdentityFinding,
  isReachedBy,
  NoBroker,
  type Reserve,
  type SpoolState,
  type UnitControl,
  type UnitRow,
} from './domain/index.js';
import { urgenciesOfUnits } from './equipment.store.js';
import { MqttConnector } from './mqtt/connector.js';
import { OpcuaConnector } from './opcua/connector.js';
import { Turns } from './opcua/turns.js';
import { SparkplugConnector } from './sparkplug/connector.js';
import { Spool } from './spool/spool.js';

/** What the rest of the module does with what units say. */
export interface UnitListener {
  observed(unit: Uuid, changes: ActivityChange[]): Promise<void>;
  reached(unit: Uuid): void;
  refused(unit: Uuid, finding: IdentityFinding): Promise<void>;
  reserved(unit: Uuid, before: Reserve | null, now: Reserve): Promise<void>;
}

/** Connections to all units, by whatever protocol each is reached: one connector a kind. */
@Injectable()
export class ConnectUnits {
  private readonly log = new Logger('Connections');
  private readonly messagesOfUnits = new Subject<ConnectorMessage>();
  private readonly changes = new Subject<{ unit: Uuid; status: ConnectionStatus }>();
  private readonly connectors: Record<ConnectorKind, Connector>;
  /** where certificates are kept */
  readonly opcua: OpcuaConnector;
  private readonly spool: Spool;
  private readonly units = new Map<Uuid, UnitRow>();
  private listener!: UnitListener;
  private isOpen = false;

  constructor(
    @Inject(CONFIG) { dataDir, spoolBytes, mqtt, reconnectsPerSecond }: Config,
    private readonly database: Database,
  ) {
    const urgencies = () => this.database.read(SYSTEM_SCOPE, urgenciesOfUnits);
    this.opcua = new OpcuaConnector(
      dataDir,
      new Turns(reconnectsPerSecond, { urgencies, random: chance }),
      (unit, before, now) => this.listener.reserved(unit, before, now),
    );
    this.spool = new Spool(
      { directory: join(dataDir, 'spool'), bytes: spoolBytes },
      () => database.look('select'),
      (unit) => ({
        forward: (message) => this.forward({ unit, ...message }),
        saveCursor: (kind, cursor) => this.saveCursor(unit, kind, cursor),
        observed: (changes) => this.listener.observed(unit, changes),
        turned: () => this.turned(unit),
      }),
    );
    this.connectors = {
      opcua: this.opcua,
      mqtt: mqtt === null ? new NoBroker() : new MqttConnector(mqtt),
      sparkplug: mqtt === null ? new NoBroker() : new SparkplugConnector(mqtt),
    };
  }

  messages(): Observable<ConnectorMessage> {
    return this.messagesOfUnits.asObservable();
  }

  connections(): Observable<{ unit: Uuid; status: ConnectionStatus }> {
    return this.changes.asObservable();
  }

  status(unit: Uuid): ConnectionStatus | null {
    const status = this.of(unit)?.status(unit) ?? null;
    return status && this.withSpool(unit, status);
  }

  /** What of all units waits on this server's disk for the database. */
  spooled(): SpoolState & { limit: number } {
    return { ...this.spool.state(), limit: this.spool.limit };
  }

  /** The unit's programs and states while it can be reached. */
  control(unit: Uuid): UnitControl | null {
    return this.of(unit)?.control(unit) ?? null;
  }

  async open(units: UnitRow[], listener: UnitListener): Promise<void> {
    this.listener = listener;
    for (const unit of units) this.units.set(unit.id, unit);
    await this.spool.open();
    for (const kind of KINDS) {
      const own = units.filter((unit) => isReachedBy(unit, kind));
      await this.connectors[kind].open(own, this.ports(kind));
    }
    this.isOpen = true;
  }

  /** A unit is defined, or defined otherwise: it is connected from scratch. */
  async follow(unit: UnitRow): Promise<void> {
    if (!this.isOpen) return;
    const before = this.units.get(unit.id)?.connector.kind;
    this.units.set(unit.id, unit);
    const { kind } = unit.connector;
    if (before !== undefined && before !== kind) await this.connectors[before].forget(unit.id);
    await this.connectors[kind].follow(unit);
  }

  async close(): Promise<void> {
    this.isOpen = false;
    await Promise.all(KINDS.map((kind) => this.connectors[kind].close()));
    await this.spool.close();
  }

  private of(unit: Uuid): Connector | null {
    const kind = this.units.get(unit)?.connector.kind;
    return kind === undefined ? null : this.connectors[kind];
  }

  private ports(kind: ConnectorKind): ConnectorPorts {
    return {
      now: systemNow,
      newId,
      loadCursor: async (unit) =>
        (await this.spool.gate(unit).cursor(kind)) ??
        (await this.database.read(SYSTEM_SCOPE, (tx) => loadCursor(tx, unit, kind))),
      saveCursor: (unit, cursor) => this.spool.gate(unit).saveCursor(kind, cursor),
      deliver: (message) => this.spool.gate(message.unit).deliver(message),
      observed: (unit, changes) => this.spool.gate(unit).observed(changes),
      changed: (unit, status) => this.changed(unit, status),
      refused: (unit, finding) => {
        this.listener
          .refused(unit, finding)
          .catch((error: unknown) => this.log.error(`${this.codeOf(unit)}: ${String(error)}`));
      },
    };
  }

  private forward(message: ConnectorMessage): boolean {
    if (!this.messagesOfUnits.observed) return false;
    this.messagesOfUnits.next(message);
    return true;
  }

  private saveCursor(unit: Uuid, kind: ConnectorKind, cursor: object): Promise<void> {
    return this.database.write(SYSTEM_SCOPE, (tx) => saveCursor(tx, unit, kind, cursor));
  }

  private withSpool(unit: Uuid, status: ConnectionStatus): ConnectionStatus {
    const spooled = this.spool.state(unit);
    return spooled.bytes === 0 ? status : { ...status, spooled };
  }

  private turned(unit: Uuid): void {
    const status = this.status(unit);
    if (status !== null) this.changes.next({ unit, status });
  }

  private changed(unit: Uuid, status: ConnectionStatus): void {
    this.changes.next({ unit, status: this.status(unit) ?? status });
    const { state, problems } = status;
    if (state === 'offline' || state === 'degraded')
      this.log.warn(`${this.codeOf(unit)} is ${state}: ${problems.join('; ')}`);
    if (state === 'live' || state === 'degraded') this.listener.reached(unit);
  }

  private codeOf(unit: Uuid): string {
    return this.units.get(unit)?.code ?? unit;
  }
}

const KINDS: ConnectorKind[] = ['opcua', 'mqtt', 'sparkplug'];
