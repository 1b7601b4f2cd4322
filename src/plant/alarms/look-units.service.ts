import { Injectable } from '@nestjs/common';
import type { Uuid } from '../../kernel/ids.js';
import { newId } from '../../platform/clock/index.js';
import type { Tx } from '../../platform/database/index.js';
import { Equipment } from '../equipment/index.js';
import { type ReadingRow, Readings } from '../readings/index.js';
import { standingAlarms, standingState } from './alarm.store.js';
import {
  type AlarmRow,
  type AlarmsState,
  decideSight,
  isRead,
  judge,
  pointOf,
  type Sample,
  type Sight,
  suppressedBecause,
  unitsOf,
} from './domain/index.js';
import { conditionFindings, type Stands } from './condition.view.js';
import { FollowLinks } from './follow-links.service.js';
import { KnowAlarms, type KnownUnit } from './know-alarms.service.js';
import { type Looked, type UseOf, useOf } from './look.view.js';
import type { Sighting } from './state-alarms.service.js';
import { listWatches, type Watch } from './watch.store.js';

/** Arrivals of a unit in one look: what came while no server was there is judged in turn. */
const PAGE = 5000n;

/** What a look has read, by unit. */
interface Read {
  watches: ReadonlyMap<Uuid, Watch>;
  spans: ReadonlyMap<Uuid, { after: bigint; to: bigint }>;
  readings: ReadonlyMap<Uuid, ReadingRow[]>;
  standing: readonly AlarmRow[];
  state: AlarmsState;
  batches: ReadonlyMap<Uuid, Uuid[]>;
  programs: ReadonlyMap<Uuid, string[]>;
}

/** New readings, conditions and links of many units against the alarms of their classes: the same few statements for all. */
@Injectable()
export class LookUnits {
  /** how far each unit is judged; in the database it stands as at the last change */
  private readonly watches = new Map<Uuid, Omit<Watch, 'conditions'>>();

  constructor(
    private readonly readings: Readings,
    private readonly equipment: Equipment,
    private readonly links: FollowLinks,
    private readonly alarms: KnowAlarms,
  ) {}

  /** Every unit there is, with its alarms. */
  known(): Promise<readonly KnownUnit[]> {
    return this.alarms.units();
  }

  /** Judged from where the database stands: what was judged last may have been judged elsewhere. */
  anew(): void {
    this.watches.clear();
    this.links.anew();
  }

  /** What was judged is known; `looks` were recorded. */
  keep(looks: readonly Looked[]): void {
    for (const { watch } of looks) if (watch !== null) this.watches.set(watch.unit, watch);
  }

  /** How far every unit is judged now. */
  get judged(): Omit<Watch, 'conditions'>[] {
    return [...this.watches.values()];
  }

  /** It was not recorded: it is looked at again from where the database stands. */
  forget(unit: Uuid): void {
    this.watches.delete(unit);
  }

  /** Of those that some server has followed; what is news alone. The same statements for all, however many there are. */
  async look(tx: Tx, all: readonly KnownUnit[], now: number): Promise<Looked[]> {
    const connections = await this.equipment.connections(tx);
    const units = all.filter(({ unit }) => connections.has(unit.id));
    const read = await this.read(tx, units);
    const groups = openGroups(read.state);
    const links = this.links.judge(units, { ...read, groups, connections }, now);
    const own = units.map((known): Looked => {
      const { id } = known.unit;
      const span = read.spans.get(id);
      const before = read.watches.get(id);
      const samples = Map.groupBy(read.readings.get(id) ?? [], ({ tag }) => tag);
      const judged = judge(known, before?.detectors ?? {}, mapped(samples, sampleOf), now);
      const findings = [...judged.findings, ...(links.own.get(id) ?? [])];
      const conditions = before?.conditions ?? {};
      const sightings: Sighting[] = [
        ...findings.map((finding) => ({
          ...{ point: pointOf(known.unit, finding.definition), sight: sightOf(known, finding, read) },
          isNew: finding.isNew,
        })),
        ...conditionFindings(known, conditions, read.standing).map(({ finding, point }) => {
          return { point, sight: sightOf(known, finding, read) };
        }),
      ];
      const watch = known.alarms.some(({ source }) => isRead(source))
        ? { unit: id, arrival: span?.to ?? before?.arrival ?? 0n, detectors: judged.detectors }
        : null;
      return { unit: id, sightings: [...sightings, ...gone(known, sightings, read.standing, now)], watch, conditions };
    });
    return [...own, ...links.groups].map((one) => ({ ...one, sightings: one.sightings.filter(isNews(read, now)) }));
  }

