import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Equipment } from '../../src/plant/equipment/index.js';
import { newId } from '../../src/platform/clock/index.js';
import { Database, SYSTEM_SCOPE } from '../../src/platform/database/index.js';
import { DEMO_PASSWORD } from '../../tools/demo/people.js';
import { runPlant } from '../../tools/plant/run.js';
import { asAdmin } from '../support/cluster.js';
import { type Room, startRoom } from '../support/room.js';
import { until } from '../support/walk.js';

const DEMO = 'recipes/plant/demo.yaml';
const CLASSES = 'recipes/plant/unit-classes.yaml';
const shipped = readFileSync(DEMO, 'utf8');

let room: Room;
let dir: string;
let said: string[];

beforeAll(async () => {
  room = await startRoom({ units: ['U-01'] });
  dir = mkdtempSync(join(tmpdir(), 'ballroom-plant-'));
}, 120_000);
afterAll(async () => {
  await room?.stop();
  rmSync(dir, { recursive: true });
});

function plant(
  args: string[],
  { username = 'engineer', answer = null as string | null | (() => Promise<string>) } = {},
) {
  said = [];
  const terminal = {
    env: { BALLROOM_PASSWORD: DEMO_PASSWORD },
    say: (line: string) => void said.push(line),
    ask: async () => (typeof answer === 'function' ? answer() : answer),
  };
  return runPlant([...args, '--url', room.app.url, '--username', username], terminal);
}

/** A copy of the demo's plant with other words in it. */
function file(name: string, ...changes: [from: string, to: string][]): string {
  const path = join(dir, name);
  const text = changes.reduce((before, [from, to]) => {
    expect(before).toContain(from);
    return before.replace(from, to);
  }, shipped);
  writeFileSync(path, text);
  return path;
}

const facts = async (): Promise<{ type: string; reason: string | null; by: string }[]> =>
  asAdmin(room.app.database.adminUrl, async (client) => {
    const { rows } = await client.query<{ body: { type: string; reason?: string; by: { name?: string } } }>(
      `select text::jsonb as body from fact where type ~ '^(site|room|sponsor|unit-class)[.]|^unit[.](re)?defined$'
       order by at, stream, seq`,
    );
    return rows.map(({ body }) => ({ type: body.type, reason: body.reason ?? null, by: body.by.name ?? '' }));
  });

const write = <T>(work: (equipment: Equipment, tx: Parameters<Parameters<Database['write']>[1]>[0]) => Promise<T>) => {
  const { app } = room.app.server;
  const equipment = app.get(Equipment, { strict: false });
  return app.get(Database, { strict: false }).write(SYSTEM_SCOPE, (tx) => work(equipment, tx));
};

interface Page {
  namespaces: Record<string, string>;
  nodes: { name: string; path: string | null; nodeClass: string; type: string | null; tag: string | null }[];
  functions: { title: string; path: string; dataType: string; unit: object | null; tag: string | null }[];
  next: number | null;
}

const browse = async (node?: string) =>
  (await room.app.as('engineer')).get<Page>(
    `/units/U-01/browse${node === undefined ? '' : `?node=${encodeURIComponent(node)}`}`,
  );

