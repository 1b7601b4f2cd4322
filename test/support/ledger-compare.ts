import pg from 'pg';
import type { LedgerLine } from '../../simulators/opcua/index.js';
import { mappedTags } from '../../src/plant/equipment/domain/index.js';
import { readPlant } from '../../tools/demo/plant-file.js';
import { until } from './walk.js';

/** A value by tag and source time, and by what it says where that matters, `temperature 17953…`. */
type Place = string;

export interface Comparison {
  /** values of the unit's ledger in the span */
  values: number;
  tags: string[];
  /** stored, of those */
  stored: number;
  /** in the unit's ledger, not stored, and not inside exactly one open gap of their tag */
  missing: Place[];
  /** not stored, and inside one open gap of their tag */
  covered: Place[];
  /** stored more than once */
  doubled: Place[];
  /** stored, and not what the unit says that it measured then */
  strange: Place[];
  /** recorded gaps of the span, whatever became of them, ends in units of 100 ns since 1970 */
  gaps: { tags: string[]; from: bigint; to: bigint; cause: string; state: string }[];
  /** spans in which the unit measured nothing, being dead or late, with the tags for which not exactly one open gap covers all of it */
  silences: { from: string; to: string; dead: boolean; uncovered: string[] }[];
  /** tags of open gaps in which nothing is missing, or that do not reach from a stored reading to the next one stored */
  wrongGaps: Place[];
}

interface Stored {
  tag: string;
  time: string;
  value: number | boolean | null;
  status: number;
}

/** Units call the tag as they will; the plant file says what the server calls it. */
const TAG_OF: Record<string, string> = { door: 'door-open' };
const TICKS = 10_000_000n;
/** Of a sampling distance: what is longer is a silence. The server, which knows the distance by readings alone, asks for a half more. */
const LATE = 1.25;

const keyOf = ({ tag, time }: { tag: string; time: string }): Place => `${tag} ${time}`;
/** A clock that stands still has many values at one instant. */
const wordOf = (line: Stored): Place => `${keyOf(line)} ${line.value} ${line.status}`;

/**
 * All that one unit measured from one instant to another, by its own ledger, against what the server stored of it. The unit's
 * samples are `rate` a second; where it measured nothing for longer, being dead or late, something is missing too.
 */
export async function compareLedger(
  adminUrl: string,
  unit: { code: string; ledger: LedgerLine[]; rate: number },
  from: string,
  to: string,
): Promise<Comparison> {
  const [first, last] = [from, to].map((instant) => BigInt(Date.parse(instant)) * 10_000n) as [bigint, bigint];
  const within = ({ time }: { time: string }): boolean => BigInt(time) >= first && BigInt(time) <= last;
  const ledger = unit.ledger.map((line): Stored => ({ ...line, tag: TAG_OF[line.tag] ?? line.tag }));
  const lines = ledger.filter(within);
  const { readings, gaps } = await storedOf(adminUrl, unit.code, first, last);
  const rows = readings.filter(within);
  const measured = new Set(ledger.map(wordOf));
  const [kept, ends] = [new Set(readings.map(wordOf)), new Set(readings.map(keyOf))];
  const absent = lines.filter((line) => !kept.has(wordOf(line)));
  const open = gaps.filter(({ state }) => state === 'open');
  const covering = (line: Stored): number =>
    open.filter(({ tags, from, to }) => tags.includes(line.tag) && inside(BigInt(line.time), { from, to })).length;
  const silences = silencesOf(unit.ledger, unit.rate);
  const [lostOf, storedAt] = [timesOf(absent), timesOf(readings)];
  const isRight = (gap: (typeof gaps)[number], tag: string): boolean => {
    const lost = lostOf(tag).some((time) => inside(time, gap));
    const silent = silences.some((silence) => silence.from < gap.to && silence.to > gap.from);
    const empty = !storedAt(tag).some((time) => inside(time, gap));
    return (lost || silent) && empty && [gap.from, gap.to].every((end) => ends.has(keyOf({ tag, time: `${end}` })));
  };
  return {
    values: lines.length,
    tags: [...new Set(lines.map(({ tag }) => tag))].sort(),
    stored: rows.length,
    missing: absent.filter((line) => covering(line) !== 1).map(keyOf),
    covered: absent.filter((line) => covering(line) === 1).map(keyOf),
    doubled: [...Map.groupBy(rows, wordOf)].flatMap(([key, same]) => (same.length > 1 ? [key] : [])),
    strange: rows.filter((row) => !measured.has(wordOf(row))).map(wordOf),
    gaps,
    silences: silences.filter(overlaps(first, last)).map((silence) => ({
      ...{ from: instantOf(silence.from), to: instantOf(silence.to), dead: silence.dead },
      uncovered: TAGS.filter((tag) => open.filter((gap) => gap.tags.includes(tag) && spans(gap, silence)).length !== 1),
    })),
    wrongGaps: open.flatMap((gap) =>
      gap.tags.flatMap((tag) => (isRight(gap, tag) ? [] : [`${tag} ${gap.from}-${gap.to} ${gap.cause}`])),
    ),
  };
}

