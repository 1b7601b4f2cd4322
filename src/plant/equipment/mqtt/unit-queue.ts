import type { Instant, Uuid } from '../../../kernel/ids.js';
import type { GapCause, MessageGap, RawReject, RawValue } from '../domain/index.js';
import type { Position } from './sequence.js';

/** Values of some messages of a unit, in their order, on their way to the database together. */
export interface Parcel {
  connection: Uuid;
  receivedAt: Instant;
  values: RawValue[];
  rejects: RawReject[];
  gap?: MessageGap;
  /** of each message, for the broker */
  acks: (() => void)[];
  bytes: number;
  /** where the unit's messages stand behind these */
  position: Position;
}

export interface QueuePorts {
  /** hands a parcel over; false where nobody listens */
  deliver(parcel: Parcel, ack: () => void, retry: () => void): boolean;
  /** parcels are committed: writes down how far, before the broker may forget them */
  committed(parcels: Parcel[]): Promise<void>;
  /** something is acknowledged, and there is room again */
  eased(): void;
}

type Progress = 'waiting' | 'delivered' | 'committed';

/** Parcels of a unit from receipt until they are acknowledged. What failed to commit comes again with all after it. */
export class UnitQueue {
  private readonly slots: { parcel: Parcel; progress: Progress }[] = [];
  private held = false;
  private releasing = false;
  private closed = false;
  bytes = 0;

  constructor(
    private readonly ports: QueuePorts,
    private readonly retryAfter: number,
  ) {}

  /** The first loss that parcels here report and whose commit is not known. */
  get gap(): GapCause | null {
    const open = this.slots.filter(({ progress }) => progress !== 'committed');
    return open.find(({ parcel }) => parcel.gap !== undefined)?.parcel.gap?.cause ?? null;
  }

  /** Messages that are not acknowledged. */
  get messages(): number {
    return this.slots.reduce((sum, { parcel }) => sum + parcel.acks.length, 0);
  }

  push(parcel: Parcel): void {
    if (this.closed) return;
    this.bytes += parcel.bytes;
    this.slots.push({ parcel, progress: 'waiting' });
    this.offer();
    this.release();
  }

  close(): void {
    this.closed = true;
    this.slots.length = 0;
    this.bytes = 0;
  }

  private offer(): void {
    for (const slot of this.slots) {
      if (this.held || this.closed) return;
      if (slot.progress !== 'waiting') continue;
      if (slot.parcel.values.length + slot.parcel.rejects.length === 0) {
        slot.progress = 'committed';
        continue;
      }
      slot.progress = 'delivered';
      let answered = false;
      const answer = (progress: 'committed' | 'waiting') => (): void => {
        if (answered) return;
        answered = true;
        slot.progress = progress;
        this.held ||= progress === 'waiting';
        this.settle();
      };
      const retry = answer('waiting');
      if (!this.ports.deliver(slot.parcel, answer('committed'), retry)) retry();
    }
  }

  /** Once nothing is out any more after a failure, what is left is offered again in order, after a while. */
  private settle(): void {
    this.release();
    if (!this.held || this.slots.some(({ progress }) => progress === 'delivered')) return;
    this.after(() => {
      this.held = false;
      this.offer();
      this.release();
    });
  }

  private release(): void {
    if (this.releasing || this.closed || this.slots[0]?.progress !== 'committed') return;
    this.releasing = true;
    // what is committed meanwhile goes with it
    queueMicrotask(() => {
      const open = this.slots.findIndex(({ progress }) => progress !== 'committed');
      const done = this.slots.slice(0, open < 0 ? undefined : open).map(({ parcel }) => parcel);
      this.ports.committed(done).then(
        () => this.acknowledge(done),
        () =>
          this.after(() => {
            this.releasing = false;
            this.release();
          }),
      );
    });
  }

  private acknowledge(done: Parcel[]): void {
    this.releasing = false;
    if (this.closed) return;
    this.slots.splice(0, done.length);
    for (const { acks, bytes } of done) {
      this.bytes -= bytes;
      for (const ack of acks) ack();
    }
    this.ports.eased();
    this.release();
  }

  private after(run: () => void): void {
    setTimeout(() => {
      if (!this.closed) run();
    }, this.retryAfter).unref();
  }
}
