import { Injectable, type MessageEvent } from '@nestjs/common';
import { concatMap, defer, exhaustMap, from, map, mergeMap, Observable, share, throttleTime } from 'rxjs';
import { systemNow } from '../../platform/clock/index.js';
import { Database, SYSTEM_SCOPE, type Tx } from '../../platform/database/index.js';
import type { Caller } from '../../platform/http/index.js';
import { LiveFeed } from '../../platform/live/index.js';
import { Equipment } from '../equipment/index.js';
import type { ReadingRow } from './domain/index.js';
import type { ReadingDto } from './reading.dto.js';
import { lastArrivals, latestReadings } from './reading.store.js';
import { readingDto } from './show-readings.service.js';

/** At most four events a second and unit. */
const PACE = 250;

/** The newest values of one unit; `ageMs` is how old each was when this was sent, by the server's clock. */
export interface UnitReadings {
  unit: string;
  code: string;
  at: string;
  readings: (ReadingDto & { ageMs: number })[];
}

/** The newest values of all units as they change, read once for however many watch. */
@Injectable()
export class WatchUnits {
  /** by unit, the last arrival that was told */
  private told = new Map<string, bigint>();
  private readonly changes: Observable<UnitReadings> = defer(() => this.live.ticks()).pipe(
    throttleTime(PACE, undefined, { leading: true, trailing: true }),
    exhaustMap(() => this.changed().catch(() => [])),
    mergeMap((units) => units),
    share(),
  );

  constructor(
    private readonly database: Database,
    private readonly live: LiveFeed,
    private readonly equipment: Equipment,
  ) {}

  /** Server-sent events for one session: first every unit as it is, then each that changed. */
  watch({ session }: Caller): Observable<MessageEvent> {
    const all = defer(() => from(this.snapshot())).pipe(concatMap((units) => units));
    const events = new Observable<UnitReadings>((to) => {
      const missed: UnitReadings[] = [];
      let known = false;
      const changes = this.changes.subscribe((unit) => (known ? to.next(unit) : missed.push(unit)));
      const first = all.subscribe({
        next: (unit) => to.next(unit),
        error: (error) => to.error(error),
        complete: () => {
          known = true;
          for (const unit of missed) to.next(unit);
        },
      });
      return () => (changes.unsubscribe(), first.unsubscribe());
    });
    return this.live.stream(session, events.pipe(map((data): MessageEvent => ({ type: 'unit', data }))));
  }

  private snapshot(): Promise<UnitReadings[]> {
    return this.database.read(SYSTEM_SCOPE, async (tx) => this.of(tx, [...(await lastArrivals(tx)).keys()]));
  }

  private changed(): Promise<UnitReadings[]> {
    return this.database.read(SYSTEM_SCOPE, async (tx) => {
      const last = await lastArrivals(tx);
      const units = [...last].filter(([unit, arrival]) => this.told.get(unit) !== arrival).map(([unit]) => unit);
      const readings = units.length === 0 ? [] : await this.of(tx, units);
      this.told = last;
      return readings;
    });
  }

  private async of(tx: Tx, units: string[]): Promise<UnitReadings[]> {
    const at = systemNow();
    const latest = await latestReadings(tx, units);
    const aged = (row: ReadingRow) => ({ ...readingDto(row), ageMs: Date.parse(at) - Date.parse(row.sourceAt) });
    return Promise.all(
      units.map(async (unit) => {
        const { code } = await this.equipment.unit(tx, unit);
        return { unit, code, at, readings: latest.filter((row) => row.unit === unit).map(aged) };
      }),
    );
  }
}
