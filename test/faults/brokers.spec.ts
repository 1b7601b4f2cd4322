import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { parse } from 'yaml';
import { startMqttUnit } from '../../simulators/mqtt/index.js';
import { startEdgeNode } from '../../simulators/sparkplug/index.js';
import { DefineUnitClass } from '../../src/definition/unit-classes/define-unit-class.service.js';
import { ConnectUnits } from '../../src/plant/equipment/connect-units.service.js';
import { DefineUnit } from '../../src/plant/equipment/define-unit.service.js';
import { Equipment } from '../../src/plant/equipment/index.js';
import { Database, SYSTEM_SCOPE } from '../../src/platform/database/index.js';
import { listInstances } from '../../src/platform/leases/index.js';
import { RegisterSite } from '../../src/trust/organisation/index.js';
import { readPlant } from '../../tools/demo/plant-file.js';
import { AEDES, type TestBroker } from '../support/broker.js';
import { createDatabase, type TestDatabase } from '../support/cluster.js';
import { engineerCommand, startPlantServer } from '../support/plant-server.js';
import { until } from '../support/walk.js';
import { unitRow } from './mqtt-rig.js';

const LIMIT = 120_000;
const dir = mkdtempSync(join(tmpdir(), 'ballroom-brokers-'));
const units: { stop(): Promise<void> }[] = [];
const heard = new Map<string, number>();
let [database, server]: [TestDatabase?, INestApplicationContext?] = [];
let first: TestBroker;
let north: TestBroker;

const of = <T>(type: new (...given: never[]) => T): T => server!.get(type, { strict: false });
const place = (unit: string) => ({ site: 'demo', room: 'B2', unit });
const connection = (unit: string) =>
  of(Database).read(SYSTEM_SCOPE, async (tx) =>
    of(Equipment).connection(tx, (await of(Equipment).byCode(tx, unit)).id),
  );
const untilLive = (...codes: string[]) =>
  until(`${codes.join()} are live`, async () =>
    (await Promise.all(codes.map(connection))).every((one) => one?.state === 'live'),
  );

async function startPlainUnit(name: string, broker: TestBroker): Promise<void> {
  const { protocol, host, username, password } = new URL(broker.url(name));
  const address = { url: `${protocol}//${host}`, user: username, password };
  const own = { name, dir: join(dir, name), site: 'demo', room: 'B2', serial: `BR-${name}`, rate: 5 };
  units.push(await startMqttUnit({ ...own, broker: address }));
}

async function startDevice(node: string, device: string, broker: TestBroker): Promise<void> {
  const address = { url: `mqtt://127.0.0.1:${broker.port}`, user: node, password: broker.password(node) };
  const own = { name: node, group: 'demo', dir: join(dir, node), primaryHost: 'brokers', rate: 5 };
  units.push(await startEdgeNode({ ...own, broker: address, devices: [{ name: device, serial: `BR-${device}` }] }));
}

/** A unit of plain MQTT, or, with its node, of Sparkplug. */
async function define(code: string, broker: string | undefined, node?: string): Promise<void> {
  const { code: unitClass, ...body } = classes()[0]!;
  await of(DefineUnitClass).put(engineerCommand(), unitClass, body as never);
  const { messages, ...topics } = unitRow(code).tagMap;
  const values = Object.fromEntries(body.tags.map(({ tag }) => [tag, '$.v']));
  const at = { profile: 'ballroom', ...(broker !== undefined && { broker }), samplesPerSecond: 5 } as const;
  await of(DefineUnit).put(engineerCommand(), code, {
    ...{ title: code, site: 'demo', room: 'B2', unitClass, serial: `BR-${code}` },
    productInstanceUri: `urn:ballroom:culture-unit:BR-${code}`,
    ...(node === undefined
      ? { connector: { kind: 'mqtt', ...at }, tagMap: { ...topics, messages: [{ ...messages[0]!, values }] } }
      : {
          connector: { kind: 'sparkplug', ...at, group: 'demo', edgeNode: node, device: code },
          tagMap: Object.values(readPlant().tagMaps).find((map) => 'metrics' in map)!,
        }),
  } as never);
}