describe('the tags of a unit', () => {
  it('are browsed over its session, with the functions that were found, as addresses that hold over restarts', async () => {
    const engineer = await room.app.as('engineer');
    await until('the unit is live', async () => {
      return (await engineer.get<{ connection: { state: string } | null }>('/units/U-01')).connection?.state === 'live';
    });
    const page = await browse();
    expect(page.nodes.map(({ path }) => path)).toContain('lads:FunctionalUnitSet');
    expect(page.namespaces).toMatchObject({
      lads: 'http://opcfoundation.org/UA/LADS/',
      unit: 'urn:ballroom:culture-unit',
    });
    const temperature = 'lads:FunctionalUnitSet/unit:Culture/lads:FunctionSet/unit:Temperature';
    const value = {
      path: `${temperature}/lads:CurrentValue`,
      dataType: 'Double',
      unit: { label: '°C', ucum: 'Cel' },
      range: { low: 0, high: 60 },
      tag: 'temperature',
    };
    expect(page.functions).toContainEqual(expect.objectContaining({ title: 'Temperature', ...value }));
    const mapped = page.functions.map(({ tag }) => tag).toSorted();
    expect(mapped).toEqual(['agitation', 'co2', 'do', 'door-open', 'glucose', 'lactate', 'ph', 'temperature']);
    const set = await browse('lads:FunctionalUnitSet/unit:Culture/lads:FunctionSet');
    expect(set.nodes).toContainEqual(
      expect.objectContaining({ name: 'Temperature', type: 'AnalogControlFunctionType', nodeClass: 'Object' }),
    );
    expect((await browse(temperature)).nodes).toContainEqual(expect.objectContaining(value));
    expect(set.next).toBeNull();
    expect((await engineer.get<Page>('/units/U-01/browse?from=100')).nodes).toEqual([]);
    const nowhere = await engineer.refusal('GET', '/units/U-01/browse?node=unit:Nowhere');
    expect(nowhere).toMatchObject({ status: 404, code: 'unit.node-not-found' });
    expect((await engineer.refusal('GET', '/units/U-01/browse?node=Nowhere')).status).toBe(400);
  });

  it('are read from a file, as a map that a unit takes or as findings', async () => {
    const engineer = await room.app.as('engineer');
    const asked = { unitClass: 'freezer', kind: 'sparkplug' };
    const csv = 'tag;address;unit\ntemperature;F/Temperature;Cel\ndoor-open;F/Door;\nheartbeat;F/Heartbeat;1\n';
    const read = await engineer.post('/units/tag-map', { ...asked, csv });
    const metrics = { temperature: 'F/Temperature', 'door-open': 'F/Door', heartbeat: 'F/Heartbeat' };
    expect(read).toEqual({ tagMap: { metrics }, findings: [] });
    const wrong = await engineer.post('/units/tag-map', { ...asked, csv: csv.replace('Cel', 'K') });
    expect(wrong).toMatchObject({ tagMap: null, findings: [{ code: 'unit.differs', line: 2, column: 3 }] });
    expect((await engineer.refusal('POST', '/units/tag-map', { ...asked, unitClass: 'x', csv })).status).toBe(404);
  });
});

