import { expect, it } from '@jest/globals';
import { CommandRefused, type UnitOrder, type UnitRow } from '../../src/plant/equipment/domain/index.js';
import { metric } from '../../src/plant/equipment/sparkplug/codec.js';
import { describeBrokers } from '../support/broker.js';
import { atBroker, shown } from './sparkplug-bench.js';
import { decoded, NODE, until } from './sparkplug-node.js';
import { unitRow } from './sparkplug-rig.js';

const ORDER: UnitOrder = {
  batch: 'b-1',
  step: 's-1',
  action: 'start-program',
  program: 'Expansion',
  set: { temperature: { value: '37.0', unit: 'Cel' } },
  duration: 'P7D',
};

describeBrokers('a device to the Sparkplug host', (kind, version) => {
  const bench = atBroker(kind, version);

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
      const edge = await bench.node((made) => (made.watchesState = false));
      edge.births = 0;
      const before = Date.now();
      const rig = await bench.host([unit]);
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
      const { unit, rig, edge } = await bench.live();
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

  it("gives the unit's own word where it refuses, and asks nothing that the birth has not named", async () => {
    const { unit, rig, edge } = await bench.live();
    const control = rig.connector.control(unit.id)!;
    const held = control.invoke('hold', 'c-2');
    await until('the command is heard', () => edge.orders.length === 1);
    await edge.answer('c-2', false, 'BadInvalidState');
    await expect(held).rejects.toEqual(new CommandRefused('BadInvalidState'));
    const unknown = { ...ORDER, set: { foam: { value: '1', unit: '1' } } };
    await expect(control.start(unknown, 'c-4')).rejects.toEqual(new CommandRefused('BadNodeIdUnknown'));
    expect(edge.orders).toHaveLength(1);
  });

  it('leaves open what became of a command that the unit does not answer', async () => {
    const { unit, rig, edge } = await bench.live({ answer: 50 });
    const unanswered = await rig.connector
      .control(unit.id)!
      .invoke('stop', 'c-3')
      .catch((error: unknown) => error);
    expect(unanswered).toEqual(new Error('the unit has not answered'));
    await until('it was sent', () => edge.orders.length === 1);
  });

  it('sees state, run and results as the unit last said them, and tells each change of activity', async () => {
    const { unit, rig, edge } = await bench.live();
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
      const { unit, rig, edge } = await bench.live();
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
      const { unit, rig, edge } = await bench.live();
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
    const rig = await bench.host([unit]);
    await rig.untilOnline();
    const edge = await bench.node((made) => (made.identity = { ...made.identity, serial: 'BR-U-99' }));
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
    edge.last = null;
    await edge.birth();
    await edge.data(edge.sample(Date.now()));
    await rig.untilState(unit, 'live');
    expect(rig.heartbeats.length > 0 && rig.heartbeats.every((beat) => beat >= 100)).toBe(true);
    expect(rig.refused).toHaveLength(1);
  });

  it('keeps with its bytes what no tag has, and what nobody can read, and goes on', async () => {
    const { unit, rig, edge } = await bench.live();
    await edge.data([metric('Culture/Foam', 'Double', 1), ...edge.sample(Date.now())]);
    await edge.raw('DDATA', 'U-11', Uint8Array.of(0x12, 0x7f, 1));
    await until('births are asked for', () => edge.births > 1);
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
    const rig = await bench.host([unit]);
    await rig.untilOnline();
    await bench.node();
    const { problems } = await rig.untilState(unit, 'degraded');
    expect(problems).toEqual(['ph: Culture/PH is not in the birth']);
  });

  it('follows a unit that is defined while it runs, and lets go of one that is not its own any more', async () => {
    const other = unitRow({}, 'U-12');
    const rig = await bench.host([other]);
    await rig.untilOnline();
    const edge = await bench.node();
    const unit = unitRow();
    await rig.connector.follow(unit);
    await rig.untilState(unit, 'live');
    expect(rig.connector.status(unit.id)!.problems).toEqual([]);
    await rig.connector.forget(unit.id);
    expect(rig.connector.status(unit.id)).toBeNull();
    const count = rig.values.length;
    await edge.data(edge.sample(Date.now()));
    await edge.publish('DDEATH', 'U-12', []);
    await until('what came is read', () => rig.connector.status(other.id)!.problems.join() === 'DDEATH of U-12');
    expect(rig.values).toHaveLength(count);
  });

  it('hears a group whose first unit is defined while the broker is being reached', async () => {
    const rig = await bench.host();
    const elsewhere = unitRow({}, 'U-12');
    await rig.connector.follow({ ...elsewhere, connector: { ...elsewhere.connector, group: 'annex' } } as UnitRow);
    const asked = () =>
      rig.tap.session.flatMap((sent) => (sent.packet === 'subscribe' ? (sent as { topics: string[] }).topics : []));
    await until('it is asked for', () => asked().includes('spBv1.0/annex/#'));
  });
});
