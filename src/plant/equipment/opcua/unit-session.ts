import { next } from '../../../kernel/transition-table.js';
import type { ConnectionStatus, UnitBy } from '../domain/index.js';
import { Addresses } from './addresses.js';
import { CONNECTION_TRANSITIONS, type ConnectionEvent } from './connection-states.js';
import { findDevice, IdentityRefused, refuseIdentity } from './identity.js';
import { LadsUnit } from './lads.js';
import { CertificateRefused, Link } from './link.js';
import type { Pace } from './pace.js';
import type { SessionPorts } from './ports.js';
import { type Connected, UnitStream } from './unit-stream.js';

/** Keeps one unit connected, for ever. */
export class UnitSession {
  private status: ConnectionStatus;
  private connected: Connected | null = null;
  private stream: UnitStream | null = null;
  private running: Promise<void> = Promise.resolve();
  private readonly abandoned = new AbortController();
  private wake: () => void = () => undefined;

  constructor(
    private readonly unit: UnitBy<'opcua'>,
    private readonly ports: SessionPorts,
    private readonly pace: Pace,
  ) {
    this.status = { state: 'offline', since: ports.now(), problems: [] };
  }

  start(): void {
    this.running = this.run();
  }

  /** Lets go of the unit, whose subscription goes on collecting for the next connection. */
  async stop(): Promise<void> {
    this.abandoned.abort();
    this.stream?.close();
    await this.connected?.link.leave();
    this.wake();
    await this.running;
  }

  get connection(): ConnectionStatus {
    return this.status;
  }

  /** The functional unit while it can be reached, also while values of the time away are still coming. */
  get lads(): LadsUnit | null {
    return this.connected?.lads ?? null;
  }

  private async run(): Promise<void> {
    for (let failures = 0; !this.stopped; failures++) {
      this.enter('retry');
      try {
        await this.connectOnce(() => (failures = -1));
      } catch (error) {
        if (error instanceof IdentityRefused) this.ports.refused(this.unit.id, error.finding);
        this.enter('lost', [error instanceof Error ? error.message : String(error)]);
      }
      this.connected?.link.drop();
      this.connected = null;
      const { first, most } = this.pace.backoff;
      if (!this.stopped) await this.sleep(Math.min(most, first * 2 ** Math.min(Math.max(failures, 0), 16)));
    }
  }

  /** From connect to loss; always rejects. */
  private async connectOnce(reached: () => void): Promise<void> {
    this.stream ??= await UnitStream.resume(this.unit, this.ports, this.pace);
    const connected = await this.connect();
    this.connected = connected;
    this.abandoned.signal.throwIfAborted();
    this.enter('reached');
    const problems = await this.stream.resync(connected);
    reached();
    this.enter(problems.length === 0 ? 'synced' : 'impaired', problems);
    const repair = setInterval(() => void this.repair(connected).catch(() => undefined), this.pace.repair);
    try {
      await this.stream.publish(connected);
    } finally {
      clearInterval(repair);
    }
  }

  private async repair(connected: Connected): Promise<void> {
    if (this.status.state !== 'degraded') return;
    const problems = await this.stream!.follow(connected);
    if (this.connected === connected && problems.length === 0) this.enter('recovered');
  }

  private async connect(): Promise<Connected> {
    const credentials = await this.ports.credentials(this.unit.code);
    const { connector, tagMap } = this.unit;
    const { signal } = this.abandoned;
    const link = await Link.open(connector, this.ports.trust, credentials, this.pace, signal).catch(
      (error: unknown) => {
        if (!(error instanceof CertificateRefused)) throw error;
        throw refuseIdentity(this.unit, 'certificate', { applicationUri: error.applicationUri });
      },
    );
    try {
      const addresses = await Addresses.of(link, tagMap.namespaces);
      const device = await findDevice(link, addresses, this.unit);
      const lads = await LadsUnit.find(link, addresses, device, tagMap.tags);
      return { id: this.ports.newId(), link, addresses, device, lads };
    } catch (error) {
      link.drop();
      throw error;
    }
  }

  private get stopped(): boolean {
    return this.abandoned.signal.aborted;
  }

  private enter(event: ConnectionEvent, problems: string[] = []): void {
    const state = next('connection', CONNECTION_TRANSITIONS, this.status.state, event);
    this.status = { state, since: this.ports.now(), problems };
    if (!this.stopped) this.ports.changed(this.unit.id, this.status);
  }

  private sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
