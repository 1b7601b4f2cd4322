import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { Link } from '../../src/plant/equipment/opcua/link.js';
import { NEIGHBOUR_BEAT } from '../../simulators/opcua/neighbour.js';
import { loseAnswers, QUICK, Rig, Store, UNIT_LOGIN, until } from './opcua-rig.js';

let rig: Rig;
let store: Store;
const NEIGHBOUR = 'BR-N-T';
beforeAll(async () => (rig = await Rig.start({ neighbour: NEIGHBOUR })), 180_000);
beforeEach(() => {
  store = new Store(rig);
});
afterAll(() => rig.stop());

/** Until ten samples more than there are have come. */
const untilMore = (what: string): Promise<void> => {
  const before = store.heartbeats.length;
  return until(() => store.heartbeats.length >= before + 10, what);
};

/** Heartbeats that the unit wrote down since the first that arrived, and that never came. */
const lost = (): number[] => {
  const seen = new Set(store.heartbeats);
  const written = rig.unit.ledger(Math.min(...seen)).filter(({ tag }) => tag === 'heartbeat');
  return written.map(({ value }) => Number(value)).filter((beat) => beat <= Math.max(...seen) && !seen.has(beat));
};

describe('an OPC UA link', () => {
  it('that goes silent is seen within three keep-alives, and nothing is lost or called lost', async () => {
    const session = store.open();
    await until(() => store.heartbeats.length >= 5, 'the first values');
    await rig.fault('link-cut', { durationSeconds: 600, mode: 'blackhole' });
    const cut = performance.now();
    await until(() => session.connection.state !== 'live', 'the cut is seen');
    // three keep-alives are 1.2 s; the rest is patience with a busy machine, and less than any other limit of time
    const seen = performance.now() - cut;
    expect(seen > 800 && seen < QUICK.connect - 500).toBe(true);
    await rig.lift('link-cut');
    await until(() => session.connection.state === 'live', 'live again');
    await untilMore('values after the cut');
    await session.stop();
    expect(lost()).toEqual([]);
    expect(store.isGapless).toBe(true);
    expect(store.gaps).toEqual([]);
  });

  it('that is reset comes back by itself without loss', async () => {
    const session = store.open();
    await until(() => store.heartbeats.length >= 5, 'the first values');
    await rig.fault('link-cut', { durationSeconds: 1, mode: 'reset' });
    await until(() => session.connection.state !== 'live', 'the reset is seen');
    await until(() => session.connection.state === 'live', 'live again');
    await untilMore('values after the reset');
    await session.stop();
    expect(lost()).toEqual([]);
    expect(store.gaps).toEqual([]);
  });

  it('that loses a notification gets it again, also right after a keep-alive', async () => {
    // the unit sends, and the answer never reaches us
    const publish = Link.prototype.publish;
    let drop = 0;
    Link.prototype.publish = async function (this: Link, subscription, sequences) {
      const answer = await publish.call(this, subscription, sequences);
      const data = (answer.notificationMessage.notificationData ?? []).length > 0;
      if (drop === 0 || !data) return answer;
      drop--;
      return publish.call(this, subscription, []);
    };
    try {
      const session = store.open();
      await until(() => store.heartbeats.length >= 5, 'the first values');
      drop = 3;
      await until(() => drop === 0, 'three notifications are lost');
      await untilMore('values after');
      await session.stop();
    } finally {
      Link.prototype.publish = publish;
    }
    expect(lost()).toEqual([]);
    expect(store.isGapless).toBe(true);
    expect(store.gaps).toEqual([]);
    expect(store.values.some(({ origin }) => origin === 'republish')).toBe(true);
  });

  it('whose unit drops it for one wrong acknowledgement gives none, also of what is committed while it is made anew', async () => {
    const session = store.open();
    await until(() => store.heartbeats.length >= 5, 'the first values');
    await rig.fault('strict-acks', { durationSeconds: 600 });
    store.mode = 'hold';
    await until(() => store.uncommitted.length >= 3, 'values that wait');
    const last = store.uncommitted.length;
    const read = Link.prototype.read;
    // the first thing that is asked on a new connection
    Link.prototype.read = async function (this: Link, nodeIds) {
      if (nodeIds[0] === 'i=2257' && store.mode === 'hold') {
        const before = store.cursor!.sequence;
        store.release();
        await until(() => store.cursor!.sequence >= before + last, 'they are committed');
      }
      return read.call(this, nodeIds);
    };
    try {
      await rig.fault('link-cut', { durationSeconds: 1, mode: 'reset' });
      await until(() => session.connection.state !== 'live', 'the reset is seen');
      await until(() => session.connection.state === 'live', 'live again');
      await untilMore('values after');
    } finally {
      Link.prototype.read = read;
    }
    await session.stop();
    const { staleAcks } = (await (await fetch(`${rig.unit.control}/state`)).json()) as { staleAcks: number };
    await fetch(`${rig.unit.control}/faults/strict-acks`, { method: 'DELETE' });
    expect(staleAcks).toBe(0);
    expect(lost()).toEqual([]);
    expect(store.gaps).toEqual([]);
  });

  it('that is away longer than the queues hold has a gap where history cannot fill it, and only there', async () => {
    store.row = rig.row({ connector: { ...rig.row().connector, samplesPerSecond: 1 } });
    const session = store.open({ ...QUICK, outage: 10_000 }); // queues of 11 samples at 10 a second
    await until(() => store.heartbeats.length >= 5, 'the first values');
    await rig.fault('link-cut', { durationSeconds: 4, mode: 'blackhole' });
    await until(() => session.connection.state !== 'live', 'the cut is seen');
    await until(() => session.connection.state === 'live', 'live again');
    await until(() => store.gaps.length > 0, 'the gap');
    await session.stop();
    expect(store.gaps).toEqual([{ cause: 'queue-overflow', tags: ['heartbeat'] }]);
    expect(lost().length).toBeGreaterThan(10);
    const known = rig.unit.ledger(Math.min(...store.heartbeats)).filter(({ tag }) => tag === 'temperature');
    const came = new Set(
      store.values.filter(({ tag }) => tag === 'temperature').map(({ sourceTime }) => `${sourceTime}`),
    );
    const last = [...came].sort().at(-1)!;
    expect(known.filter(({ time }) => time <= last && !came.has(time))).toEqual([]);
    expect(store.values.find(({ tag, status }) => tag === 'heartbeat' && status !== 0)).toBeUndefined();
  });
});

