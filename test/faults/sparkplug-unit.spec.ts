import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type RunningEdgeNode, startEdgeNode } from '../../simulators/sparkplug/index.js';
import { AEDES, type TestBroker } from '../support/broker.js';
import { kitLabel, putIn } from '../support/kit.js';
import { GROUP, HOST, NODE, until } from './sparkplug-node.js';
import { HostRig, unitRow } from './sparkplug-rig.js';

const NAMES = ['Temperature', 'CO2', 'PH', 'DO', 'Agitation', 'Glucose', 'Lactate', 'Door Open', 'Heartbeat'];
const TAGS = { metrics: Object.fromEntries(NAMES.map((name) => [name.toLowerCase(), `Culture/${name}`])) };

let broker: TestBroker;
let edge: RunningEdgeNode;
const dir = mkdtempSync(join(tmpdir(), 'ballroom-edge-'));
beforeAll(async () => {
  broker = await AEDES.start({ edgeNodes: [{ group: GROUP, edgeNode: NODE }] });
  edge = await startEdgeNode({
    ...{ name: NODE, group: GROUP, dir, primaryHost: HOST, rate: 10 },
    broker: { url: `mqtt://127.0.0.1:${broker.port}`, user: NODE, password: broker.password(NODE) },
    devices: [{ name: 'U-11' }],
  });
}, 180_000);
afterAll(async () => {
  await edge.stop();
  await broker.remove();
  rmSync(dir, { recursive: true, force: true });
});

it('a simulated device: all that it measured is stored over a loss of the host, and it does what it is told', async () => {
  const unit = unitRow({ tagMap: TAGS });
  const rig = await HostRig.start(broker, '3.1.1', [unit], { pace: { history: { quiet: 1000, most: 30_000 } } });
  const beats = () => [...new Set(rig.heartbeats)].sort((a, b) => a - b);
  try {
    await rig.untilState(unit, 'live');
    const first = Math.min(...rig.heartbeats);
    await until('it is heard', () => beats().length > 10);
    rig.tap.cut();
    const known = beats().at(-1)!;
    await until(
      'it measures on',
      () => edge.devices[0]!.ledger().filter(({ tag }) => tag === 'heartbeat').length > known + 10,
    );
    rig.tap.mend();
    await rig.untilState(unit, 'live');
    await until('it is live again', () => (beats().at(-1) ?? 0) > known + 20);
    expect(beats()).toEqual(Array.from(beats(), (_, index) => first + index));
    expect(rig.values.some(({ origin }) => origin === 'history')).toBe(true);
    expect(rig.rejects.map(({ source }) => source)).toEqual([]);

    const control = rig.connector.control(unit.id)!;
    expect(await control.checksum('Expansion')).toMatch(/^sha256:/);
    expect(await control.checksum('Unheard-of')).toBeNull();
    expect(await control.kit()).toBeUndefined();
    for (const [kit, told] of [
      [kitLabel('1'), kitLabel('1')],
      ['', null],
    ] as const) {
      await putIn(edge.devices[0]!.control, kit);
      await until('it tells its kit', async () => (await rig.connector.control(unit.id)?.kit()) === told);
    }
    await rig.untilState(unit, 'live');
    const order = { batch: 'b-1', step: 's-1', action: 'start-program', program: 'Expansion' } as const;
    const run = await control.start(
      { ...order, set: { temperature: { value: '37.0', unit: 'Cel' } }, duration: 'PT1H' },
      'c-1',
    );
    await until('it runs', async () => (await control.sight()).active.runId === run);
    expect((await control.sight()).results.at(-1)).toMatchObject({
      runId: run,
      job: 'b-1',
      task: 's-1',
      stoppedAt: null,
    });
    await until('it executes', async () => (await control.sight()).activity.activity === 'Execute');
    await control.invoke('hold', 'c-2');
    await until('it is held', async () => (await control.sight()).activity.activity === 'Held');
    const setpoints = async () =>
      (await (await fetch(`${edge.devices[0]!.control}/state`)).json()) as { setpoints: object };
    const { setpoints: own } = await setpoints();
    await control.set({ temperature: { value: '33.0', unit: 'Cel' } }, 'c-2a');
    expect(await setpoints()).toMatchObject({ setpoints: { ...own, temperature: 33 } });
    await control.invoke('unhold', 'c-2b');
    await until('it goes on', async () => (await control.sight()).activity.activity === 'Execute');
    expect((await setpoints()).setpoints).toEqual(own);
    const asking = JSON.stringify({ code: 'bubble', text: 'AIR', answers: ['purged'] });
    expect((await control.sight()).prompt).toBeNull();
    expect((await fetch(`${edge.devices[0]!.control}/prompt`, { method: 'POST', body: asking })).status).toBe(201);
    await until('it waits for a person', async () => (await control.sight()).prompt !== null);
    expect((await control.sight()).prompt).toMatchObject({ id: 'P-0001', code: 'bubble', text: 'AIR' });
    await expect(control.answer({ asked: 'P-0001', answer: 'shake' }, 'c-q1')).rejects.toThrow('BadInvalidArgument');
    await control.answer({ asked: 'P-0001', answer: 'purged' }, 'c-q2');
    await until('it waits no more', async () => (await control.sight()).prompt === null);
    expect((await control.sight()).answered).toEqual({ id: 'P-0001', answer: 'purged', by: 'c-q2' });
    const before = rig.changes.length;
    const body = JSON.stringify({ set: { temperature: '36 Cel' } });
    expect((await fetch(`${edge.devices[0]!.control}/panel`, { method: 'POST', body })).ok).toBe(true);
    await until(
      'what is changed at the unit shows',
      async () => (await control.sight()).setpoints?.temperature === '36',
    );
    await until('and is looked at', () => rig.changes.length > before);
    expect(rig.changes.at(-1)).toEqual((await control.sight()).activity);
    await control.set({ temperature: { value: '37.0', unit: 'Cel' } }, 'c-2c');
    expect((await control.sight()).setpoints?.temperature).toBe('37');
    await expect(control.invoke('reset', 'c-3')).rejects.toThrow('BadInvalidState');
    await control.invoke('stop', 'c-4');
    await until('it is stopped', async () => (await control.sight()).results.at(-1)?.stoppedAt !== null);
    expect(rig.changes.map(({ activity }) => activity)).toEqual(expect.arrayContaining(['Execute', 'Held']));
  } finally {
    await rig.stop();
  }
}, 60_000);
