import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually, TestBroker } from '../broker/test-broker.js';
import { provisionUnit } from '../opcua/pki.js';
import { TestProgram } from '../unit/test-program.js';
import { type LedgerLine, type RunningMqttUnit, startMqttUnit } from './index.js';

interface Value {
  v: number | string | boolean | null;
  t: string;
  s: number;
  n?: number;
  b: string;
}

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'mqtt-unit-'));
const USERS = { 'U-07': 'secret', 'U-08': 'other' };
const broker = new TestBroker(USERS);
const BASE = 'ballroom/demo/B2/U-07';
const json = <T = Record<string, unknown>>(payload: Buffer | string): T => JSON.parse(payload.toString()) as T;
const ticks = (instant: string): string => `${BigInt(Date.parse(instant)) * 10_000n}`;

let unit: RunningMqttUnit;
let lone: TestProgram<object> | undefined;
const start = (over: Partial<Parameters<typeof startMqttUnit>[0]> = {}): Promise<RunningMqttUnit> =>
  startMqttUnit({
    name: 'U-07',
    dir: path.join(root, 'U-07'),
    broker: { url: broker.url, user: 'U-07', password: 'secret' },
    site: 'demo',
    room: 'B2',
    rate: 10,
    speed: 3600,
    ...over,
  });
const control = async (method: string, url: string, body: object = {}): Promise<unknown> =>
  (
    await fetch(`${unit.control}${url}`, { method, ...(method === 'GET' ? {} : { body: JSON.stringify(body) }) })
  ).json();
/** Numbered values of a unit as they came, without what came again. */
const values = (base = BASE): (Value & { tag: string; n: number })[] => {
  let last = 0;
  return broker.heard.flatMap(({ topic, payload }) => {
    if (!topic.startsWith(`${base}/data/`) || !payload.toString().endsWith('}')) return [];
    const value = json<Value>(payload);
    if (value.n === undefined || value.n <= last) return [];
    last = value.n;
    return [{ ...value, n: value.n, tag: topic.slice(`${base}/data/`.length) }];
  });
};
const order = async (id: string, rest: object): Promise<unknown> => {
  const before = broker.of(`${BASE}/answer`).length;
  await broker.say(`${BASE}/command`, JSON.stringify({ id, ...rest }));
  return json(await eventually('an answer', () => broker.of(`${BASE}/answer`)[before]?.payload));
};
const state = () => json<{ activity: string; results: object[] }>(broker.retained(`${BASE}/state`) ?? '{}');

beforeAll(async () => {
  await broker.start();
  unit = await start();
});

afterAll(async () => {
  await lone?.end('SIGKILL');
  await unit.stop();
  await broker.stop();
  fs.rmSync(root, { recursive: true, force: true });
});

