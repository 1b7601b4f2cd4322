import { Injectable, type MessageEvent } from '@nestjs/common';
import {
  concatMap,
  defer,
  exhaustMap,
  map,
  merge,
  mergeMap,
  type Observable,
  share,
  Subject,
  throttleTime,
} from 'rxjs';
import { systemNow } from '../../platform/clock/index.js';
import { Database, type Scope, SYSTEM_SCOPE, type Tx } from '../../platform/database/index.js';
import type { Caller } from '../../platform/http/index.js';
import { LiveFeed } from '../../platform/live/index.js';
import { type ConnectionStatus, Equipment } from '../equipment/index.js';
import type { ReadingRow } from './domain/index.js';
import type { ReadingDto } from './reading.dto.js';
import { arrivals, latestReadings, type UnitFaults } from './reading.store.js';
import { readingDto } from './show-readings.service.js';

/** At most four events a second and unit. */
const PACE = 250;

/** The newest values of one unit; `ageMs` is how old each was when this was sent, by the server's clock. */
export interface UnitReadings {
  unit: string;
  code: string;
  at: string;
  /** null where no server has followed the unit yet */
  connection: ConnectionStatus | null;
  /** instants so far at which a tag has two values, and what came so far and was not stored */
  conflicts: number;
  rejects: number;
  /** values so far with a time far off */
  quarantined: number;
  readings: (ReadingDto & { ageMs: number })[];
}

/** The newest values of all units as they or their connections change, read once for however many watch. */
@Injectable()
export class WatchUnits {
  /** by unit, what was told last: arrival and connection */
  private told = new Map<string, string>();
  private readonly joined = new Subject<void>();
  private joins = 0;
  /** joins after which all units have been told */
  private welcomed = 0;
  private readonly changes: Observable<UnitReadings[]> = defer(() => merge(this.live.ticks(), this.joined)).pipe(
    throttleTime(PACE, undefined, { leading: true, trailing: true }),
    exhaustMap(() => this.changed().catch((): UnitReadings[] => [])),
    share(),
  );

  constructor(
    private readonly database: Database,
    private readonly live: LiveFeed,
    private readonly equipment: Equipment,
  ) {}

  /** Server-sent events for one session: every unit in sight as it is, then each that changed. Who joins has all told again. */
  watch(caller: Caller): Observable<MessageEvent> {
    const units = defer(() => {
      this.joins++;
      setImmediate(() => this.joined.next());
      return this.changes.pipe(
        concatMap((some) => this.inSight(caller.scope, some).catch((): UnitReadings[] => [])),
        mergeMap((some) => some),
      );
    });
    return this.live.stream(caller, units.pipe(map((data): MessageEvent => ({ type: 'unit', data }))));
  }

  private async inSight(scope: Scope, units: UnitReadings[]): Promise<UnitReadings[]> {
    if (units.length === 0 || (scope.sponsors === '*' && (scope.places ?? '*') === '*')) return units;
    const own = await this.database.read(scope, (tx) => this.equipment.all(tx));
    const ids = new Set(own.map(({ id }) => id));
    return units.filter(({ unit }) => ids.has(unit));
  }

  private changed(): Promise<UnitReadings[]> {
    const { joins } = this;
    if (joins !== this.welcomed) this.told = new Map();
    return this.database.read(SYSTEM_SCOPE, async (tx) => {
      const taken = await arrivals(tx);
      const connections = await this.equipment.connections(tx);
      const now = new Map(
        [...taken].map(([unit, took]) => [
          unit,
          `${Object.values(took).join()} ${JSON.stringify(connections.get(unit))}`,
        ]),
      );
      const units = [...now].filter(([unit, is]) => this.told.get(unit) !== is).map(([unit]) => unit);
      const readings = units.length === 0 ? [] : await this.of(tx, units, { taken, connections });
      [this.told, this.welcomed] = [now, joins];
      return readings;
    });
  }

  private async of(
    tx: Tx,
    units: string[],
    {
      taken,
      connections,
    }: {
      taken: ReadonlyMap<string, UnitFaults>;
      connections: ReadonlyMap<string, ConnectionStatus>;
    },
  ): Promise<UnitReadings[]> {
    const at = systemNow();
    const latest = Map.groupBy(await latestReadings(tx, units), ({ unit }) => unit);
    const codes = new Map((await this.equipment.all(tx)).map(({ id, code }) => [id, code]));
    const aged = (row: ReadingRow) => ({ ...readingDto(row), ageMs: Date.parse(at) - Date.parse(row.sourceAt) });
    return units.map((unit) => {
      const readings = (latest.get(unit) ?? []).map(aged);
      const { conflicts, rejects, quarantined } = taken.get(unit)!;
      const connection = connections.get(unit) ?? null;
      return { unit, code: codes.get(unit)!, at, connection, conflicts, rejects, quarantined, readings };
    });
  }
}
