import type { Instant, Uuid } from '../../../kernel/ids.js';
import type { ActivityChange, GapCause, MessageGap, RawReject, RawValue, SpoolFault } from '../domain/index.js';

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
  deliver(entry: Entry, ack: () => void, retry: (cause?: SpoolFault) => void): boolean;
  /** after the entry's commit and every earlier one's */
  observed(changes: ActivityChange[]): Promise<void>;
}

interface Slot {
  entry: Entry;
  weight: number;
  progress: 'waiting' | 'delivered' | 'committed';
  delivery: number;
}

/** In values; one takes about a hundred bytes, and a text its own beside. */
const weightOf = ({ values, rejects }: Entry): number =>
  Math.max(
    1,
    rejects.reduce((sum, { bytes }) => sum + 1 + Math.ceil(bytes.length / 100), values.length) +
      values.reduce((sum, { value }) => sum + (typeof value === 'string' ? Math.floor(value.length / 100) : 0), 0),
  );

/** Changes of activity that are kept; a unit that makes more while nobody can be told is out of order. */
const MOST_CHANGES = 1000;

/** In their order, none twice in a row; of too many the last. */
function joined(before: ActivityChange[], after: ActivityChange[]): ActivityChange[] {
  const all = [...before, ...after];
  const isNew = ({ activity, at }: ActivityChange, index: number): boolean =>
    activity !== all[index - 1]?.activity || at !== all[index - 1]?.at;
  return all.filter(isNew).slice(-MOST_CHANGES);
}

/** Entries that are with the reader at a time. */
const IN_FLIGHT = 50;

/**
 * A unit's entries in order, from receipt until they are committed or spooled. Nobody keeps them but us: what failed comes
 * again with all after it, and what does not fit any more is dropped oldest first, whole, which the next values report.
 */
export class Backlog {
  private readonly slots: Slot[] = [];
  /** of all slots */
  private weight = 0;
  /** of entries that are committed */
  private untold: ActivityChange[] = [];
  private deliveries = 0;
  private owed: GapCause | null = null;
  /** why the last entry that came back was not spooled */
  private fault: SpoolFault | null = null;
  private holding = false;
  private releasing = false;
  private closed = false;

  constructor(
    private readonly ports: BacklogPorts,
    private readonly limits: { values: number; retry: number },
  ) {}

  push(entry: Entry): void {
    if (this.closed) return;
    const weight = weightOf(entry);
    this.weight += weight;
    this.slots.push({ entry: this.owing(entry), weight, progress: 'waiting', delivery: 0 });
    this.offer();
    this.drain();
    this.shed();
  }

  close(): void {
    this.closed = true;
    this.slots.length = 0;
    this.weight = 0;
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
      this.fault = null;
      this.settle();
      this.offer();
    };
    const retry = (cause?: SpoolFault): void => {
      if (slot.progress !== 'delivered' || slot.delivery !== delivery) return;
      slot.progress = 'waiting';
      this.fault = cause ?? null;
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
    while (this.slots[0]?.progress === 'committed') {
      const { entry, weight } = this.slots.shift()!;
      this.weight -= weight;
      if (entry.changes.length > 0) this.untold = joined(this.untold, entry.changes);
    }
    if (this.releasing || this.closed || this.untold.length === 0) return;
    this.releasing = true;
    const told = this.untold;
    const next = (): void => {
      this.releasing = false;
      this.drain();
    };
    this.ports.observed(told).then(
      () => {
        this.untold = this.untold.filter((change) => !told.includes(change));
        next();
      },
      () => this.after(next),
    );
  }

  /** What is with the reader stays; changes of activity go on with the next entry. */
  private shed(): void {
    while (this.weight > this.limits.values) {
      const out = this.slots.findLastIndex(({ progress }) => progress === 'delivered');
      const at = this.slots.findIndex(({ progress }, index) => index > out && progress === 'waiting');
      if (at < 0 || at === this.slots.length - 1) return;
      const [{ entry, weight }] = this.slots.splice(at, 1) as [Slot];
      this.weight -= weight;
      const next = this.slots[at]!;
      next.entry = { ...next.entry, changes: joined(entry.changes, next.entry.changes) };
      if (entry.values.length > 0) this.report(at, entry.gap?.cause ?? this.fault ?? 'queue-overflow');
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
