import type { Instant, Uuid } from '../../../kernel/ids.js';
import { type ConnectorMessage, type Need, type Reserve, reserveOf, type UnitBy } from '../domain/index.js';
import { Acknowledgements } from './acknowledgements.js';
import type { Address } from './addresses.js';
import type { Connected } from './connected.js';
import type { Seen } from './conditions.js';
import { pagesOf, readHistory } from './history.js';
import { Inbox } from './inbox.js';
import { type Arrival, Intake, type Memory } from './intake.js';
import { activityOf } from './lads.js';
import type { Link } from './link.js';
import { needOf, type Pace } from './pace.js';
import { type Cursor, firstCursor, followedOf, isSame } from './cursor.js';
import type { SessionPorts } from './ports.js';
import { publishUntilLost } from './publish-loop.js';
import { instant } from './said.js';
import { after } from './sequence.js';
import { furthest } from './source-times.js';
import {
  adoptSubscription,
  createSubscription,
  endSubscription,
  followNodes,
  forgetItems,
  livingOf,
  resizeQueues,
  type Subscribed,
  type Wanted,
} from './subscription.js';
import { namedBy, queuesOf, wantedOf } from './wanted.js';

const SERVER_STARTED = 'i=2257';

const highestOf = (items: Cursor['items']): number => Math.max(0, ...Object.values(items).map(({ client }) => client));

/** A notification's content on its way through the inbox, with the subscription that it came from. */
interface Delivery {
  arrival: Arrival;
  subscription: number;
  connection: Uuid;
  hasValues: boolean;
  events: Seen[];
}

/** The values of one unit over all its connections: nothing is acknowledged before it is committed, nothing lost unsaid. */
export class UnitStream {
  private readonly inbox: Inbox<Delivery>;
  private readonly unreleased = new Set<Arrival>();
  private acks = new Acknowledgements();
  private connected: Connected | null = null;
  private nodes = new Map<string, Address>();
  private wanted: Wanted[] = [];
  /** the unit's queues hold no more than what has come since it published last */
  private isDrained = false;
  private made: Subscribed | null = null;
  private readonly need: Need;

  private constructor(
    private readonly unit: UnitBy<'opcua'>,
    private readonly ports: SessionPorts,
    private readonly pace: Pace,
    private cursor: Cursor,
    private readonly intake: Intake,
  ) {
    this.need = needOf(unit.connector, pace);
    this.inbox = new Inbox(
      {
        deliver: (delivery, ack, retry) => ports.deliver(this.message(delivery, ack, retry)),
        release: (delivery) => this.release(delivery),
        pause: (paused) => this.pause(paused),
      },
      pace.retry,
    );
  }

  /** From where it was committed up to. */
  static async resume(unit: UnitBy<'opcua'>, ports: SessionPorts, pace: Pace): Promise<UnitStream> {
    const cursor = ((await ports.loadCursor(unit.id)) as Cursor | null) ?? firstCursor(unit, ports.now());
    const times = Object.entries(cursor.sourceTimes).map(([tag, time]) => [tag, BigInt(time)] as const);
    const doubts = Object.entries(cursor.doubts);
    const intake = new Intake(after(cursor.sequence), new Map(times), new Map(doubts), {
      now: () => ports.now(),
      arrived: (arrival) => stream.arrived(arrival),
      missed: () => stream.missed(),
    });
    const stream: UnitStream = new UnitStream(unit, ports, pace, cursor, intake);
    return stream;
  }

  close(): void {
    this.inbox.close();
  }

  /** What the unit holds for us, where that is less than it is to. */
  get shortReserve(): Reserve | null {
    const { reserve } = this.cursor;
    return reserve === undefined || reserve.short.length === 0 ? null : reserve;
  }

  /**
   * Goes on where the last connection ended: the unit's subscription with all it still keeps, else a new one.
   * Returns what cannot be followed as it should be.
   */
  async resync(connected: Connected): Promise<string[]> {
    [this.connected, this.acks, this.isDrained] = [connected, new Acknowledgements(), false];
    const [started] = await connected.link.read([SERVER_STARTED]);
    // of a unit that does not say so the subscription tells
    const serverStartedAt = instant(started) ?? '';
    const kept = await this.adopt(connected, serverStartedAt);
    if (kept === null) await this.subscribe(connected, serverStartedAt);
    const problems = await this.follow(connected);
    if (kept !== null) await this.catchUp(connected, kept);
    // a new subscription publishes
    if (kept !== null || this.inbox.isPaused) await this.publishing(!this.inbox.isPaused);
    await connected.conditions.refresh(this.cursor.subscription!);
    return problems;
  }

