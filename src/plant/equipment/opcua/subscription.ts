import {
  AttributeIds,
  DataChangeFilter,
  DataChangeTrigger,
  DeadbandType,
  MonitoringMode,
  TimestampsToReturn,
} from 'node-opcua';
import type { Address } from './addresses.js';
import { conditionFilter } from './conditions.js';
import type { Link } from './link.js';
import type { Need, Terms } from '../domain/index.js';
import { type Pace } from './pace.js';

const NOTIFICATIONS_PER_PUBLISH = 1000;
const ITEMS_PER_REQUEST = 100;

/** A node that is to be followed. `key` says what and where, over all connections. */
export interface Wanted {
  key: string;
  name: string;
  watched: boolean;
  address: Address;
  queueSize: number;
  /** its events are followed, not its value */
  isNotifier?: true;
}

/** An item at the unit, by our handle and the unit's. */
export interface Item {
  client: number;
  server: number;
  /** as the unit has it: values in its queue, and the ms between its looks for the next; absent of earlier versions */
  queue?: number;
  sampling?: number;
  /** values that the queue was to hold */
  asked?: number;
}

export interface Created {
  items: Record<string, Item>;
  /** what could not be followed, or not as asked, in words for the unit's status */
  problems: string[];
}

/** A subscription at the unit, what it made of what was asked, and the silence in ms after which its link counts as cut. */
export interface Subscribed {
  id: number;
  terms: Terms;
  silence: number;
}

interface Revised {
  revisedPublishingInterval: number;
  revisedMaxKeepAliveCount: number;
  revisedLifetimeCount: number;
}

const parameters = (pace: Pace, need: Need) => ({
  requestedPublishingInterval: pace.publishing,
  requestedMaxKeepAliveCount: pace.keepAliveCount,
  requestedLifetimeCount: Math.ceil((1.5 * need.outage) / pace.publishing),
  maxNotificationsPerPublish: NOTIFICATIONS_PER_PUBLISH,
  priority: 10,
});

function subscribed(id: number, revised: Revised): Subscribed {
  const { revisedPublishingInterval: publishing, revisedMaxKeepAliveCount: keepAliveCount } = revised;
  const terms = { publishing, keepAliveCount, lifetimeCount: revised.revisedLifetimeCount };
  return { id, terms, silence: 3 * keepAliveCount * publishing };
}

/** Makes a subscription that outlives us by the outage. */
export async function createSubscription(link: Link, pace: Pace, need: Need): Promise<Subscribed> {
  const made = await link.raw.createSubscription({ ...parameters(pace, need), publishingEnabled: true });
  return subscribed(made.subscriptionId, made);
}

/** Takes over a subscription of an earlier session, with the numbers it still keeps; null where it is gone. */
export async function adoptSubscription(
  link: Link,
  id: number,
  pace: Pace,
  need: Need,
): Promise<(Subscribed & { kept: number[] }) | null> {
  const { results } = await link.raw.transferSubscriptions({ subscriptionIds: [id], sendInitialValues: false });
  const result = results?.[0];
  if (!result?.statusCode.isGood()) return null;
  const revised = await link.raw.modifySubscription({ ...parameters(pace, need), subscriptionId: id });
  return { ...subscribed(id, revised), kept: [...(result.availableSequenceNumbers ?? [])] };
}

/** Those of our items that live at the unit; what lives there beside them is ended. All of them where it does not say. */
export async function livingOf(link: Link, id: number, items: Record<string, Item>): Promise<Record<string, Item>> {
  const living = await livingItems(link, id);
  if (living === null) return items;
  const kept = Object.entries(items).filter(([, item]) => living.some((one) => isItem(one, item)));
  const orphans = living.filter((one) => !kept.some(([, item]) => isItem(one, item)));
  await forgetItems(link, id, orphans);
  return Object.fromEntries(kept);
}

const isItem = (one: Pick<Item, 'client' | 'server'>, other: Item): boolean =>
  one.client === other.client && one.server === other.server;

/** The items that the unit has; null where it does not say. */
async function livingItems(link: Link, id: number): Promise<Pick<Item, 'client' | 'server'>[] | null> {
  try {
    const { clientHandles, serverHandles } = await link.raw.getMonitoredItems(id);
    return Array.from(clientHandles, (client, at) => ({ client, server: serverHandles[at]! }));
  } catch {
    return null;
  }
}

