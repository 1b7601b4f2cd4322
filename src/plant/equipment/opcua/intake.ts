import {
  DataChangeNotification,
  type DataValue,
  EventNotificationList,
  type ExtensionObject,
  type NotificationMessage,
  StatusChangeNotification,
  type Variant,
} from 'node-opcua';
import type { Instant } from '../../../kernel/ids.js';
import type { GapCause, MessageGap, RawValue } from '../domain/index.js';
import type { HistoryAnswer } from './history.js';
import { after, distance, hole } from './sequence.js';
import { furthest } from './source-times.js';
import { isBad, isOverflow, rawValue } from './values.js';

/** What the unit can be asked when something is missing. */
export interface Memory {
  republish(sequence: number): Promise<NotificationMessage | null>;
  history(tag: string, from: bigint, until: bigint): Promise<HistoryAnswer | null>;
  /** of a server's events those of the unit */
  own(events: Variant[][]): Promise<Variant[][]>;
}

/** The rest of the server's part. */
export interface IntakePorts {
  now(): Instant;
  arrived(arrival: Arrival): void;
  /** what nodes that are only watched said, or an event, may never come */
  missed(): void;
}

/** One notification, sorted: readings for the record, and what happened at the nodes that are only watched. */
export interface Arrival {
  sequence: number;
  receivedAt: Instant;
  values: RawValue[];
  watched: { name: string; data: DataValue }[];
  /** fields of each event, in order */
  events: Variant[][];
  gap?: MessageGap;
  /** doubts that end with this message, by tag */
  settled: Record<string, GapCause>;
}

/** The subscription is gone, by the unit's own word. */
export class SubscriptionEnded extends Error {}

/**
 * Notifications of one subscription in their order: holes are asked for again, what cannot be had is doubted, and a doubt
 * about a tag ends with its next value, as nothing lost, filled from history, or a gap.
 */
export class Intake {
  private handles: ReadonlyMap<number, { name: string; watched: boolean }> = new Map();

  constructor(
    private expected: number,
    private readonly times: Map<string, bigint>,
    private readonly doubts: Map<string, GapCause>,
    private readonly ports: IntakePorts,
  ) {}

  /** What client handles stand for. */
  follow(handles: ReadonlyMap<number, { name: string; watched: boolean }>): void {
    this.handles = handles;
  }

  /** A new subscription begins: everything seen before is doubted. */
  restart(cause: GapCause): void {
    this.expected = 1;
    this.doubt(this.times.keys(), cause);
  }

  /** Something of these tags may be lost before their next value; of one that has never spoken nothing is. */
  doubt(tags: Iterable<string>, cause: GapCause): void {
    for (const tag of tags) if (this.times.has(tag) && !this.doubts.has(tag)) this.doubts.set(tag, cause);
  }

  get doubted(): Record<string, GapCause> {
    return Object.fromEntries(this.doubts);
  }

  /** Whether a number has been taken already. */
  has(sequence: number): boolean {
    return distance(this.expected, sequence) < 0;
  }

  async take(message: NotificationMessage, memory: Memory, origin: 'live' | 'republish' = 'live'): Promise<void> {
    const { sequenceNumber } = message;
    const data = (message.notificationData ?? []).filter((item) => item !== null);
    if (this.has(sequenceNumber)) return;
    await this.recover(sequenceNumber, memory);
    // a keep-alive carries the number that comes next
    if (data.length > 0) await this.accept(message, data, memory, origin);
  }

  /** Takes what the unit still keeps of the numbers before `sequence`, and doubts all tags where it does not. */
  async recover(sequence: number, memory: Memory): Promise<void> {
    for (const number of hole(this.expected, sequence)) {
      const message = await memory.republish(number);
      const data = (message?.notificationData ?? []).filter((item) => item !== null);
      if (message === null) this.miss();
      else await this.accept(message, data, memory, 'republish');
      this.expected = after(number);
    }
    if (distance(this.expected, sequence) > 0) this.miss();
    this.expected = sequence;
  }

  private miss(): void {
    this.doubt(this.times.keys(), 'notification-lost');
    this.ports.missed();
  }

  private async accept(
    { sequenceNumber: sequence, publishTime }: NotificationMessage,
    data: ExtensionObject[],
    memory: Memory,
    origin: 'live' | 'republish',
  ): Promise<void> {
    const receivedAt = this.ports.now();
    const arrival: Arrival = { sequence, receivedAt, values: [], watched: [], events: [], settled: {} };
    for (const notification of data) {
      // an old session is told GoodSubscriptionTransferred, which is kept for the new one too
      if (notification instanceof StatusChangeNotification && isBad(notification.status.value))
        throw new SubscriptionEnded(notification.status.name);
      if (notification instanceof EventNotificationList)
        arrival.events.push(...(notification.events ?? []).map(({ eventFields }) => eventFields ?? []));
      if (!(notification instanceof DataChangeNotification)) continue;
      for (const { clientHandle, value } of notification.monitoredItems ?? []) {
        const item = this.handles.get(clientHandle);
        if (item === undefined) continue;
        if (item.watched) arrival.watched.push({ name: item.name, data: value });
        else arrival.values.push(rawValue(item.name, value, origin, publishTime ?? new Date(0)));
        if (!isOverflow(value.statusCode.value)) continue;
        if (item.watched) this.ports.missed();
        else this.doubts.set(item.name, 'queue-overflow');
      }
    }
    arrival.events = await memory.own(arrival.events);
    await this.settle(arrival, memory);
    for (const { tag, sourceTime } of arrival.values)
      this.times.set(tag, furthest(this.times.get(tag), sourceTime, receivedAt));
    this.expected = after(sequence);
    this.ports.arrived(arrival);
  }

  private async settle(arrival: Arrival, memory: Memory): Promise<void> {
    const remembered: RawValue[] = [];
    const lost: string[] = [];
    const filled: string[] = [];
    for (const [tag, cause] of this.doubts) {
      const own = arrival.values.filter((value) => value.tag === tag);
      if (own.length === 0) continue;
      arrival.settled[tag] = cause;
      const last = this.times.get(tag);
      const times = own.map(({ sourceTime }) => sourceTime);
      // the same once more: nothing has changed meanwhile
      if (times[0] === last) continue;
      // by times that go back nobody can say here: the readings judge
      if (last === undefined || times[0]! < last) {
        lost.push(tag);
        continue;
      }
      const answer = await memory.history(tag, last, times.at(-1)!);
      remembered.push(...(answer?.values ?? []).filter(({ sourceTime }) => !times.includes(sourceTime)));
      (answer?.reachesBack ? filled : lost).push(tag);
    }
    const [first] = [...lost, ...filled];
    if (first !== undefined)
      arrival.gap = { cause: this.doubts.get(first)!, tags: lost, ...(filled.length > 0 && { filled }) };
    arrival.values = [...remembered, ...arrival.values];
    for (const tag of Object.keys(arrival.settled)) this.doubts.delete(tag);
  }
}
