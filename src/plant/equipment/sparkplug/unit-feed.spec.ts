import { describe, expect, it } from '@jest/globals';
import { type ActivityChange, NEVER_KEPT, type UnitBy } from '../domain/index.js';
import { carry, DATA_TYPES } from './codec.js';
import type { KnownMetric } from './edge-node.js';
import { PACE } from './pace.js';
import { UnitFeed } from './unit-feed.js';

const unit: UnitBy<'sparkplug'> = {
  ...{ id: 'u', code: 'U-31', title: 'x', site: 's', room: 'r', unitClass: 'c', status: 'in-service' },
  ...{ positions: [], quarantine: null, upkeep: NEVER_KEPT },
  ...{ serial: '1', productInstanceUri: 'urn:1' },
  connector: {
    kind: 'sparkplug',
    profile: 'ballroom',
    group: 's',
    edgeNode: 'EN-01',
    device: 'U-31',
    samplesPerSecond: 1,
  },
  tagMap: { metrics: {} },
};

const text = (name: string, word: string, second = 0): KnownMetric => ({
  ...{ name, alias: null, timestamp: BigInt(Date.UTC(2026, 10, 22, 12, 0, second)), datatype: DATA_TYPES.String },
  ...{ isHistorical: false, isTransient: false, isNull: false, metadata: null, properties: null },
  value: carry('String', word),
});

describe('what a Sparkplug device says of its activity', () => {
  it('is told where it is one that units have, and not otherwise', async () => {
    const told: ActivityChange[] = [];
    const feed = new UnitFeed(
      unit,
      {
        ...{ now: () => '2026-11-22T12:00:00.000Z', newId: () => 'connection', holds: () => true, deliver: () => true },
        ...{ loadCursor: () => Promise.resolve(null), saveCursor: () => Promise.resolve() },
        ...{ changed: () => undefined, refused: () => undefined },
        observed: async (_, changes) => void told.push(...changes),
        conditions: async () => undefined,
      },
      PACE,
    );
    const say = (...metrics: KnownMetric[]) => ({ metrics, timestamp: 0n, bytes: new Uint8Array() });
    const birth = say(text('Properties/Serial', '1'), text('Properties/Product Instance URI', 'urn:1'));
    feed.take({ effect: 'device-born', device: 'U-31', data: birth }, 0);
    feed.tick(PACE.history.most);
    for (const [second, word] of ['Execute', 'Dancing', 'toString', 'Held'].entries())
      feed.take({ effect: 'data', device: 'U-31', data: say(text('Unit/Activity', word, second)) }, PACE.history.most);
    while (told.length < 2) await new Promise((turn) => setImmediate(turn));
    expect(told.map(({ activity }) => activity)).toEqual(['Execute', 'Held']);
    feed.close();
  });
});
