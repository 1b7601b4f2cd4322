import type { Instant } from '../../../kernel/ids.js';
import type { RawValue } from '../../equipment/domain/index.js';
import { severity } from './quality.js';
import { digestOf, jsonValue, type ReadingValue } from './reading.js';
import type { ArchivedSpan } from './retention.js';
import { sourceTimeOf, TICKS_A_MILLISECOND } from './source-time.js';

/** A tag as its unit class defines it now; `id` stands for unit, code, type and UCUM unit together. */
export interface TagDefinition {
  id: number;
  code: string;
  type: 'number' | 'integer' | 'boolean' | 'text';
  /** what the sensor can say, both ends included; null where open */
  low: number | null;
  high: number | null;
}

/** A value that may be stored, under its tag's id. */
export interface CheckedValue {
  tag: number;
  sourceTime: bigint;
  digest: string;
  value: ReadingValue;
  status: number;
  quality: 0 | 1 | 2;
  serverTime: bigint | null;
  receivedAt: Instant;
  origin: RawValue['origin'];
}

/** A value that is right but for its time, which is that of a wrong clock: kept whole, and aside, so that it moves no series. */
export interface QuarantinedValue extends CheckedValue {
  aside: QuarantineReason;
}

export type QuarantineReason = 'time.ahead' | 'time.old';

/** A value that may not, as it came, and why. */
export interface RejectedValue {
  reason: RejectReason;
  /** the tag that it came under */
  source: string;
  /** UTF-8 of a JSON text; what JSON lacks (int64, NaN) is text in it */
  bytes: Uint8Array;
}

export type RejectReason =
  | 'tag.unknown'
  | 'status.malformed'
  | 'server-time.malformed'
  | QuarantineReason
  | 'time.archived'
  | 'value.missing'
  | 'value.wrong-type'
  | 'value.not-finite'
  | 'value.out-of-range'
  | 'value.not-text';

const DAY = 86_400_000n * TICKS_A_MILLISECOND;
/** A source time further from its receipt than this is a wrong clock. */
const FARTHEST = { ahead: DAY, behind: 30n * DAY };
const LARGEST = 2n ** 63n - 1n;
/** What a database text and UTF-8 cannot hold: NUL and halves of surrogate pairs. */
const NOT_TEXT = /[\0\p{Cs}]/u;

/** Sorts one value: nothing is coerced, nothing is dropped. `archived`: weeks that have no place for it any more. */
export function check(
  raw: RawValue,
  receivedAt: Instant,
  tags: ReadonlyMap<string, TagDefinition>,
  archived: readonly ArchivedSpan[] = [],
): CheckedValue | QuarantinedValue | RejectedValue {
  const tag = tags.get(raw.tag);
  const reason =
    tag === undefined
      ? 'tag.unknown'
      : (malformed(raw, receivedAt) ?? valueFault(raw, tag) ?? placeFault(raw, receivedAt, archived));
  if (tag === undefined || reason !== null)
    return { reason: reason ?? 'tag.unknown', source: raw.tag, bytes: Buffer.from(rawJson(raw)) };
  const { status, sourceTime, serverTime, origin } = raw;
  const value = storable(raw.value, tag);
  const digest = digestOf(value, status);
  const quality = severity(status);
  const checked = { tag: tag.id, sourceTime, digest, value, status, quality, serverTime, receivedAt, origin };
  const aside = farOff(sourceTime, receivedAt);
  return aside === null ? checked : { ...checked, aside };
}

function malformed({ sourceTime, serverTime, status }: RawValue, receivedAt: Instant): RejectReason | null {
  if (!Number.isInteger(status) || status < 0 || status > 0xffffffff) return 'status.malformed';
  if (serverTime !== null && (serverTime > LARGEST || serverTime < -LARGEST)) return 'server-time.malformed';
  return isInt64(sourceTime) ? null : farOff(sourceTime, receivedAt);
}

/** A wrong clock is one first: what it says stands in quarantine, which has a place for any time. */
function placeFault(
  { sourceTime }: RawValue,
  receivedAt: Instant,
  archived: readonly ArchivedSpan[],
): RejectReason | null {
  if (farOff(sourceTime, receivedAt) !== null) return null;
  const isGone = archived.some(({ from, to }) => sourceTime < to && (from === null || sourceTime >= from));
  return isGone ? 'time.archived' : null;
}

function farOff(sourceTime: bigint, receivedAt: Instant): QuarantineReason | null {
  const ahead = sourceTime - sourceTimeOf(receivedAt);
  if (ahead > FARTHEST.ahead) return 'time.ahead';
  return -ahead > FARTHEST.behind ? 'time.old' : null;
}

function valueFault({ value, status }: RawValue, { type, low, high }: TagDefinition): RejectReason | null {
  const bad = severity(status) === 2;
  if (value === null) return severity(status) === 0 ? 'value.missing' : null;
  switch (type) {
    case 'boolean':
      return typeof value === 'boolean' ? null : 'value.wrong-type';
    case 'text':
      if (typeof value !== 'string') return 'value.wrong-type';
      return NOT_TEXT.test(value) ? 'value.not-text' : null;
    case 'integer':
      if (!isInteger(value)) return 'value.wrong-type';
      return bad || isWithin(Number(value), low, high) ? null : 'value.out-of-range';
    case 'number':
      if (typeof value !== 'number') return 'value.wrong-type';
      if (!Number.isFinite(value)) return bad ? null : 'value.not-finite';
      return bad || isWithin(value, low, high) ? null : 'value.out-of-range';
  }
}

const isInteger = (value: NonNullable<ReadingValue>): boolean =>
  typeof value === 'bigint' ? isInt64(value) : Number.isSafeInteger(value);

const isInt64 = (value: bigint): boolean => value <= LARGEST && value >= -LARGEST - 1n;

const isWithin = (value: number, low: number | null, high: number | null): boolean =>
  (low === null || value >= low) && (high === null || value <= high);

/** As stored: int64 for integers; a sensor that says NaN with a bad status has no value. */
function storable(value: ReadingValue, { type }: TagDefinition): ReadingValue {
  if (type === 'integer' && typeof value === 'number') return BigInt(value);
  return typeof value === 'number' && !Number.isFinite(value) ? null : value;
}

const rawJson = (raw: RawValue): string =>
  JSON.stringify({
    ...raw,
    value: typeof raw.value === 'number' && !Number.isFinite(raw.value) ? String(raw.value) : jsonValue(raw.value),
    status: Number.isFinite(raw.status) ? raw.status : String(raw.status),
    sourceTime: raw.sourceTime.toString(),
    serverTime: raw.serverTime?.toString() ?? null,
  });