describe('a connection that is given up', () => {
  it('ends at once, also while the unit does not answer', async () => {
    await rig.fault('link-cut', { durationSeconds: 600, mode: 'blackhole' });
    const session = store.open();
    await sleep(300);
    const asked = performance.now();
    await session.stop();
    // an answer would have been waited for until its limit of time
    expect(performance.now() - asked).toBeLessThan(QUICK.connect / 2);
    await rig.lift('link-cut');
  });

  it('before it is opened leaves no work behind that fails unheard', async () => {
    const { connector } = rig.row();
    const own = rig.trust.own.usable[0]!;
    const unheard: unknown[] = [];
    const hear = (error: unknown): void => void unheard.push(error);
    process.prependListener('unhandledRejection', hear);
    try {
      const opening = Link.open(connector, { trust: rig.trust, own }, UNIT_LOGIN, QUICK, AbortSignal.abort());
      await expect(opening).rejects.toThrow('aborted');
      await sleep(500);
    } finally {
      process.removeListener('unhandledRejection', hear);
    }
    expect(unheard).toEqual([]);
  });
});

describe('an OPC UA unit', () => {
  it('that was killed and came back is live again, with a gap', async () => {
    const session = store.open();
    await until(() => store.heartbeats.length >= 5, 'the first values');
    await rig.unit.stop();
    await until(() => session.connection.state !== 'live', 'the loss is seen');
    await sleep(500);
    await rig.startUnit();
    await until(() => session.connection.state === 'live', 'live again');
    await untilMore('values after');
    await session.stop();
    const [gap, ...more] = store.gaps;
    expect(more).toEqual([]);
    expect(gap!.cause).toBe('server-restarted');
    expect([...gap!.tags!].sort()).toEqual(['door', 'heartbeat', 'ph', 'temperature']);
  });

  it('that has forgotten the subscription is followed anew, and what it remembers is no gap', async () => {
    const session = store.open();
    await until(() => store.heartbeats.length >= 5, 'the first values');
    await until(() => 'heartbeat' in (store.cursor?.sourceTimes ?? {}), 'that they were committed is kept');
    await session.stop();
    store.cursor!.subscription = 4_000_000;
    await sleep(1000);
    const second = store.open();
    await until(() => store.gaps.length > 0, 'the gap');
    await untilMore('values after');
    await second.stop();
    expect(store.gaps).toEqual([{ cause: 'subscription-lost', tags: ['heartbeat'] }]);
    expect(store.values.some(({ tag, origin }) => tag === 'temperature' && origin === 'history')).toBe(true);
  });

  it('that made items while the answer was lost tells nothing of them under the names of others', async () => {
    const first = store.open();
    await until(() => store.heartbeats.length >= 3, 'the first values');
    await first.stop();
    const { tagMap } = rig.row();
    const { door, temperature } = tagMap.tags as Record<'door' | 'temperature', string>;
    const { id } = store.row;
    const losing = loseAnswers('createMonitoredItems');
    store.row = rig.row({ id, tagMap: { ...tagMap, tags: { ...tagMap.tags, gate: door } } });
    const second = store.open();
    await until(() => losing.lost() > 0, 'an item is made, and nobody hears of it').finally(() => losing.end());
    await second.stop();
    store.row = rig.row({ id, tagMap: { ...tagMap, tags: { ...tagMap.tags, warmth: temperature, gate: door } } });
    const third = store.open();
    const warmth = () => store.values.filter(({ tag }) => tag === 'warmth');
    await until(() => warmth().length >= 10, 'values of the tag that was added');
    await third.stop();
    expect(warmth().filter(({ value }) => typeof value !== 'number')).toEqual([]);
    expect(lost()).toEqual([]);
  });

  it('that was stated as another device of its server is read from its own, once that is corrected', async () => {
    const connector = { ...rig.row().connector, profile: 'tags' as const };
    const productInstanceUri = `urn:ballroom:culture-unit:${NEIGHBOUR}`;
    store.row = rig.row({ connector, serial: NEIGHBOUR, productInstanceUri });
    const first = store.open();
    await until(() => store.heartbeats.includes(NEIGHBOUR_BEAT), 'the other device');
    await first.stop();
    store.row = rig.row({ connector, id: store.row.id });
    store.values.length = 0;
    const second = store.open();
    await until(() => store.heartbeats.length >= 5, 'the unit itself');
    await second.stop();
    expect(store.heartbeats).not.toContain(NEIGHBOUR_BEAT);
  });

  it('without one of its tags is degraded, and the others arrive', async () => {
    const { tagMap } = rig.row();
    store.row = rig.row({
      tagMap: { ...tagMap, tags: { ...tagMap.tags, absent: 'lads:FunctionalUnitSet/unit:Nowhere' } },
    });
    const session = store.open();
    await until(() => store.heartbeats.length >= 5, 'values');
    expect(session.connection).toMatchObject({ state: 'degraded', problems: ['absent: not found at the unit'] });
    await session.stop();
  });
});

