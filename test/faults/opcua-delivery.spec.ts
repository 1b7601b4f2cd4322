import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { crash, loseAnswers, Rig, Store, until } from './opcua-rig.js';

let rig: Rig;
beforeAll(async () => (rig = await Rig.start()), 180_000);
afterAll(() => rig.stop());

describe('values of an OPC UA unit', () => {
  it('arrive each exactly once, as the unit wrote them down', async () => {
    const store = new Store(rig);
    const session = store.open();
    await until(() => store.heartbeats.length >= 20, '20 heartbeats');
    await session.stop();
    expect(store.isGapless).toBe(true);
    expect(store.gaps).toEqual([]);
    const written = rig.unit.ledger(store.heartbeats[0]);
    for (const tag of ['temperature', 'ph', 'heartbeat']) {
      const seen = store.values.filter((value) => value.tag === tag);
      const known = written.filter((line) => line.tag === tag).slice(0, seen.length);
      expect(seen.map(({ sourceTime, value, status }) => [String(sourceTime), value, status])).toEqual(
        known.map(({ time, value, status }) => [String(time), value, status]),
      );
    }
  });

  it('come again after a crash when they were received and not committed', async () => {
    const store = new Store(rig);
    const first = store.open();
    await until(() => store.heartbeats.length >= 5, 'the first commits');
    store.mode = 'hold';
    await until(() => store.uncommitted.length >= 5, '5 messages uncommitted');
    crash(first);
    await first.stop();
    store.uncommitted = [];
    store.mode = 'commit';
    await sleep(800);
    const before = store.heartbeats.length;
    const second = store.open();
    await until(() => store.heartbeats.length >= before + 20, 'what was missed');
    await second.stop();
    const beats = [...new Set(store.heartbeats)];
    expect(beats).toEqual(Array.from(beats, (_, at) => beats[0]! + at));
    expect(store.gaps).toEqual([]);
    expect(store.values.some(({ origin }) => origin === 'republish')).toBe(true);
  });

  it('wait in order while the database is away, and the unit is asked to pause', async () => {
    const store = new Store(rig);
    const session = store.open();
    await until(() => store.heartbeats.length >= 3, 'the first commits');
    store.mode = 'fail';
    await sleep(3000);
    const committed = store.heartbeats.length;
    store.mode = 'commit';
    await until(() => store.heartbeats.length >= committed + 25, 'what waited');
    await session.stop();
    expect(store.isGapless).toBe(true);
    expect(store.gaps).toEqual([]);
  });

  it('stop at about 20 unacknowledged messages, and lose nothing by it', async () => {
    const store = new Store(rig);
    const session = store.open();
    await until(() => store.heartbeats.length >= 3, 'the first commits');
    store.mode = 'hold';
    await until(() => store.uncommitted.length >= 20, '20 messages uncommitted');
    await sleep(2000);
    expect(store.uncommitted.length).toBeLessThanOrEqual(24);
    expect(session.connection.state).toBe('live');
    store.release();
    const held = store.heartbeats.length;
    await until(() => store.heartbeats.length >= held + 15, 'what the unit queued');
    await session.stop();
    expect(store.isGapless).toBe(true);
    expect(store.gaps).toEqual([]);
  });

  it('go on though the unit never heard that it is to send again', async () => {
    const store = new Store(rig);
    const session = store.open();
    await until(() => store.heartbeats.length >= 3, 'the first commits');
    store.mode = 'hold';
    await until(() => store.uncommitted.length >= 20, 'the unit is asked to pause');
    const losing = loseAnswers('setPublishingMode', false);
    store.release();
    await until(() => losing.lost() > 0, 'the unit is asked to go on').finally(() => losing.end());
    const held = store.heartbeats.length;
    await until(() => store.heartbeats.length >= held + 15, 'what the unit queued');
    await session.stop();
    expect(store.gaps).toEqual([]);
  });

  it('of a unit whose queues are shorter than asked say so: how long it holds them, which is stated once over restarts', async () => {
    const store = new Store(rig);
    store.row = rig.row({ connector: { ...rig.row().connector, outage: 'PT20M' } });
    const first = store.open();
    await until(() => store.heartbeats.length > 0, 'values');
    const { reserve } = first.connection;
    // 13 200 samples were asked for, and 5000 are the most that it grants
    expect(reserve).toMatchObject({ needed: 1200, holds: 500 });
    expect(reserve!.short).toContainEqual({ what: 'queue', tag: 'ph', needed: 13_200, given: 5000 });
    expect(store.reserves).toEqual([{ before: null, now: reserve }]);
    await first.stop();
    const again = store.open();
    await until(() => again.connection.state === 'live', 'live again');
    expect([again.connection.reserve, store.reserves.length]).toEqual([reserve, 1]);
    await again.stop();
    const other = new Store(rig);
    const well = other.open();
    await until(() => other.heartbeats.length > 0, 'values');
    expect([well.connection.reserve, other.reserves[0]!.now.short]).toEqual([undefined, []]);
    await well.stop();
  });

  it('are held as long as is stated now, over one subscription, and what waits when that becomes less is not lost', async () => {
    const store = new Store(rig);
    const stated = (outage: string, samplesPerSecond = 10) =>
      (store.row = { ...store.row, connector: { ...store.row.connector, outage, samplesPerSecond } });
    // of others' subscriptions too, none of which holds so many
    const queues = async () => {
      const state = (await (await fetch(`${rig.unit.control}/state`)).json()) as { queues: [string, number[]][] };
      return new Set(state.queues.filter(([tag]) => tag in store.row.tagMap.tags).flatMap(([, sizes]) => sizes));
    };
    stated('PT33S');
    let session = store.open();
    await until(() => store.heartbeats.length >= 5, 'the first values');
    const { subscription } = store.cursor!;
    expect([...(await queues())]).toContain(363);
    await session.stop();
    stated('PT5M', 5);
    session = store.open();
    await until(() => session.connection.state === 'live', 'live again');
    expect([...(await queues())]).toContain(1650);
    expect([...(await queues())]).not.toContain(363);
    expect(store.cursor!.items).toMatchObject({ [`ph ${store.row.tagMap.tags['ph']}`]: { queue: 1650 } });
    await session.stop();
    const last = store.heartbeats.at(-1)!;
    const waiting = () => rig.unit.ledger(last).filter(({ tag }) => tag === 'heartbeat').length;
    await until(() => waiting() > 30, 'more waits than a shorter queue holds');
    stated('PT1S');
    session = store.open();
    await until(() => store.heartbeats.at(-1)! > last + 30, 'what waited');
    let now = new Set<number>();
    await until(() => (void queues().then((found) => (now = found)), now.has(11)), 'queues are shorter');
    expect([...now]).not.toContain(1650);
    await session.stop();
    expect([store.isWhole, store.gaps, store.cursor!.subscription]).toEqual([true, [], subscription]);
    expect(store.reserves.at(-1)!.now).toEqual({ needed: 1, holds: 1, short: [] });
    expect(store.reserves.flatMap(({ now: { short } }) => short)).toEqual([]);
  });

  it('of a tag that has another place since have a gap between the two, where history does not fill it', async () => {
    const store = new Store(rig);
    const at = (place: string) => {
      const row = rig.row();
      store.row = { ...row, tagMap: { ...row.tagMap, tags: { ...row.tagMap.tags, beat: row.tagMap.tags[place]! } } };
    };
    const beats = () => store.values.filter(({ tag }) => tag === 'beat').map(({ value }) => Number(value));
    at('temperature');
    let session = store.open();
    await until(() => beats().length >= 5, 'values of the one place');
    await session.stop();
    const last = store.heartbeats.at(-1)!;
    await until(() => rig.unit.ledger(last + 3).length > 0, 'samples between the two');
    at('heartbeat');
    session = store.open();
    // a temperature may be a whole number too, and is not one more with each sample
    const counts = ([one, next] = beats().slice(-2)) => Number.isInteger(one) && next! - one! === 1;
    await until(() => counts(), 'values of the other');
    await session.stop();
    // a machine that was too slow between the two may have lost the others' too
    const own = store.gaps.filter(({ tags }) => tags?.includes('beat'));
    expect(own).toEqual([{ cause: 'subscription-lost', tags: ['beat'] }]);
    expect(store.isWhole).toBe(true);
  });

  it('of a bad sensor come as bad, without a value', async () => {
    const store = new Store(rig);
    const session = store.open();
    await until(() => store.heartbeats.length >= 3, 'the first commits');
    await rig.fault('sensor-bad', { durationSeconds: 600, tag: 'ph' });
    const bad = () => store.values.filter(({ tag, status }) => tag === 'ph' && status === 0x808c_0000);
    await until(() => bad().length >= 5, 'bad values');
    await rig.lift('sensor-bad');
    await session.stop();
    expect(bad().every(({ value }) => value === null)).toBe(true);
  });
});
