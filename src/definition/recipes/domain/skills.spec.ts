import { describe, expect, it } from '@jest/globals';
import {
  askedBy,
  everyPhase,
  type MasterRecipe,
  needsOf,
  parseBlock,
  parseRecipe,
  readingsOf,
  recipeHash,
  type RecipeVersionRow,
  refuseUntrained,
  trainingNeeds,
} from './index.js';
import { lintRecipe } from './lint/index.js';

const text = (head = '', procedure = '', phase = '') => `
recipe: washed
title: Washed
product: Test cells
${head}
procedure:
  - unitProcedure: bench
    title: Bench
    ${procedure}
    operations:
      - operation: all
        title: All
        phases:
          - { id: wash, kind: instruction, title: Wash, instruction: Wash it., sign: [performed] ${phase} }
`;

const SKILLS = 'skills: { washing: Washing, looking: Looking }';

function read(source: string, library: Parameters<typeof parseRecipe>[2] = []): MasterRecipe {
  const parsed = parseRecipe(source, [], library);
  if ('findings' in parsed) throw new Error(JSON.stringify(parsed.findings));
  return parsed.recipe;
}
const row = (recipe: MasterRecipe): RecipeVersionRow =>
  ({ id: 'v1', code: 'washed', version: 3, title: 'Washed', hash: 'ab', content: recipe }) as RecipeVersionRow;
function refusalOf(act: () => void): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
}
const codes = (recipe: MasterRecipe) => everyPhase(recipe).map(({ skills }) => skills?.map(({ skill }) => skill));

describe('skills of a recipe', () => {
  it('11.10(i): are asked by a step, and by all steps of a unit procedure that asks', () => {
    expect(codes(read(text(SKILLS, 'skills: [looking]', ', skills: [washing, looking]')))).toEqual([
      ['looking', 'washing'],
    ]);
    expect(needsOf(read(text(SKILLS)), everyPhase(read(text(SKILLS, 'skills: [looking]')))[0]!, 'bench')).toEqual([
      { kind: 'skill', code: 'looking', version: null, title: 'Looking' },
    ]);
  });

  it('11.10(i): of a unit procedure are asked by the steps of a block too that is inserted into it', () => {
    const extra = `
adHoc:
  - id: again
    title: Again
    max: 2
    sign: supervisor
    phases:
      - { id: rewash, kind: instruction, title: Wash, instruction: Wash it., skills: [washing], sign: [performed] }
`;
    const recipe = read(`${text(SKILLS, 'skills: [looking]')}${extra}`);
    const phase = everyPhase(recipe).find(({ id }) => id === 'rewash')!;
    expect(needsOf(recipe, phase, 'bench').map(({ code }) => code)).toEqual(['looking', 'washing']);
    expect(askedBy(recipe).map(({ code }) => code)).toEqual(['looking', 'washing']);
  });

  it('leave a recipe that asks for none the hash that it had', () => {
    expect(read(text())).not.toHaveProperty('training');
    expect(everyPhase(read(text()))[0]).not.toHaveProperty('skills');
    expect(recipeHash(read(text(SKILLS)))).toBe(recipeHash(read(text())));
  });

  it('are told where the header has them not', () => {
    const parsed = parseRecipe(text(SKILLS, '', ', skills: [wasching]'), []);
    expect('findings' in parsed && parsed.findings).toMatchObject([
      { code: 'skill.unknown', path: 'procedure[0].operations[0].phases[0].skills[0]' },
    ]);
  });

  it('are asked of nobody by a step that is automatic and unsigned, which the lint tells', () => {
    const rest = (skills: string, sign = '') =>
      `${text(SKILLS, 'skills: [looking]')}          - { id: rest, kind: wait, title: Rest, instruction: Wait., for: PT1H, mode: automatic${skills}${sign} }\n`;
    const told = (source: string) => lintRecipe(read(source)).filter(({ code }) => code === 'skill.nobody');
    expect(told(rest(', skills: [washing]'))).toMatchObject([{ severity: 'warning' }]);
    expect(told(rest(', skills: [washing]', ', sign: [performed]'))).toEqual([]);
    expect(told(rest(''))).toEqual([]);
  });

  it('come with a block of the library, beside those of where it is used', () => {
    const block = `
block: rinse
title: Rinse
skills: { rinsing: Rinsing }
phases:
  - { id: rinse, kind: instruction, title: Rinse, instruction: Rinse it., skills: [rinsing], sign: [performed] }
`;
    const parsed = parseBlock(block, [], 1);
    if ('findings' in parsed) throw new Error(JSON.stringify(parsed.findings));
    const used = text(SKILLS, 'skills: [looking]').concat('          - { use: rinse@1, as: first }\n');
    expect(codes(read(used, [parsed.block]))).toEqual([['looking'], ['looking', 'rinsing']]);
  });
});

describe('training that a recipe asks for', () => {
  const HEAD = `${SKILLS}\ndocuments: { SOP-1: { title: Washing, version: 2 }, SOP-2: { title: Unused, version: 1 } }`;
  const PHASE = ', skills: [washing], documents: [SOP-1@2]';

  it('11.10(k): is its documents, at their versions, where its header says so', () => {
    const silent = read(text(HEAD, '', PHASE));
    const loud = read(text(`${HEAD}\ntraining: { documents: true }`, '', PHASE));
    expect(needsOf(silent, everyPhase(silent)[0]!, 'bench').map(({ kind }) => kind)).toEqual(['skill']);
    expect(needsOf(loud, everyPhase(loud)[0]!, 'bench')).toContainEqual({
      ...{ kind: 'document', code: 'SOP-1', version: '2', title: 'Washing' },
    });
    expect(readingsOf(row(silent))).toEqual([]);
    expect(readingsOf(row(loud))).toMatchObject([{ kind: 'document', code: 'SOP-1', version: '2', source: null }]);
  });

  it('211.25: is a quorum that has read the version and has its skills before it takes effect', () => {
    const version = row(read(text(`${HEAD}\ntraining: { quorum: 2 }`, '', PHASE)));
    expect(readingsOf(version)).toMatchObject([
      { kind: 'recipe', code: 'washed', version: '3', hash: 'ab', source: 'v1' },
    ]);
    const needs = trainingNeeds(version);
    expect(needs.map(({ kind, code }) => `${kind} ${code}`)).toEqual(['recipe washed', 'skill washing']);
    const ready = { name: 'A', lacks: [] };
    const unread = { name: 'B', lacks: [{ ...needs[0]!, state: 'missing' as const, since: null }] };
    const hidden = { ...unread, name: null };
    const refuse = (...people: (typeof ready | typeof unread | typeof hidden)[]) =>
      refuseUntrained(version, { undefinedSkills: [], people });
    expect(() => refuse(ready, unread)).toThrow('recipe.quorum-missing');
    expect(() => refuse(ready, unread, ready)).not.toThrow();
    expect(refusalOf(() => refuse(ready, unread, hidden))).toMatchObject({
      values: { people: [{ name: 'B' }], others: 1 },
    });
    expect(() => refuseUntrained(version, { undefinedSkills: ['washing'], people: [] })).toThrow(
      'recipe.skill-undefined',
    );
  });
});
