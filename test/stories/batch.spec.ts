import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { compareLedger, heldSpan, TAGS, untilStored } from '../support/ledger-compare.js';
import { replay } from '../support/replay.js';
import { type Room, startRoom } from '../support/room.js';
import { Walk } from '../support/walk.js';

/** Demo seconds in a real one: the expansion of six hours takes 36 s, long enough for an excursion of its own length. */
const SPEED = 600;

describe('a batch from identity scan to completed record with one temperature excursion', () => {
  let room: Room;
  let walk: Walk;
  beforeAll(async () => void (room = await startRoom({ speed: SPEED })), 90_000);
  afterAll(() => room.stop());

  it('is issued for an order, and locks its unit', async () => {
    walk = await Walk.begin(room.app, 'U-01');
    expect(await walk.batch()).toMatchObject({ state: 'running', unit: { code: 'U-01' } });
  });

  it('checks identity, seeds and transduces, each step signed', async () => {
    for (const phase of ['identity', 'prepare', 'seeding', 'vector', 'vector-volume', 'add-vector'])
      await walk.do(phase);
    expect(await walk.step('vector-volume')).toMatchObject({ state: 'complete', result: { entry: { value: '4.00' } } });
  }, 60_000);

  it('warms up and expands on the live unit, and catches the excursion as a deviation', async () => {
    await walk.do('warm-up');
    // asked for before the start: it takes seconds to heat up, and the unit does not wait for a slow test
    await room.fault('U-01', 'temperature-excursion', { durationSeconds: 16 });
    await walk.start('expansion');
    await walk.finish('expansion');
    const { exceptions } = await walk.step('expansion');
    expect(exceptions).toMatchObject([{ kind: 'limit.action', criticality: 'CPP', deviation: expect.any(String) }]);
  }, 120_000);

  it('counts, decides, harvests, and is complete with its unit released', async () => {
    for (const phase of ['count', 'harvest-decision', 'harvest', 'final-check']) await walk.do(phase);
    expect(await walk.batch()).toMatchObject({ state: 'complete', unit: null });
  }, 60_000);

  it('has every reading of its unit once, and rows that are exactly what replaying its facts gives', async () => {
    const { adminUrl } = room.app.database;
    const [from, to] = await heldSpan(adminUrl, walk.id);
    await untilStored(adminUrl, 'U-01', to);
    const unit = { code: 'U-01', ledger: room.units['U-01']!.ledger(), rate: 2 };
    const account = await compareLedger(adminUrl, unit, from, to);
    const clean = { tags: TAGS, missing: [], covered: [], doubled: [], strange: [], gaps: [] };
    expect(account).toMatchObject({ ...clean, stored: account.values });
    expect(await replay(room.app.database)).toMatchObject({ uncovered: [], differences: [] });
  }, 60_000);
});
