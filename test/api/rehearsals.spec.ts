import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RehearsalDto, RehearsalSummaryDto } from '../../src/execution/rehearsals/rehearsal.dto.js';
import { sha256 } from '../../src/kernel/canonical-json.js';
import { startApp, type TestApp } from '../support/app.js';
import { RecipeActs } from '../support/recipe-acts.js';
import { replay } from '../support/replay.js';

const TEXT = readFileSync('recipes/car-t-demo.yaml', 'utf8');
const TESTS = readFileSync('recipes/car-t-demo.test.yaml', 'utf8');
const LARGE = readFileSync('recipes/car-t-cd19.yaml', 'utf8');

let app: TestApp;
let recipes: RecipeActs;
beforeAll(async () => {
  app = await startApp();
  recipes = new RecipeActs(app);
}, 180_000);
afterAll(() => app.stop());

const rehearse = async (body: object): Promise<RehearsalSummaryDto> =>
  (await app.as('engineer')).post<RehearsalSummaryDto>('/rehearsals', body);

describe('a rehearsal', () => {
  it('of a draft in virtual time is kept with the hash of the version that it shows', async () => {
    const { id, version, hash } = await recipes.draft(TEXT);
    const made = await rehearse({ recipe: id, kind: 'dry-run' });
    expect(made).toMatchObject({ recipe: id, code: 'car-t-demo', version, hash, kind: 'dry-run', passed: true });
    expect(made.by).toBe('J. Okafor');
    const shown = await (await app.as('qa')).get<RehearsalDto>(`/rehearsals/${made.id}`);
    expect(shown.result).toMatchObject({ run: { hash, state: 'complete', standstill: null, exceptions: [] } });
  });

  it('by tests keeps their text, its hash, and what each of them came to', async () => {
    const { id } = await recipes.draft(TEXT);
    const wrong = TESTS.replace('vector-volume.result: 4.00 mL', 'vector-volume.result: 5.00 mL');
    const [passed, failed] = [
      await rehearse({ recipe: id, kind: 'tests', tests: TESTS }),
      await rehearse({ recipe: id, kind: 'tests', tests: wrong }),
    ];
    expect([passed.passed, failed.passed]).toEqual([true, false]);
    expect(failed.scriptHash).toBe(sha256(wrong).toString('hex'));
    const { script, result } = await (await app.as('qa')).get<RehearsalDto>(`/rehearsals/${failed.id}`);
    expect(script).toBe(wrong);
    expect((result as { tests: { passed: boolean; differences: unknown[] }[] }).tests[0]).toMatchObject({
      passed: false,
      differences: [{ of: 'value vector-volume.result', expected: '5.00 mL', got: '4.00 mL' }],
    });
    const listed = await (await app.as('operator')).get<RehearsalSummaryDto[]>(`/rehearsals?recipe=${id}`);
    expect(listed.map((one) => one.id)).toEqual([failed.id, passed.id]);
  });

  it('is a test to repeat when the next version of its recipe is looked at', async () => {
    const { id } = await recipes.draft(TEXT);
    const { id: made } = await rehearse({ recipe: id, kind: 'dry-run' });
    const next = await recipes.draft(TEXT.replace('[36.0, 38.0]', '[36.2, 37.8]'));
    const { tests } = await recipes.read<{ tests: { id: string; state: string }[] }>(`${next.id}/impact`);
    expect(tests).toContainEqual(expect.objectContaining({ id: made, state: 'passed' }));
  });

  it('closes the gap of a version in development only where the text as it stands passed', async () => {
    const text = TEXT.replace('\nproduct:', '\nstage: development\nproduct:');
    const { id } = await recipes.draft(text);
    const gaps = async () => (await recipes.read<{ code: string }[]>(`${id}/gaps`)).map(({ code }) => code);
    const wrong = TESTS.replace('vector-volume.result: 4.00 mL', 'vector-volume.result: 5.00 mL');
    await rehearse({ recipe: id, kind: 'tests', tests: wrong });
    expect(await gaps()).toContain('gap.not-rehearsed');
    await rehearse({ recipe: id, kind: 'tests', tests: TESTS });
    expect(await gaps()).not.toContain('gap.not-rehearsed');
    const engineer = await app.as('engineer');
    await engineer.put(`/recipes/${id}/text`, { text: text.replace('[36.0, 38.0]', '[36.2, 37.8]') });
    expect(await gaps()).toContain('gap.not-rehearsed');
  });

  it('by tests that are not valid is refused with every finding', async () => {
    const { id } = await recipes.draft(TEXT);
    const engineer = await app.as('engineer');
    const tests = TESTS.replace('    then:', '    than:');
    const problem = await engineer.refusal('POST', '/rehearsals', { recipe: id, kind: 'tests', tests });
    expect(problem).toMatchObject({ status: 422, code: 'rehearsal.not-valid' });
    const recorded = TESTS.replace('given:\n', 'given:\n  recorded: recording.csv\n');
    const other = await engineer.refusal('POST', '/rehearsals', { recipe: id, kind: 'tests', tests: recorded });
    expect(other.values['findings']).toMatchObject([{ code: 'recipe-test.recording' }]);
  });

  it('11.10(g): is run by who may write recipes alone', async () => {
    const { id } = await recipes.draft(TEXT);
    const operator = await app.as('operator');
    const problem = await operator.refusal('POST', '/rehearsals', { recipe: id, kind: 'dry-run' });
    expect(problem).toMatchObject({ status: 403, code: 'permission.missing' });
  });

  it('of ten days, four times over, lets others be served meanwhile', async () => {
    const { id } = await recipes.draft(LARGE);
    const tests = `recipe: car-t-cd19.yaml\ntests:\n${'  - { name: It ends, then: { complete: true } }\n'.repeat(4)}`;
    let [running, answered] = [true, 0];
    const run = rehearse({ recipe: id, kind: 'tests', tests }).finally(() => (running = false));
    const operator = await app.as('operator');
    while (running) {
      await operator.get(`/rehearsals?recipe=${id}`);
      answered++;
    }
    expect((await run).passed).toBe(true);
    expect(answered).toBeGreaterThan(3);
  });

  it('is made by its facts alone', async () => {
    const { differences, uncovered, rows } = await replay(app.database);
    expect(differences).toEqual([]);
    expect(uncovered).not.toContain('rehearsal');
    expect(rows['rehearsal']).toBeGreaterThan(4);
  });
});
