import { Inject, Injectable } from '@nestjs/common';
import { Batches } from '../../execution/batches/index.js';
import { systemNow } from '../../platform/clock/index.js';
import { Database, type Scope } from '../../platform/database/index.js';
import { ListDeviations } from '../../quality/deviations/index.js';
import { STAMP, type Stamp } from '../../trust/ledger/index.js';
import type { BoardDto } from './board.dto.js';
import { ReadUnits } from './read-units.service.js';
import { looseOf, tileOf } from './tile.view.js';

/** A board without the recent past of its values. */
export type Shot = Omit<BoardDto, 'traces'>;

/** Every unit as it stands, and what waits for people: the same few statements for one unit and for hundreds. */
@Injectable()
export class ReadBoard {
  constructor(
    private readonly database: Database,
    private readonly units: ReadUnits,
    private readonly batches: Batches,
    private readonly deviations: ListDeviations,
    @Inject(STAMP) private readonly stamp: Stamp,
  ) {}

  shot(scope: Scope): Promise<Shot> {
    return this.database.read(scope, async (tx) => {
      const batches = await this.batches.inBrief(tx);
      const troubled = batches.filter(({ exceptions }) => exceptions.length > 0);
      const deviations = await this.deviations.ofBatches(
        tx,
        troubled.map(({ id }) => id),
      );
      const { rooms, units } = await this.units.all(tx, batches);
      const at = systemNow();
      const seen = { now: Date.parse(at), speed: this.stamp.speed ?? 1, deviations };
      return {
        at,
        rooms,
        tiles: units.map((unit) => tileOf(unit, seen)),
        loose: batches.filter(({ unit }) => unit === null).map((batch) => looseOf(batch, seen)),
      };
    });
  }
}