const everyChange = (): DataChangeFilter =>
  new DataChangeFilter({ trigger: DataChangeTrigger.StatusValueTimestamp, deadbandType: DeadbandType.None });

const requested = (clientHandle: number, queueSize: number, isNotifier?: boolean) => ({
  ...{ clientHandle, samplingInterval: 0, queueSize, discardOldest: true },
  filter: isNotifier ? conditionFilter() : everyChange(),
});

/**
 * Asks for queues of the size that is wanted by now; the items as they are then, the same object where nothing changed. What does not
 * fit into a shorter queue is dropped by the unit, which does not say so: `shorter` only when nothing waits in them.
 */
export async function resizeQueues(
  link: Link,
  id: number,
  { wanted, items, shorter }: { wanted: readonly Wanted[]; items: Record<string, Item>; shorter: boolean },
): Promise<Record<string, Item>> {
  const other = wanted.filter(({ key, queueSize, watched }) => {
    const { asked = 0, queue = asked } = items[key] ?? { asked: queueSize };
    return !watched && asked !== queueSize && queue !== queueSize && (shorter || queue < queueSize);
  });
  const changed: [string, Item][] = [];
  for (let from = 0; from < other.length; from += ITEMS_PER_REQUEST) {
    const chunk = other.slice(from, from + ITEMS_PER_REQUEST);
    const modified = link.raw.modifyMonitoredItems({
      subscriptionId: id,
      timestampsToReturn: TimestampsToReturn.Both,
      itemsToModify: chunk.map(({ key, queueSize }) => ({
        monitoredItemId: items[key]!.server,
        requestedParameters: requested(items[key]!.client, queueSize),
      })),
    });
    // a unit that cannot keeps what it has, which is told by what it holds; it is not asked for it again on this connection
    const { results } = await modified.catch(() => ({ results: null }));
    chunk.forEach(({ key, queueSize: asked }, at) => {
      const { revisedQueueSize: queue, revisedSamplingInterval: sampling, statusCode } = results?.[at] ?? {};
      changed.push([
        key,
        { ...items[key]!, asked, ...(statusCode?.isGood() && { queue: queue!, sampling: sampling! }) },
      ]);
    });
  }
  return changed.length === 0 ? items : { ...items, ...Object.fromEntries(changed) };
}

/** Follows nodes: every sample once, also one equal to the last, queued for the outage. */
export async function followNodes(link: Link, id: number, wanted: Wanted[], firstHandle: number): Promise<Created> {
  const created: Created = { items: {}, problems: [] };
  for (let from = 0; from < wanted.length; from += ITEMS_PER_REQUEST) {
    const chunk = wanted.slice(from, from + ITEMS_PER_REQUEST);
    const { results } = await link.raw.createMonitoredItems({
      subscriptionId: id,
      timestampsToReturn: TimestampsToReturn.Both,
      itemsToCreate: chunk.map(({ address, queueSize, isNotifier }, at) => ({
        itemToMonitor: { nodeId: address, attributeId: isNotifier ? AttributeIds.EventNotifier : AttributeIds.Value },
        monitoringMode: MonitoringMode.Reporting,
        requestedParameters: requested(firstHandle + from + at, queueSize, isNotifier),
      })),
    });
    chunk.forEach(({ key, name }, at) => {
      const { statusCode, monitoredItemId: server, revisedQueueSize: queue, revisedSamplingInterval } = results![at]!;
      const [client, sampling] = [firstHandle + from + at, revisedSamplingInterval];
      if (!statusCode.isGood()) created.problems.push(`${name}: ${statusCode.name}`);
      else created.items[key] = { client, server, queue, sampling, asked: chunk[at]!.queueSize };
    });
  }
  return created;
}

export async function forgetItems(link: Link, id: number, items: Pick<Item, 'server'>[]): Promise<void> {
  if (items.length === 0) return;
  await link.raw.deleteMonitoredItems({ subscriptionId: id, monitoredItemIds: items.map(({ server }) => server) });
}

/** Ends a subscription of an earlier session, which would go on collecting until its time is over. */
export async function endSubscription(link: Link, id: number): Promise<void> {
  await link.raw.transferSubscriptions({ subscriptionIds: [id], sendInitialValues: false });
  await link.raw.deleteSubscriptions({ subscriptionIds: [id] });
}