  /** Publishes until the link fails; then it rejects. */
  publish({ link }: Connected): Promise<never> {
    const memory = this.memory(link);
    return publishUntilLost(link, {
      ...{ subscription: this.cursor.subscription!, silence: this.made!.silence },
      acknowledged: () => this.acks.take(),
      take: (message) => this.intake.take(message, memory),
      drained: () => (this.isDrained = !this.inbox.isPaused),
    });
  }

  /** Makes sure that every tag is followed from its own node; what is not is tried again later. */
  async follow({ link, addresses, device, lads, conditions }: Connected): Promise<string[]> {
    const { tags } = this.unit.tagMap;
    const names = Object.keys(tags);
    const found = await addresses.find(device, Object.values(tags));
    this.nodes = new Map(names.flatMap((tag, at) => (found[at] == null ? [] : [[tag, found[at]]])));
    const wanted = wantedOf({ lads, conditions }, tags, this.nodes, this.need.queueSize);
    this.wanted = wanted;
    const { subscription, items: before, handles = highestOf(before) } = this.cursor;
    const items = await resizeQueues(link, subscription!, { wanted, items: before, shorter: false });
    const stale = Object.keys(items).filter((key) => !wanted.some((item) => item.key === key));
    const fresh = wanted.filter(({ key }) => !(key in items));
    const forgotten = stale.map((key) => items[key]!);
    await forgetItems(link, subscription!, forgotten);
    const kept = Object.fromEntries(Object.entries(items).filter(([key]) => !stale.includes(key)));
    // no item ever has the handle of another, also where the unit makes them and we never hear of it
    this.cursor = { ...this.cursor, handles: handles + fresh.length };
    // what was followed in the place of a new item is followed no more
    const unheard = fresh.filter(({ watched }) => !watched).map(({ name }) => name);
    this.intake.doubt(unheard, 'subscription-lost');
    if (fresh.length > 0) await this.save();
    // followed under their handles before they exist: their first values may be faster than the answer
    this.intake.follow(namedBy(wanted, kept, fresh, handles + 1));
    const created = await followNodes(link, subscription!, fresh, handles + 1);
    this.cursor = { ...this.cursor, items: { ...kept, ...created.items } };
    const isOther = await this.compare();
    if (fresh.length > 0 || stale.length > 0 || isOther || items !== before) await this.save();
    const absent = names.filter((tag) => !this.nodes.has(tag)).map((tag) => `${tag}: not found at the unit`);
    return [...absent, ...(lads?.problems ?? []), ...created.problems];
  }

  /** Shortens queues that are to hold less than they do, once nothing waits in them. True where the unit now holds otherwise. */
  async shorten({ link }: Connected): Promise<boolean> {
    const { items, subscription } = this.cursor;
    if (!this.isDrained) return false;
    const resized = await resizeQueues(link, subscription!, { wanted: this.wanted, items, shorter: true });
    if (resized === items) return false;
    this.cursor = { ...this.cursor, items: resized };
    const isOther = await this.compare();
    await this.save();
    return isOther;
  }

  /** States what the unit holds for us, where that is other than it was. */
  private async compare(): Promise<boolean> {
    const { items, reserve: before = null } = this.cursor;
    const now = reserveOf(this.need, this.made!.terms, queuesOf(this.wanted, items));
    if (JSON.stringify(before) === JSON.stringify(now)) return false;
    await this.ports.reserved(this.unit.id, before, now);
    this.cursor = { ...this.cursor, reserve: now };
    return true;
  }

  /** The numbers that the subscription keeps; null where there is none to go on with. */
  private async adopt({ link }: Connected, serverStartedAt: Instant): Promise<number[] | null> {
    const { subscription, items } = this.cursor;
    if (subscription === null || serverStartedAt !== this.cursor.serverStartedAt) return null;
    const of = followedOf(this.unit);
    if (!isSame(this.cursor.of, of)) {
      await endSubscription(link, subscription).catch(() => undefined);
      return null;
    }
    const adopted = await adoptSubscription(link, subscription, this.pace, this.need);
    if (adopted === null) return null;
    [this.made, this.cursor.of] = [adopted, of];
    this.cursor.items = await livingOf(link, subscription, items);
    return adopted.kept;
  }

