import { Injectable } from '@nestjs/common';
import type { Uuid } from '../../kernel/ids.js';
import { Database, type Tx } from '../../platform/database/index.js';
import type { Caller } from '../../platform/http/index.js';
import { Equipment } from '../equipment/index.js';
import { type GapRow, instantOf, sourceTimeOf, type TimeSpan } from './domain/index.js';
import type { GapReviewDto, GapsDto, GapsQuery, ListedGapDto } from './gap.dto.js';
import { foundGap, gapsOf, reviewsOf, type UnitSpan } from './gap.store.js';

const PAGE = 50;
/** All of int64: a side that is open. */
const [EARLIEST, LATEST] = [-(2n ** 63n), 2n ** 63n - 1n];

/** Where readings are missing, over units and batches, and what became of it. */
@Injectable()
export class ShowGaps {
  constructor(
    private readonly database: Database,
    private readonly equipment: Equipment,
  ) {}

  list(caller: Caller, { cursor, limit = PAGE, state, ...where }: GapsQuery): Promise<GapsDto> {
    const [toTime, id] = cursor?.split('_') ?? [];
    const before = toTime === undefined ? null : { toTime, id: id! };
    return this.database.read(caller.scope, async (tx) => {
      const spans = await this.spans(tx, where);
      const rows = await gapsOf(tx, spans, { state: state ?? null, before, limit: limit + 1 });
      const page = rows.slice(0, limit);
      const last = page.at(-1);
      const next = rows.length <= limit || last === undefined ? null : `${last.toTime}_${last.id}`;
      return { gaps: await this.listed(tx, page), next };
    });
  }

  /** Refuses with `gap.not-found`. */
  one(caller: Caller, id: Uuid): Promise<ListedGapDto> {
    return this.database.read(caller.scope, async (tx) => (await this.listed(tx, [await foundGap(tx, id)]))[0]!);
  }

  /** Which times of which units are asked for: of a batch, those in which it held them. */
  private async spans(tx: Tx, { unit: code, batch, from, to }: GapsQuery): Promise<UnitSpan[]> {
    const asked = {
      from: from === undefined ? EARLIEST : sourceTimeOf(from),
      to: to === undefined ? LATEST : sourceTimeOf(to),
    };
    const unit = code === undefined ? null : (await this.equipment.byCode(tx, code)).id;
    if (batch === undefined) {
      const units = unit === null ? (await this.equipment.all(tx)).map(({ id }) => id) : [unit];
      return units.map((id) => ({ unit: id, ...asked }));
    }
    const held = await this.equipment.heldBy(tx, batch);
    return held
      .filter((binding) => unit === null || binding.unit === unit)
      .map(({ unit: id, boundAt, releasedAt }) => ({
        unit: id,
        ...both(asked, { from: sourceTimeOf(boundAt), to: releasedAt === null ? LATEST : sourceTimeOf(releasedAt) }),
      }));
  }

  private async listed(tx: Tx, rows: readonly GapRow[]): Promise<ListedGapDto[]> {
    const codes = new Map((await this.equipment.all(tx)).map(({ id, code }) => [id, code]));
    const accepted = rows.filter(({ state }) => state === 'accepted');
    const reviews = new Map((await reviewsOf(tx, accepted)).map(({ gap, ...review }) => [gap, review]));
    return rows.map((row) => listedDto(row, codes.get(row.unit)!, reviews.get(row.id) ?? null));
  }
}

const both = (one: TimeSpan, other: TimeSpan): TimeSpan => ({
  from: one.from > other.from ? one.from : other.from,
  to: one.to < other.to ? one.to : other.to,
});

const listedDto = (row: GapRow, unit: string, review: GapReviewDto | null): ListedGapDto => ({
  ...{ ...row, unit, review },
  ...{ fromAt: instantOf(BigInt(row.fromTime)), toAt: instantOf(BigInt(row.toTime)) },
});
