import { type AlarmPriority, seconds, type Tag } from '../../definition/unit-classes/domain/index.js';
import type { BatchInBrief } from '../../execution/batches/index.js';
import type { AlarmsInBrief } from '../../plant/alarms/index.js';
import type { ConnectionStatus, PromptRow, UnitRow } from '../../plant/equipment/index.js';
import type { ReadingRow } from '../../plant/readings/index.js';
import type { DeviationRow } from '../../quality/deviations/index.js';
import type { LooseBatchDto, TileBatchDto, TileCountDto, TileDto } from './board.dto.js';
import { needsOf, nextTouch } from './need.view.js';
import { valueOf } from './value.view.js';

/** seconds */
const DAY = 86_400;

/** What one look into the database found; `now` in milliseconds since 1970. */
export interface Seen {
  now: number;
  /** the demo's factor, 1 in real life */
  speed: number;
  deviations: readonly DeviationRow[];
}

/** One unit with all that stands around it. */
export interface UnitSeen {
  unit: UnitRow;
  room: string;
  /** the tags of its class */
  tags: readonly Tag[];
  connection: ConnectionStatus | null;
  batch: BatchInBrief | undefined;
  alarms: AlarmsInBrief | undefined;
  /** what it waits for a person to say */
  prompt: PromptRow | undefined;
  readings: readonly ReadingRow[];
}

/** The batch's day by what its recipe times: what lies behind it, and of the program that runs what has passed. */
function dayOf({ program, timed }: BatchInBrief, { now, speed }: Seen): TileCountDto | null {
  if (timed.total < DAY) return null;
  const { after = null, startedAt = null } = program ?? {};
  const length = after === null ? 0 : seconds(after);
  const passed = startedAt === null ? 0 : ((now - Date.parse(startedAt)) / 1000) * speed;
  const of = Math.ceil(timed.total / DAY);
  const gone = timed.before + Math.min(Math.max(0, passed), length);
  return { n: Math.min(of, Math.floor(gone / DAY) + 1), of };
}

function batchOf(batch: BatchInBrief, seen: Seen): TileBatchDto {
  const { id, code, type, coi, patient, product, state, step, steps } = batch;
  return {
    ...{ id, code, type, coi, patient, product, state },
    step: step === null ? null : { id: step.id, title: step.title, kind: step.kind, state: step.state },
    steps: step === null ? null : { n: steps.done + 1, of: steps.total },
    day: dayOf(batch, seen),
  };
}

/** What a tile shows of a class: its critical parameters, and what a running step watches besides. */
export const shownTags = (tags: readonly Tag[], watched: ReadonlySet<string>): Tag[] =>
  tags.filter(
    ({ tag, type, criticality }) =>
      (type === 'number' || type === 'integer') && (criticality === 'CPP' || watched.has(tag)),
  );

const ALARM_LIGHTS: Record<AlarmPriority, TileDto['light']> = {
  ...{ critical: 'action', high: 'alert', medium: 'alert', low: 'note' },
};

function lightOf({ needs, values, unit, batch, alarms }: Omit<TileDto, 'light' | 'next'>): TileDto['light'] {
  if (unit.status === 'out-of-service') return 'off';
  const waiting = alarms === null || alarms.unacknowledged === 0 ? [] : [ALARM_LIGHTS[alarms.first.priority]];
  const tones = batch === null ? [] : needs.map(({ tone }) => tone);
  const isUncertain = batch !== null && values.some(({ state }) => state === 'uncertain');
  const lit = [...waiting, ...tones, ...(isUncertain ? ['alert' as const] : [])];
  return (['action', 'alert', 'note'] as const).find((tone) => lit.includes(tone)) ?? 'calm';
}

const alarmsOf = ({ unit: _, ...shown }: AlarmsInBrief): TileDto['alarms'] => shown;

export function tileOf(
  { unit, room, tags, connection, batch, alarms, prompt, readings }: UnitSeen,
  seen: Seen,
): TileDto {
  const monitors = batch?.monitors ?? [];
  const values = shownTags(tags, new Set(monitors.map(({ tag }) => tag))).map((tag) =>
    valueOf(
      tag,
      readings.find((row) => row.tag === tag.tag),
      monitors.find((monitor) => monitor.tag === tag.tag),
      seen.now,
    ),
  );
  const { id, code, title, unitClass, status, connector } = unit;
  const shown = connection === null ? null : { state: connection.state, since: connection.since };
  const head = {
    unit: { id, code, title, unitClass, room, protocol: connector.kind, status },
    alarms: alarms === undefined ? null : alarmsOf(alarms),
    connection: shown,
    batch: batch === undefined ? null : batchOf(batch, seen),
    values,
    needs: batch === undefined ? [] : needsOf(batch, { values, connection: shown, prompt }, seen.deviations),
  };
  return { ...head, next: batch === undefined ? null : nextTouch(batch), light: lightOf(head) };
}

export const looseOf = (batch: BatchInBrief, seen: Seen): LooseBatchDto => ({
  batch: batchOf(batch, seen),
  needs: needsOf(batch, { values: [], connection: null }, seen.deviations),
  next: nextTouch(batch),
});
