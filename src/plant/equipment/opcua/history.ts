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
  /** the history still holds the value it was asked from, so that nothing between is missing */
  reachesBack: boolean;
}

const PAGE = 1000;
/** Some servers hand out continuation points for ever. */
const MOST_PAGES = 100;

const dateOf = (time: bigint): Date => new Date(Number(time / 10_000n));

/** Raw values after `from` and before `until` (100 ns), or null where the unit keeps no history of the node. */
export async function readHistory(
  link: Link,
  node: { tag: string; address: Address },
  from: bigint,
  until: bigint,
): Promise<HistoryAnswer | null> {
  const values: RawValue[] = [];
  let reachesBack = false;
  let continuationPoint: Buffer | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const result: HistoryReadResult | undefined = await readPage(link, node.address, from, until, continuationPoint);
    if (result === undefined || !result.statusCode.isGoodish()) return null;
    const data = result.historyData instanceof HistoryData ? (result.historyData.dataValues ?? []) : [];
    for (const item of data) {
      if (item.sourceTimestamp === null) continue;
      const value = rawValue(node.tag, item, 'history', item.sourceTimestamp);
      if (value.sourceTime <= from) reachesBack = true;
      else if (value.sourceTime < until) values.push(value);
    }
    continuationPoint = result.continuationPoint;
    if (!continuationPoint?.length || data.length === 0) return { values, reachesBack };
  }
  return { values, reachesBack: false };
}

async function readPage(link: Link, address: Address, from: bigint, until: bigint, continuationPoint?: Buffer) {
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
}
