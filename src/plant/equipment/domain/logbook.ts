import type { Instant, Uuid } from '../../../kernel/ids.js';
import type { Fact, StreamId } from '../../../trust/ledger/domain/index.js';
import type { UnitFacts } from './unit.js';
import { UPKEEP_ACTS } from './upkeep.js';

/** Facts of a unit's stream that its logbook tells; a verification stands with its act. */
export const LOGGED: readonly string[] = [
  ...[
    'defined',
    'redefined',
    'bound',
    'released',
    'quarantined',
    'quarantine-lifted',
    'identity-refused',
    ...UPKEEP_ACTS,
  ].map((what) => `unit.${what}`),
  ...['command.confirmed', 'command.failed', 'command.unknown', 'program.held', 'program.resumed', 'program.ended'],
  ...['unit.changed-locally', 'unit.prompted', 'unit.prompt-ended'],
];

/** A part of a unit's stream, by time; null where it has no end on that side. */
export interface Span {
  stream: StreamId;
  from: Instant | null;
  until: Instant | null;
}

/** Says where a unit stands. */
export type Placed =
  Fact<'unit.defined', UnitFacts['unit.defined']> | Fact<'unit.redefined', UnitFacts['unit.redefined']>;

/** When units stood in a room, from the facts that say where each stands, in the order of its stream. */
export function spansIn(room: Uuid, placed: readonly Placed[]): Span[] {
  return [...Map.groupBy(placed, ({ stream }) => stream)].flatMap(([stream, facts]) => {
    const spans: Span[] = [];
    for (const fact of facts) {
      const is = (fact.type === 'unit.defined' ? fact.values.unit.room : fact.values.is.room) === room;
      const open = spans.find(({ until }) => until === null);
      if (is && open === undefined) spans.push({ stream, from: fact.at, until: null });
      else if (!is && open !== undefined) spans[spans.indexOf(open)] = { ...open, until: fact.at };
    }
    return spans;
  });
}

/** A line of a logbook. */
export interface LogbookLine {
  unit: Uuid;
  seq: number;
  type: string;
  at: Instant;
  happenedAt: Instant;
  zone: string;
  by: { name: string; role: string };
  /** the batch that it was about; null for none, and for one that is not the reader's to see */
  batch: Uuid | null;
  /** of an act of upkeep */
  upkeep: Uuid | null;
  values: Record<string, unknown>;
}

/** `seen`: the batches that the reader may see. */
export function lineOf(fact: Fact, seen: ReadonlySet<string>): LogbookLine {
  const { seq, type, at, happenedAt, zone, by } = fact;
  const { batch = null, coi, ...rest } = fact.values as { batch?: Uuid | null; coi?: unknown };
  const own = batch !== null && seen.has(batch);
  return {
    unit: fact.stream.slice('unit/'.length),
    ...{ seq, type, at, happenedAt, zone },
    by: { name: nameOf(by), role: by.role },
    batch: own ? batch : null,
    upkeep: (rest as { upkeep?: Uuid }).upkeep ?? null,
    values: own && coi !== undefined ? { ...rest, coi } : rest,
  };
}

function nameOf(by: Fact['by']): string {
  if ('person' in by) return by.name;
  return 'unit' in by ? by.unit : by.system;
}

/** Where the next page of a logbook begins: after this line. */
export const cursorOf = ({ at, unit, seq }: LogbookLine): string => `${at}_${unit}_${seq}`;
