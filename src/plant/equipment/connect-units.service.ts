import { join } from 'node:path';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { LogLevel, setLogLevel } from 'node-opcua';
import { type Observable, Subject } from 'rxjs';
import type { Uuid } from '../../kernel/ids.js';
import { newId, systemNow } from '../../platform/clock/index.js';
import { CONFIG, type Config } from '../../platform/config/index.js';
import { Database, SYSTEM_SCOPE } from '../../platform/database/index.js';
import type { ActivityChange, ConnectorMessage, IdentityFinding, UnitRow } from './domain/index.js';
import { credentialsOf } from './opcua/credentials.js';
import { loadCursor, saveCursor } from './opcua-cursor.store.js';
import type { LadsUnit } from './opcua/lads.js';
import { PACE } from './opcua/pace.js';
import type { ConnectionStatus, SessionPorts } from './opcua/ports.js';
import { openTrustStore, type TrustStore } from './opcua/trust-store.js';
import { UnitSession } from './opcua/unit-session.js';

/** User names and passwords of units, in the server's data directory. */
export const unitCredentialsFile = (dataDir: string): string => join(dataDir, 'unit-credentials.json');

/** Our OPC UA key, certificate and trust, in the server's data directory. */
export const pkiDir = (dataDir: string): string => join(dataDir, 'pki');

/** What the rest of the module does with what units say. */
export interface UnitListener {
  observed(unit: Uuid, changes: ActivityChange[]): Promise<void>;
  reached(unit: Uuid): void;
  refused(unit: Uuid, finding: IdentityFinding): Promise<void>;
}

/** Connections to all OPC UA units: one session a unit. */
@Injectable()
export class ConnectUnits {
  private readonly log = new Logger('OpcUa');
  private readonly messagesOfUnits = new Subject<ConnectorMessage>();
  private readonly changes = new Subject<{ unit: Uuid; status: ConnectionStatus }>();
  private readonly sessions = new Map<Uuid, UnitSession>();
  private trust: TrustStore | null = null;
  private listener!: UnitListener;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
  ) {}

  messages(): Observable<ConnectorMessage> {
    return this.messagesOfUnits.asObservable();
  }

  connections(): Observable<{ unit: Uuid; status: ConnectionStatus }> {
    return this.changes.asObservable();
  }

  status(unit: Uuid): ConnectionStatus | null {
    return this.sessions.get(unit)?.connection ?? null;
  }

  /** The unit's functions while it can be reached. */
  lads(unit: Uuid): LadsUnit | null {
    return this.sessions.get(unit)?.lads ?? null;
  }

  async open(units: UnitRow[], listener: UnitListener): Promise<void> {
    this.listener = listener;
    setLogLevel(LogLevel.Critic);
    this.trust = await openTrustStore(pkiDir(this.config.dataDir));
    for (const unit of units) this.connect(unit, this.trust);
  }

  /** A unit is defined, or defined otherwise: it is connected from scratch. */
  async follow(unit: UnitRow): Promise<void> {
    const before = this.sessions.get(unit.id);
    await before?.stop();
    if (this.trust !== null && this.sessions.get(unit.id) === before) this.connect(unit, this.trust);
  }

  async close(): Promise<void> {
    const trust = this.trust;
    this.trust = null;
    await Promise.all([...this.sessions.values()].map((session) => session.stop()));
    this.sessions.clear();
    await trust?.certificates.dispose();
  }

  private connect(unit: UnitRow, trust: TrustStore): void {
    const session = new UnitSession(unit, this.ports(unit, trust), PACE);
    this.sessions.set(unit.id, session);
    session.start();
  }

  private ports(unit: UnitRow, trust: TrustStore): SessionPorts {
    return {
      trust,
      credentials: (code) => credentialsOf(unitCredentialsFile(this.config.dataDir), code),
      now: systemNow,
      newId,
      loadCursor: (id) => this.database.read(SYSTEM_SCOPE, (tx) => loadCursor(tx, id)),
      saveCursor: (cursor) => this.database.write(SYSTEM_SCOPE, (tx) => saveCursor(tx, cursor)),
      deliver: (message) => {
        if (!this.messagesOfUnits.observed) return false;
        this.messagesOfUnits.next(message);
        return true;
      },
      observed: (id, changes) => this.listener.observed(id, changes),
      changed: (id, status) => {
        this.changes.next({ unit: id, status });
        if (status.state === 'offline' || status.state === 'degraded')
          this.log.warn(`${unit.code} is ${status.state}: ${status.problems.join('; ')}`);
        if (status.state === 'live' || status.state === 'degraded') this.listener.reached(id);
      },
      refused: (id, finding) => {
        this.listener.refused(id, finding).catch((error: unknown) => this.log.error(`${unit.code}: ${String(error)}`));
      },
    };
  }
}
