import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { DEMO_PASSWORD } from '../../tools/demo/people.js';
import { sha256 } from '../../src/kernel/canonical-json.js';
import type { RecipeSummaryDto } from '../../src/definition/recipes/recipe-view.dto.js';
import type { MatrixDto } from '../../src/trust/qualifications/qualification.dto.js';
import { type DemoUsername, startApp, type TestApp } from '../support/app.js';
import { BatchActs } from '../support/batch-acts.js';
import { by } from '../support/effective-recipe.js';
import { byHand, RecipeActs } from '../support/recipe-acts.js';
import { replay } from '../support/replay.js';
import { TrainingActs } from '../support/training-acts.js';

const TEXT = readFileSync('recipes/car-t-demo.yaml', 'utf8');

let app: TestApp;
let recipes: RecipeActs;
beforeAll(async () => {
  app = await startApp();
  recipes = new RecipeActs(app);
}, 180_000);
afterAll(() => app.stop());

const states = async (...ids: string[]): Promise<string[]> => {
  const all = await (await app.as('engineer')).get<RecipeSummaryDto[]>('/recipes');
  return ids.map((id) => all.find((one) => one.id === id)!.state);
};

describe('a recipe', () => {
  it('211.186(a): becomes effective by the signatures of its author and of two others', async () => {
    const recipe = await recipes.shown(await recipes.effective(TEXT));
    expect(recipe).toMatchObject({ state: 'effective', changeControl: 'CC-2026-007', authorName: 'J. Okafor' });
    expect(recipe.signatures.map(({ meaning, name }) => [meaning, name])).toEqual([
      ['authored', 'J. Okafor'],
      ['checked', 'A. Lindqvist'],
      ['approved', 'S. Tanaka'],
      ['released', 'S. Tanaka'],
    ]);
    expect(recipe.effects).toMatchObject([{ site: null, market: null, until: null }]);
  });

  it('is superseded by the next version that becomes effective', async () => {
    const [first, second] = [await recipes.effective(TEXT), await recipes.effective(TEXT)];
    expect(await states(first, second)).toEqual(['superseded', 'effective']);
    const [before, after] = [await recipes.shown(first), await recipes.shown(second)];
    expect(after.version).toBe(before.version + 1);
    expect(before.effects[0]!.until).toBe(after.effects[0]!.from);
  });

  it('has one version in effect, whichever of two released at once came first', async () => {
    const text = byHand('released-at-once');
    const versions = [await recipes.approved(text), await recipes.approved(text)];
    const holder = new pg.Client({ connectionString: app.database.adminUrl });
    await holder.connect();
    await holder.query('begin');
    const streams = versions.map((id) => `recipe/${id}`);
    await holder.query('select from stream where id = any($1) for update', [streams]);
    const released = Promise.all(versions.map((id) => recipes.sign(id, 'make-effective')));
    const waiting = async () => {
      await holder.query('select pg_stat_clear_snapshot()');
      const found = `select from pg_stat_activity where datname = $1 and wait_event_type = 'Lock'`;
      return (await holder.query(found, [app.database.name])).rowCount;
    };
    while ((await waiting())! < 2) await sleep(20);
    await holder.query('rollback');
    await holder.end();
    expect((await released).map(({ status }) => status)).toEqual([201, 201]);
    expect((await states(...versions)).sort()).toEqual(['effective', 'superseded']);
  });

  it('that is malformed is refused with the line and the path of every fault', async () => {
    const engineer = await app.as('engineer');
    const problem = await engineer.refusal('POST', '/recipes', {
      text: TEXT.replace('kind: instruction', 'kind: dance'),
    });
    expect(problem).toMatchObject({ status: 422, code: 'recipe.not-valid' });
    const line = TEXT.slice(0, TEXT.indexOf('kind: instruction')).split('\n').length;
    expect(problem.values['findings']).toEqual([
      expect.objectContaining({ line, path: 'procedure[0].operations[0].phases[1].kind' }),
    ]);
  });

  it('11.10(f): moves in forced order only', async () => {
    const { id } = await recipes.draft(byHand('in-order'));
    const early = await recipes.sign(id, 'make-effective');
    expect(early).toMatchObject({ status: 409, body: { code: 'recipe.transition-not-allowed' } });
  });

  it('11.70: refuses a signature over another content than the one that stands', async () => {
    const { id } = await recipes.draft(byHand('signed'));
    const engineer = await app.as('engineer');
    const signing = { username: 'engineer', password: DEMO_PASSWORD, meaning: 'authored', hash: '0'.repeat(64) };
    const body = { changeControl: 'CC-1', signing };
    expect(await engineer.refusal('POST', `/recipes/${id}/submit`, body)).toMatchObject({
      code: 'signature.content-changed',
    });
  });

  it('An.11-10: is submitted under a change-control id, and no other way', async () => {
    const { id } = await recipes.draft(byHand('under-change-control'));
    expect((await recipes.sign(id, 'submit', { changeControl: '' })).body).toMatchObject({
      ...{ code: 'request.invalid', values: { fields: [{ field: 'changeControl' }] } },
    });
    await recipes.signed(id, 'submit', { changeControl: 'CC-31' });
    const { signing } = await recipes.shown(id);
    expect(signing.content).toMatchObject({ recipe: 'under-change-control', changeControl: 'CC-31' });
  });

  it('211.68(b): is drafted by recipe engineers alone', async () => {
    const operator = await app.as('operator');
    expect(await operator.refusal('POST', '/recipes', { text: TEXT })).toMatchObject({
      status: 403,
      code: 'permission.missing',
    });
  });

  it('names every unknown field of a request', async () => {
    const engineer = await app.as('engineer');
    const problem = await engineer.refusal('POST', '/recipes', { text: TEXT, state: 'effective' });
    expect(problem).toMatchObject({ status: 400, code: 'request.invalid', values: { fields: [{ field: 'state' }] } });
  });
});