const classes = () =>
  (
    parse(readFileSync('recipes/plant/unit-classes.yaml', 'utf8')) as {
      unitClasses: { code: string; tags: { tag: string }[] }[];
    }
  ).unitClasses;

beforeAll(async () => {
  database = await createDatabase();
  [first, north] = await Promise.all([
    AEDES.start({ units: [place('U-07')] }),
    AEDES.start({ units: [place('U-08')], edgeNodes: [{ group: 'demo', edgeNode: 'EN-05' }] }),
  ]);
  const brokers = join(dir, 'brokers.json');
  writeFileSync(brokers, JSON.stringify({ north: { url: north.url(), version: '3.1.1' } }), { mode: 0o600 });
  server = await startPlantServer({
    ...{ DATABASE_URL: database.appUrl, BALLROOM_DATA: join(dir, 'data'), BALLROOM_HOST_ID: 'brokers' },
    ...{ ...first.settings('3.1.1'), MQTT_BROKERS: brokers },
  });
  const codes = of(ConnectUnits).units;
  of(Equipment)
    .messages()
    .subscribe(({ unit, values }) => {
      const code = codes.codeOf(unit);
      heard.set(code, (heard.get(code) ?? 0) + values.length);
    });
  const sites = of(RegisterSite);
  await sites.putSite(engineerCommand(), { code: 'demo', name: 'Demo site', zone: 'Europe/Berlin' });
  await sites.putRoom(engineerCommand(), 'demo', { code: 'B2', name: 'Ballroom' });
}, LIMIT);

afterAll(async () => {
  await server?.close();
  for (const unit of units) await unit.stop();
  await first?.remove();
  await north?.remove();
  await database?.drop();
  rmSync(dir, { recursive: true, force: true });
}, LIMIT);

it(
  'units of several brokers are followed at once, under leases of each, and one broker’s end is no other’s',
  async () => {
    await Promise.all([
      startPlainUnit('U-07', first),
      startPlainUnit('U-08', north),
      startDevice('EN-05', 'U-05', north),
    ]);
    await define('U-07', undefined);
    await define('U-08', 'north');
    await define('U-05', 'north', 'EN-05');
    await untilLive('U-07', 'U-08', 'U-05');
    const [{ leases } = { leases: [] }] = await of(Database).read(SYSTEM_SCOPE, listInstances);
    const own = leases.filter(({ name }) => !name.startsWith('job/'));
    const held = own.map(({ name }) => name.replace(/\/\d$/, '')).sort();
    expect(held).toEqual(['mqtt', 'mqtt@north', 'sparkplug@north']);
    await until('each is heard', async () => heard.size === 3);

    await north.kill();
    await until('units of it are offline', async () =>
      (await Promise.all(['U-08', 'U-05'].map(connection))).every((one) => one?.state === 'offline'),
    );
    const before = heard.get('U-07')!;
    await until('units of the other are heard', async () => heard.get('U-07')! > before + 20);
    expect(await connection('U-07')).toMatchObject({ state: 'live', problems: [] });

    await north.start();
    await untilLive('U-08', 'U-05');
    const counts = new Map(heard);
    await until('all are heard', async () => [...counts].every(([code, count]) => heard.get(code)! > count));
  },
  LIMIT,
);

it('a unit of a broker that this server does not know is offline, and says so', async () => {
  await define('U-09', 'south');
  await until('it says so', async () => (await connection('U-09'))?.problems.join().startsWith('broker'));
  expect(await connection('U-09')).toMatchObject({
    ...{ state: 'offline', problems: ['broker: south is not set (MQTT_BROKERS)'] },
  });
});
