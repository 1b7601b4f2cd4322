import type { Instant } from '../../../kernel/ids.js';
import { instantOrNull, type RawValue } from '../domain/index.js';
import { type DataType, dataTypeOf, type Metric, type TypedValue, typedValue } from './codec.js';
import type { KnownMetric } from './edge-node.js';

export const GOOD = 0;
const UNCERTAIN = 0x4000_0000;
const UNCERTAIN_LAST_USABLE = 0x4000_0000 + 0x90_0000;
export const BAD = 0x8000_0000;

/** Codes of the property `Quality`, by OPC UA StatusCode; any other is uncertain. */
const QUALITIES: ReadonlyMap<number, number> = new Map([
  [192, GOOD],
  [500, UNCERTAIN_LAST_USABLE],
  [0, BAD],
]);

const TICKS_A_MILLISECOND = 10_000n;

const NUMBERS: ReadonlySet<DataType> = new Set<DataType>([
  ...(['Int8', 'Int16', 'Int32', 'Int64', 'UInt8', 'UInt16', 'UInt32', 'UInt64', 'Float', 'Double'] as const),
]);

/** Longest text that what has no scalar form is told in. */
const MOST_TEXT = 500;

/** ms since 1970 in units of 100 ns. */
export const ticks = (milliseconds: bigint): bigint => milliseconds * TICKS_A_MILLISECOND;

export type Mapped = { value: RawValue } | { fault: 'time.malformed' | 'payload.malformed' };

/** A metric as a value of a tag; `sentAt`: of its message, the source time of a metric that has none. */
export function rawValue(tag: string, metric: KnownMetric, sentAt: bigint | null): Mapped {
  const time = metric.timestamp ?? sentAt;
  if (time === null) return { fault: 'time.malformed' };
  const status = statusOf(metric);
  const scalar = status === BAD || metric.value === null ? null : scalarOf(metric);
  if (scalar === undefined) return { fault: 'payload.malformed' };
  return {
    value: {
      tag,
      value: scalar,
      status,
      sourceTime: ticks(time),
      serverTime: sentAt === null ? null : ticks(sentAt),
      origin: metric.isHistorical ? 'history' : 'live',
    },
  };
}

/** As its property `Quality` says, or whether it is null. */
export function statusOf({ properties, isNull }: Metric): number {
  const quality = properties?.get('Quality');
  if (quality === undefined) return isNull ? BAD : GOOD;
  const typed = quality.value === null ? null : typedValue('Int32', quality.value);
  const status = typeof typed?.value === 'number' ? (QUALITIES.get(typed.value) ?? UNCERTAIN) : UNCERTAIN;
  return isNull && status === GOOD ? BAD : status;
}

/** As it is; text of what is no scalar or no number of its type, for the reader to refuse; undefined where the type is unknown. */
function scalarOf({ datatype, value }: Metric): RawValue['value'] | undefined {
  const type = datatype === null ? null : dataTypeOf(datatype);
  if (type === null || value === null) return undefined;
  const typed = typedValue(type, value);
  if (typed !== null) return plain(typed.type === 'DateTime' ? (instantOf(typed.value) ?? typed.value) : typed.value);
  const isNumber = typeof value.value === 'number' || typeof value.value === 'bigint';
  return isNumber && NUMBERS.has(type) ? String(value.value) : plain(value.value);
}

function plain(value: TypedValue['value']): number | bigint | string | boolean {
  if (typeof value !== 'object') return value;
  const text = JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? String(inner) : inner));
  return text.slice(0, MOST_TEXT);
}

export const instantOf = (milliseconds: bigint): Instant | null => instantOrNull(Number(milliseconds));
