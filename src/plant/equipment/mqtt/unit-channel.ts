import type { Uuid } from '../../../kernel/ids.js';
import {
  type ConnectionStatus,
  type ConnectorPorts,
  type IdentityFinding,
  type RawReject,
  type UnitBy,
  UnitConnection,
  type UnitControl,
} from '../domain/index.js';
import type { Packet } from './broker-link.js';
import { Commands } from './commands.js';
import { differs, type Identity } from './identity.js';
import { insist } from './insist.js';
import { type Cursor, Intake, type Received } from './intake.js';
import { type MessageReader, MOST_BYTES, parsed, rejected } from './message-reader.js';
import { OVERHEAD, type Pace } from './pace.js';
import { readAnswer, readSight, readStatus } from './profile.js';
import { StateLog } from './state-log.js';

export interface ChannelPorts extends Pick<ConnectorPorts, 'now' | 'newId' | 'deliver' | 'saveCursor' | 'observed'> {
  changed(unit: Uuid, status: ConnectionStatus): void;
  refused(unit: Uuid, finding: IdentityFinding): void;
  publish(topic: string, payload: string, seconds: number): Promise<void>;
  /** bytes that one unit may leave unacknowledged */
  share(): number;
  /** the broker may send no more before some of all units' messages are acknowledged, or soon */
  isCrowded(): boolean;
  /** there is room again for what was dropped for want of it */
  renew(): void;
}

/** What it takes here; of a payload that is too large only a part is kept. */
const size = ({ topic, payload }: Packet): number => topic.length + Math.min(payload.length, MOST_BYTES) + OVERHEAD;

/** What one unit says over the broker. Before it has said which unit it is, nothing of it is stored. */
export class UnitChannel {
  private readonly stopping = new AbortController();
  private readonly intake: Intake;
  private readonly states: StateLog;
  private readonly commands: Commands;
  /** `known`: it is the unit. `lost`: it is not, or does not say; what comes is let go, and noted as missing */
  private standing: 'unknown' | 'known' | 'lost';
  private waiting: { packet: Packet; run: () => void }[] = [];
  private waitingBytes = 0;
  private patience: NodeJS.Timeout | undefined;
  private connection: Uuid;
  private isUp = false;
  private reason = 'not reached yet';
  private online: boolean | null = null;
  private isSilent = false;
  private finding: IdentityFinding | null = null;
  private notGranted: string[] = [];
  /** something was dropped for want of room, and all after it, until the broker sends them again */
  private isShedding = false;
  /** some of it came at QoS 0 on this connection */
  private isUnsure = false;
  private readonly shown: UnitConnection;
  /** the last change of what stands in the database beside values */
  private noted: Promise<boolean> = Promise.resolve(true);

  constructor(
    readonly unit: UnitBy<'mqtt'>,
    private readonly ports: ChannelPorts,
    private readonly pace: Pace,
    cursor: Cursor | null,
  ) {
    const own = {
      now: () => ports.now(),
      deliver: ports.deliver.bind(ports),
      saveCursor: (at: Cursor) => ports.saveCursor(unit.id, at),
      eased: () => this.eased(),
      isPressed: () => this.bytes * 2 > ports.share() || ports.isCrowded(),
    };
    this.intake = new Intake(unit.id, own, pace, cursor);
    this.states = new StateLog((changes) => ports.observed(unit.id, changes), pace.retry, this.stopping.signal);
    this.commands = new Commands((payload, seconds) => this.publish(payload, seconds), this.states, pace.answer);
    this.connection = ports.newId();
    this.standing = cursor?.identity && differs(unit, cursor.identity) === null ? 'known' : 'unknown';
    const changed = (status: ConnectionStatus): void => ports.changed(unit.id, status);
    this.shown = new UnitConnection({ now: () => ports.now(), changed }, this.problems());
  }

  get status(): ConnectionStatus {
    return this.shown.status;
  }

  get control(): UnitControl | null {
    const isThere = this.shown.isLive && this.states.isFresh && !this.stopping.signal.aborted;
    return isThere && this.unit.tagMap.control !== undefined ? this.commands : null;
  }

  /** Whether something is unacknowledged, be it here or at the broker alone. */
  get isOwed(): boolean {
    return this.isShedding || this.bytes > 0;
  }

  /** Messages that wait here for their commit. */
  get messages(): number {
    return this.intake.messages;
  }

  /** `kept`: every message since the last connection comes still. Else something may be lost, which is noted down first. */
  async connected(connection: Uuid, kept: boolean): Promise<void> {
    [this.connection, this.isUp, this.isUnsure] = [connection, true, false];
    [this.online, this.isSilent, this.isShedding] = [null, false, false];
    this.states.connected(kept);
    if (this.standing === 'lost' || !kept) this.standing = 'unknown';
    this.show();
    if (kept) return;
    this.commands.lost('the broker forgot us before the unit answered');
    this.intake.identity = null;
    this.intake.report('session-lost');
    await this.note();
  }

  /** The topics are asked for; what the broker keeps of the unit's status comes now. */
  subscribed(notGranted: string[]): void {
    this.notGranted = notGranted;
    if (this.online === null) this.patience = setTimeout(() => this.giveUp(), this.pace.identity).unref();
    this.show();
  }

  disconnected(reason: string): void {
    [this.isUp, this.reason] = [false, reason];
    this.emptied(); // it comes again
    clearTimeout(this.patience);
    this.show();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    clearTimeout(this.patience);
    this.commands.lost('the unit is no longer followed');
    await this.intake.stop();
  }

