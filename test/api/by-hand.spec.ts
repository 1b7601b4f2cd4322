import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { batchProjection } from '../../src/execution/batches/domain/index.js';
import { Batches, storedBatch } from '../../src/execution/batches/index.js';
import { Database, SYSTEM_SCOPE } from '../../src/platform/database/index.js';
import { Ledger } from '../../src/trust/ledger/index.js';
import { startApp, type TestApp } from '../support/app.js';
import { BatchActs } from '../support/batch-acts.js';
import { benchOnly } from '../support/bench-culture.js';
import { makeEffective } from '../support/effective-recipe.js';
import { replay } from '../support/replay.js';
import { storedRows } from '../support/stored-rows.js';
import { until } from '../support/walk.js';

let app: TestApp;
let acts: BatchActs;
let id: string;
let code: string;
let coi: string;
let patient: string;

/** The same with a result that is due a second after its sample. */
const hasty = benchOnly.replace('recipe: bench-only', 'recipe: bench-hasty').replace('PT24H', 'PT1M');

beforeAll(async () => {
  app = await startApp({ speed: 60 });
  await makeEffective(app, benchOnly);
  await makeEffective(app, hasty);
  acts = await BatchActs.of(app);
  ({ id, code, coi, patient } = await acts.issued('bench-only'));
}, 180_000);
afterAll(() => app.stop());

const step = (phase: string) => acts.step(id, phase);
const act = (phase: string, what: string, body: object = {}) => acts.act(id, phase, what, body);
const refused = (phase: string, what: string, body: object = {}) => acts.refused(id, phase, what, body);
const count = (value: string, more: object = {}) => ({ values: [{ field: 'vcd', value, unit: '10*6/mL' }], ...more });
const inBrief = () =>
  app.server.app
    .get(Database)
    .read(SYSTEM_SCOPE, (tx) => app.server.app.get(Batches).inBrief(tx))
    .then((all) => all.find((one) => one.id === id));

