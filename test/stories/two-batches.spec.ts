import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { doTooWarm } from '../support/excursion.js';
import { compareLedger, heldSpan, TAGS, untilStored } from '../support/ledger-compare.js';
import { replay } from '../support/replay.js';
import { type Room, startRoom } from '../support/room.js';
import { until, Walk } from '../support/walk.js';
import { verifyRecord } from '../../tools/verify/verify-record.js';
import { download } from '../api/walked-batch.js';
import { askForKit, kitLabel, putIn } from '../support/kit.js';

const UNITS = ['U-01', 'U-02'] as const;
const RATE = 2;
/** Six hours in 18 s: an excursion that must last ten seconds has room in it. */
const SPEED = 1200;

/** Readings that a busy machine brings late are an exception too, and of no matter here. */
const isOfLimits = ({ kind }: { kind: string }): boolean => kind.startsWith('limit.');

describe('two batches at once on two units', () => {
  let room: Room;
  let walks: Walk[];
  beforeAll(async () => {
    room = await startRoom({ speed: SPEED, units: [...UNITS], rate: RATE });
    await askForKit(room.app);
  }, 120_000);
  afterAll(() => room.stop(), 60_000);

  it('each hold their own unit, and no other batch can have it', async () => {
    walks = [
      await Walk.begin(room.app, 'U-01', { kit: kitLabel('1') }),
      await Walk.begin(room.app, 'U-02', { order: 1, kit: kitLabel('2') }),
    ];
    for (const [index, code] of UNITS.entries())
      expect(await walks[index]!.batch()).toMatchObject({ state: 'running', unit: { code } });
    const supervisor = await room.app.as('supervisor');
    const order = await supervisor.post<{ id: string }>('/orders', {
      ...{ code: 'ORD-0903', patient: 'P-9X4C', coi: 'DEMO-26-0903-9X4C', product: 'CT19-A', site: 'demo' },
    });
    const third = await supervisor.post<{ id: string }>('/batches', { order: order.id, recipe: 'car-t-demo' });
    const bind = { unitProcedure: 'culture', scanned: 'U-01', kit: { scanned: kitLabel('3') } };
    expect(await supervisor.refusal('POST', `/batches/${third.id}/bind`, bind)).toMatchObject({
      status: 409,
      code: 'unit.occupied',
      values: { unit: 'U-01', batch: walks[0]!.id },
    });
    expect(await supervisor.get(`/batches/${third.id}`)).toMatchObject({ state: 'idle', unit: null });
  });

  it('the label of one patient on the other’s step is a near miss on record, and refused', async () => {
    const [mine, theirs] = walks as [Walk, Walk];
    const { coi } = await theirs.batch();
    await mine.start('identity');
    const { id, version: seen } = await mine.step('identity');
    const operator = await room.app.as('operator');
    const wrong = { seen, scan: 'bag', scanned: coi };
    expect(await operator.refusal('POST', `/batches/${mine.id}/steps/${id}/scan`, wrong)).toMatchObject({
      status: 422,
      code: 'scan.mismatch',
      values: { expects: 'coi', scanned: coi },
    });
    const { events } = await mine.batch();
    expect(events).toMatchObject([{ step: id, kind: 'scan.mismatch', values: { scan: 'bag', scanned: coi } }]);
    expect((await theirs.batch()).events).toEqual([]);
    expect((await mine.step('identity')).scans.every(({ scannedAt }) => scannedAt === null)).toBe(true);
    await mine.finish('identity');
    await theirs.do('identity');
  }, 60_000);

  /** The other's kit lies in the unit: its program does not start before the bound one does. */
  async function onItsKitAlone(walk: Walk, unit: string, phase: string): Promise<void> {
    const { control } = room.units[unit]!;
    await putIn(control, kitLabel('2'));
    await walk.start(phase);
    const held = await until('the step is held', async () => {
      const step = await walk.step(phase);
      return step.state === 'held' && step;
    });
    expect(held.exceptions).toMatchObject([
      { kind: 'command.failed', values: { reason: 'kit.not-the-bound', found: kitLabel('2') } },
    ]);
    await putIn(control, kitLabel('1'));
    await walk.restart(phase, 'Its own kit is in it now.');
    await walk.finish(phase);
  }

  it('run to their ends side by side, and what goes wrong with one is no matter of the other', async () => {
    const [mine, theirs] = walks as [Walk, Walk];
    const grown = async (walk: Walk) => {
      await walk.do('prepare', 'seeding', 'vector', 'vector-volume', 'add-vector');
      if (walk === mine) await onItsKitAlone(walk, 'U-01', 'warm-up');
      else await walk.do('warm-up');
      if (walk === theirs) await doTooWarm(room, walk, 'U-02', 'expansion');
      else await walk.do('expansion');
      await walk.do('count', 'harvest-decision', 'harvest', 'final-check');
    };
    await Promise.all([grown(mine), grown(theirs)]);
    expect(await mine.batch()).toMatchObject({ state: 'complete', unit: null });
    expect(await theirs.batch()).toMatchObject({ state: 'complete', unit: null });
    expect((await mine.step('expansion')).exceptions.filter(isOfLimits)).toEqual([]);
    const { text } = await download(room, `/batches/${mine.id}/record`);
    expect((await verifyRecord({ text })).report.findings).toEqual([]);
    expect((await theirs.step('expansion')).exceptions.filter(isOfLimits)).toMatchObject([
      { kind: 'limit.action', values: { tag: 'temperature' }, deviation: expect.any(String) },
    ]);
  }, 180_000);

  it('11.10(h): have each their own unit’s readings and no others: none missing, none twice, none crossed', async () => {
    const { adminUrl } = room.app.database;
    for (const [index, code] of UNITS.entries()) {
      const [from, to] = await heldSpan(adminUrl, walks[index]!.id);
      await untilStored(adminUrl, code, to);
      const unit = { code, ledger: room.units[code]!.ledger(), rate: RATE };
      const account = await compareLedger(adminUrl, unit, from, to);
      const clean = { missing: [], doubled: [], strange: [], wrongGaps: [], gaps: [], covered: [] };
      expect(account).toMatchObject({ tags: TAGS, stored: account.values, ...clean });
      expect(account.values).toBeGreaterThan(TAGS.length * RATE * 15);
    }
  }, 60_000);

  it('rest on evidence of their own unit: each captured value cites readings of its tag and its time', async () => {
    const client = new pg.Client({ connectionString: room.app.database.adminUrl });
    await client.connect();
    try {
      for (const [index, code] of UNITS.entries()) {
        const captures = (await walks[index]!.batch()).steps.flatMap((step) => step.captures);
        expect(captures.map(({ tag }) => tag).sort()).toEqual(['glucose', 'lactate', 'temperature']);
        for (const { tag, from, to, arrivals } of captures) {
          const { rows } = await client.query<{ arrival: string }>(
            `select r.arrival from reading r join tag t on t.id = r.tag join unit u on u.id = r.unit and u.id = t.unit
              where u.code = $1 and t.code = $2 and r.source_time between $3 and $4 and r.arrival = any ($5) order by 1`,
            [code, tag, ticks(from), ticks(to), arrivals],
          );
          expect(arrivals.length).toBeGreaterThan(0);
          expect(rows.map(({ arrival }) => arrival)).toEqual(arrivals.toSorted((a, b) => Number(a) - Number(b)));
        }
      }
    } finally {
      await client.end();
    }
  });

  it('leave rows that are exactly what replaying their facts gives', async () => {
    const replayed = await replay(room.app.database);
    expect(replayed).toMatchObject({ uncovered: [], differences: [] });
    const batches = await Promise.all(walks.map((walk) => walk.batch()));
    const raised = batches.flatMap((batch) => [
      ...batch.exceptionsOfBatch,
      ...batch.steps.flatMap((one) => one.exceptions),
    ]);
    const deviations = raised.filter(({ deviation }) => deviation !== null);
    expect(deviations.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['command.failed', 'limit.action']));
    expect(replayed.rows).toMatchObject({ batch: 3, unit: 2, deviation: deviations.length });
  });
});

const ticks = (instant: string): string => `${BigInt(Date.parse(instant)) * 10_000n}`;
