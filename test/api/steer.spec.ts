import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { batchProjection } from '../../src/execution/batches/domain/index.js';
import type { BatchDto } from '../../src/execution/batches/batch-view.dto.js';
import { storedBatch } from '../../src/execution/batches/index.js';
import type { PromptDto } from '../../src/plant/equipment/index.js';
import { Database, SYSTEM_SCOPE } from '../../src/platform/database/index.js';
import { Ledger } from '../../src/trust/ledger/index.js';
import { BatchActs } from '../support/batch-acts.js';
import { by, makeEffective, type Signed } from '../support/effective-recipe.js';
import { askForKit, kitLabel } from '../support/kit.js';
import { takesANewKitAlone } from '../support/new-kit.js';
import { type Room, startRoom } from '../support/room.js';
import { storedRows } from '../support/stored-rows.js';
import { until } from '../support/walk.js';
import { keptRecords } from './kept-records.js';
import { expand, ON_BIOREACTOR } from '../support/culture-recipe.js';

const RECIPE = `
recipe: steered
title: Steered culture
product: Test cells
adHoc:
  - id: resample
    title: Sample again
    max: 1
    sign: supervisor
    unitClass: closed-bioreactor
    phases:
      - { id: draw, kind: instruction, title: Draw, instruction: Draw 1 mL., sign: [performed] }
${ON_BIOREACTOR}
          - id: identity
            kind: scan
            title: Check the bag
            instruction: Scan the bag.
            scans: [{ id: bag, title: Bag, expects: coi }]
            sign: []
          ${expand(200)}
            safeState: { temperature: 36.0 Cel, co2: 5.0 %, agitation: 4 /min }
            monitor:
              - { tag: temperature, unit: Cel, alert: [30, 38], action: [20, 40], delay: PT10S, onBreach: continue, criticality: CPP }
              - { tag: co2, unit: '%', alert: [1, 9], action: [0, 12], delay: PT10S, onBreach: continue, criticality: CPP }
            sign: [performed]
          - { id: look, kind: instruction, title: Look, instruction: Look at it., sign: [performed] }
`;

const PREPARED = `
recipe: buffer
title: Wash buffer
product: Wash buffer
type: prepared-material
yields: { material: wash-buffer, title: Wash buffer, unit: L, keeps: P7D }
procedure:
  - unitProcedure: bench
    title: Bench
    operations:
      - operation: mix
        title: Mix
        phases:
          - { id: mix, kind: instruction, title: Mix, instruction: Mix it., sign: [performed] }
`;

let room: Room;
let acts: BatchActs;

beforeAll(async () => {
  room = await startRoom({ speed: 120, units: ['U-01', 'U-02'] });
  acts = await BatchActs.of(room.app);
  await makeEffective(room.app, RECIPE.replace('sign: []', 'sign: [performed]'));
  await makeEffective(room.app, PREPARED);
}, 120_000);
afterAll(() => room.stop());

const post = (id: string, what: string, body: object): Promise<BatchDto> =>
  acts.operator.post(`/batches/${id}/${what}`, body);

async function growing(): Promise<string> {
  const { id, coi } = await acts.issued('steered');
  await post(id, 'bind', { unitProcedure: 'culture', scanned: 'U-01' });
  await acts.act(id, 'identity', 'start');
  await acts.act(id, 'identity', 'scan', { scan: 'bag', scanned: coi });
  await acts.act(id, 'identity', 'complete');
  await acts.sign(id, 'identity', 'operator', 'performed');
  await acts.act(id, 'expand', 'start');
  await runs(id);
  return id;
}

const runs = (id: string) =>
  until('the program runs', async () => (await acts.step(id, 'expand')).run?.state === 'running');

/** The unit waits for a person, and is in the queue of whoever holds it: a batch, or null for nobody. */
async function asks(code: string): Promise<void> {
  const body = JSON.stringify({ code: 'bubble', text: 'AIR', answers: ['purged'] });
  expect((await fetch(`${room.units[code]!.control}/prompt`, { method: 'POST', body })).status).toBe(201);
}
const askedOf = (code: string, batch: string | null) =>
  until(`what ${code} waits for is of ${batch ?? 'nobody'}`, async () =>
    (await acts.operator.get<PromptDto[]>(`/prompts?unit=${code}`)).some((prompt) => prompt.batch === batch),
  );

/** A process hold takes the unit where the phase says, its readings follow, and a restart takes it back. */
async function heldInItsSafeState(id: string, code: string): Promise<void> {
  const unit = async () =>
    (await (await fetch(`${room.units[code]!.control}/state`)).json()) as {
      setpoints: Record<string, number>;
      culture: { agitation: number };
    };
  const { setpoints: own } = await unit();
  await post(id, 'hold', { reason: 'an alarm in the room' });
  await until('the batch is held', async () => (await acts.shown(id)).state === 'held');
  expect((await unit()).setpoints).toEqual({ ...own, temperature: 36, co2: 5, agitation: 4 });
  await until('it stirs as slowly', async () => (await unit()).culture.agitation === 4);
  const { restart } = await acts.shown(id);
  const signing = by('supervisor', 'restart', restart!);
  await acts.supervisor.post(`/batches/${id}/restart`, { comment: 'a false alarm', signing });
  await runs(id);
  expect((await unit()).setpoints).toEqual(own);
}

/** Rows as they stand against rows as their facts make them. */
async function replayed(id: string): Promise<[unknown, unknown]> {
  const [ledger, database] = [room.app.server.app.get(Ledger), room.app.server.app.get(Database)];
  return database.read(SYSTEM_SCOPE, async (tx) => {
    const stored = await storedRows(tx, storedBatch, id);
    const facts = await ledger.facts(tx, `batch/${id}`);
    return [stored, facts.reduce((state, { fact }) => batchProjection.apply(state, fact), batchProjection.empty)];
  });
}

