import { type ConnectionStatus, type UnitBy, UnitConnection } from '../domain/index.js';
import { Addresses } from './addresses.js';
import type { Connected } from './connected.js';
import { Conditions } from './conditions.js';
import { every } from './every.js';
import { findDevice, IdentityRefused, refuseIdentity } from './identity.js';
import { LadsUnit } from './lads.js';
import { Link } from './link.js';
import { SignInRefused } from './sign-in.js';
import type { OwnCertificate } from './own-certificates.js';
import type { Pace } from './pace.js';
import type { SessionPorts } from './ports.js';
import { Sources } from './sources.js';
import { CertificateRefused, faultOf } from './unit-check.js';
import { UnitStream } from './unit-stream.js';

/** Keeps one unit connected, for ever. */
export class UnitSession {
  private readonly state: UnitConnection;
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
    const changed = (status: ConnectionStatus): void => {
      if (!this.stopped) ports.changed(unit.id, status);
    };
    this.state = new UnitConnection({ now: () => ports.now(), changed });
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
    const reserve = this.stream?.shortReserve ?? null;
    return reserve === null ? this.state.status : { ...this.state.status, reserve };
  }

  /** The functional unit while it can be reached, also while values of the time away are still coming; null where it has none. */
  get lads(): LadsUnit | null {
    return this.connected?.lads ?? null;
  }

  /** The unit as it is reached now; null where it is not. */
  get reached(): Connected | null {
    return this.connected;
  }

  /** The unit's alarms while it can be reached. */
  get conditions(): Conditions | null {
    return this.connected?.conditions ?? null;
  }

  /** Thumbprints of the unit's certificate and of ours, while there is a channel. */
  get certificates(): { unit: string; own: string } | null {
    return this.connected?.link.certificates ?? null;
  }

  /** The unit's certificate is trusted no more. */
  refuse(thumbprint: string): void {
    if (this.certificates?.unit === thumbprint) this.connected!.link.drop();
  }

  /** Does not wait for the next try. */
  retry(): void {
    if (this.connection.state === 'offline') this.wake();
  }

  private async run(): Promise<void> {
    for (let failures = 0; !this.stopped; failures++) {
      await this.ports.turn(this.unit.id, this.abandoned.signal);
      if (this.stopped) return;
      this.state.enter('seek');
      try {
        await this.connectOnce(() => (failures = -1));
      } catch (error) {
        if (error instanceof IdentityRefused) this.ports.refused(this.unit.id, error.finding);
        this.state.enter('lost', [error instanceof Error ? error.message : String(error)]);
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
    await this.checkAgain(connected.link);
    this.state.enter('reached');
    const problems = await this.stream.resync(connected);
    reached();
    this.state.enter(problems.length === 0 ? 'synced' : 'impaired', problems);
    const endRepair = every(this.pace.repair, () => this.repair(connected));
    const endRenew = every(this.pace.renew, () => this.lookAt(connected));
    try {
      await this.stream.publish(connected);
    } finally {
      endRepair();
      endRenew();
    }
  }

  private async repair(connected: Connected): Promise<void> {
    if (this.connection.state === 'degraded') {
      const problems = await this.stream!.follow(connected);
      if (this.connected === connected && problems.length === 0) this.state.enter('synced');
    }
    if (await this.stream!.shorten(connected)) this.ports.changed(this.unit.id, this.connection);
  }

  /** Whether the certificates that a link stands on still hold. */
  private async lookAt(connected: Connected): Promise<void> {
    const why = await faultOf(this.ports.trust.certificates, connected.link.certificates.chain);
    // a session that is open outlives the time of its certificate
    if (why === 'not-trusted' || why === 'revoked') connected.link.drop();
    else await this.renew(connected);
  }

  /** Leaves a link that was opened with our certificate of before, as soon as the unit takes the new one, or its time is over. */
  private async renew({ link }: Connected): Promise<void> {
    const { trust } = this.ports;
    const [current, previous] = trust.own.usable;
    const used = link.certificates.own;
    if (used === current!.text.thumbprint) return;
    const isKept = previous?.text.thumbprint === used;
    const ours = { trust, own: current! };
    if (!isKept || (await Link.isTaken(this.unit.connector, ours, this.pace, this.abandoned.signal))) link.drop();
  }

  /** With our certificate, or with the one before while the unit does not take the new one. */
  private async open(): Promise<Link> {
    const credentials = await this.ports.credentials(this.unit);
    const { trust } = this.ports;
    const [current, previous] = trust.own.usable;
    const opened = (own: OwnCertificate) =>
      Link.open(this.unit.connector, { trust, own }, credentials, this.pace, this.abandoned.signal);
    try {
      return await opened(current!);
    } catch (error) {
      const isFinal = error instanceof CertificateRefused || error instanceof SignInRefused;
      if (previous === undefined || isFinal || this.stopped) throw error;
      return opened(previous);
    }
  }

  /** It may have been rejected while the channel was opened, when there was no session to close yet. */
  private async checkAgain({ certificates: { unit, chain } }: Link): Promise<void> {
    const why = await faultOf(this.ports.trust.certificates, chain);
    if (why === null) return;
    throw this.certificateRefused(new CertificateRefused(why, this.unit.connector.applicationUri, unit));
  }

  private certificateRefused({ why, applicationUri, thumbprint }: CertificateRefused): IdentityRefused {
    const { endpoint } = this.unit.connector;
    if (thumbprint !== null)
      this.ports.trust.saw({ thumbprint, unit: this.unit.id, endpoint, at: this.ports.now(), why });
    return refuseIdentity(this.unit, 'certificate', { applicationUri }, { thumbprint, why });
  }

  private async connect(): Promise<Connected> {
    const { tagMap } = this.unit;
    const link = await this.open().catch((error: unknown) => {
      throw error instanceof CertificateRefused ? this.certificateRefused(error) : error;
    });
    try {
      const addresses = await Addresses.of(link, tagMap.namespaces);
      const device = await findDevice(link, addresses, this.unit);
      const isLads = this.unit.connector.profile === 'lads';
      const lads = isLads ? await LadsUnit.find(link, addresses, device, tagMap) : null;
      const conditions = await Conditions.of(link, new Sources(link, addresses, device));
      return { id: this.ports.newId(), link, addresses, device, lads, conditions };
    } catch (error) {
      link.drop();
      throw error;
    }
  }

  private get stopped(): boolean {
    return this.abandoned.signal.aborted;
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
