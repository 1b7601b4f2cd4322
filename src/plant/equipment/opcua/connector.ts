import { join } from 'node:path';
import { LogLevel, setLogLevel } from 'node-opcua';
import type { Instant, Uuid } from '../../../kernel/ids.js';
import {
  type ConnectionStatus,
  type Connector,
  type ConnectorPorts,
  isReachedBy,
  type UnitBy,
  type UnitControl,
  type UnitRow,
} from '../domain/index.js';
import { type BrowsedPage, browseUnit } from './browse.js';
import { credentialsOf } from './credentials.js';
import { PACE } from './pace.js';
import type { SessionPorts } from './ports.js';
import { BrowseRefused } from './references.js';
import { openTrustStore, type TrustStore } from './trust-store.js';
import type { Turns } from './turns.js';
import { UnitSession } from './unit-session.js';

/** With what we sign in at units, in the server's data directory. */
export const unitCredentialsFile = (dataDir: string): string => join(dataDir, 'unit-credentials.json');

/** Our OPC UA key, certificate and trust, in the server's data directory. */
export const pkiDir = (dataDir: string): string => join(dataDir, 'pki');

/** One session with each OPC UA unit. */
export class OpcuaConnector implements Connector {
  private readonly sessions = new Map<Uuid, UnitSession>();
  private opened: { trust: TrustStore; ports: ConnectorPorts } | null = null;

  constructor(
    private readonly dataDir: string,
    private readonly turns: Turns,
    private readonly told: Pick<SessionPorts, 'reserved' | 'missed'>,
    /** whether no other server shares the directory */
    private readonly isAlone: boolean,
  ) {}

  async open(units: UnitRow[], ports: ConnectorPorts): Promise<void> {
    setLogLevel(LogLevel.Critic);
    this.opened = { trust: await openTrustStore(pkiDir(this.dataDir)), ports };
    for (const unit of units) this.connect(unit);
  }

  async follow(unit: UnitRow): Promise<void> {
    const before = this.sessions.get(unit.id);
    await before?.stop();
    if (this.sessions.get(unit.id) === before) this.connect(unit);
  }

  async forget(unit: Uuid): Promise<void> {
    const session = this.sessions.get(unit);
    this.sessions.delete(unit);
    await session?.stop();
  }

  status(unit: Uuid): ConnectionStatus | null {
    return this.sessions.get(unit)?.connection ?? null;
  }

  control(unit: Uuid): UnitControl | null {
    return this.sessions.get(unit)?.lads ?? null;
  }

  async acknowledge(unit: Uuid, { key, event, comment }: { key: string; event: string; comment: string }) {
    const conditions = this.sessions.get(unit)?.conditions;
    if (conditions == null) throw new Error('the unit cannot be reached');
    await conditions.acknowledge(key, event, comment);
  }

  async close(): Promise<void> {
    const trust = this.opened?.trust;
    this.opened = null;
    await Promise.all([...this.sessions.values()].map((session) => session.stop()));
    this.sessions.clear();
    await trust?.certificates.dispose();
  }

  /** What is below a node of the unit; null where there is no such node, or none that it shows, undefined while the unit cannot be reached from here. */
  async browse(unit: UnitBy<'opcua'>, node: string, from: number): Promise<BrowsedPage | null | undefined> {
    const session = this.sessions.get(unit.id);
    const reached = session?.reached ?? null;
    if (reached === null) return undefined;
    try {
      return await browseUnit(reached, unit.tagMap, node, from);
    } catch (error) {
      if (error instanceof BrowseRefused) return null;
      if (session?.reached === reached) throw error;
      return undefined;
    }
  }

  /** Once it is open. */
  get trust(): TrustStore {
    if (this.opened === null) throw new Error('the trust store is not open');
    return this.opened.trust;
  }

  /** Units by the certificates that their channels stand on: theirs, or one of ours. */
  unitsOn(thumbprint: string): Uuid[] {
    return [...this.sessions].flatMap(([unit, { certificates }]) =>
      certificates?.unit === thumbprint || certificates?.own === thumbprint ? [unit] : [],
    );
  }

  /** A unit that answers with it is connected at once. */
  async trustCertificate(thumbprint: string): Promise<void> {
    await this.trust.trust(thumbprint);
    for (const session of this.sessions.values()) session.retry();
  }

  /** A session with a unit that answered with it is closed. */
  async rejectCertificate(thumbprint: string): Promise<void> {
    await this.trust.reject(thumbprint);
    for (const session of this.sessions.values()) session.refuse(thumbprint);
  }

  /** What was prepared is our certificate from now on; the one before serves units that do not take it yet, until then. */
  renew(until: Instant): void {
    this.trust.own.install(until);
    this.retire();
  }

  /** The certificate before the present one is forgotten as soon as no unit needs it, or its time is over; units of other servers are not seen. */
  private retire(): void {
    const own = this.opened?.trust.own;
    if (own === undefined || !own.keepsPrevious) return;
    const { thumbprint } = own.current.text;
    const isRenewed = [...this.sessions.values()].every(({ certificates }) => certificates?.own === thumbprint);
    if ((this.isAlone && isRenewed) || own.previous === null) own.forgetPrevious();
  }

  private connect(unit: UnitRow): void {
    if (this.opened === null || !isReachedBy(unit, 'opcua')) return;
    const { trust, ports } = this.opened;
    const file = unitCredentialsFile(this.dataDir);
    const credentials = ({ code, connector }: UnitBy<'opcua'>) => credentialsOf(file, code, connector.signIn);
    const turn = (id: Uuid, abandoned: AbortSignal) => this.turns.take(id, abandoned);
    const changed = (id: Uuid, status: ConnectionStatus) => {
      this.retire();
      ports.changed(id, status);
    };
    const session = new UnitSession(unit, { ...ports, ...this.told, changed, trust, credentials, turn }, PACE);
    this.sessions.set(unit.id, session);
    session.start();
  }
}
