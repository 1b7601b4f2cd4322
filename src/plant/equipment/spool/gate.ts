import type { Segment, SpoolLog } from '../../../platform/spool/index.js';
import type { ActivityChange, ConnectorKind, ConnectorMessage, SpoolFault } from '../domain/index.js';
import { contentOf, hasValues, lastCursors, partsOf, type Read, readRecords, afterDamage } from './content.js';
import type { Content, SpoolRecord } from './record.js';
import { type Entry, Writing } from './writing.js';

export interface GatePorts {
  /** hands a message to the readings; false where nobody listens */
  forward(content: Content & Pick<ConnectorMessage, 'lease' | 'urgent' | 'ack' | 'retry'>): boolean;
  saveCursor(kind: ConnectorKind, cursor: object): Promise<void>;
  observed(changes: ActivityChange[]): Promise<void>;
  /** whether so many bytes more of the unit may be spooled */
  hasRoom(bytes: number): boolean;
  /** values go over the disk from now on, or no more */
  turned(isSpooling: boolean): void;
  /** ms of a steady clock */
  now(): number;
}

/** A message that the readings have. */
interface Slot {
  message: ConnectorMessage;
  progress: 'out' | 'back' | 'done';
  /** it was refused as another server's */
  isMoved: boolean;
  since: number;
}

/** What is on its way past the gate: onto the disk, or, where the gate opens first, on as if there were none. */
interface Item extends Entry {
  pass: () => void;
  since: number;
}

/** Files that are committed before the gate opens. */
const LAST = 4;

/** Without an answer for so long, in ms, the database counts as away. */
const SILENT = 5000;

/**
 * Between one unit and the database. Open, everything goes through it. When the database is away and what comes is urgent it
 * closes: what comes then is spooled, answered when it is on the disk, and committed from there in its order before the gate
 * opens again. It is open only while nothing is on the disk.
 */
export class Gate {
  private readonly slots = new Set<Slot>();
  /** how many of them came back */
  private refused = 0;
  private held: Item[] | null = null;
  private readonly writing: Writing;
  private lastCommit = -Infinity;
  private readonly cursors = new Map<ConnectorKind, object>();
  /** committed, and kept for changes of activity that are not recorded yet */
  private readonly committed = new Set<Segment>();
  private readonly stopped = Promise.withResolvers<false>();
  isClosed: boolean;

  constructor(
    private readonly log: SpoolLog,
    private readonly ports: GatePorts,
  ) {
    this.isClosed = !log.isEmpty;
    this.writing = new Writing(log, (bytes) => ports.hasRoom(bytes));
  }

  get bytes(): number {
    return this.log.bytes;
  }

  get oldest(): string | null {
    return this.log.oldest;
  }

  /** False where nobody listens. */
  deliver(message: ConnectorMessage): boolean {
    if (this.isClosed) {
      this.spool(message);
      return true;
    }
    return this.forward(message);
  }

  /** The last cursor that is on the disk; null where that is the database's. */
  async cursor(kind: ConnectorKind): Promise<object | null> {
    if (!this.isClosed) return null;
    const known = this.cursors.get(kind);
    if (known !== undefined) return known;
    for (const segment of (await this.log.seal()).reverse()) {
      // gone by now: committed, and its cursor in the database
      const { records } = await this.read(segment).catch(() => ({ records: [] as SpoolRecord[] }));
      const found = records.findLast((one) => one.sort === 'cursor' && one.kind === kind);
      if (found?.sort === 'cursor') return found.cursor;
    }
    return null;
  }

  saveCursor(kind: ConnectorKind, cursor: object): Promise<void> {
    if (!this.isClosed) return this.ports.saveCursor(kind, cursor);
    return this.promised({ sort: 'cursor', kind, cursor }, () => this.ports.saveCursor(kind, cursor)).then(() => {
      if (this.isClosed) this.cursors.set(kind, cursor);
    });
  }

  observed(changes: ActivityChange[]): Promise<void> {
    if (!this.isClosed) return this.ports.observed(changes);
    return this.promised({ sort: 'changes', changes }, () => this.ports.observed(changes));
  }

  /** Takes over what the database leaves without an answer. */
  tick(): void {
    const now = this.ports.now();
    const [first] = this.slots;
    const isSilent = (since: number): boolean => now - Math.max(since, this.lastCommit) > SILENT;
    if (first !== undefined && isSilent(first.since) && first.message.urgent()) this.takeOver();
    if (this.held?.[0] !== undefined && isSilent(this.held[0].since)) this.release();
  }

  /** Commits what is on the disk, and opens once nothing is there any more; false where that failed. */
  async drain(): Promise<boolean> {
    for (;;) {
      let segments = await this.log.seal();
      // what comes during the last files waits in memory: else a fast unit's gate would never open
      if (segments.length <= LAST) {
        this.held ??= [];
        segments = await this.log.seal();
      }
      let isBlocked = false;
      for (const segment of segments) {
        const read = await this.read(segment);
        if (!(await this.commit(segment, read))) return this.release();
        // a unit that cannot be asked what it did keeps no values waiting
        isBlocked ||= !(await this.finish(segment, read.records));
      }
      if (isBlocked) return this.release();
      if (this.log.isEmpty && this.writing.isIdle && this.held !== null) return this.open();
    }
  }

  /** What waits is written; nothing is committed from the disk any more. */
  async close(): Promise<void> {
    this.stopped.resolve(false);
    this.release();
    await this.log.close();
  }