describe('a plain MQTT unit', () => {
  it('says who it is, retained, before any value', async () => {
    await eventually('values', () => values().length > 20);
    const mine = broker.heard.filter(({ topic }) => topic.startsWith(BASE));
    expect(mine[0]).toMatchObject({ topic: `${BASE}/status`, qos: 1, retain: true });
    expect(json(mine[0]!.payload)).toMatchObject({
      online: true,
      serial: 'BR-U-07',
      productInstanceUri: 'urn:ballroom:culture-unit:BR-U-07',
    });
    expect(state()).toMatchObject({ activity: 'Stopped', active: { runId: '', job: '', task: '' }, results: [] });
  });

  it('sends one value a message at QoS 1, not retained, numbered without a hole, as its ledger has it', () => {
    const data = broker.heard.filter(({ topic }) => topic.startsWith(`${BASE}/data/`));
    expect(new Set(data.map(({ qos, retain }) => `${qos} ${retain}`))).toEqual(new Set(['1 false']));
    const sent = values();
    expect(sent.map(({ n }) => n)).toEqual(sent.map((_, i) => i + 1));
    const ledger = new Map(unit.ledger().map((line) => [line.n, line]));
    for (const { tag, v, t, s, n, b } of sent) {
      const name = tag === 'door-open' ? 'door' : tag;
      expect(ledger.get(n)).toMatchObject({ tag: name, value: v, time: ticks(t), status: s, boot: b });
    }
    expect(new Set(sent.map(({ tag }) => tag)).size).toBe(9);
  });

  it('runs a program on command, shows it, and leaves its result', async () => {
    const asked = { action: 'start-program', program: 'Expansion', duration: 'PT1H', batch: 'batch-7', step: 'step-3' };
    expect(await order('c-1', { ...asked, set: { temperature: '36.8 Cel' } })).toEqual({
      id: 'c-1',
      ok: true,
      runId: 'Expansion-0001',
    });
    await eventually('Execute', () => state().activity === 'Execute');
    expect(state()).toMatchObject({
      active: { runId: 'Expansion-0001', job: 'batch-7', task: 'step-3' },
      results: [{ runId: 'Expansion-0001', outcome: 'running', stoppedAt: null }],
    });
    await eventually('Complete', () => state().activity === 'Complete');
    expect(state().results).toMatchObject([{ job: 'batch-7', task: 'step-3', outcome: 'completed' }]);
    expect(await order('c-2', { action: 'reset' })).toEqual({ id: 'c-2', ok: true });
  });

  it('gives a command that comes again the answer that it had, and does nothing', async () => {
    await eventually('Idle', () => state().activity === 'Idle');
    expect(await order('c-1', { action: 'start-program', program: 'Expansion', batch: 'b', step: 's' })).toEqual({
      id: 'c-1',
      ok: true,
      runId: 'Expansion-0001',
    });
    expect(state()).toMatchObject({ activity: 'Idle', active: { runId: 'Expansion-0001' } });
  });

  it.each([
    [{ action: 'hold' }, 'BadInvalidState'],
    [{ action: 'dance' }, 'BadInvalidArgument'],
    [{ action: 'toString' }, 'BadInvalidArgument'],
    [{ action: 'start-program', program: 'Nonsense', batch: 'b', step: 's' }, 'BadNotFound'],
    [{ action: 'start-program', program: 'Wash', set: { cycles: '99' }, batch: 'b', step: 's' }, 'BadOutOfRange'],
    [{ action: 'start-program', program: 'Wash', step: 's' }, 'BadInvalidArgument'],
  ])('refuses %j', async (asked, reason) => {
    const id = JSON.stringify(asked);
    expect(await order(id, asked)).toEqual({ id, ok: false, reason });
  });

  it('is paused, resumed, aborted and cleared on command', async () => {
    const started = { action: 'start-program', program: 'Expansion', duration: 'P7D', batch: 'b3', step: 's3' };
    const until = (activity: string) => eventually(activity, () => state().activity === activity);
    if (state().activity === 'Complete') await order('c20', { action: 'reset' });
    await eventually('ready', () => ['Idle', 'Stopped'].includes(state().activity));
    expect(await order('c21', started)).toMatchObject({ ok: true });
    await until('Execute');
    for (const [id, action, activity] of [
      ['c22', 'pause', 'Suspended'],
      ['c23', 'resume', 'Execute'],
      ['c24', 'abort', 'Aborted'],
      ['c25', 'clear', 'Stopped'],
    ] as const) {
      expect(await order(id, { action })).toEqual({ id, ok: true });
      await until(activity);
    }
    expect(state().results.at(-1)).toMatchObject({ job: 'b3', outcome: 'aborted' });
  });

  it('of another class sends the tags of that one under its own name, and takes its programs', async () => {
    const dir = path.join(root, 'W-01');
    const as = { url: broker.url, user: 'U-08', password: 'other' };
    const washer = await start({ name: 'W-01', serial: 'WA-0001', kind: 'washer', dir, broker: as });
    try {
      const base = 'ballroom/demo/B2/W-01';
      const sent = await eventually('values', () => values(base).length > 9 && values(base));
      expect([...new Set(sent.map(({ tag }) => tag))]).toEqual(['spin', 'flow', 'pressure', 'volume', 'heartbeat']);
      expect(json(broker.retained(`${base}/status`)!)).toMatchObject({
        productInstanceUri: 'urn:ballroom:washer:WA-0001',
      });
      const wash = { action: 'start-program', program: 'Wash', set: { spin: '2000 /min' }, batch: 'b4', step: 's4' };
      await broker.say(`${base}/command`, JSON.stringify({ id: 'w1', ...wash }));
      await eventually('spinning', () => values(base).some(({ tag, v }) => tag === 'spin' && Number(v) > 1900));
      expect(json(broker.of(`${base}/answer`)[0]!.payload)).toMatchObject({ id: 'w1', ok: true });
    } finally {
      await washer.stop();
    }
  });

  it('keeps what it measures while its broker is away, and sends it oldest first', async () => {
    await broker.stop();
    const cut = unit.ledger().at(-1)!.counter;
    await eventually('samples', () => unit.waiting() > 12);
    await broker.start();
    await eventually('later values', () => values().some(({ tag, v }) => tag === 'heartbeat' && Number(v) > cut + 15));
    expect(values().map(({ n }) => n)).toEqual(values().map((_, i) => i + 1));
    await eventually('all acknowledged', () => unit.waiting() < 3);
  });

  it('is offline by its will when its link is cut, and goes on where it was', async () => {
    const before = broker.of(`${BASE}/status`).length;
    await control('POST', '/faults/link-cut', { mode: 'reset', durationSeconds: 1 });
    const said = await eventually('the will', () => broker.of(`${BASE}/status`)[before]);
    expect({ ...said, payload: said.payload.toString() }).toMatchObject({ payload: '{"online":false}', retain: true });
    const cut = unit.ledger().at(-1)!.counter;
    await eventually('later values', () => values().some(({ tag, v }) => tag === 'heartbeat' && Number(v) > cut + 12));
    expect(json(broker.retained(`${BASE}/status`)!)).toMatchObject({ online: true });
    expect(values().map(({ n }) => n)).toEqual(values().map((_, i) => i + 1));
  });

  it('publishes every kind of bad value and two values at one instant, and its ledger says so', async () => {
    await control('POST', '/faults/bad-values', { every: 1 });
    await control('POST', '/faults/conflict', { every: 2 });
    const wrong = (): LedgerLine[] => unit.ledger().filter((line) => line.wrong !== undefined);
    await eventually('all kinds', () => new Set(wrong().map((line) => line.wrong)).size === 6);
    await control('DELETE', '/faults/bad-values');
    await control('DELETE', '/faults/conflict');
    const last = wrong().at(-1)!.counter;
    await eventually('all sent', () => values().some(({ tag, v }) => tag === 'heartbeat' && v === last + 1));
    const heard = (tag: string): string[] => broker.of(`${BASE}/data/${tag}`).map(({ payload }) => payload.toString());
    const of = (kind: string): LedgerLine => wrong().find((line) => line.wrong === kind)!;
    expect(heard('vapour-pressure').length).toBe(wrong().filter((line) => line.wrong === 'unknown-tag').length);
    expect(heard('ph')).toContain('{"v":');
    expect(values().find(({ n }) => n === of('wrong-type').n)?.v).toBe('high');
    expect(values().find(({ n }) => n === of('not-a-number').n)?.v).toBe('NaN');
    expect(values().find(({ n }) => n === of('out-of-range').n)?.v).toBe(90);
    const { time, tag } = of('conflict');
    const both = values().filter((value) => value.tag === tag && ticks(value.t) === time);
    expect(new Set(both.map(({ v }) => v)).size).toBe(2);
    expect(values().map(({ n }) => n)).toEqual(values().map((_, i) => i + 1));
  });

  it('gets nowhere with a wrong password', async () => {
    const before = broker.heard.length;
    const stranger = await start({
      name: 'U-08',
      dir: path.join(root, 'stranger'),
      broker: { url: broker.url, user: 'U-08', password: 'guess' },
    });
    await eventually('samples', () => stranger.waiting() > 5);
    await stranger.stop();
    expect(broker.heard.slice(before).filter(({ topic }) => topic.includes('U-08'))).toEqual([]);
  });

  it('comes back from kill -9 with what it could not send, each value of the start that measured it', async () => {
    const dir = path.join(root, 'U-08');
    const args = [
      '--name',
      'U-08',
      '--dir',
      dir,
      '--broker',
      broker.url,
      '--site',
      'demo',
      '--room',
      'B2',
      '--rate',
      '10',
    ];
    lone = new TestProgram('simulators/mqtt/main.ts', args, { BALLROOM_UNIT_PASSWORD: 'other' });
    const base = 'ballroom/demo/B2/U-08';
    await lone.start();
    await eventually('values', () => values(base).length > 20);
    await broker.stop();
    const before = values(base).length;
    const lines = (): string[] => fs.readFileSync(path.join(dir, 'ledger.ndjson'), 'utf8').split('\n');
    const measured = lines().length;
    await eventually('samples', () => lines().length > measured + 90);
    await lone.end('SIGKILL');
    await lone.start();
    await broker.start();
    await eventually('a new start', () => new Set(values(base).map(({ b }) => b)).size === 2);
    await eventually('heartbeats', () => values(base).length > before + 200);
    const sent = values(base);
    expect(sent.map(({ n }) => n)).toEqual(sent.map((_, i) => i + 1));
    const beats = sent.filter(({ tag }) => tag === 'heartbeat');
    expect(beats.map(({ v }) => v)).toEqual(beats.map((_, i) => i + 1));
    expect(await lone.end('SIGTERM')).toEqual({ code: 0, signal: null });
    await eventually('its leave', () => broker.retained(`${base}/status`) === '{"online":false}');
  });

  it('speaks to a broker whose certificate the given authority has signed, and to no other', async () => {
    const certified = (name: string) =>
      provisionUnit({ dir: path.join(root, name), applicationUri: `urn:ballroom:${name}`, hostname: '127.0.0.1' });
    const [own, foreign] = [await certified('own'), await certified('foreign')];
    const pem = (file: string): string => fs.readFileSync(file, 'utf8');
    const secure = new TestBroker(USERS, { key: pem(own.privateKeyFile), cert: pem(own.certificateFile) });
    await secure.start();
    const through = (name: string, ca: string) =>
      start({
        name,
        dir: path.join(root, `tls-${name}`),
        broker: { url: secure.url, user: 'U-07', password: 'secret', ca: pem(ca) },
      });
    const right = await through('right', own.certificateFile);
    const misled = await through('misled', foreign.certificateFile);
    await eventually('values', () => secure.heard.some(({ topic }) => topic.startsWith('ballroom/demo/B2/right/data')));
    await eventually('samples', () => misled.waiting() > 10);
    expect(secure.heard.filter(({ topic }) => topic.includes('misled'))).toEqual([]);
    await Promise.all([right.stop(), misled.stop()]);
    await secure.stop();
  });
});
