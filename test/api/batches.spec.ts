import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { LedgerLine } from '../../simulators/opcua/index.js';
import { batchProjection } from '../../src/execution/batches/domain/index.js';
import type { BatchDto, StepDto } from '../../src/execution/batches/batch-view.dto.js';
import { storedBatch } from '../../src/execution/batches/index.js';
import { Database, SYSTEM_SCOPE } from '../../src/platform/database/index.js';
import { Ledger } from '../../src/trust/ledger/index.js';
import type { TestApp } from '../support/app.js';
import { askedAndAnswered } from '../support/answered-prompt.js';
import { BatchActs, type Body, signed } from '../support/batch-acts.js';
import { benchAndUnit } from '../support/bench-culture.js';
import type { Client } from '../support/client.js';
import { by, makeEffective } from '../support/effective-recipe.js';
import { heard } from '../support/heard.js';
import { type Room, startRoom } from '../support/room.js';
import { seenAndSetBack } from '../support/set-back.js';
import { longCulture, shortCulture } from '../support/short-culture.js';
import { storedRows } from '../support/stored-rows.js';
import { until } from '../support/walk.js';

let room: Room;
let app: TestApp;
let acts: BatchActs;
let operator: Client;
let supervisor: Client;

beforeAll(async () => {
  room = await startRoom({ speed: 120, units: ['U-01', 'U-02'] });
  app = room.app;
  acts = await BatchActs.of(app);
  ({ operator, supervisor } = acts);
  await makeEffective(app, shortCulture);
  await makeEffective(app, longCulture);
  await makeEffective(app, benchAndUnit);
}, 120_000);
afterAll(() => room.stop());

const issued = (recipe = 'short-culture') => acts.issued(recipe);
const shown = (id: string): Promise<BatchDto> => acts.shown(id);
const stepOf = (id: string, phase: string): Promise<StepDto> => acts.step(id, phase);
const act = (id: string, phase: string, what: string, body: Body = {}) => acts.act(id, phase, what, body);
const refused = (id: string, phase: string, what: string, body: Body = {}) => acts.refused(id, phase, what, body);
const sign = (id: string, phase: string, username: string, meaning: string) => acts.sign(id, phase, username, meaning);
async function identified(id: string, coi: string, unit: string): Promise<void> {
  await act(id, 'identity', 'start');
  await act(id, 'identity', 'scan', { scan: 'unit', scanned: unit });
  await act(id, 'identity', 'scan', { scan: 'bag', scanned: coi });
  await act(id, 'identity', 'complete');
  await sign(id, 'identity', 'operator', 'performed');
  await sign(id, 'identity', 'supervisor', 'verified');
}

