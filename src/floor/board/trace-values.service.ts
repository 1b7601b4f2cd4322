import { Injectable } from '@nestjs/common';
import { UnitClasses } from '../../definition/unit-classes/index.js';
import { Equipment } from '../../plant/equipment/index.js';
import { Readings } from '../../plant/readings/index.js';
import { systemNow } from '../../platform/clock/index.js';
import { Database, SYSTEM_SCOPE } from '../../platform/database/index.js';
import type { TraceDto } from './board.dto.js';
import { shownTags } from './tile.view.js';

/** Half an hour in slices of 45 s, kept for five; whoever looks adds the values that came since. */
const SLICE = 45_000;
const POINTS = 40;
const KEPT = 5_000;

/** The recent past of every critical parameter, read once for however many look. */
@Injectable()
export class TraceValues {
  private kept: { until: number; traces: Promise<TraceDto[]> } | null = null;

  constructor(
    private readonly database: Database,
    private readonly equipment: Equipment,
    private readonly classes: UnitClasses,
    private readonly readings: Readings,
  ) {}

  all(): Promise<TraceDto[]> {
    const now = Date.parse(systemNow());
    if (this.kept !== null && now < this.kept.until) return this.kept.traces;
    const until = (Math.floor(now / SLICE) + 1) * SLICE;
    const traces = this.read(until);
    this.kept = { until: now + KEPT, traces };
    traces.catch(() => (this.kept = null));
    return traces;
  }

  private read(until: number): Promise<TraceDto[]> {
    const [from, to] = [until - POINTS * SLICE, until].map((at) => new Date(at).toISOString()) as [string, string];
    return this.database.read(SYSTEM_SCOPE, async (tx) => {
      const units = new Map((await this.equipment.all(tx)).map(({ id, code }) => [id, code]));
      const classes = await this.classes.all(tx);
      const tags = classes.flatMap(({ definition }) => shownTags(definition.tags, new Set()).map(({ tag }) => tag));
      const points = await this.readings.traces(tx, [...units.keys()], [...new Set(tags)], {
        from,
        to,
        points: POINTS,
      });
      const traces = Map.groupBy(points, ({ unit, tag }) => `${units.get(unit)} ${tag}`);
      return [...traces].map(([name, own]) => {
        const [unit, tag] = name.split(' ') as [string, string];
        return { unit, tag, points: own.map(({ at, value }): [number, number] => [at, value]) };
      });
    });
  }
}
