import type { Instant, Uuid } from '../../../kernel/ids.js';
import type { ActivityChange, GapCause, MessageGap, RawReject, RawValue } from '../domain/index.js';

/** Values that are stored together, and what the unit did meanwhile. */
export interface Entry {
  values: RawValue[];
  rejects: RawReject[];
  changes: ActivityChange[];
  gap?: MessageGap;
  receivedAt: Instant;
  connection: Uuid;
}

export interface BacklogPorts {
  /** hands an entry over; false where nobody listens */
  deliver(entry: Entry, ack: () => void, retry: () => void): boolean;
  /** after the entry's commit and every earlier one's */
  observed(changes: ActivityChange[]): Promise<void>;
}

interface Slot {
  entry: Entry;
  progress: 'waiting' | 'delivered' | 'committed';
  delivery: number;
}

/** In values; one takes about a hundred bytes, and a text its own beside. */
const weightOf = ({ values, rejects }: Entry): number =>
  rejects.reduce((sum, { bytes }) => sum + 1 + Math.ceil(bytes.length / 100), values.length) +
  values.reduce((sum, { value }) => sum + (typeof value === 'string' ? Math.floor(value.length / 100) : 0), 0);

/** Entries that are with the reader at a time. */
const IN_FLIGHT = 50;

/**
 * A unit's entries in order, from receipt until they are committed. Nobody keeps them but us: what failed to commit comes
 * again with all after it, and what does not fit any more is dropped oldest first, whole, which the next values report.
 */
export class Backlog {
  private readonly slots: Slot[] = [];
  private deliveries = 0;
  private owed: GapCause | null = null;
  private holding = false;
  private releasing = false;
  private closed = false;

  constructor(
    private readonly ports: BacklogPorts,
    private readonly limits: { values: number; retry: number },
  ) {}

  push(entry: Entry): void {
    if (this.closed) return;
    this.slots.push({ entry: this.owing(entry), progress: 'waiting', delivery: 0 });
    this.offer();
    this.drain();
    this.shed();
  }

  close(): void {
    this.closed = true;
    this.slots.length = 0;
  }

  private owing(entry: Entry): Entry {
    if (this.owed === null || entry.values.length === 0) return entry;
    const cause = this.owed;
    this.owed = null;
    return { ...entry, gap: entry.gap ?? { cause } };
  }

  private offer(): void {
    let out = this.slots.filter(({ progress }) => progress === 'delivered').length;
    for (const slot of this.slots) {
      if (this.holding || this.closed || out >= IN_FLIGHT) return;
      if (slot.progress !== 'waiting') continue;
      if (slot.entry.values.length + slot.entry.rejects.length === 0) {
        slot.progress = 'committed';
        continue;
      }
      out++;
      this.deliver(slot);
    }
  }

  private deliver(slot: Slot): void {
    const delivery = ++this.deliveries;
    [slot.progress, slot.delivery] = ['delivered', delivery];
    const ack = (): void => {
      if (slot.delivery !== delivery) return;
      slot.progress = 'committed';
      this.settle();
      this.offer();
    };
    const retry = (): void => {
      if (slot.progress !== 'delivered' || slot.delivery !== delivery) return;
      slot.progress = 'waiting';
      this.holding = true;
      this.shed();
      this.settle();
    };
    if (!this.ports.deliver(slot.entry, ack, retry)) retry();
  }

  /** Once nothing is out any more after a failure, what is left is offered again in order, after a while. */
  private settle(): void {
    this.drain();
    if (!this.holding || this.slots.some(({ progress }) => progress === 'delivered')) return;
    this.after(() => {
      this.holding = false;
      this.offer();
      this.drain();
    });
  }

  private drain(): void {
    const [first] = this.slots;
    if (this.releasing || this.closed || first?.progress !== 'committed') return;
    if (first.entry.changes.length === 0) {
      this.slots.shift();
      return this.drain();
    }
    this.releasing = true;
    this.ports.observed(first.entry.changes).then(
      () => {
        this.slots.shift();
        this.releasing = false;
        this.drain();
      },
      () =>
        this.after(() => {
          this.releasing = false;
          this.drain();
        }),
    );
  }

  /** What is with the reader stays; changes of activity are few and go on with the next entry. */
  private shed(): void {
    let weight = this.slots.reduce((sum, { entry }) => sum + weightOf(entry), 0);
    while (weight > this.limits.values) {
      const out = this.slots.findLastIndex(({ progress }) => progress === 'delivered');
      const at = this.slots.findIndex(({ progress }, index) => index > out && progress === 'waiting');
      if (at < 0 || at === this.slots.length - 1) return;
      const [{ entry }] = this.slots.splice(at, 1) as [Slot];
      weight -= weightOf(entry);
      const next = this.slots[at]!;
      next.entry = { ...next.entry, changes: [...entry.changes, ...next.entry.changes] };
      if (entry.values.length > 0) this.report(at, entry.gap?.cause ?? 'queue-overflow');
    }
  }

  /** The first entry from there on that has values reports the loss. */
  private report(from: number, cause: GapCause): void {
    const heir = this.slots.slice(from).find(({ entry }) => entry.values.length > 0);
    if (heir === undefined) this.owed ??= cause;
    else heir.entry = { ...heir.entry, gap: heir.entry.gap ?? { cause } };
  }

  private after(run: () => void): void {
    setTimeout(() => {
      if (!this.closed) run();
    }, this.limits.retry).unref();
  }
}