describe('a plant from files', () => {
  it('is shown as a plan, applied when a person says yes, each change a fact with who and why, and a second time changes nothing', async () => {
    const from = file('grown.yaml', ['title: Ballroom B2', 'title: Ballroom B2, area: East, grade: C']);
    const planned = await plant(['diff', from, CLASSES]);
    expect(planned.code).toBe(1);
    expect(planned.out).toMatch(/^change room B2: Ballroom B2\n {4}area: nothing → "East"\n {4}grade: nothing → "C"\n/);
    expect(planned.out).toContain('note: unit U-02 has no endpoint and is left out');
    expect(planned.out).toMatch(/\n7 to add, 1 to change, 0 to take out of service, 0 to trust$/);
    const before = await facts();
    const asked = ['apply', from, CLASSES, '--reason', 'CC-0815: the room grows'];
    expect(await plant(asked)).toEqual({ out: expect.stringMatching(/--yes/), code: 2 });
    expect(await plant(asked, { answer: 'no' })).toEqual({ out: 'nothing was applied', code: 1 });
    expect(await facts()).toEqual(before);
    const applied = await plant(asked, { answer: 'yes' });
    expect(applied).toEqual({ out: expect.stringMatching(/^✓ change room B2.*\n[^]*\n8 of 8 changes done$/), code: 0 });
    expect(said.at(-1)).toMatch(/^7 to add/);
    const made = (await facts()).slice(before.length);
    const type = 'unit.defined';
    expect(made).toEqual([
      { type: 'room.classified', reason: 'CC-0815: the room grows', by: 'J. Okafor' },
      ...Array.from({ length: 7 }, () => ({ type, reason: 'CC-0815: the room grows', by: 'J. Okafor' })),
    ]);
    expect(await plant([...asked, '--yes'])).toEqual({ out: expect.stringMatching(/\nno difference$/), code: 0 });
    expect(await facts()).toHaveLength(before.length + made.length);
  });

  it('is exported, twice the same, lints clean, and does not differ', async () => {
    const [one, two] = [join(dir, 'one.yaml'), join(dir, 'two.yaml')];
    expect(await plant(['export', one])).toEqual({ out: `${one} is written`, code: 0 });
    await plant(['export', two, '--site', 'demo']);
    expect(readFileSync(one)).toEqual(readFileSync(two));
    expect(await plant(['lint', one])).toEqual({ out: '1 file: 0 errors, 0 warnings', code: 0 });
    expect(await plant(['diff', one, '--retire'])).toEqual({ out: 'no difference', code: 0 });
    const written = readFileSync(one, 'utf8');
    expect(written).toMatch(
      /\n {2}- code: U-01\n[^]*endpoint: opc\.tcp:.*\n {6}applicationUri: .*\n {6}certificates:\n/,
    );
    expect(await plant(['export', one, '--site', 'mars'])).toMatchObject({ code: 2 });
  });

  it('is refused whole where a batch holds what would change or leave', async () => {
    const { id } = await (await room.app.as('operator')).get<{ id: string }>('/units/U-01');
    const batch = newId();
    const by = { system: 'test', role: 'system' } as const;
    await write((equipment, tx) =>
      equipment.bind(tx, by, { unit: id, batch, coi: 'COI-1', unitProcedure: 'expansion' }),
    );
    const before = await facts();
    const swapped = file('swapped.yaml', ['BR-0001', 'BR-0099'], ['title: Washer 1', 'title: Washer one']);
    const refused = await plant(['apply', swapped, CLASSES, '--reason', 'CC-1', '--yes']);
    expect(refused).toEqual({ out: expect.stringContaining(`refused: batch ${batch} holds it`), code: 1 });
    expect(refused.out).toMatch(/\nnothing was applied$/);
    const without = file('without.yaml', [
      shipped.slice(shipped.indexOf('  - code: U-01'), shipped.indexOf('  - code: U-02')),
      '',
    ]);
    expect((await plant(['diff', without, CLASSES])).out).toContain('unit U-01 is not in the files and stays as it is');
    const retired = ['apply', without, CLASSES, '--reason', 'CC-2', '--yes', '--retire'];
    expect((await plant(retired)).out).toMatch(/\ntake out of service unit U-01[^]*refused: batch/);
    expect(await facts()).toEqual(before);
    await write((equipment, tx) => equipment.release(tx, by, { unit: id, batch }));
    expect(await plant(retired)).toMatchObject({ code: 0 });
    expect((await plant(retired)).out).toMatch(/no difference$/);
    const back = ['apply', DEMO, CLASSES, '--reason', 'CC-3', '--yes'];
    expect((await plant(back)).out).toBe('✓ change unit U-01: Bioreactor 1\n1 of 1 change done');
  });

  it('is not applied over what another has changed while the question stood', async () => {
    const engineer = await room.app.as('engineer');
    const named = [
      'apply',
      file('named.yaml', ['title: Cell counter 1', 'title: Counter']),
      CLASSES,
      '--reason',
      'CC-9',
    ];
    const rename = (name: string) => engineer.put('/sites/demo/rooms/B2', { name });
    const before = await facts();
    const answer = () => rename('Ballroom B2 of another').then(() => 'yes');
    expect(await plant(named, { answer })).toEqual({ out: expect.stringMatching(/changed at the server/), code: 1 });
    await rename('Ballroom B2');
    expect((await facts()).slice(before.length).map(({ type }) => type)).toEqual(['room.renamed', 'room.renamed']);
  });

  it('says of each change whether it was done, where one fails', async () => {
    const twin = `  - { code: A-05, title: Twin, unitClass: closed-bioreactor, room: B2, serial: T, productInstanceUri: 'urn:t',
      connector: { kind: sparkplug, profile: ballroom, tagMap: sparkplug-culture, group: demo, edgeNode: EN-05, device: U-05 } }\n`;
    const own = shipped.slice(shipped.indexOf('  - code: U-05'), shipped.indexOf('  - code: U-06'));
    const taken = file('taken.yaml', [own, twin], ['title: Cell counter 1', 'title: Counter']);
    const asked = ['apply', taken, CLASSES, '--reason', 'CC-4', '--yes', '--json'];
    const { out, code } = await plant(asked);
    expect(code).toBe(1);
    expect((JSON.parse(out) as { outcomes: object[] }).outcomes).toEqual([
      { id: 'unit A-05', result: 'failed', why: expect.stringContaining('409 unit.address-taken') },
      { id: 'unit C-01', result: 'done' },
    ]);
    const room3 = file('room3.yaml', ['rooms:\n', 'rooms:\n  - { code: B3, title: Ballroom B3 }\n']);
    const refused = await plant(['apply', room3, CLASSES, '--reason', 'CC-5', '--yes'], { username: 'operator' });
    expect(refused.out).toMatch(/^✗ add room B3: Ballroom B3\n {4}.*403 permission\.missing/);
    expect(refused.out).toMatch(
      /– change unit C-01: Cell counter 1\n {4}the server was not asked any more\n0 of 2 changes done$/,
    );
    expect(await plant(['diff', DEMO, CLASSES], { username: 'stranger' })).toEqual({
      out: expect.stringMatching(/^stranger was not signed in: /),
      code: 2,
    });
  });
});