describe('a batch over the API', () => {
  it('is issued from an effective recipe for an order, one at a time', async () => {
    const { id, order } = await issued();
    expect(await shown(id)).toMatchObject({ state: 'idle', code: expect.stringMatching(/^\d\d-\d{4}$/), unit: null });
    expect(await supervisor.refusal('POST', '/batches', { order, recipe: 'short-culture' })).toMatchObject({
      status: 409,
      code: 'order.batch-open',
    });
    const other = await acts.ordered();
    expect(await supervisor.refusal('POST', '/batches', { order: other.id, recipe: 'nothing' })).toMatchObject({
      code: 'recipe.not-effective',
    });
    expect(await operator.refusal('POST', '/batches', { order: other.id, recipe: 'short-culture' })).toMatchObject({
      status: 403,
    });
    expect(await operator.get<BatchDto[]>('/batches')).toEqual(
      expect.arrayContaining([expect.objectContaining({ id, state: 'idle' })]),
    );
  });

  it('answers the same command sent twice with the same batch', async () => {
    const order = await acts.ordered();
    const send = () =>
      supervisor.send<BatchDto>(
        'POST',
        '/batches',
        { order: order.id, recipe: 'short-culture' },
        { 'idempotency-key': 'issue-it-once' },
      );
    const [first, again] = [await send(), await send()];
    expect(again.body).toEqual(first.body);
  });

  it('keeps each chain of identity to one order', async () => {
    const { coi } = await issued();
    const order = { code: 'ORD-X', patient: 'P-9Z9Z', coi, product: 'Test cells', site: 'demo' };
    expect(await supervisor.refusal('POST', '/orders', order)).toMatchObject({ status: 409, code: 'order.not-unique' });
  });

  it('records the scan of a wrong unit as a near miss', async () => {
    const { id } = await issued();
    expect(
      await operator.refusal('POST', `/batches/${id}/bind`, { unitProcedure: 'culture', scanned: 'U-99' }),
    ).toMatchObject({ code: 'unit.not-found' });
    expect((await shown(id)).events).toMatchObject([{ kind: 'scan.mismatch', values: { scanned: 'U-99' } }]);
  });

  it('runs on a live unit from scan to its last signature, with a wrong scan, a missed limit and an excursion on the way', async () => {
    const { id, coi } = await issued();
    const other = await issued();
    await operator.post(`/batches/${id}/bind`, { unitProcedure: 'culture', scanned: 'U-01' });
    expect(
      await operator.refusal('POST', `/batches/${other.id}/bind`, { unitProcedure: 'culture', scanned: 'U-01' }),
    ).toMatchObject({ code: 'unit.occupied' });

    expect(await refused(id, 'count', 'start')).toMatchObject({ status: 409, code: 'step.not-next' });
    const stale = await stepOf(id, 'identity');
    await act(id, 'identity', 'start');
    expect(
      await operator.refusal('POST', `/batches/${id}/steps/${stale.id}/start`, { seen: stale.version }),
    ).toMatchObject({
      code: 'step.stale',
      values: { seen: 1, now: 2, changed: { with: 'step.started', by: 'M. Weber' } },
    });
    expect(await refused(id, 'identity', 'scan', { scan: 'bag', scanned: other.coi })).toMatchObject({
      code: 'scan.mismatch',
    });
    expect((await shown(id)).events).toMatchObject([{ kind: 'scan.mismatch', values: { scanned: other.coi } }]);
    await act(id, 'identity', 'scan', { scan: 'unit', scanned: 'U-01' });
    await act(id, 'identity', 'scan', { scan: 'bag', scanned: coi });
    await act(id, 'identity', 'complete');
    await sign(id, 'identity', 'operator', 'performed');
    expect(await refused(id, 'identity', 'sign', signed('operator', 'verified'))).toMatchObject({
      code: 'step.verifier-is-performer',
    });
    expect(
      await refused(id, 'identity', 'sign', ({ signing }) => ({
        signing: { ...by('supervisor', 'verified', signing!), password: 'guessed it' },
      })),
    ).toMatchObject({ code: 'signature.not-authenticated' });
    await sign(id, 'identity', 'supervisor', 'verified');

    await act(id, 'count', 'start');
    expect(
      await refused(id, 'count', 'entries', { values: [{ field: 'cells', value: '100', unit: 'g' }] }),
    ).toMatchObject({ code: 'entry.unit-wrong' });
    expect(
      (await act(id, 'count', 'entries', { values: [{ field: 'cells', value: '70', unit: '10*6' }] })).exceptions,
    ).toEqual(['E1']);
    await heard(operator, 'U-01', 'glucose');
    expect((await act(id, 'count', 'capture', { fields: ['glucose'] })).exceptions).toEqual([]);
    expect(await refused(id, 'count', 'complete')).toMatchObject({ code: 'exception.answer-missing' });
    const [low] = (await stepOf(id, 'count')).exceptions;
    expect(low).toMatchObject({ kind: 'limit.action', deviation: expect.any(String) });
    await act(id, 'count', 'exceptions/E1/answer', {
      decision: 'continue',
      comment: 'enough cells',
      signing: by('supervisor', 'continue', low!.signing!),
    });
    await act(id, 'count', 'complete');
    await sign(id, 'count', 'operator', 'performed');
    await sign(id, 'count', 'supervisor', 'verified');
    const count = await stepOf(id, 'count');
    expect(count.captures).toMatchObject([{ quality: 'good', arrivals: [expect.any(String)] }]);
    const cited = BigInt(count.captures[0]!.arrivals[0]!);
    expect(count.evidence.some(({ from, to }) => BigInt(from) <= cited && cited <= BigInt(to))).toBe(true);

    await act(id, 'dose', 'start');
    expect((await stepOf(id, 'dose')).entries).toMatchObject([
      { field: 'result', value: '350.0', source: 'calculated' },
    ]);
    await act(id, 'dose', 'complete');
    await sign(id, 'dose', 'operator', 'performed');

    // asked for before the start: it takes seconds to heat up, and the unit does not wait for a slow test
    await room.fault('U-01', 'temperature-excursion', { durationSeconds: 60, magnitude: 10 });
    await act(id, 'grow', 'start');
    const excursions = async () => (await stepOf(id, 'grow')).exceptions.filter(({ kind }) => kind === 'limit.action');
    await until('the excursion', async () => (await excursions()).length > 0);
    await app.restart();
    await until('the program has ended', async () => (await stepOf(id, 'grow')).run?.state === 'ended');
    await until('the excursion has ended with it', async () =>
      (await excursions()).every(({ endedAt }) => endedAt !== null),
    );
    await act(id, 'grow', 'complete');
    expect((await refused(id, 'grow', 'sign', signed('operator', 'performed'))).code).toBe('exception.comment-missing');
    const hot = await excursions();
    expect(hot).toHaveLength(1);
    expect(hot[0]!.values.extreme).toBeGreaterThan(37.4);
    expect(hot[0]!.deviation).toEqual(expect.any(String));
    for (const exception of (await stepOf(id, 'grow')).exceptions)
      await act(id, 'grow', `exceptions/${exception.id}/comment`, { comment: 'seen at once' });
    await sign(id, 'grow', 'operator', 'performed');

    await act(id, 'harvest', 'start');
    await act(id, 'harvest', 'decide', { option: 'harvest' });
    await act(id, 'harvest', 'complete');
    await sign(id, 'harvest', 'supervisor', 'performed');
    await act(id, 'check', 'start');
    await act(id, 'check', 'complete');
    await sign(id, 'check', 'qa', 'reviewed');
    expect(await shown(id)).toMatchObject({ state: 'complete', unit: null });

    const database = app.server.app.get(Database);
    const ledger = app.server.app.get(Ledger);
    const [rows, facts] = await database.read(
      SYSTEM_SCOPE,
      async (tx) => [await storedRows(tx, storedBatch, id), await ledger.facts(tx, `batch/${id}`)] as const,
    );
    expect(facts.reduce((state, { fact }) => batchProjection.apply(state, fact), batchProjection.empty)).toEqual(rows);
  }, 120_000);

  it('211.182, 211.68(a): goes from the bench to a unit and back, the unit free as soon as its part is signed', async () => {
    const { id, coi } = await issued('bench-and-unit');
    const procedures = async () => (await shown(id)).unitProcedures.map(({ state }) => state);
    expect(await procedures()).toEqual(['open', 'idle', 'idle']);
    expect((await stepOf(id, 'received')).available).toBe(true);
    expect(
      await operator.refusal('POST', `/batches/${id}/bind`, { unitProcedure: 'before', scanned: 'U-02' }),
    ).toMatchObject({ status: 409, code: 'batch.unit-not-needed' });
    await act(id, 'received', 'start');
    expect(await shown(id)).toMatchObject({ state: 'running', unit: null });
    await act(id, 'received', 'scan', { scan: 'bag', scanned: coi });
    await acts.finish(id, 'received', false);
    expect(await procedures()).toEqual(['complete', 'open', 'idle']);
    expect(await refused(id, 'identity', 'start')).toMatchObject({ code: 'batch.unit-not-bound' });
    await operator.post(`/batches/${id}/bind`, { unitProcedure: 'culture', scanned: 'U-02' });
    expect(await procedures()).toEqual(['complete', 'bound', 'idle']);
    await acts.identified(id, coi);
    await act(id, 'glucose', 'start');
    await heard(operator, 'U-02', 'glucose');
    await act(id, 'glucose', 'capture', { fields: ['in-line'] });
    expect(await refused(id, 'glucose', 'complete')).toMatchObject({ code: 'compare.value-missing' });
    await act(id, 'glucose', 'entries', { values: [{ field: 'at-line', value: '4.00', unit: 'g/L' }] });
    const { fields, result, captures } = await stepOf(id, 'glucose');
    expect(fields.map(({ id: field, tag }) => [field, tag])).toEqual([
      ['in-line', 'glucose'],
      ['at-line', null],
    ]);
    const offset = (4 - Number(fields[0]!.entry!.value)).toFixed(2);
    expect(result).toMatchObject({ id: 'offset', unit: 'g/L', entry: { value: offset, source: 'calculated' } });
    expect(captures).toMatchObject([{ tag: 'glucose', quality: 'good' }]);
    await acts.finish(id, 'glucose');
    expect(await shown(id)).toMatchObject({ state: 'running', unit: null });
    expect(await procedures()).toEqual(['complete', 'complete', 'open']);
    const { evidence } = await stepOf(id, 'glucose');
    expect(evidence).not.toEqual([]);
    await act(id, 'check', 'start');
    await act(id, 'check', 'complete');
    await sign(id, 'check', 'qa', 'reviewed');
    expect(await shown(id)).toMatchObject({ state: 'complete', unit: null });
    expect((await stepOf(id, 'check')).evidence).toEqual([]);
  }, 60_000);

  let id: string;
  it('11.10(f): puts a setpoint that was changed at the unit itself to the operator, who has it set back', async () => {
    const { id: made, coi } = await issued('long-culture');
    id = made;
    await operator.post(`/batches/${id}/bind`, { unitProcedure: 'culture', scanned: 'U-02' });
    await identified(id, coi, 'U-02');
    await act(id, 'count', 'start');
    await act(id, 'count', 'entries', { values: [{ field: 'cells', value: '100', unit: '10*6' }] });
    await heard(operator, 'U-02', 'glucose');
    await act(id, 'count', 'capture', { fields: ['glucose'] });
    await act(id, 'count', 'complete');
    await sign(id, 'count', 'operator', 'performed');
    await sign(id, 'count', 'supervisor', 'verified');
    await act(id, 'dose', 'start');
    await act(id, 'dose', 'complete');
    await sign(id, 'dose', 'operator', 'performed');
    await act(id, 'grow', 'start');
    await until('the program runs', async () => (await stepOf(id, 'grow')).run?.state === 'running');
    await seenAndSetBack(
      { app, operator, control: room.units['U-02']!.control, unit: 'U-02' },
      {
        step: () => stepOf(id, 'grow'),
        setBack: (exception) => act(id, 'grow', `exceptions/${exception}/set-back`),
        refused: (exception) => refused(id, 'grow', `exceptions/${exception}/set-back`),
      },
    );
  }, 120_000);

  it('waits where its unit waits for a person: who may answer does, and what is said at the unit or not known is an exception', async () => {
    await askedAndAnswered(room, { operator, supervisor, batch: id, unit: 'U-02', step: () => stepOf(id, 'grow') });
  }, 120_000);

  it('finds the excursion that began while the server was away', async () => {
    await app.server.close();
    const away = new Date().toISOString();
    await room.fault('U-02', 'temperature-excursion', { durationSeconds: 5, magnitude: 10 });
    const hotNow = ({ tag, time, value }: LedgerLine): boolean =>
      tag === 'temperature' && Number(value) > 37.4 && BigInt(time) > BigInt(Date.parse(away)) * 10_000n;
    await until('it is hot for longer than the delay', async () => {
      const times = room.units['U-02']!.ledger()
        .filter(hotNow)
        .map(({ time }) => BigInt(time));
      return times.length > 0 && times.at(-1)! - times[0]! > 20_000_000n;
    });
    const back = new Date().toISOString();
    await app.restart();
    const hot = await until('the excursion is found', async () =>
      (await stepOf(id, 'grow')).exceptions.find(({ kind }) => kind === 'limit.action'),
    );
    expect(hot.startedAt > away && hot.startedAt < back).toBe(true);
    const marked = (await stepOf(id, 'grow')).exceptions.filter(({ kind }) => kind === 'limit.action');
    expect(marked).toHaveLength(1);
  }, 120_000);
});
