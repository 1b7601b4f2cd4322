import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { BoardDto, TileDto } from '../../src/floor/board/board.dto.js';
import { ReadBoard } from '../../src/floor/board/read-board.service.js';
import { TakeMessages } from '../../src/plant/readings/take-messages.service.js';
import { LookUnits } from '../../src/plant/alarms/look-units.service.js';
import { TakeConditions } from '../../src/plant/alarms/take-conditions.service.js';
import { Database, SYSTEM_SCOPE } from '../../src/platform/database/index.js';
import { DEMO_PASSWORD } from '../../tools/demo/people.js';
import { readPlant } from '../../tools/demo/plant-file.js';
import { seedUnits } from '../../tools/demo/seed-units.js';
import type { Client } from '../support/client.js';
import { message, START, value } from '../support/ingestion.js';
import { type Room, startRoom } from '../support/room.js';
import { manyUnits } from '../support/many-units.js';
import { statementsOf } from '../support/statements.js';
import { until, Walk } from '../support/walk.js';

let room: Room;
let operator: Client;
beforeAll(async () => {
  room = await startRoom({ speed: 600, units: ['U-01'] });
  const engineer = await room.app.as('engineer');
  // nothing listens there: what this unit says is handed on by the test
  await seedUnits(engineer, readPlant(), { 'U-02': 'opc.tcp://127.0.0.1:9' });
  operator = await room.app.as('operator');
}, 180_000);
afterAll(() => room.stop());

const board = (query = '') => operator.get<BoardDto>(`/board${query}`);
const tile = async (code: string): Promise<TileDto> => (await board()).tiles.find(({ unit }) => unit.code === code)!;
const valueOf = ({ values }: TileDto, tag: string) => values.find((one) => one.tag === tag);
const kinds = ({ needs }: TileDto) => needs.map(({ kind }) => kind);

/** What a connector of the unit would hand on. */
async function say(...values: Parameters<typeof message>[1]): Promise<void> {
  const sent = message((await tile('U-02')).unit.id, values);
  room.app.server.app.get(TakeMessages, { strict: false }).take(sent);
  await until('the message has its fate', async () => sent.fate.length > 0);
}

interface Event {
  type: string;
  data: string;
}

