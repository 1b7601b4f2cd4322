import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { DEMO_PASSWORD } from '../../tools/demo/people.js';
import { sha256 } from '../../src/kernel/canonical-json.js';
import type { RecipeSummaryDto } from '../../src/definition/recipes/recipe-view.dto.js';
import { startApp, type TestApp } from '../support/app.js';
import { byHand, RecipeActs } from '../support/recipe-acts.js';
import { asksForTraining } from '../support/training-cases.js';

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

asksForTraining(() => app);
