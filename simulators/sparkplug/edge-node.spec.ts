import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodePayload, type Metric } from '../../src/plant/equipment/sparkplug/codec.js';
import { eventually, TestBroker } from '../broker/test-broker.js';
import type { LedgerLine } from '../unit/disk.js';
import { TestProgram } from '../unit/test-program.js';
import { type EdgeNodeOptions, type RunningEdgeNode, startEdgeNode } from './index.js';
import { bdSeq, named, type Said, TestHost, type Value } from './test-host.js';

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'edge-node-'));
const broker = new TestBroker({ 'EN-01': 'secret', 'EN-02': 'secret' });
let node: RunningEdgeNode;
let lone: TestProgram<object> | undefined;

const options = (over: Partial<EdgeNodeOptions> = {}): EdgeNodeOptions => ({
  name: 'EN-01',
  group: 'demo',
  dir: path.join(root, 'EN-01'),
  broker: { url: broker.url, user: 'EN-01', password: 'secret' },
  devices: [{ name: 'U-05' }],
  rate: 40,
  speed: 3600,
  replayRate: 1000,
  ...over,
});
const host = new TestHost(broker);
const mark = (): number => host.mark();
const said = (from = 0): Said[] => host.said('EN-01', from);
const first = (verb: string, from: number): Promise<Said> => host.first('EN-01', verb, from);
const values = (name: string, from = 0): Value[] => host.values('EN-01', name, from);
const hasAll = (to: number): boolean => host.hasAll('EN-01', to);
const counter = (): number => node.devices[0]!.ledger().at(-1)!.counter;
const order = async (id: string, rest: Record<string, string>): Promise<Record<string, unknown>> => {
  const from = mark();
  await host.command('EN-01/U-05', { Id: id, ...rest });
  await eventually('an answer', () => values('Answer/Id', from).at(-1)?.value === id);
  return Object.fromEntries(['Ok', 'Reason', 'Run'].map((key) => [key, values(`Answer/${key}`, from).at(-1)!.value]));
};
const activity = (): unknown => values('Unit/Activity').at(-1)?.value;
const control = async (method: string, url: string, body: object = {}): Promise<void> => {
  const response = await fetch(`${node.devices[0]!.control}${url}`, { method, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(await response.text());
};
beforeAll(async () => {
  await broker.start();
  node = await startEdgeNode(options());
});

afterAll(async () => {
  await lone?.end('SIGKILL');
  await node.stop();
  await broker.stop();
  fs.rmSync(root, { recursive: true, force: true });
});

describe('a Sparkplug edge node', () => {
  it('gives birth only when its primary host is online, and not for a STATE from before', async () => {
    await eventually('samples', () => counter() > 20);
    await host.online(false, 1000);
    await host.online(true, 900, false);
    const samples = counter();
    await eventually('more samples', () => counter() > samples + 10);
    expect(said()).toEqual([]);
    await host.online(true);
    await first('NBIRTH', 0);
  });

  it('begins with NBIRTH and DBIRTH, QoS 0, not retained, before any data', async () => {
    await eventually('live data', () => values('Culture/Heartbeat').some(({ isHistorical }) => !isHistorical));
    const [birth, device] = said();
    expect(birth).toMatchObject({ verb: 'NBIRTH', qos: 0, retain: false, body: { seq: 0 } });
    expect(named(birth!.body, 'Node Control/Rebirth')?.value).toEqual({ in: 'boolean', value: false });
    expect(bdSeq(birth!)).toBe(0);
    expect(device).toMatchObject({ verb: 'DBIRTH', device: 'U-05', qos: 0, retain: false, body: { seq: 1 } });
    const text = (name: string): unknown => named(device!.body, name)?.value?.value;
    expect(text('Properties/Serial')).toBe('BR-U-05');
    expect(text('Properties/Product Instance URI')).toBe('urn:ballroom:culture-unit:BR-U-05');
    expect(text('Unit/Activity')).toBe('Stopped');
    expect(named(device!.body, 'Command/Set/cycles')).toMatchObject({ isNull: true, datatype: 12 });
    expect(device!.body.metrics.every(({ alias, datatype }) => alias !== null && datatype !== null)).toBe(true);
  });

  it('has said as history what it measured before its host came, oldest first, and nothing twice as live', async () => {
    await eventually('all of it', () => hasAll(counter() - 5));
    const history = values('Culture/Heartbeat').filter(({ isHistorical }) => isHistorical);
    expect(history.map(({ value }) => Number(value)).slice(0, 20)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    const ledger = new Map(
      node.devices[0]!.ledger().map((line): [string, LedgerLine] => [`${line.tag} ${line.counter}`, line]),
    );
    for (const { time, value } of values('Culture/Heartbeat'))
      expect(ledger.get(`heartbeat ${Number(value)}`)?.time).toBe(`${BigInt(time) * 10_000n}`);
  });

  it('gives its births again when it is asked to, in the same session', async () => {
    const from = mark();
    await host.rebirth('EN-01');
    const birth = await first('NBIRTH', from);
    expect({ bdSeq: bdSeq(birth), seq: birth.body.seq }).toEqual({ bdSeq: 0, seq: 0 });
    expect((await first('DBIRTH', from)).body.seq).toBe(1);
    expect(said(from).filter(({ verb }) => verb === 'NDEATH')).toEqual([]);
  });

  it('runs a program on a device command, shows it, and leaves its result', async () => {
    const asked = { Action: 'start-program', Program: 'Expansion', Duration: 'PT1H', Job: 'batch-7', Task: 'step-3' };
    expect(await order('c-1', { ...asked, 'Set/temperature': '36.8 Cel' })).toEqual({
      Ok: true,
      Reason: '',
      Run: 'Expansion-0001',
    });
    await eventually('Execute', () => activity() === 'Execute');
    expect([values('Unit/Job').at(-1)?.value, values('Unit/Task').at(-1)?.value]).toEqual(['batch-7', 'step-3']);
    await eventually('Complete', () => activity() === 'Complete');
    expect(values('Unit/Results').at(-1)?.value).toMatchObject({
      columns: ['runId', 'job', 'task', 'startedAt', 'stoppedAt', 'outcome'],
      rows: [['Expansion-0001', 'batch-7', 'step-3', expect.any(BigInt), expect.any(BigInt), 'completed']],
    });
    expect(await order('c-1', asked)).toMatchObject({ Ok: true, Run: 'Expansion-0001' });
    expect(await order('c-2', { Action: 'hold' })).toEqual({ Ok: false, Reason: 'BadInvalidState', Run: '' });
    expect(await order('c-3', { Action: 'reset' })).toMatchObject({ Ok: true });
    await eventually('Idle', () => activity() === 'Idle');
    expect(await order('c-4', { ...asked, Duration: 'P7D' })).toMatchObject({ Ok: true });
    await eventually('Execute', () => activity() === 'Execute');
    for (const [id, Action, shown] of [
      ['c-5', 'pause', 'Suspended'],
      ['c-6', 'resume', 'Execute'],
      ['c-7', 'abort', 'Aborted'],
      ['c-8', 'clear', 'Stopped'],
    ] as const) {
      expect(await order(id, { Action })).toEqual({ Ok: true, Reason: '', Run: '' });
      await eventually(shown, () => activity() === shown);
    }
  });

  it('takes its leave when its host goes, keeps what it measures, and says it as history when the host is back', async () => {
    const from = mark();
    await host.online(false);
    expect(bdSeq(await first('NDEATH', from))).toBe(0);
    const [gone, atDeath] = [mark(), counter()];
    await eventually('samples', () => counter() > atDeath + 30);
    expect(said(gone).filter(({ verb }) => verb !== 'NDEATH')).toEqual([]);
    await host.online(true);
    expect(bdSeq(await first('NBIRTH', gone))).toBe(1);
    await eventually('what was kept', () => hasAll(atDeath + 30));
    const kept = values('Culture/Heartbeat', gone).filter(({ isHistorical }) => isHistorical);
    const sorted = kept.map(({ value }) => Number(value)).sort((a, b) => a - b);
    expect(kept.map(({ value }) => Number(value))).toEqual(sorted);
  });

  it('does not go for a STATE from before', async () => {
    const from = mark();
    await host.online(false, 1500, false);
    const at = counter();
    await eventually('live data', () => values('Culture/Heartbeat', from).some(({ value }) => Number(value) > at + 10));
    expect(said(from).filter(({ verb }) => verb !== 'DDATA')).toEqual([]);
  });

  it('is announced dead by the broker when its link is cut, and loses nothing of the moment in which it was', async () => {
    const from = mark();
    await control('POST', '/faults/link-cut', { mode: 'reset', durationSeconds: 1 });
    expect(await first('NDEATH', from)).toMatchObject({ qos: 1, retain: false });
    const birth = await first('NBIRTH', from);
    expect(bdSeq(birth)).toBeGreaterThan(bdSeq(said(from).find(({ verb }) => verb === 'NDEATH')!));
    const at = counter();
    await eventually('all of it', () => hasAll(at));
  });

  it('says that a device is away, and what that kept when it is back', async () => {
    const from = mark();
    await control('POST', '/faults/device-away', { durationSeconds: 60 });
    expect(await first('DDEATH', from)).toMatchObject({ device: 'U-05', qos: 0 });
    const at = counter();
    await eventually('samples', () => counter() > at + 10);
    expect(said(from).at(-1)?.verb).toBe('DDEATH');
    await control('DELETE', '/faults/device-away');
    await first('DBIRTH', from);
    await eventually('all of it', () => hasAll(at + 10));
    expect(said(from).filter(({ verb }) => verb === 'NDEATH')).toEqual([]);
  });

  it('sends data by alias alone, one message a sample, numbered 0 to 255 and round again', async () => {
    await eventually('270 samples', () => counter() > 270);
    const from = mark();
    await host.rebirth('EN-01');
    await eventually('300 messages', () => said(from).length > 300);
    const all = said(from);
    const since = all.slice(all.findIndex(({ verb }) => verb === 'NBIRTH'));
    expect(since.map(({ body }) => body.seq)).toEqual(since.map((_, at) => at % 256));
    const data = since.filter(({ verb }) => verb === 'DDATA');
    expect(data.every(({ body }) => body.metrics.every(({ name, alias }) => name === null && alias !== null))).toBe(
      true,
    );
    const { body } = data.find((one) => one.body.metrics.length === 9)!;
    expect(new Set(body.metrics.map(({ timestamp }) => timestamp)).size).toBe(1);
    expect(body.metrics.every(({ properties }) => properties?.get('Quality')?.value?.value === 192)).toBe(true);
  });

  it('marks a bad sensor as null of quality 0', async () => {
    const from = mark();
    await control('POST', '/faults/sensor-bad', { tag: 'ph' });
    const isPh = ({ alias }: Metric): boolean => host.names('EN-01').get(alias!) === 'Culture/PH';
    const bad = await eventually('a bad pH', () =>
      said(from)
        .flatMap(({ body }) => body.metrics)
        .find((one) => isPh(one) && one.isNull),
    );
    expect(bad.properties?.get('Quality')?.value?.value).toBe(0);
    await control('DELETE', '/faults/sensor-bad');
  });

  it('publishes every kind of bad value and two values at one instant, and its ledger says so', async () => {
    const from = mark();
    await control('POST', '/faults/bad-values', { every: 1 });
    await control('POST', '/faults/conflict', { every: 2 });
    const wrong = (): LedgerLine[] => node.devices[0]!.ledger().filter((line) => line.wrong !== undefined);
    await eventually('all kinds', () => new Set(wrong().map((line) => line.wrong)).size === 6);
    await control('DELETE', '/faults/bad-values');
    await control('DELETE', '/faults/conflict');
    const last = wrong().at(-1)!.counter;
    await eventually('all sent', () => host.beats('EN-01').has(last + 1));
    const of = (kind: string): LedgerLine => wrong().find((line) => line.wrong === kind)!;
    const at = (name: string, kind: string) =>
      values(name, from).filter(({ time }) => `${BigInt(time) * 10_000n}` === of(kind).time);
    expect(at('Culture/PH', 'wrong-type')).toMatchObject([{ value: 'high' }]);
    expect(at('Culture/PH', 'not-a-number')).toMatchObject([{ value: NaN }]);
    expect(at('Culture/PH', 'out-of-range')).toMatchObject([{ value: 90 }]);
    expect(new Set(at('Culture/Temperature', 'conflict').map(({ value }) => value)).size).toBe(2);
    const unknown = said(from).flatMap(({ body }) =>
      body.metrics.filter(({ alias }) => !host.names('EN-01').has(alias!)),
    );
    expect(unknown.some(({ value }) => value?.value === 1.5)).toBe(true);
    const garbled = broker.heard
      .slice(from)
      .filter(({ topic, payload }) => topic.includes('/EN-01/U-05') && !decodePayload(payload).ok);
    expect(garbled.length).toBeGreaterThan(0);
  });

  it('comes back from kill -9 with the next bdSeq and all that it kept', async () => {
    const dir = path.join(root, 'EN-02');
    const args = ['--name', 'EN-02', '--group', 'demo', '--device', 'U-06=S-6', '--dir', dir, '--broker', broker.url];
    lone = new TestProgram('simulators/sparkplug/main.ts', [...args, '--rate', '20'], {
      BALLROOM_UNIT_PASSWORD: 'secret',
    });
    const ready = await lone.start();
    expect(ready).toMatchObject({ edgeNode: 'demo/EN-02', devices: [{ name: 'U-06', control: expect.any(String) }] });
    await eventually('data', () => host.beats('EN-02').size > 10);
    await host.online(false);
    const death = await eventually('NDEATH', () => host.said('EN-02', 0).find(({ verb }) => verb === 'NDEATH'));
    const lines = (): number => fs.readFileSync(path.join(dir, 'U-06/ledger.ndjson'), 'utf8').split('\n').length;
    const measured = lines();
    await eventually('samples', () => lines() > measured + 180);
    await lone.end('SIGKILL');
    const gone = mark();
    await lone.start();
    await host.online(true);
    const birth = await eventually('NBIRTH', () => host.said('EN-02', gone).find(({ verb }) => verb === 'NBIRTH'));
    expect(bdSeq(birth)).toBeGreaterThan(bdSeq(death));
    expect(
      named(
        (await eventually('DBIRTH', () => host.said('EN-02', gone).find(({ verb }) => verb === 'DBIRTH'))).body,
        'Properties/Serial',
      )?.value?.value,
    ).toBe('S-6');
    await eventually(
      'all of it',
      () => host.beats('EN-02').size > measured / 9 + 40 && host.hasAll('EN-02', Math.max(...host.beats('EN-02'))),
    );
    expect(await lone.end('SIGTERM')).toEqual({ code: 0, signal: null });
    await eventually('its leave', () => host.said('EN-02', gone).at(-1)?.verb === 'NDEATH');
  });
});