  private async subscribe({ link }: Connected, serverStartedAt: Instant): Promise<void> {
    const restarted = serverStartedAt !== this.cursor.serverStartedAt;
    this.intake.restart(restarted ? 'server-restarted' : 'subscription-lost');
    this.made = await createSubscription(link, this.pace, this.need);
    const { id: subscription } = this.made;
    const of = followedOf(this.unit);
    this.cursor = { ...this.cursor, subscription, items: {}, handles: 0, of, sequence: 0, serverStartedAt };
  }

  /** Takes what the unit kept for us; what is committed already is acknowledged once more. */
  private async catchUp({ link }: Connected, kept: number[]): Promise<void> {
    this.acks.catchUp(kept.filter((number) => this.isReleased(number)));
    const missed = kept.filter((number) => !this.intake.has(number));
    if (missed.length > 0) await this.intake.recover(after(missed.at(-1)!), this.memory(link));
  }

  private isReleased(sequence: number): boolean {
    return this.intake.has(sequence) && ![...this.unreleased].some((arrival) => arrival.sequence === sequence);
  }

  private async publishing(enabled: boolean): Promise<void> {
    const { subscription } = this.cursor;
    if (subscription === null) return;
    const [status] = (await this.connected?.link.raw.setPublishingMode(enabled, [subscription])) ?? [];
    if (status?.isGood() === false) throw new Error(`publishing: ${status.name}`);
  }

  /** Where it is not heard the link goes: a unit that was never told to go on would be silent, and seem well. */
  private pause(paused: boolean): void {
    this.isDrained &&= !paused;
    const link = this.connected?.link;
    this.publishing(!paused).catch(() => link?.drop());
  }

  /** States and events are as they are now, whatever was missed. */
  private missed(): void {
    const { conditions } = this.connected!;
    conditions.refresh(this.cursor.subscription!).catch(() => undefined);
    this.ports.missed(this.unit.id);
  }

  private memory(link: Link): Memory {
    const subscription = this.cursor.subscription!;
    return {
      own: (events) => this.connected!.conditions.own(events),
      republish: async (sequence) => (await link.republish(subscription, sequence))?.notificationMessage ?? null,
      history: async (tag, from, until) => {
        const address = this.nodes.get(tag);
        return address === undefined ? null : readHistory(tag, pagesOf(link, address, until), from, until);
      },
    };
  }

  private arrived(arrival: Arrival): void {
    this.unreleased.add(arrival);
    this.inbox.push({
      arrival,
      subscription: this.cursor.subscription!,
      connection: this.connected!.id,
      hasValues: arrival.values.length > 0,
      events: arrival.events.flatMap((fields) => this.connected!.conditions.read(fields) ?? []),
    });
  }

  private message(delivery: Delivery, ack: () => void, retry: () => void): ConnectorMessage {
    const { arrival, connection } = delivery;
    const { values, gap, receivedAt } = arrival;
    // half of the time that its queues hold is for coming back
    const holds = this.cursor.reserve?.holds ?? this.need.outage / 1000;
    const urgent = (): boolean => Date.parse(this.ports.now()) - Date.parse(receivedAt) > holds * 500;
    return { unit: this.unit.id, connection, values, receivedAt, ...(gap && { gap }), urgent, ack, retry };
  }

  private async release({ arrival, subscription, events }: Delivery): Promise<void> {
    if (arrival.watched.length > 0) {
      const changes = arrival.watched.filter(({ name }) => name === 'activity').map(({ data }) => activityOf(data));
      await this.ports.observed(
        this.unit.id,
        changes.filter((change) => change !== null),
      );
    }
    if (events.length > 0) await this.ports.conditions(this.unit.id, events);
    this.unreleased.delete(arrival);
    for (const { tag, sourceTime } of arrival.values) {
      const known = this.cursor.sourceTimes[tag];
      const reached = furthest(known === undefined ? undefined : BigInt(known), sourceTime, arrival.receivedAt);
      this.cursor.sourceTimes[tag] = String(reached);
    }
    const current = subscription === this.cursor.subscription;
    if (current) this.cursor.sequence = arrival.sequence;
    await this.save();
    if (current) this.acks.add(arrival.sequence);
  }

  /** A doubt stands in the database until the message that ends it is committed. */
  private async save(): Promise<void> {
    const settling = Object.fromEntries([...this.unreleased].flatMap(({ settled }) => Object.entries(settled)));
    await this.ports.saveCursor(this.unit.id, { ...this.cursor, doubts: { ...settling, ...this.intake.doubted } });
  }
}
