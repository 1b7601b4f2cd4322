import { Injectable } from '@nestjs/common';
import { Refusal } from '../../kernel/refusal.js';
import { Database, type Tx } from '../../platform/database/index.js';
import type { Caller } from '../../platform/http/index.js';
import { Equipment } from '../equipment/index.js';
import { instantOf, jsonValue, type ReadingRow, sourceTimeOf } from './domain/index.js';
import { gapsBetween } from './gap.store.js';
import type { GapDto, ReadingDto, ReadingSeriesDto, ReadingsQuery, SpanQuery } from './reading.dto.js';
import { latestReadings, sampledReadings } from './reading.store.js';

/** The longest span that is sampled in one answer, and what an answer holds. */
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
      const { count, readings } = await sampledReadings(tx, unit, tag, { ...span, points });
      return { count, readings: readings.map(readingDto) };
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

/** Refuses with `span.reversed` and `span.too-long`. */
function spanOf({ from, to }: SpanQuery): { from: bigint; to: bigint } {
  const length = Date.parse(to) - Date.parse(from);
  if (length < 0) throw new Refusal('invalid', 'span.reversed', { from, to });
  if (length > LIMITS.days * 86_400_000) throw new Refusal('invalid', 'span.too-long', { days: LIMITS.days });
  return { from: sourceTimeOf(from), to: sourceTimeOf(to) };
}
