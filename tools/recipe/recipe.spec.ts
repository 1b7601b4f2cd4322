import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runRecipe } from './run.js';

const shipped = readdirSync('recipes').filter((file) => file.endsWith('.yaml'));
const tests = shipped.filter((file) => file.endsWith('.test.yaml'));
const CLASSES = ['--unit-classes', 'recipes/plant/unit-classes.yaml'];

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'ballroom-recipe-'));
});
afterAll(() => rmSync(dir, { recursive: true }));

/** A copy of a shipped file with another text in it. */
function changed(name: string, from: string, to: string, as = name): string {
  const text = readFileSync(join('recipes', name), 'utf8');
  if (!text.includes(from)) throw new Error(`${name} has no ${from}`);
  const file = join(dir, as);
  writeFileSync(file, text.replaceAll(from, to));
  return file;
}

describe("the repository's recipes", () => {
  it.each(shipped)('%s has no error that the lint finds', (file) => {
    const { out, code } = runRecipe(['lint', `recipes/${file}`]);
    expect({ code, errors: out.split('\n').filter((line) => line.includes(' error ')) }).toEqual({
      code: 0,
      errors: [],
    });
  });

  it.each(tests)('do what %s says', (file) => {
    const { out, code } = runRecipe(['test', `recipes/${file}`]);
    expect({ code, out }).toEqual({ code: 0, out: expect.not.stringContaining('✗') });
  });

  it.each(shipped)('%s has the one layout', (file) => {
    expect(runRecipe(['format', '--check', `recipes/${file}`])).toEqual({ out: '', code: 0 });
  });

  it('are tested, each of them', () => {
    const recipes = shipped.filter((file) => !tests.includes(file));
    expect(recipes.map((file) => file.replace('.yaml', '.test.yaml'))).toEqual(tests);
  });
});

describe('the command line for recipes', () => {
  it('says at which line what is wrong, and why it matters', () => {
    const file = changed('car-t-demo.yaml', 'sign: [performed, verified]', 'sign: [performed]');
    const { out, code } = runRecipe(['lint', file, ...CLASSES]);
    expect(code).toBe(1);
    const [first] = out.split('\n').filter((line) => line.includes(' error '));
    const where = new RegExp(`^${file}:\\d+:\\d+ error [a-z.-]+ procedure\\[0\\]`);
    expect(first).toMatch(where);
    expect(runRecipe(['lint', 'recipes/car-t-demo.yaml']).out).toMatch(/ warning .+\n {4}[A-Z].+\.\n/);
    const [found] = JSON.parse(runRecipe(['lint', '--json', 'recipes/car-t-demo.yaml']).out);
    expect(found.findings[0]).toMatchObject({ severity: 'warning', why: expect.any(String) });
  });

  it('says of a test that failed what was expected and what was got instead, and where it stands', () => {
    copyFileSync('recipes/car-t-demo.yaml', join(dir, 'car-t-demo.yaml'));
    const file = changed('car-t-demo.test.yaml', 'vector-volume.result: 4.00 mL', 'vector-volume.result: 5.00 mL');
    const { out, code } = runRecipe(['test', file, ...CLASSES]);
    expect(code).toBe(1);
    const line =
      readFileSync(file, 'utf8')
        .split('\n')
        .findIndex((text) => text.includes('- name: takes one shift')) + 1;
    expect(out).toContain(`✗ takes one shift without one exception when everything is done right  (${file}:${line})
      value vector-volume.result
        expected  5.00 mL
        got       4.00 mL`);
    expect(out).toMatch(/\n7 tests, 6 passed, 1 failed$/);
  });

  it('says of a test that names what its recipe has not that it does', () => {
    copyFileSync('recipes/car-t-demo.yaml', join(dir, 'car-t-demo.yaml'));
    const file = changed('car-t-demo.test.yaml', 'enter: { viability: 65.0 }', 'enter: { vitality: 65.0 }');
    expect(runRecipe(['lint', file, ...CLASSES]).out).toContain('seeding has no field "vitality"');
    expect(runRecipe(['test', file, ...CLASSES]).out).toContain('got       seeding has no field "vitality"');
  });

  it('says what changed in the words of the process', () => {
    const file = changed('car-t-demo.yaml', 'action: [36.0, 38.0]', 'action: [36.2, 37.8]', 'narrower.yaml');
    const { out, code } = runRecipe(['diff', 'recipes/car-t-demo.yaml', file, ...CLASSES]);
    expect(code).toBe(1);
    expect(out.split('\n')).toContain('action limit of temperature in expansion: 36.0–38.0 → 36.2–37.8 Cel');
    const same = ['diff', 'recipes/car-t-demo.yaml', 'recipes/car-t-demo.yaml'];
    expect(runRecipe(same)).toEqual({ out: 'no difference', code: 0 });
  });

  it('runs a recipe dry, and on what its tests give', () => {
    const { out, code } = runRecipe(['dry-run', 'recipes/car-t-demo.test.yaml']);
    expect(code).toBe(0);
    expect(out).toMatch(/^recipes\/car-t-demo\.test\.yaml: complete after PT6H39M2S, 12 steps, \d+ facts\n/);
    const [{ rehearsal }] = JSON.parse(runRecipe(['dry-run', '--json', 'recipes/car-t-demo.yaml']).out);
    expect(rehearsal).toMatchObject({ state: 'complete', exceptions: [] });
  });

  it('gives a text its one layout, comments kept', () => {
    const file = join(dir, 'loose.yaml');
    writeFileSync(file, 'recipe:   "loose"   # a comment\ntitle:    Loose\n');
    expect(runRecipe(['format', '--check', file])).toEqual({ out: `${file} is not formatted`, code: 1 });
    expect(runRecipe(['format', file]).code).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe("recipe: 'loose' # a comment\ntitle: Loose\n");
  });

  it('resolves an overlay by its parent', () => {
    const overlay = join(dir, 'vienna.yaml');
    writeFileSync(
      overlay,
      'overlay: car-t-demo-vienna\ntitle: Vienna\nlevel: site\nof: car-t-demo@3\nparameters: { moi: { range: [5, 8] } }\n',
    );
    const parent = ['--parent', 'recipes/car-t-demo.yaml', ...CLASSES];
    expect(runRecipe(['dry-run', overlay, ...parent]).code).toBe(0);
    writeFileSync(overlay, readFileSync(overlay, 'utf8').replace('[5, 8]', '[5, 12]'));
    const { out, code } = runRecipe(['lint', overlay, ...parent]);
    expect([code, out]).toEqual([1, expect.stringContaining(`${overlay}:5:`)]);
  });

  it('tells how it is used, and ends with 2 where there is nothing to work on', () => {
    expect(runRecipe(['--help'])).toEqual({ out: expect.stringContaining('dry-run FILE…'), code: 0 });
    expect(runRecipe([]).code).toBe(2);
    expect(runRecipe(['dance', 'recipes/car-t-demo.yaml']).code).toBe(2);
    expect(runRecipe(['lint']).code).toBe(2);
    expect(runRecipe(['lint', '--fast', 'recipes/car-t-demo.yaml']).code).toBe(2);
    expect(runRecipe(['lint', join(dir, 'none.yaml')])).toEqual({ out: expect.stringContaining('none.yaml'), code: 2 });
  });
});
