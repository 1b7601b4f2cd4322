import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { WatchClock } from '../../src/execution/batches/watch-clock.service.js';
import { WriteBatch } from '../../src/execution/batches/write-batch.service.js';
import { Database, SYSTEM_SCOPE } from '../../src/platform/database/index.js';
import { startApp, type TestApp } from '../support/app.js';
import { BatchActs } from '../support/batch-acts.js';
import type { Client } from '../support/client.js';
import { correctedRecipe } from '../support/corrected-recipe.js';
import { by, makeEffective } from '../support/effective-recipe.js';
import { replay } from '../support/replay.js';
import { trailSearched } from './trail-searched.js';

let app: TestApp;
let acts: BatchActs;
let second: Client;
let id: string;

beforeAll(async () => {
  app = await startApp({ speed: 60 });
  await makeEffective(app, correctedRecipe);
  acts = await BatchActs.of(app);
  second = await app.as('operator2');
  const issued = await acts.issued('corrected');
  id = issued.id;
  await act('identity', 'start');
  await act('identity', 'scan', { scan: 'bag', scanned: issued.coi });
  await acts.finish(id, 'identity', false);
}, 180_000);
afterAll(() => app.stop());

const step = (phase: string) => acts.step(id, phase);
const act = (phase: string, what: string, body: Parameters<BatchActs['act']>[3] = {}) =>
  acts.act(id, phase, what, body);
const refused = (phase: string, what: string, body: Parameters<BatchActs['refused']>[3] = {}) =>
  acts.refused(id, phase, what, body);
const cells = (value: string) => ({ field: 'cells', value, unit: '10*6' });
/** As another operator. */
async function bySecond(phase: string, what: string, body: object) {
  const { id: of, version: seen } = await step(phase);
  return second.send<{ code: string }>('POST', `/batches/${id}/steps/${of}/${what}`, { seen, ...body });
}
const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

describe('what people record', () => {
  it('is the work of who started the step; another takes it over and says why', async () => {
    await act('count', 'start');
    expect((await step('count')).owner).toMatchObject({ id: expect.any(String), name: expect.any(String) });
    const entry = { values: [{ field: 'remark', value: 'fine' }] };
    expect(await bySecond('count', 'entries', entry)).toMatchObject({ status: 409, body: { code: 'step.owned' } });
    expect(await bySecond('count', 'take-over', {})).toMatchObject({ status: 400 });
    expect(await bySecond('count', 'take-over', { reason: 'End of shift.' })).toMatchObject({ status: 200 });
    expect(await bySecond('count', 'entries', entry)).toMatchObject({ status: 200 });
    expect(await refused('count', 'entries', entry)).toMatchObject({ code: 'step.owned' });
    await act('count', 'take-over', { reason: 'Back again.' });
  });

  it('ALCOA+: happened as stated, in order and not in the future, and is written when it is written', async () => {
    const entry = { values: [cells('100')] };
    expect(await refused('count', 'entries', { ...entry, at: ago(-1) })).toMatchObject({ code: 'time.in-future' });
    expect(await refused('count', 'entries', { ...entry, at: ago(5) })).toMatchObject({ code: 'time.out-of-order' });
    expect(await refused('count', 'entries', { ...entry, at: 'yesterday' })).toMatchObject({ status: 400 });
    const { startedAt } = await step('count');
    await act('count', 'entries', { ...entry, at: startedAt });
    const [field] = (await step('count')).fields;
    expect(field!.entry).toMatchObject({ value: '100', at: startedAt, late: false, because: null });
    expect(field!.entry!.recordedAt > startedAt!).toBe(true);
  });

  it('is not what was expected: an exception, whose rule says whether it opens a deviation', async () => {
    const fields = (await step('count')).fields.map(({ id: name, optional, expects }) => [name, optional, expects]);
    expect(fields).toEqual([
      ['cells', false, []],
      ['turbid', false, ['false']],
      ['colour', false, ['pink']],
      ['remark', true, []],
    ]);
    await act('count', 'entries', { values: [{ field: 'turbid', value: 'true' }] });
    await act('count', 'entries', { values: [{ field: 'colour', value: 'yellow' }] });
    expect((await step('count')).exceptions).toMatchObject([
      { kind: 'answer.unexpected', criticality: 'IPC', deviation: expect.any(String) },
      { kind: 'answer.unexpected', criticality: 'CPP', onBreach: 'supervisor', deviation: null },
    ]);
    await act('count', 'exceptions/E1/comment', { comment: 'Looked at it.' });
    await acts.answer(id, 'count', 'E2', 'Looked at it too.');
  });

  it('is not applicable with a reason, and never by the way', async () => {
    const none = { values: [{ field: 'turbid', notApplicable: true }] };
    expect(await refused('count', 'entries', none)).toMatchObject({ code: 'entry.reason-missing' });
    expect(await refused('count', 'entries', { values: [{ field: 'turbid' }] })).toMatchObject({ status: 400 });
    const both = { values: [{ field: 'turbid', value: 'true', notApplicable: true }], reason: 'No light.' };
    expect(await refused('count', 'entries', both)).toMatchObject({ status: 400 });
    expect(await act('count', 'entries', { ...none, reason: 'No light.' })).toMatchObject({ exceptions: ['E3'] });
    expect((await step('count')).fields[1]!.entry).toMatchObject({ source: 'not-applicable', value: null });
  });

  it('An.11-6: takes the place of a unit’s value alone', async () => {
    const { witness } = await step('count');
    const signing = by('operator2', 'witnessed', witness!);
    const given = { field: 'cells', value: '100', unit: '10*6', reason: 'Probe broken.', signing };
    expect(await refused('count', 'replace-value', given)).toMatchObject({ code: 'entry.not-captured' });
  });
});

