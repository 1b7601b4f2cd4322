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
  type UnitControl,
  type UnitRow,
} from './domain/index.js';
import { urgenciesOfUnits } from './equipment.store.js';
import { MqttConnector } from './mqtt/connector.js';
import { OpcuaConnector } from './opcua/connector.js';
import { Turns } from './opcua/turns.js';
import { SparkplugConnector } from './sparkplug/connector.js';

/** What the rest of the module does with what units say. */
export interface UnitListener {
  observed(unit: Uuid, changes: ActivityChange[]): Promise<void>;
  reached(unit: Uuid): void;
  refused(unit: Uuid, finding: IdentityFinding): Promise<void>;
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
  private readonly units = new Map<Uuid, UnitRow>();
  private listener!: UnitListener;
  private isOpen = false;

  constructor(
    @Inject(CONFIG) { dataDir, mqtt, reconnectsPerSecond }: Config,
    private readonly database: Database,
  ) {
    const urgencies = () => this.database.read(SYSTEM_SCOPE, urgenciesOfUnits);
    this.opcua = new OpcuaConnector(dataDir, new Turns(reconnectsPerSecond, { urgencies, random: chance }));
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
    return this.of(unit)?.status(unit) ?? null;
  }

  /** The unit's programs and states while it can be reached. */
  control(unit: Uuid): UnitControl | null {
    return this.of(unit)?.control(unit) ?? null;
  }

  async open(units: UnitRow[], listener: UnitListener): Promise<void> {
    this.listener = listener;
    for (const unit of units) this.units.set(unit.id, unit);
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
  }

  private of(unit: Uuid): Connector | null {
    const kind = this.units.get(unit)?.connector.kind;
    return kind === undefined ? null : this.connectors[kind];
  }

  private ports(kind: ConnectorKind): ConnectorPorts {
    return {
      now: systemNow,
      newId,
      loadCursor: (unit) => this.database.read(SYSTEM_SCOPE, (tx) => loadCursor(tx, unit, kind)),
      saveCursor: (unit, cursor) => this.database.write(SYSTEM_SCOPE, (tx) => saveCursor(tx, unit, kind, cursor)),
      deliver: (message) => {
        if (!this.messagesOfUnits.observed) return false;
        this.messagesOfUnits.next(message);
        return true;
      },
      observed: (unit, changes) => this.listener.observed(unit, changes),
      changed: (unit, status) => this.changed(unit, status),
      refused: (unit, finding) => {
        this.listener
          .refused(unit, finding)
          .catch((error: unknown) => this.log.error(`${this.codeOf(unit)}: ${String(error)}`));
      },
    };
  }

  private changed(unit: Uuid, status: ConnectionStatus): void {
    this.changes.next({ unit, status });
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
