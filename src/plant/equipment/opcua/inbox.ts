import { MOST_UNACKNOWLEDGED } from './pace.js';

/** One notification's content on its way to the database. */
export interface Entry {
  /** false where there is nothing for the subscriber to store */
  hasValues: boolean;
}

export interface InboxPorts<E extends Entry> {
  /** hands an entry over; false where nobody listens */
  deliver(entry: E, ack: () => void, retry: () => void): boolean;
  /** after the entry's commit and every earlier one's release: what makes it forgotten here and at the unit */
  release(entry: E): Promise<void>;
  /** the unit is to send no more for now, or to go on */
  pause(paused: boolean): void;
}

type Progress = 'waiting' | 'delivered' | 'committed';

/** Entries in order, from receipt until they are committed. What failed to commit comes again with all after it. */
export class Inbox<E extends Entry> {
  private readonly entries: { entry: E; progress: Progress; delivery: number }[] = [];
  private deliveries = 0;
  private holding = false;
  private releasing = false;
  private paused = false;
  private closed = false;

  constructor(
    private readonly ports: InboxPorts<E>,
    private readonly retryAfter: number,
  ) {}

  get size(): number {
    return this.entries.length;
  }

  get isPaused(): boolean {
    return this.paused;
  }

  push(entry: E): void {
    this.entries.push({ entry, progress: 'waiting', delivery: 0 });
    this.offer();
    this.drain();
    this.balance();
  }

  close(): void {
    this.closed = true;
    this.entries.length = 0;
  }

  private offer(): void {
    for (const slot of this.entries) {
      if (this.holding || this.closed) return;
      if (slot.progress !== 'waiting') continue;
      if (!slot.entry.hasValues) {
        slot.progress = 'committed';
        continue;
      }
      const delivery = ++this.deliveries;
      [slot.progress, slot.delivery] = ['delivered', delivery];
      const ack = (): void => {
        slot.progress = 'committed';
        this.settle();
      };
      const retry = (): void => {
        if (slot.progress !== 'delivered' || slot.delivery !== delivery) return;
        slot.progress = 'waiting';
        this.holding = true;
        this.settle();
      };
      if (!this.ports.deliver(slot.entry, ack, retry)) retry();
    }
  }

  /** Once nothing is out any more after a failure, what is left is offered again in order, after a while. */
  private settle(): void {
    this.drain();
    if (!this.holding || this.entries.some(({ progress }) => progress === 'delivered')) return;
    this.after(() => {
      this.holding = false;
      this.offer();
      this.drain();
    });
  }

  private drain(): void {
    if (this.releasing || this.closed || this.entries[0]?.progress !== 'committed') return;
    this.releasing = true;
    this.ports.release(this.entries[0].entry).then(
      () => {
        this.entries.shift();
        this.releasing = false;
        this.balance();
        this.drain();
      },
      () =>
        this.after(() => {
          this.releasing = false;
          this.drain();
        }),
    );
  }

  private balance(): void {
    const full = this.entries.length >= MOST_UNACKNOWLEDGED;
    const low = this.entries.length <= MOST_UNACKNOWLEDGED / 2;
    if (full === this.paused || (this.paused && !low)) return;
    this.paused = full;
    this.ports.pause(full);
  }

  private after(run: () => void): void {
    setTimeout(() => {
      if (!this.closed) run();
    }, this.retryAfter).unref();
  }
}