describe('11.10(h): another unit at a unit’s address', () => {
  it('is refused by its certificate, before it is told the password', async () => {
    const { connector } = rig.row();
    store.row = rig.row({ connector: { ...connector, applicationUri: 'urn:ballroom:unit:U-99' } });
    const session = store.open();
    await until(() => store.refused.length > 0, 'the refusal');
    await session.stop();
    expect(store.refused[0]).toMatchObject({
      reason: 'certificate',
      found: { applicationUri: 'urn:ballroom:unit:U-T' },
    });
    expect(store.values).toEqual([]);
  });

  it('is refused by its serial number', async () => {
    store.row = rig.row({ serial: 'BR-0002' });
    const session = store.open();
    await until(() => store.refused.length > 0, 'the refusal');
    await session.stop();
    expect(store.refused[0]).toMatchObject({
      reason: 'serial',
      expected: { serial: 'BR-0002' },
      found: { serial: 'BR-U-T' },
    });
    expect(store.values).toEqual([]);
  });

  it('is refused by its ProductInstanceUri', async () => {
    store.row = rig.row({ productInstanceUri: 'urn:ballroom:culture-unit:BR-0002' });
    const session = store.open();
    await until(() => store.refused.length > 0, 'the refusal');
    await session.stop();
    expect(store.refused[0]).toMatchObject({ reason: 'product-instance' });
    expect(store.values).toEqual([]);
  });

  it('is refused where nobody trusted its certificate', async () => {
    await rig.trust.certificates.rejectCertificate(rig.unit.certificate);
    const session = store.open();
    await until(() => store.refused.length > 0, 'the refusal');
    await session.stop();
    await rig.trust.certificates.trustCertificate(rig.unit.certificate);
    expect(store.refused[0]).toMatchObject({ reason: 'certificate', certificate: { why: 'not-trusted' } });
  });
});
