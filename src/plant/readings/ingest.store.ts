import type { Tx } from '../../platform/database/index.js';
import type { UnitClass } from '../../definition/unit-classes/domain/index.js';
import type { CheckedValue, Doubt, TagDefinition } from './domain/index.js';

/** An array parameter of values that need no quotes, in a fraction of the driver's time. */
const list = (values: (number | bigint | string | boolean | null)[]): string =>
  `{${values.map((value) => value ?? 'null').join(',')}}`;

/** Makes a unit's tags those of its class. A tag that changes type or UCUM unit becomes another one under its code. */
export async function declareTags(tx: Tx, unit: string, unitClass: Pick<UnitClass, 'code' | 'tags'>): Promise<void> {
  const { tags } = unitClass;
  await tx.query(
    `insert into unit_arrival (unit, unit_class) values ($1, $2) on conflict (unit) do update set unit_class = $2`,
    [unit, unitClass.code],
  );
  await tx.query(`update tag set current = false where unit = $1 and current`, [unit]);
  await tx.query(
    `insert into tag (unit, code, type, ucum, low, high, current)
     select $1, code, type, ucum, low, high, true
       from unnest($2::text[], $3::text[], $4::text[], $5::float8[], $6::float8[]) as t (code, type, ucum, low, high)
     on conflict (unit, code, type, ucum) do update set low = excluded.low, high = excluded.high, current = true`,
    [
      unit,
      tags.map(({ tag }) => tag),
      tags.map(({ type }) => type),
      tags.map(({ unit: ucum }) => ucum ?? null),
      tags.map(({ range }) => range?.low ?? null),
      tags.map(({ range }) => range?.high ?? null),
    ],
  );
}

/** Units of a class. */
export async function unitsOfClass(tx: Tx, unitClass: string): Promise<string[]> {
  const rows = await tx.query<{ unit: string }>(`select unit from unit_arrival where unit_class = $1 order by unit`, [
    unitClass,
  ]);
  return rows.map(({ unit }) => unit);
}

/** Takes the next `count` arrival numbers of a unit, after `last`, and holds its lock until the transaction ends. */
export async function takeArrivals(
  tx: Tx,
  unit: string,
  count: number,
): Promise<{ last: bigint; tags: Map<string, TagDefinition>; doubts: Doubt[] }> {
  const [own] = await tx.query<{ last: string; doubts: Doubt[]; tags: TagDefinition[] | null }>(
    `with own as (update unit_arrival set last = last + $2 where unit = $1 returning last - $2 as last, doubts)
     select last, doubts, (select json_agg(json_build_object('id', id, 'code', code, 'type', type, 'low', low, 'high', high))
                             from tag where unit = $1 and current) as tags from own`,
    [unit, count],
  );
  const tags = new Map((own?.tags ?? []).map((tag) => [tag.code, tag]));
  return { last: BigInt(own?.last ?? 0), tags, doubts: own?.doubts ?? [] };
}

/** Stores what is not there yet, and flags instants at which a tag has two values. Arrivals follow `last` in order. */
export async function insertReadings(tx: Tx, unit: string, last: bigint, values: CheckedValue[]): Promise<void> {
  if (values.length === 0) return;
  const of = (type: string) => list(values.map(({ value }) => (typeof value === type ? value : null)));
  await tx.query(
    `with batch as (
       select * from unnest($3::int[], $4::int8[], $5::text[], $6::float8[], $7::int8[], $8::text[], $9::bool[], $10::int8[],
                            $11::int2[], $12::int8[], $13::timestamptz[], $14::text[]) with ordinality
         as b (tag, source_time, digest, number, integer, text, boolean, status, quality, server_time, received_at, origin, place)),
     stored as (
       insert into reading (tag, source_time, digest, unit, arrival, number, integer, text, boolean, status, quality,
                            server_time, received_at, origin)
       select tag, source_time, decode(digest, 'hex'), $1, $2 + place, number, integer, text, boolean, status, quality,
              server_time, received_at, origin
         from batch order by place
       on conflict (tag, source_time, digest) do nothing
       returning tag, source_time),
     found as (
       insert into reading_conflict (tag, source_time, unit)
       select s.tag, s.source_time, $1 from stored s group by s.tag, s.source_time
       having count(*) > 1 or exists (select from reading r where r.tag = s.tag and r.source_time = s.source_time)
       on conflict do nothing
       returning 1)
     update unit_arrival set conflicts = conflicts + (select count(*) from found)
      where unit = $1 and exists (select from found)`,
    [
      unit,
      last.toString(),
      list(values.map(({ tag }) => tag)),
      list(values.map(({ sourceTime }) => sourceTime)),
      list(values.map(({ digest }) => digest)),
      of('number'),
      of('bigint'),
      values.map(({ value }) => (typeof value === 'string' ? value : null)),
      of('boolean'),
      list(values.map(({ status }) => status)),
      list(values.map(({ quality }) => quality)),
      list(values.map(({ serverTime }) => serverTime)),
      list(values.map(({ receivedAt }) => receivedAt)),
      list(values.map(({ origin }) => origin)),
    ],
  );
}