/** Server-sent events of the board, read until there are enough, and how long that took. */
async function events(enough: (seen: Event[]) => boolean): Promise<{ seen: Event[]; seconds: number }> {
  const login = await fetch(`${room.app.url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'operator2', password: DEMO_PASSWORD }),
  });
  const headers = { cookie: login.headers.getSetCookie()[0]!.split(';')[0]! };
  const stop = new AbortController();
  const began = performance.now();
  const response = await fetch(`${room.app.url}/api/board/live`, { headers, signal: stop.signal });
  let text = '';
  let seen: Event[] = [];
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    seen = [...text.matchAll(/event: (\w+)\nid: .*\ndata: (.*)\n\n/g)].map(([, type, data]) => ({
      type: type!,
      data: data!,
    }));
    if (enough(seen)) break;
  }
  stop.abort();
  return { seen, seconds: (performance.now() - began) / 1000 };
}

describe('the board', () => {
  let culture: Walk;
  let other: Walk;

  it('shows a free unit calm, with its values and how it is reached', async () => {
    const free = await until('U-01 has given values', async () => {
      const seen = await tile('U-01');
      return valueOf(seen, 'temperature')?.state === 'good' && seen.connection?.state === 'live' && seen;
    });
    expect(free).toMatchObject({
      unit: { title: 'Bioreactor 1', room: 'B2', protocol: 'opcua', status: 'in-service' },
      ...{ batch: null, needs: [], next: null, light: 'calm' },
    });
    expect(free.values.map(({ tag }) => tag)).toEqual(['temperature', 'co2', 'ph', 'do']);
    expect(valueOf(free, 'temperature')).toMatchObject({ unit: 'Cel', verdict: null, action: null });
  });

  it('shows of a batch without a unit what it waits for', async () => {
    const supervisor = await room.app.as('supervisor');
    const [first] = await supervisor
      .get<{ id: string; code: string }[]>('/orders')
      .then((orders) => orders.toSorted((a, b) => a.code.localeCompare(b.code)));
    const { id } = await supervisor.post<{ id: string }>('/batches', { order: first!.id, recipe: 'car-t-demo' });
    const { loose } = await board();
    expect(loose).toMatchObject([
      { batch: { id, coi: 'DEMO-26-0001-7F3K' }, needs: [{ kind: 'bind', what: 'Culture' }] },
    ]);
    culture = Walk.of(room.app, id);
    await operator.post(`/batches/${id}/bind`, { unitProcedure: 'culture', scanned: 'U-01' });
    expect((await board()).loose).toEqual([]);
  });

  it('shows on a bound unit whose cells, which step, how far, and that somebody starts it', async () => {
    const bound = await tile('U-01');
    const { batch } = bound;
    expect(batch).toMatchObject({
      ...{ id: culture.id, coi: 'DEMO-26-0001-7F3K', patient: 'P-7F3K', product: 'CT19-A', state: 'running' },
      ...{ step: { title: 'Check unit and patient bag', state: 'idle' }, steps: { n: 1 }, day: null },
    });
    expect(bound).toMatchObject({ needs: [{ kind: 'start', tone: 'note', step: batch!.step!.id }], light: 'note' });
    await culture.start('identity');
    expect(kinds(await tile('U-01'))).toEqual(['work']);
    await culture.fill('identity');
    await culture.act('identity', 'complete');
    expect((await tile('U-01')).needs).toMatchObject([{ kind: 'sign', meaning: 'performed', role: 'operator' }]);
  });

  it('puts an exception with its deviation and the answer that it waits for first', async () => {
    other = await Walk.begin(room.app, 'U-02', { typed: { 'seeding.viability': '65.5' }, order: 1 });
    for (const phase of ['identity', 'prepare']) await other.do(phase);
    await other.start('seeding');
    await other.fill('seeding');
    const { needs, light } = await tile('U-02');
    expect(needs[0]).toMatchObject({ kind: 'answer', exception: 'E1', what: 'limit.action', tone: 'action' });
    expect(needs[0]!.deviation).toMatch(/^DEV-\d{6}$/);
    expect(needs[0]!.step).toBe((await other.step('seeding')).id);
    expect(light).toBe('action');
  });

  it('puts a held batch before everything, with why', async () => {
    await operator.post(`/batches/${other.id}/hold`, { reason: 'Fire drill' });
    const held = await tile('U-02');
    expect(held.needs[0]).toMatchObject({ kind: 'batch-held', what: 'Fire drill' });
    expect(kinds(held)).toContain('answer');
    expect(held).toMatchObject({ batch: { state: 'held' }, next: null });
  });

  it('gives no number for a bad or stale value, but its status and since when', async () => {
    const [start, now] = [Number(START / 10_000n), Date.now()];
    const s = Math.floor((now - start) / 1000);
    await say(
      value('temperature', s - 3600, 36.9),
      value('co2', s, null, 0x808c0000),
      value('do', s - 40, 51),
      value('do', s, 52),
      value('ph', s, 7.2, 0x40930000),
    );
    const seen = await tile('U-02');
    const since = new Date(start + (s - 3600) * 1000).toISOString();
    expect(valueOf(seen, 'temperature')).toMatchObject({ state: 'stale', value: null, at: since });
    expect(valueOf(seen, 'co2')).toMatchObject({ state: 'bad', value: null, status: 0x808c0000 });
    expect(valueOf(seen, 'do')).toMatchObject({ state: 'good', value: 52, verdict: null });
    expect(valueOf(seen, 'ph')).toMatchObject({ state: 'uncertain', value: 7.2 });
    expect(kinds(seen)).toContain('data-lost');
  });

  it('is of one room where one is asked for', async () => {
    expect((await board('?room=B2')).tiles).toHaveLength(2);
    expect(await board('?room=B7')).toMatchObject({ tiles: [], traces: [], rooms: [{ code: 'B2' }] });
    expect((await operator.refusal('GET', '/board?room=B%202')).code).toBe('request.invalid');
  });

  it('tells who watches the whole at first, then each tile that changed, at most two a second', async () => {
    const tiles = (seen: Event[], code: string) =>
      seen
        .filter(({ type }) => type === 'tile')
        .map(({ data }) => JSON.parse(data) as TileDto)
        .filter(({ unit }) => unit.code === code);
    const signed: Promise<void>[] = [];
    const { seen, seconds } = await events((sofar) => {
      if (sofar.length > 0 && signed.length === 0) signed.push(culture.sign('identity'));
      return tiles(sofar, 'U-01').some(({ batch }) => batch?.steps?.n === 2);
    });
    await Promise.all(signed);
    expect(seen[0]!.type).toBe('board');
    expect(JSON.parse(seen[0]!.data)).toMatchObject({ tiles: [{ batch: { steps: { n: 1 } } }, {}] });
    expect(tiles(seen, 'U-01').length).toBeLessThanOrEqual(2 * seconds + 1);
    expect(tiles(seen, 'U-01').at(-1)).toMatchObject({ batch: { step: { title: 'Load the kit' } }, light: 'note' });
    expect(tiles(seen, 'U-02').length).toBeLessThanOrEqual(tiles(seen, 'U-01').length);
    const again = await events((sofar) => sofar.length > 0);
    expect(JSON.parse(again.seen[0]!.data)).toMatchObject({ tiles: [{ batch: { steps: { n: 2 } } }, {}] });
  });

  it('11.10(d): is for people who see batches', async () => {
    const administrator = await room.app.as('administrator');
    expect(await administrator.refusal('GET', '/board')).toMatchObject({ status: 403, code: 'permission.missing' });
    expect(await administrator.refusal('GET', '/board/live')).toMatchObject({ status: 403 });
  });

  it('asks the database the same few questions for two units and for thirty', async () => {
    const reading = room.app.server.app.get(ReadBoard, { strict: false });
    const asked = async (): Promise<number> => (await statementsOf(() => reading.shot(SYSTEM_SCOPE))).length;
    const few = await asked();
    expect(few).toBeGreaterThan(5);
    expect(few).toBeLessThanOrEqual(11);
    const engineer = await room.app.as('engineer');
    const {
      id: _,
      connection: _c,
      hash: _h,
      prompt: _p,
      bound: _b,
      bindings: _bs,
      quarantine: _q,
      condition: _d,
      run: _r,
      ...unit
    } = await engineer.get<Record<string, unknown>>('/units/U-02');
    for (let n = 10; n < 38; n++) {
      const serial = `BR-00${n}`;
      const productInstanceUri = `urn:ballroom:culture-unit:${serial}`;
      await engineer.put(`/units/U-${n}`, {
        ...unit,
        code: undefined,
        serial,
        productInstanceUri,
        status: 'out-of-service',
      });
    }
    expect((await board()).tiles).toHaveLength(30);
    expect((await tile('U-20')).light).toBe('off');
    expect(await asked()).toBe(few);
  }, 30_000);

  it('has alarms judged by the same few questions for a few units and for two hundred, and asks little of what is no news', async () => {
    const { app } = room.app.server;
    const database = app.get(Database);
    const [looking, taking] = [app.get(LookUnits, { strict: false }), app.get(TakeConditions, { strict: false })];
    const look = async () => {
      const units = await looking.known();
      const asked = await statementsOf(() => database.read(SYSTEM_SCOPE, (tx) => looking.look(tx, units, Date.now())));
      return { units: units.length, asked: asked.length };
    };
    const few = await look();
    await database.write(SYSTEM_SCOPE, (tx) => manyUnits(app, tx, 'U-02', 200));
    const many = await look();
    expect(many.units).toBe(few.units + 200);
    for (const { asked } of [few, many]) expect(asked).toBeLessThanOrEqual(14);
    const { id } = (await tile('U-01')).unit;
    const seen = [{ kind: 'retained' as const, keys: [], at: new Date().toISOString() }];
    const asked = await statementsOf(() => taking['record'](id, seen));
    expect(asked.length).toBeLessThanOrEqual(6);
    expect(asked.filter((text) => /unit_binding|program_run/.test(text))).toEqual([]);
  }, 60_000);

  it('draws the last half hour of each value, thinned', async () => {
    const own = await until('the past is read anew', async () =>
      (await board()).traces.find(({ unit, tag }) => unit === 'U-01' && tag === 'temperature'),
    );
    expect(own.points.length).toBeGreaterThan(0);
    expect(own.points.length).toBeLessThanOrEqual(40);
    for (const [at, measured] of own.points) {
      expect(Math.abs(at - Date.now())).toBeLessThan(1_860_000);
      expect(measured).toBeGreaterThan(10);
    }
  });
});