interface Span {
  from: bigint;
  to: bigint;
}

function timesOf(rows: Stored[]): (tag: string) => bigint[] {
  const times = new Map(
    [...Map.groupBy(rows, ({ tag }) => tag)].map(([tag, own]) => [tag, own.map(({ time }) => BigInt(time))]),
  );
  return (tag) => times.get(tag) ?? [];
}

const inside = (time: bigint, { from, to }: Span): boolean => time > from && time < to;

const spans = (gap: Span, silence: Span): boolean => gap.from <= silence.from && gap.to >= silence.to;
const overlaps =
  (from: bigint, to: bigint) =>
  (silence: Span): boolean =>
    silence.to > from && silence.from < to;
const instantOf = (ticks: bigint): string => new Date(Number(ticks / 10_000n)).toISOString();

/** Spans between two samples of a tag's ledger that are longer than sampling and a bit of lateness would have it. */
function silencesOf(ledger: LedgerLine[], rate: number): (Span & { dead: boolean })[] {
  const boots = new Map(ledger.map(({ time, boot }) => [BigInt(time), boot]));
  const times = [...boots.keys()].sort((a, b) => (a < b ? -1 : 1));
  const longest = (Number(TICKS) * LATE) / rate;
  return times.slice(1).flatMap((to, index) => {
    const from = times[index]!;
    return Number(to - from) > longest ? [{ from, to, dead: boots.get(from) !== boots.get(to) }] : [];
  });
}

/** What is stored of a unit, a minute around the span too, since the ends of a gap may lie outside. */
async function storedOf(adminUrl: string, code: string, from: bigint, to: bigint) {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const around = [code, `${from - 60n * TICKS}`, `${to + 60n * TICKS}`];
    const { rows: readings } = await client.query<Stored>(
      `select t.code as tag, r.source_time::text as time, r.status::int8::float8 as status,
              coalesce(to_jsonb(r.number), to_jsonb(r.integer), to_jsonb(r.boolean)) as value
         from reading r join tag t on t.id = r.tag join unit u on u.id = r.unit
        where u.code = $1 and r.source_time between $2 and $3 order by r.source_time, r.arrival`,
      around,
    );
    const { rows } = await client.query<{ tags: string[]; from: string; to: string; cause: string; state: string }>(
      `select g.tags, g.from_time as from, g.to_time as to, g.cause, g.state
         from gap g join unit u on u.id = g.unit where u.code = $1 and g.to_time > $2 and g.from_time < $3 order by g.from_time`,
      [code, `${from}`, `${to}`],
    );
    return { readings, gaps: rows.map((gap) => ({ ...gap, from: BigInt(gap.from), to: BigInt(gap.to) })) };
  } finally {
    await client.end();
  }
}

/** Tags that the server follows at each unit of the plant file. */
export const TAGS = mappedTags(readPlant().tagMaps['lads-culture']!)
  .map(([tag]) => tag)
  .sort();

/** From when to when a batch held its unit, by the database's clock. */
export async function heldSpan(adminUrl: string, batch: string): Promise<[string, string]> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ at: Date }>(
      `select at from fact where stream = $1 and type in ('batch.unit-bound', 'batch.unit-released') order by seq`,
      [`batch/${batch}`],
    );
    if (rows.length !== 2) throw new Error(`batch ${batch} has not held and released one unit`);
    return [rows[0]!.at.toISOString(), rows[1]!.at.toISOString()];
  } finally {
    await client.end();
  }
}

/** Waits until readings of every tag of a unit from after this instant are stored, and so all from before it that come at all. */
export async function untilStored(adminUrl: string, code: string, instant: string, patience?: number): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await until(
      `readings of ${code} are stored up to ${instant}`,
      async () => {
        const { rows } = await client.query<{ tag: string }>(
          `select t.code as tag from tag t join unit u on u.id = t.unit
          where u.code = $1 and exists (select from reading r where r.tag = t.id and r.source_time > $2)`,
          [code, `${BigInt(Date.parse(instant)) * 10_000n}`],
        );
        return rows.length === TAGS.length;
      },
      patience,
    );
  } finally {
    await client.end();
  }
}

/** How many values of all units were not taken, or were two at one instant. */
export async function faultsOf(adminUrl: string): Promise<{ rejects: number; conflicts: number }> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  const { rows } = await client
    .query<{ rejects: number; conflicts: number }>(
      `select sum(rejects + quarantined)::int as rejects, sum(conflicts)::int as conflicts from unit_arrival`,
    )
    .finally(() => client.end());
  return rows[0]!;
}
