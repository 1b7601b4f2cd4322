import { describe, expect, it } from '@jest/globals';
import { type ConnectorMessage, NEVER_KEPT, type UnitBy } from '../domain/index.js';
import { PACE } from './pace.js';
import { UnitChannel } from './unit-channel.js';

const unit: UnitBy<'mqtt'> = {
  ...{
    id: 'u',
    code: 'U-07',
    title: 'x',
    site: 's',
    room: 'r',
    unitClass: 'c',
    serial: '1',
    productInstanceUri: 'urn:1',
  },
  connector: { kind: 'mqtt', profile: 'ballroom', samplesPerSecond: 1 },
  tagMap: {
    messages: [],
    status: { topic: 'status' },
    control: { state: 'state', command: 'command', answer: 'answer' },
  },
  status: 'in-service',
  positions: [],
  quarantine: null,
  upkeep: NEVER_KEPT,
};

/** A unit of which nothing is committed before the test says so, and which may leave 3 kB unacknowledged. */
function rig() {
  const taken: ConnectorMessage[] = [];
  let [acknowledged, renewed] = [0, 0];
  const broker = { now: '2026-11-22T12:00:00.000Z', isCrowded: false };
  const channel = new UnitChannel(
    unit,
    {
      now: () => broker.now,
      newId: () => 'connection',
      deliver: (message) => taken.push(message) > 0,
      saveCursor: () => Promise.resolve(),
      observed: () => Promise.resolve(),
      changed: () => undefined,
      refused: () => undefined,
      publish: () => Promise.resolve(),
      share: () => 3000,
      isCrowded: () => broker.isCrowded,
      renew: () => renewed++,
    },
    PACE,
    { sequence: null, boots: [], gap: null, identity: { serial: '1', productInstanceUri: 'urn:1' } },
  );
  const packet = (topic: string, text: string) => ({
    ...{ topic, payload: Buffer.from(text), retained: false, isUnsure: false },
    ack: () => void acknowledged++,
  });
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  return { channel, taken, packet, turn, broker, counts: () => ({ acknowledged, renewed }) };
}

describe('what one unit says over the broker', () => {
  it('stays within its share where status and answers are nonsense; what is beyond comes again once that is committed', async () => {
    const { channel, taken, packet, turn, counts } = rig();
    await channel.connected('connection', true);
    for (let at = 0; at < 50; at++) {
      channel.announce(packet('status', '{'.repeat(500)));
      channel.answer(packet('answer', '{'.repeat(500)));
    }
    await turn();
    const kept = taken.flatMap(({ rejects = [] }) => rejects);
    expect(kept.map(({ source }) => source)).toEqual(['status', 'answer']);
    expect(counts()).toEqual({ acknowledged: 0, renewed: 0 });
    for (const { ack } of taken) ack();
    await turn();
    expect(counts()).toEqual({ acknowledged: 2, renewed: 1 });
    await channel.stop();
  });

  it('is urgent for the spool once the broker may not keep more of it for long: after a minute, where its window or the unit’s share is half used up', async () => {
    const { channel, taken, packet, turn, broker } = rig();
    const reader = () => ({ values: [], rejects: [], sequence: null, boot: null });
    const reject = { reason: 'payload.malformed', source: 'x', bytes: Buffer.from('x') } as const;
    const say = async () => {
      channel.data(() => ({ ...reader(), rejects: [reject] }), packet('data/ph', '{}'));
      await turn();
    };
    await channel.connected('connection', true);
    await say();
    const [first] = taken as [ConnectorMessage];
    expect(first.urgent()).toBe(false);
    broker.isCrowded = true;
    expect(first.urgent()).toBe(true);
    broker.isCrowded = false;
    broker.now = '2026-11-22T12:01:01.000Z';
    expect(first.urgent()).toBe(true);
    broker.now = '2026-11-22T12:00:01.000Z';
    expect([first.urgent(), channel.messages]).toEqual([false, 1]);
    await say();
    await say();
    expect([first.urgent(), channel.messages]).toEqual([true, 3]);
    await channel.stop();
  });

  it('is refused where a time of its state is none that a calendar writes with four digits of a year', async () => {
    const { channel, taken, packet, turn } = rig();
    await channel.connected('connection', true);
    const state = (at: string) => JSON.stringify({ activity: 'Idle', at, startedAt: at, results: [] });
    for (const at of ['2026-11-22T12:00:00.000Z', '+010000-01-01T00:00:00.000Z', '1969-12-31T23:59:59.999Z'])
      channel.state(packet('state', state(at)));
    await turn();
    expect(taken.flatMap(({ rejects = [] }) => rejects).map(({ reason }) => reason)).toEqual([
      'payload.malformed',
      'payload.malformed',
    ]);
    await channel.stop();
  });

  it('is taken where it comes at QoS 0, and the unit is degraded until it is connected anew', async () => {
    const { channel, taken, packet, turn } = rig();
    const announce = () =>
      channel.announce(packet('status', '{"online":true,"serial":"1","productInstanceUri":"urn:1"}'));
    const ph = { tag: 'ph', value: 7, status: 0, sourceTime: 1n, serverTime: null, origin: 'live' } as const;
    const reader = () => ({ values: [ph], rejects: [], sequence: null, boot: null });
    await channel.connected('connection', true);
    announce();
    channel.data(reader, packet('data/ph', '{}'));
    expect(channel.status).toMatchObject({ state: 'live', problems: [] });
    channel.data(reader, { ...packet('data/ph', '{}'), isUnsure: true });
    const problem = 'unit: publishes at QoS 0, so that what is lost on the way does not come again';
    expect(channel.status).toMatchObject({ state: 'degraded', problems: [problem] });
    await turn();
    expect(taken.flatMap(({ values }) => values)).toEqual([ph, ph]);
    channel.disconnected('lost');
    await channel.connected('another', true);
    announce();
    expect(channel.status).toMatchObject({ state: 'live', problems: [] });
    await channel.stop();
  });
});
