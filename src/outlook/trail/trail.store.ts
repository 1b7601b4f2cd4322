import { isUuid } from '../../kernel/ids.js';
import type { Tx } from '../../platform/database/index.js';
import type { StoredProjection } from '../../trust/ledger/index.js';
import { SignatureEntity } from '../../trust/signatures/index.js';
import { idOf, type Place, trailReviewProjection, type TrailReviewState } from './domain/index.js';
import { TrailReviewEntity } from './trail-review.entity.js';

export const trailReviewStore: StoredProjection<TrailReviewState> = {
  ...trailReviewProjection,
  tables: {
    trail_review: { entity: TrailReviewEntity, stream: 'subject' },
    signature: { entity: SignatureEntity, stream: 'subjectStream' },
  },
};

/** A fact that was found, as it stands in the ledger; null where it is no more, or out of sight. */
export interface Found {
  stream: string;
  seq: number;
  at: string;
  act: string;
  text: string | null;
  previous: string;
  hash: string;
}

/** What is looked for, in words of the trail and of people, and from where on. */
export interface Search {
  wanted: string;
  said: string | null;
  from: string | null;
  to: string | null;
  after: Place | null;
  newestFirst: boolean;
  most: number;
}

const argumentsOf = ({ wanted, said, from, to, after, newestFirst, most }: Search): unknown[] => [
  ...[wanted, said ?? '', from, to],
  ...[after?.at ?? null, after?.stream ?? null, after?.seq ?? null],
  ...[newestFirst, most],
];

export const searchTrail = (tx: Tx, search: Search): Promise<Found[]> =>
  tx.query<Found>(
    `select t.stream, t.seq, to_char(t.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, t.act,
            f.text, encode(f.previous, 'hex') as previous, encode(f.hash, 'hex') as hash
       from search_trail($1, $2, $3, $4, $5, $6, $7, $8, $9) with ordinality as t (stream, seq, at, act, place)
       left join fact f on f.stream = t.stream and f.seq = t.seq
      order by t.place`,
    argumentsOf(search),
  );

/** A text as the words that are looked for; none where nothing in it is one. */
export async function wordsIn(tx: Tx, text: string): Promise<string[]> {
  const [row] = await tx.query<{ words: string[] }>('select trail_words($1) as words', [text]);
  return row!.words;
}

/** When the transaction began: all that is stated later is later than this. */
export async function nowOf(tx: Tx): Promise<string> {
  const [row] = await tx.query<{ now: string }>(
    `select to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as now`,
  );
  return row!.now;
}

