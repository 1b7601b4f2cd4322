import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { replay } from '../support/replay.js';
import { type Room, startRoom } from '../support/room.js';
import { signingOf, until, Walk } from '../support/walk.js';

/** Six hours in 18 s. */
const SPEED = 1200;

describe('a batch that takes the slower path at every turn, and is stopped by a decision', () => {
  let room: Room;
  let walk: Walk;
  beforeAll(async () => void (room = await startRoom({ speed: SPEED })), 120_000);
  afterAll(() => room.stop(), 60_000);

  const refusal = async (phase: string, act: string, body: object = {}) => {
    const { id, version: seen } = await walk.step(phase);
    return (await room.app.as('operator')).refusal('POST', `/batches/${walk.id}/steps/${id}/${act}`, { seen, ...body });
  };

  it('notes a wrong unit and a wrong label as near misses before it goes on', async () => {
    walk = await Walk.begin(room.app, 'U-01', { typed: { 'seeding.viable-cells': '75' } });
    await walk.start('identity');
    for (const [scan, scanned] of [
      ['unit', 'U-02'],
      ['patient', 'P-2Q9M'],
    ] as const)
      expect(await refusal('identity', 'scan', { scan, scanned })).toMatchObject({ code: 'scan.mismatch' });
    await walk.finish('identity');
    const { events } = await walk.batch();
    expect(events.map(({ kind, values }) => [kind, values['scanned']])).toEqual([
      ['scan.mismatch', 'U-02'],
      ['scan.mismatch', 'P-2Q9M'],
    ]);
    await walk.do('prepare');
  }, 60_000);

  it('waits for a supervisor’s signed answer where an action limit is missed', async () => {
    await walk.start('seeding');
    await walk.fill('seeding');
    const { exceptions } = await walk.step('seeding');
    expect(exceptions).toMatchObject([
      { kind: 'limit.action', onBreach: 'supervisor', answer: null, deviation: expect.any(String) },
    ]);
    expect(await refusal('seeding', 'complete')).toMatchObject({ code: 'exception.answer-missing' });
    const answer = (username: 'operator' | 'supervisor') => ({
      ...{ decision: 'continue', comment: 'Few cells, all alive; the dose is made of what there is.' },
      signing: signingOf(username, 'continue', exceptions[0]!.signing),
    });
    const path = `exceptions/${exceptions[0]!.id}/answer`;
    expect((await refusal('seeding', path, answer('operator'))).status).toBeGreaterThanOrEqual(400);
    await walk.act('seeding', path, answer('supervisor'));
    expect((await walk.step('seeding')).exceptions).toMatchObject([{ answer: 'continue', answerBy: 'A. Lindqvist' }]);
  }, 60_000);

  it('11.10(e): corrects a value before signing, with a reason and the old value still there', async () => {
    const values = [{ field: 'volume', value: '104', unit: 'mL' }];
    expect(await refusal('seeding', 'entries', { values })).toMatchObject({ code: 'entry.reason-missing' });
    await walk.act('seeding', 'entries', { values, reason: 'Read off the wrong line.' });
    const volumes = (await walk.step('seeding')).entries.filter(({ field }) => field === 'volume');
    expect(volumes).toMatchObject([
      { value: '100', supersededBy: volumes[1]!.id },
      { value: '104', supersededBy: null, reason: 'Read off the wrong line.' },
    ]);
    await walk.finish('seeding');
    for (const phase of ['vector', 'vector-volume', 'add-vector', 'warm-up']) await walk.do(phase);
    expect(await walk.step('vector-volume')).toMatchObject({ result: { entry: { value: '3.00' } } });
  }, 60_000);

  it('is held with its program in the safe state, and goes on only when a supervisor signs', async () => {
    await walk.start('expansion');
    await runState('running');
    const operator = await room.app.as('operator');
    await operator.post(`/batches/${walk.id}/hold`, { reason: 'A smell of burning in the room.' });
    await runState('held');
    const { state, restart } = await walk.batch();
    expect([state, (await walk.step('expansion')).state]).toEqual(['held', 'held']);
    expect(await refusal('expansion', 'complete')).toMatchObject({ code: 'batch.not-running' });
    const comment = 'A dust filter on the lamp; nothing at the unit.';
    const restarted = (username: 'operator' | 'supervisor') => ({
      comment,
      signing: signingOf(username, 'restart', restart),
    });
    const path = `/batches/${walk.id}/restart`;
    expect((await operator.refusal('POST', path, restarted('operator'))).status).toBeGreaterThanOrEqual(400);
    await operator.post(path, restarted('supervisor'));
    await runState('running');
    await walk.finish('expansion');
    expect(await walk.step('expansion')).toMatchObject({ state: 'complete', run: { outcome: 'completed' } });
  }, 120_000);

  it('ends before its time when a supervisor decides so, and lets go of its unit', async () => {
    await walk.do('count');
    await walk.start('harvest-decision');
    await walk.act('harvest-decision', 'decide', { option: 'stop' });
    await walk.finish('harvest-decision');
    expect(await walk.batch()).toMatchObject({ state: 'stopped', unit: null });
    expect(await refusal('harvest', 'start')).toMatchObject({ code: 'batch.not-running' });
    const next = await Walk.begin(room.app, 'U-01', { order: 1 });
    expect(await next.batch()).toMatchObject({ state: 'running', unit: { code: 'U-01' } });
  }, 60_000);

  it('leaves rows that are exactly what replaying its facts gives, and a row that was changed is found', async () => {
    expect(await replay(room.app.database)).toMatchObject({ uncovered: [], differences: [] });
    const [first] = (await walk.step('seeding')).entries;
    const owner = new pg.Client({ connectionString: room.app.database.adminUrl });
    await owner.connect();
    try {
      await owner.query(`set session_replication_role = replica`);
      await owner.query(`update entry set value = '100' where id = $1`, [`${walk.id}/${first!.id}`]);
      await owner.query(`create table unheard_of (id text primary key)`);
      await owner.query(`call gmp_table('unheard_of')`);
    } finally {
      await owner.end();
    }
    const { uncovered, differences } = await replay(room.app.database);
    expect(uncovered).toEqual(['unheard_of']);
    expect(differences).toMatchObject([{ table: 'entry', id: `${walk.id}/${first!.id}` }]);
  }, 60_000);

  const runState = (wanted: string) =>
    until(`the program is ${wanted}`, async () => (await walk.step('expansion')).run?.state === wanted);
});
