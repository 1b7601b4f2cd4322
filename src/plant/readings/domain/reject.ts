import type { Instant } from '../../../kernel/ids.js';
import { sha256 } from '../../../kernel/canonical-json.js';
import { storableText } from '../../../kernel/storable-text.js';

/** What came and holds no value that may be stored. */
export interface Reject {
  reason: string;
  /** the tag, topic, metric or alias that it came under */
  source: string;
  /** as they came, up to `REJECTS.bytes` of them */
  bytes: Uint8Array;
  /** of all bytes that came */
  length: number;
  /** of all bytes that came, hex */
  sha256: string;
  /** tells it from others of the unit: 16 bytes, hex */
  digest: string;
  receivedAt: Instant;
}

/** The most that is kept of a unit: bytes of one reject, rejects of a minute and of a day. What is beyond is counted. */
export const REJECTS = { bytes: 4096, minute: 20, day: 2000 };

/** The most that stands in quarantine of a unit, of a minute and of a day of receipt. What is beyond is counted. */
export const QUARANTINE = { minute: 100, day: 2000 };

const LONGEST_SOURCE = 300;

/** `whole`: of all bytes, where only a part of them was handed over. */
export function reject(
  { reason, source, bytes }: { reason: string; source: string; bytes: Uint8Array },
  receivedAt: Instant,
  whole?: { length: number; sha256: string },
): Reject {
  const { length, sha256: hash } = whole ?? { length: bytes.length, sha256: sha256(bytes).toString('hex') };
  const digest = sha256(reason, '\0', source, '\0', hash).toString('hex', 0, 16);
  return {
    ...{ reason, source: storableText(source, LONGEST_SOURCE), bytes: bytes.subarray(0, REJECTS.bytes), length },
    ...{ sha256: hash, digest, receivedAt },
  };
}

/** What came in a minute and is counted and not kept. */
export interface More {
  minute: Instant;
  count: number;
  bytes: number;
}

export const minuteOf = (instant: Instant): Instant => `${instant.slice(0, 16)}:00.000Z`;
export const dayOf = (instant: Instant): Instant => `${instant.slice(0, 10)}T00:00:00.000Z`;

/** How many are kept already, by minute and by day. */
export interface KeptSo {
  minute: ReadonlyMap<Instant, number>;
  day: ReadonlyMap<Instant, number>;
}

/** What is kept of new ones, each of them once, given how many are kept already, up to so many; `length`: in bytes. */
export function ration<T extends { receivedAt: Instant; length?: number }>(
  all: readonly T[],
  kept: KeptSo,
  most: { minute: number; day: number } = REJECTS,
): { keep: T[]; more: More[] } {
  const [minutes, days] = [new Map(kept.minute), new Map(kept.day)];
  const more = new Map<Instant, More>();
  const keep: T[] = [];
  for (const one of all) {
    const [minute, day] = [minuteOf(one.receivedAt), dayOf(one.receivedAt)];
    const [ofMinute, ofDay] = [minutes.get(minute) ?? 0, days.get(day) ?? 0];
    if (ofMinute < most.minute && ofDay < most.day) {
      keep.push(one);
      minutes.set(minute, ofMinute + 1);
      days.set(day, ofDay + 1);
    } else {
      const { count, bytes } = more.get(minute) ?? { count: 0, bytes: 0 };
      more.set(minute, { minute, count: count + 1, bytes: bytes + (one.length ?? 0) });
    }
  }
  return { keep, more: [...more.values()] };
}
