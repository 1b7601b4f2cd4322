import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  DEVICES,
  EightUnits,
  type Happening,
  type Maps,
  NODES,
  ownerOf,
  PLAIN,
  type Sent,
  type Tag,
  TAGS,
} from '../support/eight-units.js';
import { type Ingestion, startIngestion } from '../support/ingestion.js';
import { until } from '../support/walk.js';

let ingestion: Ingestion;
const ids: string[] = [];

beforeAll(async () => {
  ingestion = await startIngestion();
  for (let unit = 0; unit < PLAIN + DEVICES; unit++) ids.push(await ingestion.unit());
}, 180_000);
afterAll(() => ingestion.close());

const order = fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4, maxLength: 4 });
const ofEach = <T>(length: number, each: fc.Arbitrary<T>) => fc.array(each, { minLength: length, maxLength: length });
const maps: fc.Arbitrary<Maps> = fc.record({
  plain: ofEach(PLAIN, fc.record({ message: ofEach(TAGS.length, fc.nat(2)), place: order })),
  devices: ofEach(DEVICES, order),
});
const unit = fc.nat(PLAIN + DEVICES - 1);
const tags = fc.uniqueArray(fc.constantFrom(...TAGS), { minLength: 1 });
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 20, arbitrary: fc.record({ what: fc.constant('sample' as const), unit, tags }) },
  { weight: 3, arbitrary: fc.record({ what: fc.constant('again' as const), unit }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('cut' as const) }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('birth' as const), node: fc.nat(NODES - 1) }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('pause' as const), ms: fc.nat(8) }) },
);
const happenings = fc.array(happening, { minLength: 20, maxLength: 80 });

describe('readings of eight units', () => {
  it(
    '11.10(h): are those of the unit and tag that sent them, whatever the maps of tags, and however messages interleave, repeat and break off',
    () => fc.assert(fc.asyncProperty(maps, happenings, attributed), { numRuns: 30, endOnFailure: true }),
    240_000,
  );
});

const said = ({ unit, tag, at, value }: Sent): string => `${unit} ${tag} ${at} ${value}`;

async function attributed(given: Maps, happenings: Happening[]): Promise<void> {
  const units = new EightUnits(given, ids, (message) => (ingestion.taking.take(message), true));
  const from = EightUnits.now + 1;
  try {
    await units.open();
    for (const happening of happenings) await units.happen(happening);
    units.quiet();
    const isStored = async () => units.isDone && (await stored(from)).length >= units.sent.length;
    await until('everything is stored', isStored);
    expect((await stored(from)).map(said).sort()).toEqual(units.sent.map(said).sort());
    for (const tag of TAGS) for (let unit = 0; unit < ids.length; unit++) await expectOwnEvidence(unit, tag, from);
  } finally {
    await units.close();
  }
}

/** As it stands in the database. */
async function stored(from: number): Promise<Sent[]> {
  const rows = await ingestion.query<{ unit: string; tag: Tag; at: number; value: Sent['value'] }>(
    `select r.unit, t.code as tag, (r.source_time / 10000)::float8 as at,
            coalesce(to_jsonb(r.number), to_jsonb(r.integer), to_jsonb(r.boolean), to_jsonb(r.text)) as value
       from reading r join tag t on t.id = r.tag and t.unit = r.unit where r.source_time >= $1`,
    [`${BigInt(from) * 10_000n}`],
  );
  return rows.map((row) => ({ ...row, unit: ids.indexOf(row.unit) }));
}

/** What a batch on a unit could take or cite. */
async function expectOwnEvidence(unit: number, tag: Tag, from: number): Promise<void> {
  const [first, last] = [new Date(from).toISOString(), new Date(EightUnits.now).toISOString()];
  const window = await ingestion.read((tx) => ingestion.readings.window(tx, ids[unit]!, tag, first, last));
  for (const { value, ...row } of window) {
    expect([row.unit, row.tag]).toEqual([ids[unit], tag]);
    if (tag !== 'door') expect([unit, tag, ownerOf(tag, value)]).toEqual([unit, tag, unit]);
  }
}