  data(read: MessageReader, packet: Packet): void {
    this.take(packet, () => {
      const reading = read(packet.topic, packet.payload);
      this.intake.take(reading, this.received(packet), this.connection);
    });
  }

  /** Of a tag that the unit does not have, below the topic of those that it has; it counts as a message all the same. */
  unknownTag(read: MessageReader, packet: Packet): void {
    this.data(
      (topic, payload) => ({ ...read(topic, payload), rejects: [rejected('tag.unknown', topic, payload)] }),
      packet,
    );
  }

  state(packet: Packet): void {
    this.take(packet, () => {
      const sight = this.read(packet, readSight);
      if (sight === null) return;
      const ack = (): void => {
        packet.ack();
        this.eased();
      };
      this.states.add(sight, packet.retained, { bytes: size(packet), ack });
    });
  }

  answer(packet: Packet): void {
    if (this.stopping.signal.aborted) return;
    const answer = this.read(packet, readAnswer);
    if (answer === null) return;
    this.commands.answered(answer);
    packet.ack();
  }

  /** The unit's word that it is there, and which it is; or its will. */
  announce(packet: Packet): void {
    if (this.stopping.signal.aborted) return;
    const status = this.read(packet, readStatus);
    if (status === null) return;
    clearTimeout(this.patience);
    [this.online, this.isSilent] = [status.online, false];
    if (status.online) this.identify({ serial: status.serial, productInstanceUri: status.productInstanceUri });
    void this.noted.then((done) => done && packet.ack());
    this.show();
  }

  private identify(said: Identity): void {
    this.finding = differs(this.unit, said);
    if (this.finding !== null) {
      this.ports.refused(this.unit.id, this.finding);
      this.lose();
    } else if (this.standing !== 'known') {
      this.standing = 'known';
      this.intake.identity = said;
      void this.note();
      for (const { run } of this.emptied()) run();
    }
  }

  private giveUp(): void {
    this.isSilent = true;
    if (this.standing === 'unknown') this.lose();
    this.show();
  }

  /** Nothing of it may be stored: what waits and what comes is let go, so that it holds up no other unit. */
  private lose(): void {
    if (this.standing === 'lost') return;
    this.standing = 'lost';
    this.intake.identity = null;
    this.intake.report('message-lost');
    void this.note();
    for (const { packet } of this.emptied()) this.letGo(packet);
    if (this.isShedding) this.eased();
  }

  private letGo(packet: Packet): void {
    void this.noted.then((done) => done && packet.ack());
  }

  private emptied(): { packet: Packet; run: () => void }[] {
    const waited = this.waiting;
    [this.waiting, this.waitingBytes] = [[], 0];
    return waited;
  }

  private get bytes(): number {
    return this.intake.bytes + this.states.bytes + this.waitingBytes;
  }

  private take(packet: Packet, run: () => void): void {
    if (packet.isUnsure && !this.isUnsure) {
      this.isUnsure = true;
      this.show();
    }
    if (this.stopping.signal.aborted || this.isShedding) this.isShedding = true;
    else if (this.standing === 'lost') this.letGo(packet);
    else if (this.bytes + size(packet) > this.ports.share()) {
      this.isShedding = true;
      this.show();
    } else if (this.standing === 'known') run();
    else {
      this.waiting.push({ packet, run });
      this.waitingBytes += size(packet);
    }
  }

  private eased(): void {
    if (this.isShedding && this.bytes === 0) this.ports.renew();
  }

  private received(packet: Packet): Received {
    return { bytes: size(packet), ack: packet.ack };
  }

  private read<T>(packet: Packet, reader: (json: unknown) => T | null): T | null {
    const document = parsed(packet.payload);
    const content = 'json' in document ? reader(document.json) : null;
    if (content === null) this.reject('reason' in document ? document.reason : 'payload.malformed', packet);
    return content;
  }

  private reject(reason: RawReject['reason'], packet: Packet): void {
    if (this.isShedding || this.bytes + size(packet) > this.ports.share()) {
      this.isShedding = true;
      return this.show();
    }
    const rejects = [rejected(reason, packet.topic, packet.payload)];
    const reading = { values: [], rejects, sequence: null, boot: null };
    this.intake.take(reading, this.received(packet), this.connection);
  }

  private publish(payload: string, seconds: number): Promise<void> {
    return this.ports.publish(this.unit.tagMap.control!.command, payload, seconds);
  }

  private note(): Promise<boolean> {
    return (this.noted = insist(() => this.intake.save(), this.pace.retry, this.stopping.signal));
  }

  private problems(): string[] {
    if (!this.isUp) return [`broker: ${this.reason}`];
    if (this.finding !== null) return [`identity: ${this.finding.reason}`];
    if (this.isSilent) return ['identity: the unit has not said which it is'];
    if (this.online === false) return ['unit: offline'];
    return [
      ...this.notGranted.map((filter) => `${filter}: not granted by the broker`),
      ...(this.isUnsure ? ['unit: publishes at QoS 0, so that what is lost on the way does not come again'] : []),
      ...(this.isShedding ? ['broker: keeps what cannot be stored yet'] : []),
    ];
  }

  private show(): void {
    if (this.stopping.signal.aborted) return;
    const problems = this.problems();
    if (!this.isUp || this.finding !== null || this.isSilent || this.online === false)
      return this.shown.enter('lost', problems);
    if (this.online === null) return this.shown.enter(this.standing === 'known' ? 'reached' : 'seek', problems);
    if (!this.shown.isReached) this.shown.enter('reached', problems);
    this.shown.enter(problems.length === 0 ? 'synced' : 'impaired', problems);
  }
}