  private open(): true {
    const held = this.held ?? [];
    [this.isClosed, this.held] = [false, null];
    this.cursors.clear();
    this.ports.turned(false);
    for (const { pass } of held) pass();
    return true;
  }

  /** What was held for the gate to open goes onto the disk instead. */
  private release(): false {
    const held = this.held ?? [];
    this.held = null;
    for (const item of held) this.writing.write(item);
    return false;
  }

  private forward(message: ConnectorMessage): boolean {
    const slot: Slot = { message, progress: 'out', isMoved: false, since: this.ports.now() };
    this.slots.add(slot);
    // nothing overtakes what was refused: both come again, in their order
    if (this.refused > 0) {
      this.refuse(slot);
      return true;
    }
    const [content] = this.owing([contentOf(message)]);
    const listened = this.ports.forward({
      ...content!,
      ...(message.lease && { lease: message.lease }),
      urgent: () => message.urgent(),
      ack: () => {
        if (slot.progress === 'done') return;
        this.end(slot);
        this.lastCommit = this.ports.now();
        // reported with it; where that cannot be noted it is once more
        if (hasValues(message)) void this.log.note(false).catch(() => undefined);
        message.ack();
        this.settle();
      },
      retry: (cause) => {
        if (slot.progress === 'done') return;
        slot.isMoved = cause === 'lease-lost';
        this.refuse(slot);
        this.settle();
      },
    });
    if (!listened) this.end(slot);
    return listened;
  }

  private refuse(slot: Slot): void {
    if (slot.progress === 'out') this.refused++;
    slot.progress = 'back';
  }

  private end(slot: Slot): void {
    if (slot.progress === 'back') this.refused--;
    slot.progress = 'done';
    this.slots.delete(slot);
  }

  /** Once all that is out has come back: onto the disk, or back to where it came from. */
  private settle(): void {
    const slots = [...this.slots];
    if (slots.length === 0 || slots.some(({ progress }) => progress === 'out')) return;
    const isMoved = slots.some((slot) => slot.isMoved);
    const isAway = slots.every(({ since }) => since > this.lastCommit);
    const isOurs = ({ message }: Slot): boolean => (isMoved ? message.isOnlyCopy === true : isAway && message.urgent());
    if (slots.some(isOurs)) return this.takeOver();
    for (const slot of slots) this.end(slot);
    for (const { message } of slots) message.retry();
  }

  private takeOver(): void {
    const slots = [...this.slots];
    if (!this.isClosed) this.ports.turned((this.isClosed = true));
    for (const slot of slots) this.end(slot);
    for (const { message } of slots) this.spool(message);
  }

  private spool(message: ConnectorMessage): void {
    const record: SpoolRecord = { sort: 'message', content: contentOf(message) };
    const pass = (): void => {
      if (!this.forward(message)) message.retry();
    };
    this.take({ record, kept: () => message.ack(), refused: (cause) => message.retry(cause), pass });
  }

  private promised(record: SpoolRecord, through: () => Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      const refused = (cause: SpoolFault): void => reject(new Error(cause));
      this.take({ record, kept: resolve, refused, pass: () => void through().then(resolve, reject) });
    });
  }

  private take(given: Omit<Item, 'since'>): void {
    const item = { ...given, since: this.ports.now() };
    if (this.held === null) this.writing.write(item);
    else this.held.push(item);
  }

  private async commit(segment: Segment, { records, isDamaged }: Read): Promise<boolean> {
    if (this.committed.has(segment)) return true;
    const contents = this.owing(records.flatMap((one) => (one.sort === 'message' ? [one.content] : [])));
    for (const part of partsOf(contents))
      if (!(await Promise.race([this.stopped.promise, this.commitAll(part)]))) return false;
    await this.log.note(isDamaged || (this.log.isDamaged && !contents.some(hasValues)));
    this.committed.add(segment);
    return true;
  }

  /** After a file's values: what its unit did meanwhile, and how far its connector had come. Then it is not needed any more. */
  private async finish(segment: Segment, records: readonly SpoolRecord[]): Promise<boolean> {
    const changes = records.flatMap((one) => (one.sort === 'changes' ? one.changes : []));
    try {
      if (changes.length > 0) await this.ports.observed(changes);
      for (const [kind, cursor] of lastCursors(records)) await this.ports.saveCursor(kind, cursor);
      await this.log.drop(segment);
    } catch {
      return false;
    }
    return this.committed.delete(segment);
  }

  private commitAll(contents: Content[]): Promise<boolean> {
    let left = contents.length;
    let all = true;
    return new Promise((resolve) => {
      if (left === 0) resolve(true);
      const answered = (done: boolean) => (): void => {
        all &&= done;
        if (--left === 0) resolve(all);
      };
      for (const content of contents) {
        const [ack, retry] = [answered(true), answered(false)];
        if (!this.ports.forward({ ...content, urgent: () => false, ack, retry })) retry();
      }
    });
  }

  /** What was damaged at the end of the file before is reported with the first values of this one. */
  private owing(contents: Content[]): Content[] {
    const next = this.log.isDamaged ? contents.findIndex(hasValues) : -1;
    return contents.map((content, index) => (index === next ? afterDamage(content) : content));
  }

  private async read(segment: Segment): Promise<Read> {
    return readRecords(await this.log.read(segment));
  }
}
