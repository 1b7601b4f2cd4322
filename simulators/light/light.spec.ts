import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makeBrowsePath } from 'node-opcua';
import { decodePayload } from '../../src/plant/equipment/sparkplug/codec.js';
import { eventually, TestBroker } from '../broker/test-broker.js';
import { byPassword, clientIdentity, TestClient } from '../opcua/test-client.js';
import { type RunningLight, startLight } from './index.js';
import { LIGHT_NAMESPACE, startLightOpcua } from './opcua-units.js';

const broker = new TestBroker({ light: 'secret' });
const address = () => ({ url: broker.url, user: 'light', password: 'secret' });
const data = () => broker.heard.filter(({ topic }) => /\/data\/|\/DDATA\//.test(topic));

beforeAll(() => broker.start());
afterAll(() => broker.stop());

async function stopped(light: RunningLight): Promise<ReturnType<RunningLight['counts']>> {
  await light.stop();
  return light.counts();
}

describe('light units', () => {
  it('send values over plain MQTT at their rate, numbered by unit, and count what was acknowledged', async () => {
    const from = data().length;
    const light = startLight({ protocol: 'mqtt', broker: address(), units: 20, rate: 10 });
    await light.ready;
    expect(light.counts().connected).toBe(20);
    await eventually('400 values', () => light.counts().arrived > 400);
    const counts = await stopped(light);
    const heard = data().slice(from);
    expect(counts).toMatchObject({ messages: heard.length, values: heard.length, arrived: heard.length });
    const first = heard.filter(({ topic }) => topic.startsWith('ballroom/demo/B2/L-0001/'));
    expect(first.map(({ payload }) => (JSON.parse(payload.toString()) as { n: number }).n)).toEqual(
      first.map((_, index) => index + 1),
    );
    expect(light.countsOf('L-0001').messages).toBe(first.length);
    // each unit has had its share
    for (const name of light.names) expect(light.countsOf(name).messages).toBeGreaterThan(counts.messages / 40);
  });

  it('send all tags a message over Sparkplug after their births, and give these again when asked', async () => {
    const from = broker.heard.length;
    const light = startLight({ protocol: 'sparkplug', broker: address(), units: 3, rate: 200, tags: 20 });
    await eventually('messages', () => light.counts().messages > 30);
    await broker.say('spBv1.0/demo/NCMD/EN-L-0002', Buffer.alloc(0));
    await eventually('births', () => broker.of('spBv1.0/demo/DBIRTH/EN-L-0002/L-0002').length === 2);
    const counts = await stopped(light);
    const heard = broker.heard.slice(from).filter(({ topic }) => topic.endsWith('L-0002') && topic.includes('/D'));
    const payloads = heard.map(({ payload }) => decodePayload(payload));
    expect(payloads.every(({ ok }) => ok)).toBe(true);
    const sizes = payloads.map((one) => (one.ok ? one.payload.metrics.length : 0));
    expect(new Set(sizes)).toEqual(new Set([23, 20]));
    expect(counts.values).toBe(counts.messages * 20);
  });

  it('send as fast as the broker takes it', async () => {
    const light = startLight({ protocol: 'mqtt', broker: address(), units: 2, rate: null });
    await eventually('1000 values', () => light.counts().arrived > 1000);
    const { arrived, messages } = await stopped(light);
    expect(arrived).toBe(messages);
  });
});

describe('light OPC UA units', () => {
  it('are behind one secured server, each by its own user, who is written down, and count their samples', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'light-units-'));
    const [own, theirs] = [join(dir, 'client'), join(dir, 'units')];
    const { certificate } = await clientIdentity(own);
    const options = { dir: theirs, port: 0, units: 2, tags: 1, rate: 20, password: 'secret', trust: [certificate] };
    const units = await startLightOpcua(options);
    try {
      const unit = { endpoint: units.endpoint, certificate: Buffer.from(units.certificate, 'hex') };
      await expect(TestClient.open(unit, own, byPassword('L-0003', 'secret'))).rejects.toThrow('BadUserAccessDenied');
      const client = await TestClient.open(unit, own, byPassword('L-0002', 'secret'));
      const index = (await client.session.readNamespaceArray()).indexOf(LIGHT_NAMESPACE);
      const read = async (name: string): Promise<unknown> => {
        const path = makeBrowsePath('i=85', `/${index}:L-0002.${index}:${name}`);
        const nodeId = (await client.session.translateBrowsePath(path)).targets![0]!.targetId;
        return (await client.session.read({ nodeId })).value.value;
      };
      expect([await read('ProductInstanceUri'), await read('Serial')]).toEqual(['urn:ballroom:light:L-0002', 'L-0002']);
      const seen = Number(await read('heartbeat'));
      await eventually('further samples', () => units.counter() > seen);
      expect(Number(await read('heartbeat'))).toBeGreaterThan(seen);
      await client.close();
      expect(units.reached.map(({ unit: name }) => name)).toEqual(['L-0002']);
    } finally {
      await units.stop();
      rmSync(dir, { recursive: true, force: true });
    }
  }, 60_000);
});