describe('11.10(e): a correction over the API', () => {
  it('keeps the original, makes anew what rests on it, and asks for the signatures again', async () => {
    expect(
      await refused('count', 'correct', { field: 'cells', value: '90', unit: '10*6', reason: 'why' }),
    ).toMatchObject({
      code: 'step.not-done',
    });
    await acts.finish(id, 'count', false);
    // who typed a remark verifies nothing
    await acts.sign(id, 'count', 'supervisor', 'verified');
    await act('volume', 'start');
    await acts.finish(id, 'volume', false);
    await act('mix', 'start');
    expect((await step('count')).correctable.sort()).toEqual(['cells', 'colour', 'remark', 'turbid']);
    expect(await refused('count', 'correct', { field: 'cells', value: '90', unit: '10*6' })).toMatchObject({
      status: 400,
    });
    await act('count', 'correct', { field: 'cells', value: '90', unit: '10*6', reason: 'Read wrongly.' });
    const [count, volume] = [await step('count'), await step('volume')];
    expect([count.state, volume.state, (await step('mix')).state]).toEqual(['completing', 'completing', 'running']);
    expect(count.signatures.map((one) => one.void)).toEqual([true, true]);
    const values = count.entries.filter(({ field }) => field === 'cells');
    expect(values).toMatchObject([
      { value: '100', supersededBy: values[1]!.id },
      { value: '90', reason: 'Read wrongly.', supersededBy: null },
    ]);
    expect(volume.result!.entry).toMatchObject({ value: '450', reason: 'Read wrongly.', because: values[1]!.id });
  });

  it('11.10(f): lets later steps go on, and the review wait until all is signed again', async () => {
    await acts.finish(id, 'mix', false);
    await act('rest', 'start');
    await acts.sign(id, 'count', 'operator', 'performed');
    await acts.sign(id, 'count', 'supervisor', 'verified');
    expect((await step('count')).state).toBe('complete');
  });
});

describe('Draft 12: a jump of the server’s clock', () => {
  it('is a fact in each batch at work, makes no wait shorter, and nothing is timed by it before it is on record', async () => {
    const due = async () => (await acts.shown(id)).timers.find(({ purpose }) => purpose === 'wait')!.dueAt;
    const was = Date.parse(await due());
    let steady = 0;
    const watch = new WatchClock(app.server.app.get(Database), app.server.app.get(WriteBatch), () => steady);
    const look = () => app.server.app.get(Database).read(SYSTEM_SCOPE, (tx) => watch.look(tx));
    await look();
    // the steady clock says that two hours less have passed than the database's does
    steady -= 7_200_000;
    const now = new Date().toISOString();
    expect(() => watch.refuseAhead(now)).toThrow('clock.set');
    await look();
    watch.refuseAhead(now);
    await look();
    const moved = Date.parse(await due()) - was;
    expect(Math.abs(moved - 7_200_000)).toBeLessThan(5_000);
    const jumps = (await acts.shown(id)).events.filter(({ kind }) => kind === 'clock.jumped');
    expect(jumps).toMatchObject([{ step: null, values: { ms: moved } }]);
    expect(await refused('rest', 'complete')).toMatchObject({ code: 'step.wait-not-over' });
  });
});

describe('11.10(f): a step that is skipped', () => {
  it('is a supervisor’s signed override, and an exception', async () => {
    const skip = (username: string) => (shown: Awaited<ReturnType<typeof step>>) => ({
      reason: 'The room is needed.',
      signing: by(username, 'override', shown.witness!),
    });
    expect((await step('rest')).skippable).toBe(true);
    expect(await refused('rest', 'skip', skip('operator2'))).toMatchObject({ code: 'signature.role-missing' });
    await act('rest', 'skip', skip('supervisor'));
    const rest = await step('rest');
    expect(rest).toMatchObject({ state: 'skipped', skippable: false });
    expect(rest.exceptions).toMatchObject([{ kind: 'step.skipped', comment: 'The room is needed.' }]);
  });
});

describe('the record of it', () => {
  it('ends when all is signed again, takes no correction then, and is what its facts say', async () => {
    await act('check', 'start');
    expect(await refused('check', 'complete')).toMatchObject({
      code: 'review.step-open',
      values: { steps: ['volume'] },
    });
    await acts.sign(id, 'volume', 'operator', 'performed');
    await act('check', 'complete');
    await acts.sign(id, 'check', 'qa', 'reviewed');
    expect((await acts.shown(id)).state).toBe('complete');
    const again = { field: 'cells', value: '95', unit: '10*6', reason: 'Read wrongly.' };
    expect(await refused('count', 'correct', again)).toMatchObject({ code: 'batch.over' });
    expect((await replay(app.database)).differences).toEqual([]);
  });
});

trailSearched(() => ({ app, batch: id }));
