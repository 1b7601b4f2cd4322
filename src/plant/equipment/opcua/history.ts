import {
  coerceNodeId,
  HistoryData,
  HistoryReadRequest,
  type HistoryReadResult,
  ReadRawModifiedDetails,
  TimestampsToReturn,
} from 'node-opcua';
import type { RawValue } from '../domain/index.js';
import type { Address } from './addresses.js';
import type { Link } from './link.js';
import { rawValue } from './values.js';

/** Values of one tag from the unit's own history. */
export interface HistoryAnswer {
  values: RawValue[];
  /** it still holds the value that it was asked from, and was read to its end: nothing between is known to be missing */
  reachesBack: boolean;
}

/** Asks for one page, from a time (100 ns) on; undefined where there is no answer. */
export type PageOf = (from: bigint, continuationPoint: Buffer | undefined) => Promise<HistoryReadResult | undefined>;

const PAGE = 1000;
/** Some servers hand out continuation points for ever. */
const MOST_PAGES = 100;

const dateOf = (time: bigint): Date => new Date(Number(time / 10_000n));

/**
 * Raw values after `from` and before `until` (100 ns), or null where the unit keeps no history of the node. A server may cap its
 * answers without a word: it is read on from the last time until nothing later comes.
 */
export async function readHistory(
  tag: string,
  pageOf: PageOf,
  from: bigint,
  until: bigint,
): Promise<HistoryAnswer | null> {
  const values: RawValue[] = [];
  let reachesBack = false;
  let [start, last] = [from, from];
  let continuationPoint: Buffer | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const isContinued = continuationPoint !== undefined;
    if (!isContinued) start = last;
    const result = await pageOf(start, continuationPoint);
    if (result === undefined || !result.statusCode.isGoodish()) return null;
    const data = result.historyData instanceof HistoryData ? (result.historyData.dataValues ?? []) : [];
    const before = last;
    for (const item of data) {
      if (item.sourceTimestamp === null) continue;
      const value = rawValue(tag, item, 'history', item.sourceTimestamp);
      if (value.sourceTime <= from) reachesBack = true;
      else if (value.sourceTime < until && (isContinued || value.sourceTime > before)) values.push(value);
      if (value.sourceTime > last) last = value.sourceTime;
    }
    continuationPoint = result.continuationPoint?.length ? result.continuationPoint : undefined;
    if (last >= until) return { values, reachesBack };
    if (last === before) return { values, reachesBack: reachesBack && continuationPoint === undefined };
  }
  return { values, reachesBack: false };
}

/** Pages of a node's history up to a time. */
export function pagesOf(link: Link, address: Address, until: bigint): PageOf {
  return async (from, continuationPoint) => {
    const request = new HistoryReadRequest({
      historyReadDetails: new ReadRawModifiedDetails({
        isReadModified: false,
        startTime: dateOf(from),
        endTime: dateOf(until + 10_000n),
        numValuesPerNode: PAGE,
        returnBounds: false,
      }),
      nodesToRead: [{ nodeId: coerceNodeId(address), ...(continuationPoint ? { continuationPoint } : {}) }],
      releaseContinuationPoints: false,
      timestampsToReturn: TimestampsToReturn.Both,
    });
    const { results } = await link.session.historyRead(request);
    return results?.[0];
  };
}
