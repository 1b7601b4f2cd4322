import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import type { UnitBy } from '../../src/plant/equipment/domain/index.js';
import { describeBrokers, type TestBroker } from '../support/broker.js';
import { Host, PaperUnit, QUICK, unitRow, until, upTo } from './mqtt-rig.js';

const CODES = upTo(30).map((n) => `U-${n + 20}`);

describeBrokers('values of a plain MQTT unit', (kind, version) => {
  let broker: TestBroker;
  let host: Host;
  const units: PaperUnit[] = [];
  let next = 0;

  beforeAll(async () => {
    broker = await kind.start({ units: CODES.map((unit) => ({ site: 'demo', room: 'B2', unit })) });
  }, 60_000);
  afterEach(async () => {
    await host.connector.close();
    for (const unit of units.splice(0)) await unit.leave();
  });
  afterAll(() => broker.remove());

  const row = (given: Partial<UnitBy<'mqtt'>> = {}) => unitRow(CODES[next++]!, given);
  async function unitOf(of: UnitBy<'mqtt'>): Promise<PaperUnit> {
    const unit = await PaperUnit.come(broker, of);
    units.push(unit);
    return unit;
  }
  /** Nothing is on its way from the unit any more. */
  const acknowledged = () => until('the acknowledgement of all values', () => host.received === host.pubacks);
  /** A unit that is live at a server of its own. */
  async function both(pace = QUICK): Promise<PaperUnit> {
    const unit = await unitOf(row());
    await unit.announce();
    host = new Host(broker, version, pace);
    await host.start(unit.row);
    await host.live(unit.row);
    return unit;
  }

  it('are acknowledged when they are committed: after a crash before that they come again, and after it never', async () => {
    const unit = await both();
    host.modes.set(unit.row.id, 'hold');
    const before = host.pubacks;
    await unit.beat(30);
    await until('30 values', () => host.uncommitted.flatMap(({ values }) => values).length === 30);
    expect(host.pubacks).toBe(before);
    await host.crash();
    host.modes.clear();
    await host.start(unit.row);
    await until('30 values again', () => host.beats(unit.row).length === 30);
    expect(host.beats(unit.row)).toEqual(upTo(30));
    await acknowledged();
    await unit.beat(1);
    await until('the next', () => host.beats(unit.row).includes(31));
    await host.crash();
    await host.start(unit.row);
    await unit.beat(1);
    await until('the last', () => host.beats(unit.row).includes(32));
    expect(host.beats(unit.row).slice(0, 30)).toEqual(upTo(30));
    expect(host.beats(unit.row).filter((beat) => beat < 31)).toHaveLength(30);
    expect(host.gaps).toEqual([]);
  });

  it('whose commit takes longer than the keep-alive neither end the connection nor come twice', async () => {
    const unit = await both({ ...QUICK, keepalive: 1 });
    let closed = 0;
    host.client.on('close', () => closed++);
    host.modes.set(unit.row.id, 'hold');
    const before = host.pubacks;
    await unit.beat(20);
    await sleep(2600); // two keep-alives and a half
    expect([host.pubacks, closed]).toEqual([before, 0]);
    host.release();
    await until('all committed', () => host.pubacks === before + 20);
    expect([host.beats(unit.row), closed]).toEqual([upTo(20), 0]);
  });

  it('whose commit is refused are tried again in order, without a word to the broker and to the other units', async () => {
    const unit = await both();
    const other = await unitOf(row());
    await other.announce();
    await host.connector.follow(other.row);
    await host.live(other.row);
    host.modes.set(unit.row.id, 'fail');
    await unit.beat(5);
    await other.beat(20);
    await until('the other’s values', () => host.beats(other.row).length === 20);
    await unit.beat(5);
    host.modes.clear();
    await until('all values', () => host.beats(unit.row).length === 10);
    expect(host.beats(unit.row)).toEqual(upTo(10));
    expect(host.connections.size).toBe(1);
    expect(host.gaps).toEqual([]);
  });

  it('beyond what one unit may leave waiting stay at the broker and come later, in order, while others go on', async () => {
    const unit = await both({ ...QUICK, bytes: { all: 30_000, least: 30_000 } });
    const other = await unitOf(row());
    await other.announce();
    await host.connector.follow(other.row);
    await host.live(other.row);
    host.modes.set(unit.row.id, 'hold');
    await unit.beat(150);
    await until('as many as it may', () => host.connector.status(unit.row.id)?.state === 'degraded');
    await other.beat(10);
    await until('the other’s values', () => host.beats(other.row).length === 10);
    const held = host.uncommitted.flatMap(({ values }) => values).length;
    expect(held).toBeLessThan(70);
    expect(host.connector.status(unit.row.id)?.problems).toEqual(['broker: keeps what cannot be stored yet']);
    host.release();
    await until('all of it', () => new Set(host.beats(unit.row)).size === 150);
    expect([...new Set(host.beats(unit.row))]).toEqual(upTo(150));
    expect(host.gaps).toEqual([]);
    await host.live(unit.row, other.row);
  });

  it('after a payload that holds none go on: it is kept with its bytes', async () => {
    const unit = await both();
    await unit.beat(1);
    unit.skip(1);
    await unit.say('data/heartbeat', 'no {json');
    await unit.say('data/heartbeat', { v: 3, t: 'yesterday', s: 0, n: 3, b: unit.boot });
    await unit.say('data/torque', { v: 4, t: '2026-11-22T12:00:00.000Z', s: 0, n: 4, b: unit.boot });
    await unit.say('data/ph', { v: { of: 7 }, t: '2026-11-22T12:00:00.000Z', s: 0, n: 5, b: unit.boot });
    await unit.say('data/ph', 'x'.repeat(70_000));
    await unit.say('status', '[]');
    await unit.say('state', '{"activity":"Dancing"}');
    unit.skip(3);
    await unit.beat(1);
    await until('the value behind them', () => host.beats(unit.row).includes(6));
    await until('all rejects', () => host.rejects.length === 7);
    const kept = (reason: string) => host.rejects.filter((one) => one.reason === reason);
    expect(
      kept('payload.malformed')
        .map(({ source }) => source.split('/').at(-1))
        .sort(),
    ).toEqual(['heartbeat', 'ph', 'state', 'status']);
    expect(Buffer.from(kept('payload.malformed')[0]!.bytes).toString()).toBe('no {json');
    expect(kept('time.malformed')).toMatchObject([{ source: `ballroom/demo/B2/${unit.row.code}/data/heartbeat` }]);
    expect(kept('tag.unknown')).toMatchObject([{ source: `ballroom/demo/B2/${unit.row.code}/data/torque` }]);
    expect(kept('payload.too-large')).toMatchObject([{ whole: { length: 70_000 } }]);
    // the number of the one that was no JSON is missing, and of no other
    expect(host.gaps).toEqual([{ unit: unit.row.id, cause: 'message-lost' }]);
    await host.live(unit.row);
  });

  it('that are missing by their number are one gap, reported once over restarts of the server', async () => {
    const unit = await both();
    await unit.beat(3);
    await until('the first', () => host.beats(unit.row).length === 3);
    await acknowledged();
    await host.connector.close();
    await host.start(unit.row);
    await unit.beat(2);
    await until('the next', () => host.beats(unit.row).length === 5);
    expect(host.gaps).toEqual([]);
    await acknowledged();
    await host.crash();
    unit.skip(4);
    await unit.beat(2);
    await host.start(unit.row);
    await until('those behind the hole', () => host.beats(unit.row).length === 7);
    expect(host.gaps).toEqual([{ unit: unit.row.id, cause: 'message-lost' }]);
    await acknowledged();
    await host.connector.close();
    await host.start(unit.row);
    await unit.beat(1);
    await until('the last', () => host.beats(unit.row).length === 8);
    expect(host.gaps).toHaveLength(1);
  });

  it('of a unit that was started anew are reported once, whether it goes on counting or begins anew', async () => {
    const unit = await both();
    await unit.beat(3);
    unit.boot = 'second';
    await unit.beat(2);
    await until('those after the start', () => host.beats(unit.row).length === 5);
    expect(host.gaps).toEqual([{ unit: unit.row.id, cause: 'unit-restarted' }]);
    unit.boot = 'third';
    unit.skip(-5);
    await unit.beat(2);
    await until('those after the next', () => host.beats(unit.row).length === 7);
    expect(host.gaps.map(({ cause }) => cause)).toEqual(['unit-restarted', 'unit-restarted']);
  });

  it('are reported as lost when the broker has forgotten our session', async () => {
    const unit = await both();
    await unit.beat(2);
    await until('the first', () => host.beats(unit.row).length === 2);
    await host.crash();
    await broker.kill();
    await broker.start();
    await until('the unit is back at the broker', () => unit.client.connected);
    await unit.announce();
    await host.start(unit.row);
    await host.live(unit.row);
    await unit.beat(2);
    await until('the next', () => host.beats(unit.row).length === 4);
    expect(host.gaps).toEqual([{ unit: unit.row.id, cause: 'session-lost' }]);
  });

  it('of one that comes to us, be it from another protocol or once more, begin with a doubt about those before', async () => {
    await both();
    const unit = await unitOf(row());
    await unit.announce();
    await host.connector.follow(unit.row);
    await host.live(unit.row);
    await unit.beat(2);
    await until('the first', () => host.beats(unit.row).length === 2);
    expect(host.doubted).toEqual([{ unit: unit.row.id, cause: 'session-lost' }]);
    await acknowledged();
    await host.connector.forget(unit.row.id);
    await unit.beat(3);
    await host.connector.follow(unit.row);
    await host.live(unit.row);
    await unit.beat(2);
    await until('the next', () => host.beats(unit.row).length === 4);
    expect(host.gaps).toEqual([{ unit: unit.row.id, cause: 'session-lost' }]);
  });

  it('of one that is defined otherwise meanwhile are not lost', async () => {
    const unit = await both();
    host.modes.set(unit.row.id, 'hold');
    await unit.beat(5);
    await until('five that wait', () => host.uncommitted.flatMap(({ values }) => values).length === 5);
    host.modes.clear();
    await host.connector.follow({ ...unit.row, title: 'Another title' });
    await unit.beat(5);
    await until('all of them', () => new Set(host.beats(unit.row)).size === 10);
    expect(host.gaps).toEqual([]);
  });
});

describe('a unit of a broker that is not there', () => {
  it('is offline and says why, and can not be commanded', async () => {
    const unit = unitRow('U-99');
    const gone = { settings: () => ({ MQTT_URL: 'mqtt://a:b@127.0.0.1:1' }) } as unknown as TestBroker;
    const host = new Host(gone, '5');
    await host.start(unit);
    await until('it was tried', () => host.connector.status(unit.id)!.problems[0]!.includes('ECONNREFUSED'));
    expect(host.connector.status(unit.id)!.state).toBe('offline');
    expect(host.connector.control(unit.id)).toBeNull();
    await host.connector.close();
  });
});
