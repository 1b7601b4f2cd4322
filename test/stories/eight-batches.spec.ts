import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import pg from 'pg';
import { unitApplicationUri } from '../../simulators/opcua/index.js';
import type { BatchRecord } from '../../tools/verify/record.js';
import { startApp, type TestApp } from '../support/app.js';
import { AEDES, type TestBroker } from '../support/broker.js';
import { makeEffective } from '../support/effective-recipe.js';
import { encodingDevices } from '../support/encoding-devices.js';
import { encoded, ENCODED_TAGS, encodingMqttUnit, type EncodingUnit } from '../support/encoding-units.js';
import { provisionRoom } from '../support/room.js';
import { type RoomUnit, startPlantUnit } from '../support/room-units.js';
import { browsed, SENSORS, sixNumbers, takeSix } from '../support/six-numbers.js';
import { until, Walk } from '../support/walk.js';
import { download } from '../api/walked-batch.js';

/** Each unit is its number. */
const OPCUA = 'U-01';
const PLAIN = ['U-11', 'U-12', 'U-13'];
const NODES = { 'EN-21': ['U-21', 'U-22'], 'EN-22': ['U-23', 'U-24'] };
const CODES = [OPCUA, ...PLAIN, ...Object.values(NODES).flat()];
const numberOf = (code: string): number => Number(code.slice(2));
const LIMIT = 300_000;

let broker: TestBroker;
let app: TestApp;
let opcua: RoomUnit;
let endpoint: string;
let sql: pg.Client;

beforeAll(async () => {
  const [place, started] = await Promise.all([
    provisionRoom([OPCUA]),
    AEDES.start({
      units: PLAIN.map((unit) => ({ site: 'demo', room: 'B2', unit })),
      edgeNodes: Object.keys(NODES).map((edgeNode) => ({ group: 'demo', edgeNode })),
    }),
  ]);
  [broker, endpoint] = [started, place.endpoints[OPCUA]!];
  opcua = await startPlantUnit(OPCUA, { dir: place.dir, endpoint, broker, speed: 1, rate: 10 });
  app = await startApp({ dataDir: place.dir, env: broker.settings('3.1.1') });
  await (await app.as('engineer')).put('/unit-classes/six-numbers', sixNumbers);
  await makeEffective(app, takeSix);
  sql = new pg.Client({ connectionString: app.database.adminUrl });
  await sql.connect();
}, LIMIT);

afterAll(async () => {
  await sql.end();
  await app.stop();
  await opcua.stop();
  await broker.remove();
}, 60_000);

/** Tags in another order. */
const order = fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 6, maxLength: 6 });
/** Tags in any order, cut into messages. */
const grouped = fc.tuple(order, fc.array(fc.boolean(), { minLength: 6, maxLength: 6 })).map(([tags, cuts]) => {
  const groups: number[][] = [];
  for (const [index, tag] of tags.entries())
    if (index === 0 || cuts[index]) groups.push([tag]);
    else groups.at(-1)!.push(tag);
  return groups;
});
const some = fc.uniqueArray(fc.nat(5), { minLength: 1, maxLength: 6 });
/** What one of the units that are told what to say does next. */
const happening = fc.record({
  unit: fc.nat(6),
  what: fc.oneof(
    { weight: 12, arbitrary: some },
    { weight: 2, arbitrary: fc.constant('again' as const) },
    { weight: 1, arbitrary: fc.constant('reconnect' as const) },
  ),
});
const run = fc.record({
  sensors: order,
  plain: fc.tuple(grouped, grouped, grouped),
  devices: fc.tuple(order, order, order, order),
  happenings: fc.array(happening, { minLength: 60, maxLength: 120 }),
});
type Run = typeof run extends fc.Arbitrary<infer T> ? T : never;

describe('eight batches in parallel on eight units', () => {
  it(
    '11.10(h): never cross their readings, whatever the maps of their tags and however their messages interleave',
    () =>
      fc.assert(
        fc.asyncProperty(run, async (given) => {
          const units = await speaking(given);
          try {
            await watched(given, units);
          } finally {
            for (const unit of units) await unit.leave().catch(() => undefined);
          }
        }),
        { numRuns: 3, endOnFailure: true, includeErrorInReport: true },
      ),
    LIMIT,
  );
});

/** The units of the broker, with these maps. */
async function speaking({ plain, devices }: Run): Promise<EncodingUnit[]> {
  const units = await Promise.all(
    PLAIN.map((code, index) => encodingMqttUnit(broker, code, numberOf(code), plain[index]!)),
  );
  for (const [index, [edgeNode, codes]] of Object.entries(NODES).entries()) {
    const of = codes.map((code, at) => ({ code, number: numberOf(code), metrics: devices[index * 2 + at]! }));
    units.push(...(await encodingDevices(broker, edgeNode, of)));
  }
  return units;
}