describe('a text', () => {
  it('is exported byte for byte, and gives the same hash when it is imported again', async () => {
    const text = `# kept as it was\r\n${byHand('exported')}\t\n# ends with a tab, and with ü and 10³\n\n`;
    const { id, hash } = await recipes.draft(text);
    const { headers, body } = await (await app.as('qa')).send<string>('GET', `/recipes/${id}/text`);
    expect(headers.get('content-type')).toBe('text/yaml; charset=utf-8');
    expect(body).toBe(text);
    expect(await recipes.draft(body)).toMatchObject({ hash, version: 2 });
  });

  it('whose errors the lint names is not submitted; each is told with its line and why it matters', async () => {
    const field = '{ type: number, title: Cells, unit: 10*6, decimals: 0, criticality: CQA }';
    const text = byHand('no-limits').replace(
      /kind: instruction.*$/m,
      `kind: entry, title: Count, instruction: Count., fields: { cells: ${field} }, sign: [performed, verified] }`,
    );
    const { id } = await recipes.draft(text);
    const findings = await recipes.read<{ severity: string }[]>(`${id}/findings`);
    const errors = findings.filter(({ severity }) => severity === 'error');
    const line = text.slice(0, text.indexOf('kind: entry')).split('\n').length;
    expect(errors).toContainEqual({
      ...{ code: 'limit.missing', severity: 'error', line, column: expect.any(Number) },
      ...{ path: expect.stringContaining('fields.cells'), message: expect.any(String), why: expect.any(String) },
    });
    expect(await recipes.sign(id, 'submit')).toMatchObject({
      ...{ status: 422, body: { code: 'recipe.lint-errors', values: { findings: errors } } },
    });
  });

  it('that shows a picture is submitted once its file is kept, and told until then where it names it', async () => {
    const picture = Buffer.from('%PDF-1.7 of the bench');
    const hash = sha256(picture).toString('hex');
    const text = byHand('with-picture').replace(
      'title: Rinse,',
      `title: Rinse,\n              pictures: [{ file: ${hash}, shows: The bench }],`,
    );
    const { id } = await recipes.draft(text);
    const line = text.slice(0, text.indexOf('pictures:')).split('\n').length;
    const path = 'procedure[0].operations[0].phases[0].pictures[0].file';
    const finding = { code: 'picture.missing', severity: 'error', path, line, why: expect.any(String) };
    expect(await recipes.sign(id, 'submit')).toMatchObject({
      ...{ status: 422, body: { code: 'recipe.lint-errors', values: { findings: [finding] } } },
    });
    const type = { 'content-type': 'application/pdf' };
    await (await app.as('engineer')).send('POST', '/recipes/files?name=bench.pdf', picture, type);
    expect(await recipes.signed(id, 'submit')).toMatchObject({ state: 'in-review' });
  });
});

