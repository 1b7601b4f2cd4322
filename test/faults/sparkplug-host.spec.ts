import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { CommandRefused, type UnitOrder, type UnitRow } from '../../src/plant/equipment/domain/index.js';
import { metric } from '../../src/plant/equipment/sparkplug/codec.js';
import type { Pace } from '../../src/plant/equipment/sparkplug/pace.js';
import { AEDES, describeBrokers, type MqttVersion, type TestBroker } from '../support/broker.js';
import {
  come,
  decoded,
  type Heard,
  HOST,
  HostRig,
  listen,
  NODE,
  STATE,
  TestNode,
  unitRow,
  until,
} from './sparkplug-rig.js';

/** Assertions of Sparkplug 3.0 about host applications that a test shows, in its title. */
const shown = (ids: string, sentence: string): string =>
  `sparkplug: ${ids
    .trim()
    .split(/\s+/)
    .map((id) => `tck-id-${id}`)
    .join(', ')}: ${sentence}`;

const said = ({ payload }: { payload: Buffer }) => JSON.parse(payload.toString('utf8')) as Record<string, unknown>;

const ORDER: UnitOrder = {
  batch: 'b-1',
  step: 's-1',
  action: 'start-program',
  program: 'Expansion',
  set: { temperature: { value: '37.0', unit: 'Cel' } },
  duration: 'P7D',
};