async function watched({ sensors, happenings }: Run, units: EncodingUnit[]): Promise<void> {
  await define(sensors, units);
  const walks = await Promise.all(
    CODES.map(async (code, index) => {
      const walk = await Walk.issue(app, { recipe: 'six-numbers', order: index });
      await walk.bind('watch', code);
      return walk;
    }),
  );
  // one person signs one thing at a time
  for (const walk of walks) await walk.do('identity');
  await Promise.all(walks.map((walk) => walk.start('take')));
  const since = Date.now();
  // first and last each says all; between, each goes its own pace beside the others
  await Promise.all(
    units.map(async (unit, index) => {
      await unit.send([0, 1, 2, 3, 4, 5]);
      for (const { unit: whose, what } of happenings) {
        if (whose !== index) continue;
        if (what === 'again') await unit.again();
        else if (what === 'reconnect') await unit.reconnect();
        else await unit.send(what);
      }
      await unit.send([0, 1, 2, 3, 4, 5]);
    }),
  );
  await until('everything is stored', async () => {
    for (const { code, sent } of units) if ((await stored(code, since)).length < sent.length) return false;
    return new Set((await stored(OPCUA, since)).map(({ tag }) => tag)).size === ENCODED_TAGS.length;
  });
  for (const { code, sent } of units)
    expect([code, (await stored(code, since)).map(said).sort()]).toEqual([code, sent.map(said).sort()]);
  await expectOwnSensors(sensors, since);
  for (const [index, walk] of walks.entries()) {
    await walk.finish('take');
    await expectOwnEvidence(walk, CODES[index]!);
  }
}

/** States every unit with its map of this run, and waits until each speaks by it. */
async function define(sensors: number[], units: EncodingUnit[]): Promise<void> {
  const engineer = await app.as('engineer');
  const lads = {
    ...{ kind: 'opcua', profile: 'lads', endpoint },
    ...{ applicationUri: unitApplicationUri(OPCUA), securityPolicy: 'Basic256Sha256', samplesPerSecond: 10 },
  };
  const stated = [{ code: OPCUA, connector: lads, tagMap: browsed(sensors), serial: 'BR-0001' }, ...units];
  await Promise.all(
    stated.map(async ({ code, connector, tagMap, ...more }) => {
      const serial = 'serial' in more ? more.serial : `BR-${code}`;
      const is = { serial, productInstanceUri: `urn:ballroom:culture-unit:${serial}` };
      const where = { title: code, site: 'demo', room: 'B2', unitClass: 'six-numbers' };
      await engineer.put(`/units/${code}`, { ...where, ...is, connector, tagMap });
    }),
  );
  await until('all are live', async () => {
    const shown = CODES.map((code) => engineer.get<{ connection: { state: string } }>(`/units/${code}`));
    return (await Promise.all(shown)).every(({ connection }) => connection?.state === 'live');
  });
}

interface StoredValue {
  tag: string;
  at: number;
  value: number;
}

/** Readings of a unit from an instant on, by source time. */
async function stored(code: string, since: number): Promise<StoredValue[]> {
  const { rows } = await sql.query<StoredValue>(
    `select t.code as tag, (r.source_time / 10000)::float8 as at, r.number as value
       from reading r join tag t on t.id = r.tag join unit u on u.id = t.unit and u.id = r.unit
      where u.code = $1 and r.source_time >= $2 order by r.source_time`,
    [code, `${BigInt(since) * 10_000n}`],
  );
  return rows;
}

/** Each reading of the OPC UA unit is what its ledger says that the sensor of its tag measured then. */
async function expectOwnSensors(sensors: number[], since: number): Promise<void> {
  const ledger = opcua.ledger();
  const measured = new Map(ledger.map(({ tag, time, value }) => [`${tag} ${time}`, value]));
  for (const { tag, at, value } of await stored(OPCUA, since)) {
    const sensor = SENSORS[sensors[ENCODED_TAGS.indexOf(tag as 'a')]!]![0];
    expect([tag, at, value]).toEqual([tag, at, measured.get(`${sensor} ${BigInt(at) * 10_000n}`)]);
  }
}

/** Every value that the batch took tells its unit and tag, and it and the whole record rest on readings of that unit alone. */
async function expectOwnEvidence(walk: Walk, code: string): Promise<void> {
  const { id } = await (await app.as('operator')).get<{ id: string }>(`/units/${code}`);
  const { captures, fields } = await walk.step('take');
  expect(captures.map(({ tag }) => tag).sort()).toEqual([...ENCODED_TAGS]);
  for (const { tag, unit, arrivals } of captures) {
    expect(unit).toBe(id);
    const { rows } = await sql.query<{ of: string }>(
      `select distinct t.code as of from reading r join tag t on t.id = r.tag and t.unit = r.unit
        where r.unit = $1 and r.arrival = any ($2)`,
      [id, arrivals],
    );
    expect(rows).toEqual([{ of: tag }]);
  }
  if (code !== OPCUA)
    for (const { id: tag, entry } of fields) {
      const first = encoded(numberOf(code), ENCODED_TAGS.indexOf(tag as 'a'), 0);
      expect(Number(entry!.value)).toBeGreaterThanOrEqual(first);
      expect(Number(entry!.value)).toBeLessThan(first + 1000);
    }
  const { readings, series } = JSON.parse((await download(app.url, `/batches/${walk.id}/record`)).text) as BatchRecord;
  expect(new Set([...readings.cited, ...series].map(({ unit }) => unit))).toEqual(new Set([id]));
}

const said = ({ tag, at, value }: { tag: string; at: number; value: number }) => `${tag} ${at} ${value}`;
