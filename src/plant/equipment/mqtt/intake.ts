import type { Instant, Uuid } from '../../../kernel/ids.js';
import type { ConnectorMessage, GapCause } from '../domain/index.js';
import type { Identity } from './identity.js';
import type { Reading } from './message-reader.js';
import { MOST_VALUES, type Pace } from './pace.js';
import { arrive, type Position, START } from './sequence.js';
import { type Parcel, UnitQueue } from './unit-queue.js';

/** Where a unit's values are committed up to, as it stands in the database. */
export interface Cursor extends Position {
  /** something may be lost before the next values, which is not reported yet */
  gap: GapCause | null;
  /** as the unit that these values came from said; null where the next one has to say it first */
  identity: Identity | null;
}

export interface IntakePorts {
  now(): Instant;
  deliver(message: ConnectorMessage): boolean;
  saveCursor(cursor: Cursor): Promise<void>;
  eased(): void;
  /** whether there is room for not many more */
  isPressed(): boolean;
}

/** A message on its way: how much it is, and how it is acknowledged. */
export interface Received {
  bytes: number;
  ack: () => void;
}

/** Values of one unit from receipt to PUBACK; a hole in its count, a restart of it or a lost session is reported before the next. */
export class Intake {
  private readonly queue: UnitQueue;
  private position: Position;
  /** of what is acknowledged */
  private committed: Position;
  private filling: Parcel | null = null;
  private soon: NodeJS.Immediate | null = null;
  private gap: GapCause | null;
  private saving: Promise<unknown> = Promise.resolve();
  identity: Identity | null;

  constructor(
    private readonly unit: Uuid,
    private readonly ports: IntakePorts,
    private readonly pace: Pick<Pace, 'retry' | 'patience'>,
    cursor: Cursor | null,
  ) {
    const { sequence, boots } = cursor ?? START;
    this.position = this.committed = { sequence, boots };
    // it may have spoken before, over another protocol
    this.gap = cursor === null ? 'session-lost' : cursor.gap;
    this.identity = cursor?.identity ?? null;
    this.queue = new UnitQueue(
      {
        deliver: (parcel, ack, retry) => ports.deliver(this.message(parcel, ack, retry)),
        committed: (parcels) => this.release(parcels),
        eased: () => ports.eased(),
      },
      pace.retry,
    );
  }

  /** Of messages that are not acknowledged yet. */
  get bytes(): number {
    return this.queue.bytes + (this.filling?.bytes ?? 0);
  }

  /** How many they are. */
  get messages(): number {
    return this.queue.messages + (this.filling?.acks.length ?? 0);
  }

  take(reading: Reading, { bytes, ack }: Received, connection: Uuid): void {
    const { position, doubt } = arrive(this.position, reading);
    if (doubt !== null) this.report(doubt);
    this.position = position;
    const parcel = (this.filling ??= this.begin(connection));
    parcel.values.push(...reading.values);
    parcel.rejects.push(...reading.rejects);
    parcel.acks.push(ack);
    parcel.bytes += bytes;
    if (parcel.values.length >= MOST_VALUES) this.close();
    else this.soon ??= setImmediate(() => this.close());
  }

  /** Something may be lost between what came and the next values. */
  report(cause: GapCause): void {
    this.close();
    this.gap ??= cause;
  }

  /** Writes down how far all is acknowledged, one after the other. */
  save(): Promise<void> {
    const saved = this.saving.then(() => {
      const gap = this.queue.gap ?? this.filling?.gap?.cause ?? this.gap;
      return this.ports.saveCursor({ ...this.committed, gap, identity: this.identity });
    });
    this.saving = saved.catch(() => undefined);
    return saved;
  }

  /** Takes nothing more, and acknowledges nothing more. */
  async stop(): Promise<void> {
    if (this.soon !== null) clearImmediate(this.soon);
    this.filling = null;
    this.queue.close();
    await this.saving;
  }

  /** What has come at once is one parcel. */
  private close(): void {
    if (this.soon !== null) clearImmediate(this.soon);
    this.soon = null;
    const parcel = this.filling;
    if (parcel === null) return;
    this.filling = null;
    parcel.position = this.position;
    this.queue.push(parcel);
  }

  private begin(connection: Uuid): Parcel {
    const { gap, position } = this;
    this.gap = null;
    return {
      ...{ connection, receivedAt: this.ports.now(), position },
      ...{ values: [], rejects: [], acks: [], bytes: 0 },
      ...(gap === null ? {} : { gap: { cause: gap } }),
    };
  }

  private isOld(since: Instant): boolean {
    return Date.parse(this.ports.now()) - Date.parse(since) > this.pace.patience;
  }

  private message(parcel: Parcel, ack: () => void, retry: () => void): ConnectorMessage {
    const { values, rejects, gap, receivedAt, connection } = parcel;
    return {
      ...{ unit: this.unit, connection, values, receivedAt, ack, retry },
      urgent: () => this.isOld(receivedAt) || this.ports.isPressed(),
      ...(rejects.length === 0 ? {} : { rejects }),
      ...(gap === undefined ? {} : { gap }),
    };
  }

  /** Before the broker may forget them: what is lost after this is missed by its number. */
  private async release(parcels: Parcel[]): Promise<void> {
    this.committed = parcels.at(-1)?.position ?? this.committed;
    await this.save();
  }
}