describeBrokers('the Sparkplug host', (kind, version: MqttVersion) => {
  let broker: TestBroker;
  beforeAll(async () => {
    broker = await kind.start({ edgeNodes: [{ group: 'demo', edgeNode: NODE }] });
  }, 60_000);
  afterAll(() => broker.remove());

  const rigs: HostRig[] = [];
  const nodes: TestNode[] = [];
  const recorders: { end(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const node of nodes.splice(0)) await node.die();
    for (const rig of rigs.splice(0)) await rig.stop();
    for (const recorder of recorders.splice(0)) await recorder.end();
  });

  async function host(units: UnitRow[] = [unitRow()], pace: Partial<Pace> = {}): Promise<HostRig> {
    const rig = await HostRig.start(broker, version, units, { pace });
    rigs.push(rig);
    return rig;
  }

  async function node(prepare: (made: TestNode) => void = () => undefined): Promise<TestNode> {
    const made = new TestNode(broker, version);
    prepare(made);
    nodes.push(made);
    await made.connect();
    return made;
  }

  async function recorder(...topics: string[]): Promise<Heard[]> {
    const heard = await listen(broker, version, topics);
    recorders.push(heard);
    return heard;
  }

  /** A host and its edge node, live. */
  async function live(pace: Partial<Pace> = {}) {
    const unit = unitRow();
    const rig = await host([unit], pace);
    await rig.untilOnline();
    const edge = await node();
    await rig.untilState(unit, 'live');
    return { unit, rig, edge };
  }

  it(
    shown(
      `components-ph-state conformance-primary-host intro-sparkplug-host-state principles-birth-certificates-order
       host-topic-phid-death-required host-topic-phid-death-topic host-topic-phid-death-payload host-topic-phid-death-qos
       host-topic-phid-death-retain payloads-state-will-message payloads-state-will-message-payload
       payloads-state-will-message-qos payloads-state-will-message-retain operational-behavior-host-application-connect-will
       operational-behavior-host-application-connect-will-topic operational-behavior-host-application-connect-will-payload
       operational-behavior-host-application-connect-will-qos operational-behavior-host-application-connect-will-retained
       operational-behavior-host-application-death-payload operational-behavior-host-application-death-qos
       operational-behavior-host-application-death-retained operational-behavior-host-application-death-topic
       message-flow-phid-sparkplug-clean-session-${version === '5' ? '50' : '311'}
       host-topic-phid-birth-sub-required payloads-state-subscribe message-flow-phid-sparkplug-subscription
       host-topic-phid-birth-message host-topic-phid-birth-required host-topic-phid-birth-topic host-topic-phid-birth-payload
       host-topic-phid-birth-payload-timestamp host-topic-phid-birth-qos host-topic-phid-birth-retain payloads-state-birth
       payloads-state-birth-payload message-flow-phid-sparkplug-state-publish message-flow-phid-sparkplug-state-publish-payload
       message-flow-phid-sparkplug-state-publish-payload-timestamp operational-behavior-host-application-connect-birth
       operational-behavior-host-application-connect-birth-topic operational-behavior-host-application-connect-birth-payload
       operational-behavior-host-application-connect-birth-qos operational-behavior-host-application-connect-birth-retained`,
      'connects clean with its death as will, subscribes to STATE and its groups, and only then says that it is online',
    ),
    async () => {
      const before = Date.now();
      const rig = await host();
      await rig.untilOnline();
      const [connect, subscribe, birth, ...rest] = rig.tap.session;
      expect(connect).toMatchObject({
        packet: 'connect',
        clientId: `${HOST}-sparkplug`,
        level: version === '5' ? 5 : 4,
        clean: true,
        sessionExpiry: version === '5' ? 0 : null,
        will: { topic: STATE, qos: 1, retain: true },
      });
      const will = JSON.parse((connect as { will: { payload: string } }).will.payload) as Record<string, unknown>;
      expect(will).toEqual({ online: false, timestamp: expect.any(Number) });
      expect(will['timestamp']).toBeGreaterThanOrEqual(before);
      expect(will['timestamp']).toBeLessThanOrEqual(Date.now());
      expect(subscribe).toEqual({ packet: 'subscribe', topics: [STATE, 'spBv1.0/demo/#'] });
      expect(birth).toMatchObject({ packet: 'publish', topic: STATE, qos: 1, retain: true });
      expect(said(birth as { payload: Buffer })).toEqual({ online: true, timestamp: will['timestamp'] });
      expect(rest.filter(({ packet }) => packet !== 'publish')).toEqual([]);
      // for whoever comes later it stands there
      const heard = await recorder(STATE);
      await until('the STATE is heard', () => heard.length > 0);
      expect(heard[0]).toMatchObject({ retain: true });
      expect(said(heard[0]!)).toEqual({ online: true, timestamp: will['timestamp'] });
    },
  );

  it(
    shown(
      'message-flow-hid-sparkplug-state-message-delivered',
      'says at once that it is online, with the same timestamp, when it hears that it is not',
    ),
    async () => {
      const rig = await host();
      await rig.untilOnline();
      const first = said(rig.tap.published(STATE)[0]!);
      const other = await come(broker, version, undefined, 'late-will');
      await other.publishAsync(STATE, JSON.stringify({ online: false, timestamp: 1 }), { qos: 1, retain: true });
      await until('it says so again', () => rig.tap.published(STATE).length > 1);
      expect(rig.tap.published(STATE).map(({ qos, retain, ...rest }) => [qos, retain, said(rest)])).toEqual([
        [1, true, first],
        [1, true, first],
      ]);
      await other.endAsync(true);
    },
  );

  it(
    shown(
      `operational-behavior-host-application-disconnect-intentional operational-behavior-host-application-termination
       host-topic-phid-death-payload-timestamp-disconnect-clean
       host-topic-phid-death-payload-timestamp-disconnect-with-no-disconnect-packet`,
      'publishes its death before it disconnects, with the time of that',
    ),
    async () => {
      const rig = await host();
      await rig.untilOnline();
      const before = Date.now();
      await rig.connector.close();
      await until('it has gone', () => rig.tap.sent.at(-1)?.packet === 'disconnect');
      const death = rig.tap.sent.at(-2);
      expect(death).toMatchObject({ packet: 'publish', topic: STATE, qos: 1, retain: true });
      const { online, timestamp } = said(death as { payload: Buffer });
      expect(online).toBe(false);
      expect(timestamp).toBeGreaterThanOrEqual(before);
      expect(timestamp).toBeLessThanOrEqual(Date.now());
      const states = rig.tap.published(STATE).map((each) => said(each)['online']);
      expect(states.slice(0, -1)).not.toContain(false);
    },
  );

  it(
    shown(
      'operational-behavior-primary-application-state-with-multiple-servers-state',
      'begins each session with a STATE of its own time, and its crash is told by its will, for edge nodes to see',
    ),
    async () => {
      const rig = await host();
      await rig.untilOnline();
      const heard = await recorder(STATE);
      const last = () => said(heard.at(-1)!) as { online: boolean; timestamp: number };
      await until('the STATE is heard', () => heard.length > 0 && last().online);
      const first = last();
      rig.tap.cut();
      await until('the death is heard', () => !last().online);
      expect(last().timestamp).toBe(first.timestamp);
      rig.tap.mend();
      await until('it is online again', () => last().online);
      expect(last().timestamp).toBeGreaterThan(first.timestamp);
      const published = rig.tap.session.filter(({ packet }) => packet === 'publish');
      expect(published[0]).toMatchObject({ topic: STATE, qos: 1, retain: true });
    },
  );

  it(
    shown(
      `operational-behavior-data-commands-ncmd-verb operational-behavior-data-commands-ncmd-rebirth-verb
       operational-behavior-data-commands-ncmd-rebirth-name operational-behavior-data-commands-ncmd-rebirth-value
       operational-behavior-data-commands-ncmd-metric-name operational-behavior-data-commands-ncmd-metric-value
       payloads-ncmd-timestamp payloads-ncmd-seq payloads-ncmd-qos payloads-ncmd-retain payloads-name-cmd-requirement
       topics-ncmd-mqtt topics-ncmd-payload topics-ncmd-timestamp topics-ncmd-topic`,
      'asks an edge node whose births it has not seen for them',
    ),
    async () => {
      const unit = unitRow();
      const edge = await node((made) => (made.watchesState = false));
      edge.births = 0;
      const before = Date.now();
      const rig = await host([unit]);
      await rig.untilState(unit, 'live');
      expect(edge.births).toBeGreaterThan(0);
      const [request] = rig.tap.published(`spBv1.0/demo/NCMD/${NODE}`);
      expect(request).toMatchObject({ qos: 0, retain: false });
      const { seq, timestamp, metrics } = decoded(request!.payload);
      expect(seq).toBeNull();
      expect(Number(timestamp)).toBeGreaterThanOrEqual(before);
      expect(metrics).toMatchObject([
        { name: 'Node Control/Rebirth', datatype: 11, value: { in: 'boolean', value: true } },
      ]);
    },
  );

  it(
    shown(
      `operational-behavior-data-commands-dcmd-verb operational-behavior-data-commands-dcmd-metric-name
       operational-behavior-data-commands-dcmd-metric-value payloads-dcmd-timestamp payloads-dcmd-seq payloads-dcmd-qos
       payloads-dcmd-retain topics-dcmd-mqtt topics-dcmd-payload topics-dcmd-timestamp topics-dcmd-topic`,
      'starts a program by one device command of metrics that the birth has named, and hears the run from the answer',
    ),
    async () => {
      const { unit, rig, edge } = await live();
      const before = Date.now();
      const control = rig.connector.control(unit.id)!;
      const started = control.start(ORDER, 'c-1');
      await until('the command is heard', () => edge.orders.length === 1);
      expect(edge.orders[0]).toEqual({
        'Command/Id': 'c-1',
        'Command/Action': 'start-program',
        'Command/Program': 'Expansion',
        'Command/Job': 'b-1',
        'Command/Task': 's-1',
        'Command/Duration': 'P7D',
        'Command/Set/temperature': '37.0 Cel',
      });
      const [command] = rig.tap.published(`spBv1.0/demo/DCMD/${NODE}/U-11`);
      expect(command).toMatchObject({ qos: 0, retain: false });
      const { seq, timestamp, metrics } = decoded(command!.payload);
      expect(seq).toBeNull();
      expect(Number(timestamp)).toBeGreaterThanOrEqual(before);
      expect(metrics.every(({ datatype }) => datatype === 12)).toBe(true);
      // answers to others are not its own
      await edge.answer('c-0', false, 'BadInvalidState');
      await edge.answer('c-1', true, 'run-7');
      expect(await started).toBe('run-7');
    },
  );

  it("gives the unit's own word where it refuses, and leaves open what it does not answer", async () => {
    const { unit, rig, edge } = await live({ answer: 300 });
    const control = rig.connector.control(unit.id)!;
    const held = control.invoke('hold', 'c-2');
    await until('the command is heard', () => edge.orders.length === 1);
    await edge.answer('c-2', false, 'BadInvalidState');
    await expect(held).rejects.toEqual(new CommandRefused('BadInvalidState'));
    const unanswered = await control.invoke('stop', 'c-3').catch((error: unknown) => error);
    expect(unanswered).not.toBeInstanceOf(CommandRefused);
    expect(edge.orders.map((order) => order['Command/Action'])).toEqual(['hold', 'stop']);
    const unknown = { ...ORDER, set: { foam: { value: '1', unit: '1' } } };
    await expect(control.start(unknown, 'c-4')).rejects.toEqual(new CommandRefused('BadNodeIdUnknown'));
    expect(edge.orders).toHaveLength(2);
  });

  it('sees state, run and results as the unit last said them, and tells each change of activity', async () => {
    const { unit, rig, edge } = await live();
    const { since } = edge.activity;
    const at = (ms: number) => new Date(ms).toISOString();
    expect(await rig.connector.control(unit.id)!.sight()).toEqual({
      activity: { activity: 'Idle', at: at(since) },
      active: { runId: '', job: '', task: '' },
      serverStartedAt: at(since),
      results: [
        { runId: 'r-1', job: 'b-1', task: 's-1', startedAt: at(since - 5000), stoppedAt: null, outcome: 'running' },
      ],
    });
    await edge.data([
      { ...metric('Unit/Activity', 'String', 'Execute'), timestamp: BigInt(since + 100) },
      metric('Unit/Run', 'String', 'run-7'),
    ]);
    await until('the change is told', () => rig.changes.length === 2);
    expect(rig.changes).toEqual([
      { activity: 'Idle', at: at(since) },
      { activity: 'Execute', at: at(since + 100) },
    ]);
    expect(await rig.connector.control(unit.id)!.sight()).toMatchObject({
      activity: { activity: 'Execute' },
      active: { runId: 'run-7' },
    });
  });

  it(
    shown(
      `operational-behavior-edge-node-termination-host-action-ndeath-node-offline
       operational-behavior-edge-node-termination-host-action-ndeath-node-tags-stale
       operational-behavior-edge-node-termination-host-action-ndeath-devices-offline
       operational-behavior-edge-node-termination-host-action-ndeath-devices-tags-stale
       message-flow-edge-node-birth-publish-will-message-topic`,
      'takes an edge node, its devices and all that they said for gone when its will comes, and not when an old one does',
    ),
    async () => {
      const { unit, rig, edge } = await live();
      await edge.raw('NDEATH', null, edge.death(77n));
      await edge.data(edge.sample(Date.now()));
      await until('the sample is stored', () => rig.heartbeats.includes(1));
      expect(rig.connector.status(unit.id)!.state).toBe('live');
      const control = rig.connector.control(unit.id)!;
      const unanswered = control.invoke('hold', 'c-1').catch((error: unknown) => error);
      await until('the command is heard', () => edge.orders.length === 1);
      const before = new Date().toISOString();
      await edge.die();
      const { since, problems } = await rig.untilState(unit, 'offline');
      expect(since >= before).toBe(true);
      expect(problems).toEqual(['NDEATH of U-11']);
      expect(rig.connector.control(unit.id)).toBeNull();
      await expect(control.sight()).rejects.toThrow('cannot be seen');
      expect(await unanswered).not.toBeInstanceOf(CommandRefused);
    },
  );

  it(
    shown(
      `operational-behavior-edge-node-termination-host-action-ddeath-devices-offline
       operational-behavior-edge-node-termination-host-action-ddeath-devices-tags-stale`,
      'takes a device and all that it said for gone by its DDEATH, since the time in that',
    ),
    async () => {
      const { unit, rig, edge } = await live();
      const control = rig.connector.control(unit.id)!;
      const before = Date.now();
      await edge.publish('DDEATH', 'U-11', []);
      const { since } = await rig.untilState(unit, 'offline');
      expect(Date.parse(since)).toBeGreaterThanOrEqual(before);
      await expect(control.sight()).rejects.toThrow('cannot be seen');
      await edge.deviceBirth();
      await rig.untilState(unit, 'live');
      expect(await control.sight()).toMatchObject({ activity: { activity: 'Idle' } });
    },
  );

  it('stores nothing of a device that is not the unit, and says what it found instead', async () => {
    const unit = unitRow();
    const rig = await host([unit]);
    await rig.untilOnline();
    const edge = await node((made) => (made.identity = { ...made.identity, serial: 'BR-U-99' }));
    await until('it is refused', () => rig.refused.length > 0);
    await edge.data(edge.sample(Date.now()));
    expect(rig.refused[0]).toEqual({
      reason: 'serial',
      endpoint: 'demo/EN-05/U-11',
      expected: { productInstanceUri: unit.productInstanceUri, serial: 'BR-U-11' },
      found: { productInstanceUri: unit.productInstanceUri, serial: 'BR-U-99' },
    });
    edge.identity = { ...edge.identity, serial: 'BR-U-11' };
    edge.heartbeat = 100n;
    await edge.birth();
    await edge.data(edge.sample(Date.now()));
    await rig.untilState(unit, 'live');
    expect(rig.heartbeats.every((beat) => beat >= 1)).toBe(true);
    expect(rig.values.every(({ sourceTime }) => sourceTime > 0n)).toBe(true);
    expect(rig.refused).toHaveLength(1);
  });

  it('keeps with its bytes what no tag has, and what nobody can read, and goes on', async () => {
    const { unit, rig, edge } = await live();
    await edge.data([metric('Culture/Foam', 'Double', 1), ...edge.sample(Date.now())]);
    await edge.raw('DDATA', 'U-11', Uint8Array.of(0x12, 0x7f, 1));
    await until('births are asked for', () => edge.births === 2);
    await edge.data(edge.sample(Date.now()));
    await until('the next sample is stored', () => rig.heartbeats.includes(2));
    await rig.untilState(unit, 'live');
    expect(rig.rejects.map(({ reason, source }) => [reason, source])).toEqual([
      ['tag.unknown', 'U-11: Culture/Foam'],
      ['payload.malformed', 'DDATA U-11'],
    ]);
    expect([...rig.rejects[1]!.bytes]).toEqual([0x12, 0x7f, 1]);
  });

  it('says which tags are not in the birth', async () => {
    const unit = unitRow({ tagMap: { metrics: { temperature: 'Culture/Temperature', ph: 'Culture/PH' } } });
    const rig = await host([unit]);
    await rig.untilOnline();
    await node();
    const { problems } = await rig.untilState(unit, 'degraded');
    expect(problems).toEqual(['ph: Culture/PH is not in the birth']);
  });

  it('follows a unit that is defined while it runs, and lets go of one that is not its own any more', async () => {
    const rig = await host([unitRow({}, 'U-12')]);
    await rig.untilOnline();
    const edge = await node();
    const unit = unitRow();
    await rig.connector.follow(unit);
    await rig.untilState(unit, 'live');
    expect(rig.connector.status(unit.id)!.problems).toEqual([]);
    await rig.connector.forget(unit.id);
    expect(rig.connector.status(unit.id)).toBeNull();
    const count = rig.values.length;
    await edge.data(edge.sample(Date.now()));
    await edge.publish('DDEATH', 'U-12', []);
    expect(rig.values).toHaveLength(count);
  });
});

describe('the Sparkplug host of two brokers', () => {
  it(
    shown(
      `operational-behavior-host-application-multi-server-timestamp
       operational-behavior-primary-application-state-with-multiple-servers-state-subs`,
      'says at each broker that it is online, with the time of its connection there',
    ),
    async () => {
      const brokers = await Promise.all([AEDES.start(), AEDES.start()]);
      const rigs: HostRig[] = [];
      try {
        for (const broker of brokers) {
          rigs.push(await HostRig.start(broker, '3.1.1', [unitRow()]));
          await rigs.at(-1)!.untilOnline();
        }
        const times = rigs.map(({ tap }) => {
          const { will } = tap.session[0] as { will: { payload: string } };
          const { timestamp } = said(tap.published(STATE)[0]!);
          expect(timestamp).toBe((JSON.parse(will.payload) as { timestamp: number }).timestamp);
          return timestamp;
        });
        expect(new Set(times).size).toBe(2);
      } finally {
        await Promise.all(rigs.map((rig) => rig.stop()));
        await Promise.all(brokers.map((broker) => broker.remove()));
      }
    },
    60_000,
  );
});