describe('a batch by hand over the API', () => {
  it('starts with its first step, on no unit', async () => {
    expect(await acts.shown(id)).toMatchObject({
      state: 'idle',
      unitProcedures: [{ id: 'bench', unitClass: null, state: 'open' }],
    });
    await act('clear', 'start');
    expect(await acts.shown(id)).toMatchObject({ state: 'running', unit: null });
    expect(await inBrief()).toMatchObject({
      ...{ code, coi, patient, product: 'Test cells', state: 'running', heldBecause: null, unit: null },
      unitProcedure: { id: 'bench', title: 'Bench', unitClass: null },
      step: { phase: 'clear', title: 'Clear the line', kind: 'clearance', state: 'running', signaturesDue: [] },
      steps: { done: 0, total: 10 },
      ...{ program: null, timer: null, exceptions: [], monitors: [] },
    });
  });

  it('211.130: clears the line, and asks the supervisor where a check says no', async () => {
    expect((await step('clear')).fields).toMatchObject([
      { id: 'empty', type: 'boolean', entry: null },
      { id: 'clean', type: 'boolean', entry: null },
    ]);
    const check = (field: string, value: string, more: object = {}) => ({ values: [{ field, value }], ...more });
    expect(await refused('clear', 'entries', check('empty', 'yes'))).toMatchObject({ code: 'entry.not-true-or-false' });
    await act('clear', 'entries', check('empty', 'true'));
    expect(await act('clear', 'entries', check('clean', 'false'))).toMatchObject({ exceptions: ['E1'] });
    expect(await refused('clear', 'complete')).toMatchObject({
      status: 409,
      code: 'clearance.check-open',
      values: { checks: ['clean'] },
    });
    await act('clear', 'entries', check('clean', 'true', { reason: 'wiped it' }));
    const [failed] = (await step('clear')).exceptions;
    expect(failed).toMatchObject({ kind: 'check.failed', criticality: 'IPC', deviation: null });
    expect((await inBrief())!.exceptions).toMatchObject([{ id: 'E1', kind: 'check.failed', waitsFor: 'answer' }]);
    await acts.answer(id, 'clear', 'E1', 'looked myself');
    await act('clear', 'complete');
    await acts.sign(id, 'clear', 'operator', 'performed');
    expect((await inBrief())!.step).toMatchObject({
      state: 'completing',
      signaturesDue: [{ meaning: 'verified', role: 'operator' }],
    });
    await acts.sign(id, 'clear', 'operator2', 'verified');
  });

  it('211.188(b)(3): records lots, and stops one that is expired or not released', async () => {
    await act('lots', 'start');
    const lot = (more: object = {}) => ({
      ...{ material: 'medium', lot: 'MED-7', expiry: '2099-12-31', status: 'released' },
      ...more,
    });
    expect(await refused('lots', 'material', lot({ expiry: '2020-01-31' }))).toMatchObject({
      status: 422,
      code: 'material.expired',
      values: { lot: 'MED-7', event: expect.stringMatching(/^N\d+$/) },
    });
    // a record that has made nothing is no lot
    for (const held of [{ status: 'quarantine' }, { lot: (await acts.shown(id)).code }])
      expect(await refused('lots', 'material', lot(held))).toMatchObject({ code: 'material.not-released' });
    const near = (await acts.shown(id)).events.map(({ kind }) => kind);
    expect(near).toEqual(['material.expired', 'material.not-released', 'material.not-released']);
    for (const bad of [
      lot({ expiry: '31.12.2099' }),
      lot({ status: 'fine' }),
      lot({ lot: '' }),
      lot({ lot: 'L'.repeat(101) }),
      lot({ lots: 2 }),
      { material: 'medium' },
    ])
      expect(await refused('lots', 'material', bad)).toMatchObject({ status: 400 });
    expect(await refused('lots', 'material', lot({ expiry: '2099-02-29' }))).toMatchObject({
      code: 'material.expiry-not-a-day',
    });
    expect(await refused('lots', 'material', lot({ material: 'serum' }))).toMatchObject({ code: 'material.unknown' });
    expect(await refused('lots', 'complete')).toMatchObject({ code: 'material.missing' });
    await act('lots', 'material', lot());
    expect((await step('lots')).materials).toMatchObject([
      {
        id: 'medium',
        critical: true,
        lot: { value: 'MED-7' },
        expiry: { value: '2099-12-31' },
        status: { value: 'released' },
      },
    ]);
    await acts.finish(id, 'lots');
    await acts.identified(id, coi);
  });

  it('211.103: counts again where the counts scatter, keeps them all, and takes a correction with its reason', async () => {
    await act('cells', 'start');
    expect((await step('cells')).measure).toEqual({
      ...{ replicates: 2, recounts: 1, round: 1, due: 2, counts: [] },
      cvs: [{ field: 'vcd', max: '10', entry: null }],
    });
    for (const bad of [
      {},
      { values: [] },
      count('2.00', { count: 0 }),
      count('2.00', { count: 1.5 }),
      { values: 'two' },
    ])
      expect(await refused('cells', 'count', bad)).toMatchObject({ status: 400 });
    expect(await refused('cells', 'count', count('1e999'))).toMatchObject({ status: 422 });
    expect(await refused('cells', 'count', count('NaN'))).toMatchObject({ code: 'entry.not-a-number' });
    expect(await refused('cells', 'count', { values: [{ field: 'dead', value: '1' }] })).toMatchObject({
      code: 'entry.field-unknown',
    });
    await act('cells', 'count', count('2.00'));
    await act('cells', 'count', count('3.00'));
    expect(await step('cells')).toMatchObject({
      fields: [{ id: 'vcd', entry: { value: '2.50', source: 'calculated' } }],
      measure: { round: 2, due: 2, cvs: [{ entry: { value: '28.3', verdict: 'action' } }] },
    });
    expect(await refused('cells', 'complete')).toMatchObject({
      code: 'measure.counts-missing',
      values: { round: 2, due: 2 },
    });
    await act('cells', 'count', count('2.10'));
    await act('cells', 'count', count('21.20'));
    expect(await refused('cells', 'count', count('2.20', { count: 4 }))).toMatchObject({
      code: 'entry.reason-missing',
    });
    expect(await refused('cells', 'count', count('2.20', { count: 2, reason: 'misread' }))).toMatchObject({
      code: 'measure.round-closed',
    });
    await act('cells', 'count', count('2.12', { count: 4, reason: 'point misplaced' }));
    expect(await refused('cells', 'count', count('2.00'))).toMatchObject({ code: 'measure.counts-complete' });
    const { fields, measure, entries, exceptions } = await step('cells');
    expect(fields[0]!.entry).toMatchObject({ value: '2.11', reason: 'point misplaced' });
    expect(measure!.counts.map(({ n, round, entries: [one] }) => [n, round, one!.value])).toEqual([
      [1, 1, '2.00'],
      [2, 1, '3.00'],
      [3, 2, '2.10'],
      [4, 2, '2.12'],
    ]);
    expect(entries.filter(({ field }) => field === 'vcd.4').map(({ value }) => value)).toEqual(['21.20', '2.12']);
    // it scattered when no recount was left, before the correction
    expect(exceptions).toMatchObject([
      { kind: 'measure.cv-exceeded', criticality: 'CQA', deviation: expect.any(String) },
    ]);
    await acts.answer(id, 'cells', 'E2', 'a slip of the pen');
    await acts.finish(id, 'cells');
  });

  it('211.188(b)(10): gives the sample an id, confirmed from its label, and its result a clock', async () => {
    await act('draw', 'start');
    const sample = `${code}-S1`;
    expect((await step('draw')).sample).toEqual({ id: sample, container: 'Cryovial 2 mL', confirmedAt: null });
    expect(await refused('draw', 'complete')).toMatchObject({ code: 'sample.not-confirmed', values: { sample } });
    expect(await refused('draw', 'scan', { scan: 'sample', scanned: '26-9999-S1' })).toMatchObject({
      code: 'scan.mismatch',
      values: { expects: 'sample' },
    });
    await act('draw', 'scan', { scan: 'sample', scanned: sample });
    await acts.finish(id, 'draw', false);
    const { sample: awaited, dueAt } = await step('found');
    expect(awaited).toMatchObject({ id: sample, confirmedAt: expect.any(String) });
    const { endedAt } = await step('draw');
    expect(Date.parse(dueAt!) - Date.parse(endedAt!)).toBe(24 * 60_000);
    expect((await inBrief())!.timer).toMatchObject({ purpose: 'result-due', window: null, dueAt });
  });

  it('judges the result that was awaited, and lets a formula use the mean', async () => {
    await act('found', 'start');
    expect(await refused('found', 'complete')).toMatchObject({ code: 'entry.missing' });
    const found = { values: [{ field: 'endotoxin', value: '0.05', unit: '[iU]/mL' }] };
    expect(await act('found', 'entries', found)).toMatchObject({ exceptions: [] });
    await acts.finish(id, 'found');
    expect((await acts.shown(id)).timers).toMatchObject([{ purpose: 'result-due', state: 'cancelled' }]);
    await act('dose', 'start');
    expect((await step('dose')).result!.entry).toMatchObject({ value: '10.6' });
    await acts.finish(id, 'dose', false);
    await act('curve', 'start');
    expect((await step('curve')).fields.map(({ at }) => at)).toEqual(['PT0S', 'PT10M']);
    const values = ['start', 'later'].map((field) => ({ field, value: '-5.0', unit: 'Cel' }));
    await act('curve', 'entries', { values });
    await acts.finish(id, 'curve', false);
  });

  it('211.125: issues labels with their specimens, has each read back, and reconciles them', async () => {
    expect((await step('bags')).labels[0]!.copies[0]).toEqual({ id: 'bag.1', code: null, lines: [], scannedAt: null });
    await act('bags', 'start');
    const { labels } = await step('bags');
    expect(labels).toMatchObject([{ id: 'bag', printed: null, applied: null, destroyed: null }]);
    expect(labels[0]!.copies[1]).toEqual({
      ...{ id: 'bag.2', code: `${code}-BAG-2`, scannedAt: null },
      lines: [`Test cells, ${code}`, `${coi} ${patient}`, `${code}-BAG-2 (2 of 2)`],
    });
    expect(await refused('bags', 'complete')).toMatchObject({ code: 'label.not-scanned' });
    expect(await refused('bags', 'scan', { scan: 'bag.1', scanned: `${code}-BAG-2` })).toMatchObject({
      code: 'scan.mismatch',
    });
    for (const k of [1, 2]) await act('bags', 'scan', { scan: `bag.${k}`, scanned: `${code}-BAG-${k}` });
    expect(await refused('bags', 'complete')).toMatchObject({ code: 'label.not-reconciled-yet' });
    const where = { label: 'bag', printed: 3, applied: 2, destroyed: 0 };
    for (const bad of [
      { ...where, printed: -1 },
      { ...where, applied: 1.5 },
      { ...where, destroyed: '0' },
      { label: 'bag' },
    ])
      expect(await refused('bags', 'reconcile', bad)).toMatchObject({ status: 400 });
    expect(await act('bags', 'reconcile', where)).toMatchObject({ exceptions: ['E3'] });
    const [exception] = (await step('bags')).exceptions;
    expect(exception).toMatchObject({
      kind: 'label.not-reconciled',
      criticality: 'CQA',
      deviation: expect.any(String),
    });
    await act('bags', 'reconcile', { ...where, destroyed: 1, reason: 'found it in the bin' });
    expect((await step('bags')).labels).toMatchObject([{ printed: 3, applied: 2, destroyed: 1 }]);
    await acts.answer(id, 'bags', 'E3', 'destroyed before my eyes');
    await acts.finish(id, 'bags');
  });

  it('refuses commands that are not of the step’s kind', async () => {
    await act('check', 'start');
    expect(await refused('check', 'count', count('2.00'))).toMatchObject({ status: 409, code: 'step.wrong-kind' });
    const lot = { material: 'medium', lot: 'M', expiry: '2099-12-31', status: 'released' };
    expect(await refused('check', 'material', lot)).toMatchObject({ code: 'step.wrong-kind' });
    const where = { label: 'bag', printed: 2, applied: 2, destroyed: 0 };
    expect(await refused('check', 'reconcile', where)).toMatchObject({ code: 'step.wrong-kind' });
    expect(await refused('check', 'scan', { scan: 'sample', scanned: 'S' })).toMatchObject({ code: 'step.wrong-kind' });
    expect(await refused('check', 'entries', { values: [{ field: 'vcd', value: '1' }] })).toMatchObject({
      code: 'step.wrong-kind',
    });
    await act('check', 'complete');
    await acts.sign(id, 'check', 'qa', 'reviewed');
    expect(await acts.shown(id)).toMatchObject({ state: 'complete' });
    expect(await inBrief()).toBeUndefined();
  });

  it('11.10(e): is the same from its facts as in its rows, and leaves none unexplained', async () => {
    const [database, ledger] = [app.server.app.get(Database), app.server.app.get(Ledger)];
    const [rows, facts] = await database.read(
      SYSTEM_SCOPE,
      async (tx) => [await storedRows(tx, storedBatch, id), await ledger.facts(tx, `batch/${id}`)] as const,
    );
    expect(facts.reduce((state, { fact }) => batchProjection.apply(state, fact), batchProjection.empty)).toEqual(rows);
    expect((await replay(app.database)).differences).toEqual([]);
  });

  it('says that a result is overdue when its clock has run down, and goes on waiting for it', async () => {
    const other = await acts.issued('bench-hasty');
    await acts.throughSampling(other);
    const overdue = await until('the result is overdue', async () =>
      (await acts.shown(other.id)).events.find(({ kind }) => kind === 'result.overdue'),
    );
    const { id: found, dueAt, available } = await acts.step(other.id, 'found');
    expect(overdue).toMatchObject({
      step: found,
      startedAt: dueAt,
      values: { sample: `${other.code}-S1`, of: 'draw' },
    });
    expect(available).toBe(true);
  }, 90_000);
});
