import { Injectable } from '@nestjs/common';
import { Refusal } from '../../kernel/refusal.js';
import { Database, type Tx } from '../../platform/database/index.js';
import type { Caller } from '../../platform/http/index.js';
import { Equipment } from '../equipment/index.js';
import {
  archivedIn,
  type ArchivedRow,
  hasGap,
  instantOf,
  jsonValue,
  planRolled,
  planTrend,
  type ReadingRow,
  sourceTimeOf,
  type TimeSpan,
  type TrendBucket,
  type TrendPoint,
} from './domain/index.js';
import { gapsBetween } from './gap.store.js';
import { archivedWeeks } from './partition.store.js';
import type {
  ArchivedDto,
  GapDto,
  ReadingDto,
  ReadingSeriesDto,
  ReadingsQuery,
  SpanQuery,
  TrendBucketDto,
  TrendPointDto,
} from './reading.dto.js';
import { latestReadings, readingsByTime } from './reading.store.js';
import { bucketsOf, tagNumbers } from './trend.store.js';

/** The longest span of one answer, and what it holds. */
const LIMITS = { days: 31, points: 1000 };

export const readingDto = ({ unit: _, serverTime: _s, ...row }: ReadingRow): ReadingDto => ({
  ...row,
  arrival: row.arrival.toString(),
  sourceTime: row.sourceTime.toString(),
  value: jsonValue(row.value),
});

/** Readings as the API gives them, by a unit's code. */
@Injectable()
export class ShowReadings {
  constructor(
    private readonly database: Database,
    private readonly equipment: Equipment,
  ) {}

  latest(caller: Caller, code: string): Promise<ReadingDto[]> {
    return this.ofUnit(caller, code, async (tx, unit) => (await latestReadings(tx, [unit])).map(readingDto));
  }

  series(
    caller: Caller,
    code: string,
    { tag, points = LIMITS.points, ...query }: ReadingsQuery,
  ): Promise<ReadingSeriesDto> {
    const span = spanOf(query);
    return this.ofUnit(caller, code, async (tx, unit) => {
      const tags = await tagNumbers(tx, unit, tag);
      const archived = archivedIn(span, await archivedWeeks(tx)).map(archivedDto);
      const plan = archived.length > 0 ? planRolled(span, points) : planTrend(span, points);
      const found = await bucketsOf(tx, unit, [...tags.keys()], plan);
      const count = found.reduce((sum, bucket) => sum + bucket.count, 0);
      // of what is archived there are rollups alone
      if (count <= points && archived.length === 0) {
        const readings = await readingsByTime(tx, unit, tag, span.from, span.to);
        return { count, readings: readings.map(readingDto), width: null, buckets: [], archived };
      }
      const gaps = await gapsBetween(tx, unit, span.from, span.to);
      const buckets = found.map((bucket) => ({
        ...bucketDto(bucket, tags.get(bucket.tag) ?? null),
        gap: hasGap(tag, bucket, gaps),
      }));
      return { count, readings: [], width: plan.width.toString(), buckets, archived };
    });
  }

  gaps(caller: Caller, code: string, query: SpanQuery): Promise<GapDto[]> {
    const { from, to } = spanOf(query);
    return this.ofUnit(caller, code, async (tx, unit) =>
      (await gapsBetween(tx, unit, from, to)).map(({ unit: _, ...gap }) => ({
        ...gap,
        fromAt: instantOf(BigInt(gap.fromTime)),
        toAt: instantOf(BigInt(gap.toTime)),
      })),
    );
  }

  private ofUnit<T>(caller: Caller, code: string, work: (tx: Tx, unit: string) => Promise<T>): Promise<T> {
    return this.database.read(caller.scope, async (tx) => work(tx, (await this.equipment.byCode(tx, code)).id));
  }
}

export const archivedDto = ({ fromTime, toTime, detachedAt }: ArchivedRow): ArchivedDto => ({
  fromAt: fromTime === null ? null : instantOf(BigInt(fromTime)),
  toAt: instantOf(BigInt(toTime)),
  detachedAt,
});

const timeDto = (sourceTime: bigint): Pick<TrendPointDto, 'sourceTime' | 'sourceAt'> => ({
  ...{ sourceTime: sourceTime.toString(), sourceAt: instantOf(sourceTime) },
});

const pointDto = (point: TrendPoint | null): TrendPointDto | null =>
  point === null ? null : { value: point.value, ...timeDto(point.sourceTime) };

const bucketDto = (
  { from, count, uncertain, bad, low, high, first, last, worst }: TrendBucket,
  ucum: string | null,
): Omit<TrendBucketDto, 'gap'> => ({
  ...{ ucum, from: from.toString(), fromAt: instantOf(from), count, uncertain, bad },
  ...{ low: pointDto(low), high: pointDto(high), first: pointDto(first), last: pointDto(last) },
  worst: worst === null ? null : { status: worst.status, ...timeDto(worst.sourceTime) },
});

/** Refuses with `span.reversed` and `span.too-long`. */
export function spanOf({ from, to }: SpanQuery): TimeSpan {
  const length = Date.parse(to) - Date.parse(from);
  if (length < 0) throw new Refusal('invalid', 'span.reversed', { from, to });
  if (length > LIMITS.days * 86_400_000) throw new Refusal('invalid', 'span.too-long', { days: LIMITS.days });
  return { from: sourceTimeOf(from), to: sourceTimeOf(to) };
}