/** How many are found, at most as many as are asked for. */
export async function countTrail(tx: Tx, search: Search): Promise<number> {
  const [row] = await tx.query<{ count: number }>(
    `select count(*)::int as count from search_trail($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    argumentsOf(search),
  );
  return row!.count;
}

/** One fact by its place, whether it has a line in the trail or not. */
export async function factAt(tx: Tx, stream: string, seq: number): Promise<Found | null> {
  const [found] = await tx.query<Found>(
    `select f.stream, f.seq, to_char(f.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at,
            coalesce(t.act, f.type) as act, f.text, encode(f.previous, 'hex') as previous, encode(f.hash, 'hex') as hash
       from fact f join stream s on s.id = f.stream left join trail t on t.stream = f.stream and t.seq = f.seq
      where f.stream = $1 and f.seq = $2 and visible_trail(s.id, s.site, s.sponsor)`,
    [stream, seq],
  );
  return found ?? null;
}

/** Numbers of the seals over some facts, by `stream#seq`; not of those that none covers yet. */
export async function sealsOf(tx: Tx, facts: readonly Found[]): Promise<Map<string, number>> {
  const rows = await tx.query<{ id: string; seal: number }>(
    `select w.stream || '#' || w.seq as id, r.seal from unnest($1::text[], $2::int[]) w (stream, seq)
      cross join lateral (select seal, to_seq from sealed_range
        where stream = w.stream and from_seq <= w.seq order by from_seq desc limit 1) r
      where r.to_seq >= w.seq`,
    [facts.map(({ stream }) => stream), facts.map(({ seq }) => seq)],
  );
  return new Map(rows.map(({ id, seal }) => [id, seal]));
}

/** Where things are found by what people call them. */
const CODED: Readonly<Record<string, string>> = {
  batch: 'select id from batch where code = $1',
  unit: 'select id from unit where code = $1',
  recipe: 'select id from recipe_version where code = $1',
  person: 'select id from person where username = $1',
  order: 'select id from therapy_order where code = $1',
  deviation: 'select id from deviation where code = $1',
  site: 'select id from site where code = $1',
  sponsor: 'select id from sponsor where code = $1',
};

/** Ids that an id or a code of a kind stands for; none where there is nothing of that code in sight. */
export async function idsOf(tx: Tx, kind: string, subject: string): Promise<string[]> {
  const coded = CODED[kind];
  if (coded === undefined || isUuid(subject)) return [subject];
  return (await tx.query<{ id: string }>(coded, [subject])).map(({ id }) => id);
}

const NAMED = `
  select 'batch/' || id as stream, code as name from batch where id = any($1::uuid[])
  union all select 'unit/' || id, code from unit where id = any($1::uuid[])
  union all select 'recipe/' || id, code || ' ' || version from recipe_version where id = any($1::uuid[])
  union all select kind || '/' || id, name from person cross join unnest(array['person', 'training']) kind
    where id = any($1::uuid[])
  union all select 'order/' || id, code from therapy_order where id = any($1::uuid[])
  union all select 'deviation/' || id, code from deviation where id = any($1::uuid[])
  union all select kind || '/' || id, code from site cross join unnest(array['site', 'site-security', 'escalation']) kind
    where id = any($1::uuid[])
  union all select 'sponsor/' || id, code from sponsor where id::text = any($2)`;

/** What people call the subjects of streams. */
export async function namesOf(tx: Tx, streams: readonly string[]): Promise<Map<string, string>> {
  const ids = [...new Set(streams.map(idOf))];
  const rows = await tx.query<{ stream: string; name: string }>(NAMED, [ids.filter(isUuid), ids]);
  const own = streams.flatMap((stream): [string, string][] => (isUuid(idOf(stream)) ? [] : [[stream, idOf(stream)]]));
  return new Map([...own, ...rows.map(({ stream, name }): [string, string] => [stream, name])]);
}

/** Usernames of people by id. */
export async function usernamesOf(tx: Tx, people: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx.query<{ id: string; username: string }>(
    'select id, username from person where id = any($1::uuid[])',
    [[...new Set(people)].filter(isUuid)],
  );
  return new Map(rows.map(({ id, username }) => [id, username]));
}

/** Phases of steps by the step's id. */
export async function phasesOf(tx: Tx, steps: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx.query<{ id: string; phase: string }>('select id, phase from step where id = any($1::uuid[])', [
    [...new Set(steps)].filter(isUuid),
  ]);
  return new Map(rows.map(({ id, phase }) => [id, phase]));
}

/** Texts of the facts by which entries were recorded whose place others took, by `stream#entry`. */
export async function entriesOf(
  tx: Tx,
  entries: readonly { stream: string; entry: string }[],
): Promise<Map<string, string>> {
  if (entries.length === 0) return new Map();
  const rows = await tx.query<{ id: string; text: string }>(
    `select f.stream || '#' || (replace(f.text, '\\u0000', '\\ufffd')::json #>> '{values,entry}') as id, f.text
       from fact f where f.stream = any($1) and f.type = 'entry.recorded'
        and f.stream || '#' || (replace(f.text, '\\u0000', '\\ufffd')::json #>> '{values,entry}') = any($2)`,
    [[...new Set(entries.map(({ stream }) => stream))], entries.map(({ stream, entry }) => `${stream}#${entry}`)],
  );
  return new Map(rows.map(({ id, text }) => [id, text]));
}

/** Texts of the facts of the same type that came before others in their streams, by `stream#seq` of the later ones. */
export async function beforeThese(
  tx: Tx,
  facts: readonly { stream: string; seq: number; type: string }[],
): Promise<Map<string, string>> {
  if (facts.length === 0) return new Map();
  const rows = await tx.query<{ id: string; text: string }>(
    `select w.stream || '#' || w.seq as id, b.text from unnest($1::text[], $2::int[], $3::text[]) w (stream, seq, type)
      cross join lateral (select f.text from fact f
        where f.stream = w.stream and f.type = w.type and f.seq < w.seq order by f.seq desc limit 1) b`,
    [facts.map(({ stream }) => stream), facts.map(({ seq }) => seq), facts.map(({ type }) => type)],
  );
  return new Map(rows.map(({ id, text }) => [id, text]));
}

/** A stream's head and place, as far as it is in sight. */
export async function headOf(tx: Tx, stream: string) {
  const [head] = await tx.query<{ seq: number; site: string; zone: string; sponsor: string | null }>(
    'select seq, site, zone, sponsor from stream where id = $1 and visible_trail(id, site, sponsor)',
    [stream],
  );
  return head ?? null;
}

/** How often a stretch of a stream states each act, and the hash at its end. */
export async function stretchOf(tx: Tx, stream: string, from: number, to: number) {
  const acts = await tx.query<{ act: string; count: number }>(
    'select act, count(*)::int as count from trail where stream = $1 and seq between $2 and $3 group by act',
    [stream, from, to],
  );
  const [end] = await tx.query<{ hash: string }>(
    `select encode(hash, 'hex') as hash from fact where stream = $1 and seq = $2`,
    [stream, to],
  );
  return { acts, head: end?.hash ?? null };
}

/** Reviews of a subject, the newest first. */
export const reviewsOf = (tx: Tx, subject: string) =>
  tx.entities.find(TrailReviewEntity, { where: { subject }, order: { toSeq: 'desc' } });

/** The site of a person, for their log. */
export async function siteOf(tx: Tx, person: string): Promise<string> {
  const [row] = await tx.query<{ site: string }>('select site from person where id = $1', [person]);
  return row!.site;
}