  private async read(tx: Tx, units: readonly KnownUnit[]): Promise<Read> {
    const arrivals = await this.readings.arrivals(tx);
    const stored = await listWatches(tx);
    const standing = await standingAlarms(tx);
    const judged = units.filter(({ alarms }) => alarms.some(({ source }) => isRead(source)));
    const watches = new Map(units.flatMap(({ unit: { id } }): [Uuid, Watch][] => this.watch(id, stored.get(id))));
    const spans = new Map(
      judged.map(({ unit: { id } }) => {
        const last = arrivals.get(id) ?? 0n;
        // a unit is judged from when it is first looked at
        const after = watches.get(id)?.arrival ?? -1n;
        return [id, after < 0n ? { after: last, to: last } : { after, to: last < after + PAGE ? last : after + PAGE }];
      }),
    );
    const due = [...spans].filter(([, { after, to }]) => to > after).map(([unit, span]) => ({ unit, ...span }));
    const tags = judged.flatMap(({ alarms }) => alarms.flatMap(({ source }) => (isRead(source) ? source.tag : [])));
    const rows = due.length === 0 ? [] : await this.readings.sinceOf(tx, due, [...new Set(tags)]);
    return {
      ...{ watches, spans, readings: Map.groupBy(rows, ({ unit }) => unit) },
      ...{ standing, state: await standingState(tx, standing) },
      ...(await this.usage(tx)),
    };
  }

  /** By which batches, and running which programs, units are used. */
  async usage(tx: Tx): Promise<UseOf> {
    const bound = Map.groupBy(await this.equipment.allBound(tx), ({ unit }) => unit);
    const programs = Map.groupBy(await this.equipment.allPrograms(tx), ({ unit }) => unit);
    return {
      batches: mapped(bound, ({ batch }) => batch),
      programs: mapped(programs, ({ program }) => program),
    };
  }

  private watch(unit: Uuid, stored: Watch | undefined): [Uuid, Watch][] {
    const kept = this.watches.get(unit);
    if (kept === undefined) return stored === undefined ? [] : [[unit, stored]];
    return [[unit, { ...kept, conditions: stored?.conditions ?? {} }]];
  }
}

/** An alarm that is not among those that stand is normal: news of it is that its cause is there. */
const isNews =
  ({ state }: Read, now: number) =>
  ({ point, sight, isNew }: Sighting): boolean =>
    isNew === true || decideSight(state, point, sight, new Date(now).toISOString()).length > 0;

/** The alarms that group units and whose cause is there, with their units. */
const openGroups = ({ alarm, alarm_occurrence: raised }: AlarmsState): { site: Uuid; units: string[] }[] =>
  Object.values(alarm).flatMap(({ unit, active, site, occurrence }) =>
    unit === null && active ? [{ site, units: unitsOf(raised[occurrence!]!) }] : [],
  );

/** How a cause that was found stands for the alarm, as the unit is used now. */
function sightOf(known: KnownUnit, { definition, active, since, message }: Stands, use: UseOf): Sight {
  return {
    ...{ active, at: new Date(since).toISOString(), message, newOccurrence: newId() },
    batches: use.batches.get(known.unit.id) ?? [],
    suppressedBecause: suppressedBecause(definition.enabled, useOf(known, use)),
  };
}

/** Alarms of the unit that its class has no more: their causes are not looked for, and count as gone. */
function gone(
  { unit: { id } }: KnownUnit,
  sightings: readonly Sighting[],
  standing: readonly AlarmRow[],
  now: number,
): Sighting[] {
  const known = new Set(sightings.map(({ point }) => point.id));
  const left = standing.filter((row) => row.unit === id && row.active && !known.has(row.id));
  const at = new Date(now).toISOString();
  return left.map(
    ({ state: _, active: __, occurrence: ___, since: ____, withheld: _____, shelved: ______, ...point }) => ({
      point,
      sight: { active: false, at, message: '', newOccurrence: newId(), batches: [], suppressedBecause: null },
    }),
  );
}

const mapped = <In, Out>(groups: ReadonlyMap<string, readonly In[]>, made: (one: In) => Out): Map<string, Out[]> =>
  new Map([...groups].map(([key, all]) => [key, all.map(made)]));

const TICKS = 10_000n;

function sampleOf({ sourceTime, receivedAt, value, quality }: ReadingRow): Sample {
  const good = quality === 'good' ? value : null;
  return {
    at: Number(sourceTime / TICKS),
    heard: Date.parse(receivedAt),
    value: typeof good === 'bigint' ? Number(good) : good,
  };
}