describe('a batch that is steered', () => {
  it('B22, B18: goes on on another unit with its own new kit when its own has died, by a newer version when quality signs, with a sample again', async () => {
    const id = await growing();
    const { adHoc, units } = await acts.shown(id);
    const again = by('supervisor', 'approved', adHoc[0]!.signing!);
    await post(id, 'insert', { block: 'resample', reason: 'the first one clotted', signing: again });
    expect(await acts.step(id, 'draw')).toMatchObject({ state: 'idle', available: true });
    await acts.act(id, 'draw', 'start');
    await acts.act(id, 'draw', 'complete');
    await acts.sign(id, 'draw', 'operator', 'performed');

    const signing = by('supervisor', 'replace', units[0]!.replacement);
    const failed = { unitProcedure: 'culture', scannedOld: 'U-01', scanned: 'U-02', reason: 'the door broke' };
    await asks('U-01');
    await askedOf('U-01', id);
    await askForKit(room.app);
    const replaced = (body: object) => acts.operator.refusal('POST', `/batches/${id}/replace-unit`, body);
    expect(await replaced({ ...failed, signing })).toMatchObject({ code: 'kit.missing' });
    const old = { scanned: kitLabel('K-0', '250131') };
    expect(await replaced({ ...failed, signing, kit: old })).toMatchObject({ code: 'kit.expired' });
    const nearMisses = (await acts.shown(id)).events.filter(({ kind }) => kind === 'kit.expired');
    expect(nearMisses).toMatchObject([{ values: { serial: 'K-0', unit: 'U-02', unitProcedure: 'culture' } }]);
    expect(await acts.operator.get('/units/U-01')).toMatchObject({ quarantine: null, bound: { batch: id } });
    await post(id, 'replace-unit', { ...failed, signing, kit: { scanned: kitLabel('K-1') } });
    await askedOf('U-01', null);
    await runs(id);
    const after = await acts.shown(id);
    const prompts = after.events.flatMap(({ kind, values }) =>
      kind.startsWith('prompt.') ? [[kind, values['ending']]] : [],
    );
    expect(prompts).toEqual([
      ['prompt.raised', undefined],
      ['prompt.ended', 'withdrawn'],
    ]);
    expect(after.units).toMatchObject([{ code: 'U-02', kit: { serial: 'K-1', given: 'scanned' } }]);
    expect(after.steps.flatMap(({ exceptions }) => exceptions)).toMatchObject([{ kind: 'unit.replaced' }]);
    expect(await acts.operator.get('/units/U-01')).toMatchObject({ quarantine: { reason: 'the door broke' } });

    await heldInItsSafeState(id, 'U-02');

    const version = await makeEffective(
      room.app,
      RECIPE.replace('sign: []', 'sign: [performed]').replace('Look at it.', 'Look twice.'),
    );
    const shown = await acts.operator.get<Signed>(`/batches/${id}/recipe-change?version=${version}&from=look`);
    const change = { version, from: 'look', reason: 'a better look', signing: by('qa', 'approved', shown) };
    await post(id, 'recipe-change', change);
    const changed = await acts.shown(id);
    expect(changed.recipe.version).toBe(2);
    expect(changed.steps.filter(({ phase, state }) => phase === 'look' && state !== 'omitted')).toMatchObject([
      { instruction: 'Look twice.' },
    ]);
    const [stored, facts] = await replayed(id);
    expect(stored).toEqual(facts);
    await asks('U-02');
    await askedOf('U-02', id);
    await post(id, 'abort', { reason: 'end of the test', signing: by('supervisor', 'abort', changed.signing) });
    await until('the batch is aborted', async () => (await acts.shown(id)).state === 'aborted');
    await askedOf('U-02', null);
    const { id: next } = await acts.issued('steered');
    await takesANewKitAlone(acts, next, { unit: 'U-02', broken: 'U-01', used: 'K-1', over: id });
    await askedOf('U-02', next);
    const [kept, stated] = await replayed(next);
    expect(kept).toEqual(stated);
  });

  it('B20: makes a lot of prepared material without a patient, which quality may hold', async () => {
    const { id } = await acts.supervisor.post<BatchDto>('/batches', { recipe: 'buffer', site: 'demo' });
    await acts.act(id, 'mix', 'start');
    await acts.act(id, 'mix', 'complete');
    await acts.sign(id, 'mix', 'operator', 'performed');
    const made = await acts.shown(id);
    expect(made).toMatchObject({
      type: 'prepared-material',
      state: 'complete',
      coi: null,
      lot: { lot: made.code, material: 'wash-buffer' },
    });
    const held = { reason: 'odd colour', signing: by('qa', 'quality-hold', made.signing) };
    const qa = await room.app.as('qa');
    await qa.post(`/batches/${id}/quality-hold`, held);
    expect(await acts.shown(id)).toMatchObject({ state: 'complete', qualityHold: 'odd colour' });
    const [stored, facts] = await replayed(id);
    expect(stored).toEqual(facts);
  });

  it('needs an order for a patient’s batch, and takes none for another record', async () => {
    const refusal = (body: object) => acts.supervisor.refusal('POST', '/batches', body);
    expect(await refusal({ recipe: 'steered', site: 'demo' })).toMatchObject({ code: 'batch.order-missing' });
    expect(await refusal({ recipe: 'buffer' })).toMatchObject({ code: 'batch.site-missing' });
    const training = { recipe: 'steered', site: 'demo', type: 'training' };
    const { code } = await acts.supervisor.post<BatchDto>('/batches', training);
    expect(code).toMatch(/^X-/);
  });
});

keptRecords(() => room.app);