describe('a unit of which nothing but values is asked', () => {
  const PROBE = `
unitClasses:
  - code: probe
    title: Probe
    use: exclusive
    tags:
      - { tag: temperature, title: Temperature, type: number, unit: Cel, range: [0, 60], criticality: CPP, staleAfter: PT30S }
    setpoints: []
    programs: []
tagMaps:
  probe:
    namespaces: { unit: urn:ballroom:culture-unit }
    tags:
      temperature: di:DeviceSet/unit:U-01/lads:FunctionalUnitSet/unit:Culture/lads:FunctionSet/unit:Temperature/lads:CurrentValue
`;
  const identity = (serial: string) =>
    `{ serial: di:DeviceSet/unit:U-01/di:Identification/di:${serial}, productInstanceUri: di:DeviceSet/unit:U-01/di:Identification/di:ProductInstanceUri }`;

  it('is told by what its file says where, and followed by its tag map alone', async () => {
    const engineer = await room.app.as('engineer');
    const own = 'connector: { kind: opcua, profile: lads, tagMap: lads-culture }';
    const as = (serial: string) =>
      file(
        `${serial}.yaml`,
        [own, `connector: { kind: opcua, profile: tags, tagMap: probe, identity: ${identity(serial)} }`],
        ['unitClass: closed-bioreactor', 'unitClass: probe'],
      );
    const probe = join(dir, 'probe.yaml');
    writeFileSync(probe, PROBE);
    const state = async () =>
      (await engineer.get<{ connection: { state: string; problems: string[] } }>('/units/U-01')).connection;
    const wrong = await plant(['apply', as('AssetId'), probe, CLASSES, '--reason', 'CC-6', '--yes']);
    expect(wrong.out).toMatch(/✓ change unit U-01/);
    await until('the wrong identity is refused', async () => (await state()).problems.includes('identity: serial'));
    await plant(['apply', as('SerialNumber'), probe, CLASSES, '--reason', 'CC-7', '--yes']);
    await until('the unit is live', async () => (await state()).state === 'live');
    const from = new Date(Date.now() - 3_600_000).toISOString();
    const to = new Date(Date.now() + 3_600_000).toISOString();
    await until('its values come', async () => {
      const series = `/units/U-01/readings?tag=temperature&from=${from}&to=${to}`;
      return JSON.stringify(await engineer.get(series)).includes('"value"');
    });
    expect((await browse('di:DeviceSet')).nodes.map(({ path }) => path)).toContain('di:DeviceSet/unit:U-01');
    const out = join(dir, 'plain.yaml');
    await plant(['export', out]);
    expect(await plant(['lint', out])).toMatchObject({ code: 0 });
    expect(await plant(['diff', out])).toEqual({ out: 'no difference', code: 0 });
    const programs = await plant([
      'apply',
      file('programs.yaml', ['profile: lads', 'profile: tags']),
      CLASSES,
      '--reason',
      'CC-8',
    ]);
    expect(programs).toMatchObject({ code: 1, out: expect.stringContaining('profile.differs') });
    const { connector, tagMap, unitClass: _, ...unit } = await engineer.get<Record<string, object>>('/units/U-01');
    const { title, site, room: place, serial, productInstanceUri } = unit;
    const stated = { title, site, room: place, serial, productInstanceUri, connector, unitClass: 'washer', tagMap };
    expect((await engineer.refusal('PUT', '/units/U-01', stated)).code).toBe('unit.tags-differ');
  });
});