describe('a recipe that asks for training', () => {
  const HEAD = `skills: { rinsing: Rinsing by hand }
documents: { SOP-0100: { title: Rinsing, version: 2 } }
training: { documents: true, quorum: 2 }`;
  const text = byHand('trained', HEAD).replace(
    'sign: [performed]',
    'skills: [rinsing], documents: [SOP-0100@2], sign: [performed, verified]',
  );
  let people: TrainingActs;
  let version: string;
  let batch: string;

  const asked = (username: DemoUsername, what: string, meaning?: string) =>
    people.work(batch, username, 'rinse', what, meaning);

  it('11.10(k): gives operators the version and its documents to read once it is approved', async () => {
    people = await TrainingActs.of(app);
    version = await recipes.approved(text);
    expect((await people.own('operator')).tasks).toMatchObject([
      { kind: 'document', code: 'SOP-0100', version: '2', title: 'Rinsing', status: 'open', assignedBy: 'S. Tanaka' },
      { kind: 'recipe', code: 'trained', version: '1', source: version, status: 'open' },
    ]);
    expect((await people.own('supervisor')).tasks).toEqual([]);
  });

  it('211.25: does not take effect while a skill of it is defined by nobody, or too few are trained', async () => {
    const refused = await recipes.sign(version, 'make-effective');
    expect(refused).toMatchObject({
      status: 409,
      body: { code: 'recipe.skill-undefined', values: { skills: 'rinsing' } },
    });
    await (await app.as('qa')).put('/skills/rinsing', { title: 'Rinsing by hand', validity: 'P1Y' });
    await people.train('operator', 'rinsing');
    await people.read('operator');
    expect((await recipes.sign(version, 'make-effective')).body).toMatchObject({
      code: 'recipe.quorum-missing',
      values: {
        ...{ quorum: 2, trained: 1 },
        people: [{ name: 'K. Marek', lacks: [{ code: 'trained' }, { code: 'SOP-0100' }, { code: 'rinsing' }] }],
      },
    });
    await people.train('operator2', 'rinsing');
    await people.read('operator2');
    await recipes.signed(version, 'make-effective');
  });

  it('11.10(i), 11.200(a)(2): nobody trains themselves, signs what another has to read, or records without the right', async () => {
    const supervisor = await app.as('supervisor');
    const { path } = people;
    const given = TrainingActs.given('rinsing');
    expect(await supervisor.refusal('POST', `${path('supervisor')}/training`, given)).toMatchObject({
      ...{ status: 403, code: 'training.own' },
    });
    const operator = await app.as('operator');
    expect(await operator.refusal('POST', `${path('operator2')}/training`, given)).toMatchObject({
      ...{ status: 403, code: 'permission.missing' },
    });
    await supervisor.post(`${path('operator')}/readings`, { code: 'SOP-0101', version: '1', due: '2099-01-01' });
    const [task] = (await people.own('operator')).tasks;
    const sign = (username: string, signing = task!.signing!) =>
      operator.send<{ code: string }>('POST', `/me/readings/${task!.id}/sign`, by(username, signing.meaning, signing));
    expect((await sign('operator2')).body.code).toBe('reading.of-another');
    expect((await sign('operator', { ...task!.signing!, hash: '0'.repeat(64) })).body.code).toBe(
      'signature.content-changed',
    );
    await supervisor.post(`${path('operator')}/readings/${task!.id}/withdraw`, { reason: 'not for her' });
    expect((await sign('operator')).body.code).toBe('reading.not-open');
  });

  it('11.10(i), 211.25: refuses the untrained at the start of a step, with what is missing, and records nothing', async () => {
    batch = (await (await BatchActs.of(app)).issued('trained')).id;
    expect(await asked('supervisor', 'start')).toMatchObject({
      status: 403,
      body: {
        code: 'person.not-qualified',
        values: {
          ...{ person: 'A. Lindqvist', step: 'rinse' },
          missing: [
            { kind: 'skill', code: 'rinsing', title: 'Rinsing by hand', state: 'missing', since: null },
            { kind: 'document', code: 'SOP-0100', version: '2', state: 'missing' },
          ],
        },
      },
    });
    expect(await (await BatchActs.of(app)).step(batch, 'rinse')).toMatchObject({
      ...{ state: 'idle', skills: ['Rinsing by hand'] },
    });
    expect((await asked('operator', 'start')).status).toBe(200);
    expect((await asked('operator', 'complete')).status).toBe(200);
  });

  it('11.10(g), 11.10(i): refuses performer and verifier who are not trained when they sign, though they were before', async () => {
    const { trainings } = await people.own('operator');
    const { id } = trainings.find(({ code }) => code === 'rinsing')!;
    const supervisor = await app.as('supervisor');
    await supervisor.post(`${people.path('operator')}/training/${id}/revoke`, { reason: 'rinsed the wrong way' });
    expect((await asked('operator', 'sign', 'performed')).body).toMatchObject({
      ...{ code: 'person.not-qualified', values: { missing: [{ code: 'rinsing', state: 'revoked' }] } },
    });
    await people.train('operator', 'rinsing');
    expect((await asked('operator', 'sign', 'performed')).status).toBe(200);
    expect((await asked('supervisor', 'sign', 'verified')).body).toMatchObject({
      ...{ code: 'person.not-qualified', values: { person: 'A. Lindqvist' } },
    });
    expect((await asked('operator2', 'sign', 'verified')).status).toBe(200);
  });

  it('11.10(i): shows everybody against what they are trained in, and all of it follows from facts', async () => {
    const { needs, people: all } = await (await app.as('qa')).get<MatrixDto>('/training');
    expect(needs.map(({ code }) => code)).toEqual([
      'rinsing',
      'tube-welding',
      'vector-handling',
      'SOP-0100',
      'trained',
    ]);
    const stands = all.find(({ username }) => username === 'operator2')!.standings;
    expect(stands.find(({ code }) => code === 'rinsing')).toMatchObject({ state: 'valid', day: expect.any(String) });
    expect((await people.own('operator')).trainings.map(({ state }) => state)).toContain('revoked');
    expect(await replay(app.database)).toMatchObject({ uncovered: [], differences: [] });
  });
});
