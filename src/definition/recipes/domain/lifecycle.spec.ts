import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Refusal } from '../../../kernel/refusal.js';
import { next } from '../../../kernel/transition-table.js';
import type { NewFact } from '../../../trust/ledger/domain/index.js';
import { parseUnitClasses } from '../../unit-classes/domain/index.js';
import * as life from './lifecycle.js';
import { recipeProjection, type RecipeFact, type RecipeState, type RecipeVersionState } from './recipe-version.js';

const text = readFileSync('recipes/car-t-demo.yaml', 'utf8');
const shipped = parseUnitClasses(readFileSync('recipes/plant/unit-classes.yaml', 'utf8'));
const unitClasses = 'unitClasses' in shipped ? shipped.unitClasses : [];
const id = 'r1';
const signed = (person: string) => ({ id, person, signature: `signature of ${person}` });

/** A recipe's stream: decides on its state and keeps the facts. */
class Stream {
  readonly facts: RecipeFact[] = [];
  state: RecipeVersionState = recipeProjection.empty;
  get row() {
    return this.state.recipe_version[id];
  }
  do(decide: (state: RecipeVersionState) => NewFact[]): this {
    for (const made of decide(this.state)) {
      const seq = this.facts.length + 1;
      const at = `2026-11-22T12:00:0${seq}.000Z`;
      const ledger = {
        v: 1,
        stream: `recipe/${id}`,
        seq,
        at,
        happenedAt: at,
        zone: 'Europe/Berlin',
        config: '',
      } as const;
      const fact = { ...ledger, by: { system: 'test', role: 'system' }, ...made } as unknown as RecipeFact;
      this.facts.push(JSON.parse(JSON.stringify(fact)) as RecipeFact);
      this.state = recipeProjection.apply(this.state, fact);
    }
    return this;
  }
}

const drafted = (): Stream =>
  new Stream().do((state) => life.decideDraft(state, { id, version: 3, text, unitClasses, author: 'ada' }));
const submitted = (): Stream => drafted().do((state) => life.decideSubmit(state, signed('ada')));
const approve = (stream: Stream, check: 'technical' | 'quality', person: string): Stream =>
  stream.do((state) => life.decideApprove(state, { ...signed(person), check }));
const approved = (): Stream => approve(approve(submitted(), 'technical', 'grace'), 'quality', 'rosalind');
const effective = (): Stream => approved().do((state) => life.decideMakeEffective(state, signed('rosalind')));
const superseded = (): Stream => effective().do((state) => life.decideSupersede(state, { id, successor: 'r2' }));

const stages: Record<RecipeState, () => Stream> = {
  draft: drafted,
  'in-review': submitted,
  approved,
  effective,
  superseded,
};
const acts: Record<life.RecipeCommand, (stream: Stream) => Stream> = {
  submit: (stream) => stream.do((state) => life.decideSubmit(state, signed('ada'))),
  approve: (stream) => approve(stream, 'technical', 'grace'),
  'approve-last': (stream) => approve(stream, 'quality', 'rosalind'),
  'make-effective': (stream) => stream.do((state) => life.decideMakeEffective(state, signed('rosalind'))),
  supersede: (stream) => stream.do((state) => life.decideSupersede(state, { id, successor: 'r2' })),
};
const refusal = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
  return 'none';
};

describe('a version of a recipe', () => {
  it('goes from draft to superseded, each step by a signature over its hash', () => {
    const stream = superseded();
    expect(stream.row).toMatchObject({
      code: 'car-t-demo',
      version: 3,
      state: 'superseded',
      author: 'ada',
      approvals: [
        { check: 'technical', person: 'grace', signature: 'signature of grace' },
        { check: 'quality', person: 'rosalind', signature: 'signature of rosalind' },
      ],
      approvedAt: '2026-11-22T12:00:04.000Z',
    });
    expect(stream.row?.text).toBe(text);
    const hashes = stream.facts.slice(0, -1).map(({ values }) => (values as { hash: string }).hash);
    expect(new Set(hashes)).toEqual(new Set([stream.row?.hash]));
  });

  it.each(Object.keys(stages) as RecipeState[])('in state %s takes the commands of its table and no other', (state) => {
    expect(stages[state]().row?.state).toBe(state);
    for (const command of Object.keys(acts) as life.RecipeCommand[]) {
      // the second approval is a command of its own in the table: which one it is, the approvals tell
      if (command === 'approve-last' && state === 'in-review') continue;
      const to = life.RECIPE_LIFECYCLE[state][command];
      const act = () => acts[command](stages[state]()).row?.state;
      if (to) expect(act()).toBe(to);
      else expect(refusal(act)).toBe('recipe.transition-not-allowed');
    }
  });

  it('reaches every state of its table, and leaves only the last for ever', () => {
    const reached = new Set<RecipeState>(['draft']);
    for (const state of reached) for (const to of Object.values(life.RECIPE_LIFECYCLE[state])) reached.add(to);
    expect(reached).toEqual(new Set(Object.keys(life.RECIPE_LIFECYCLE)));
    expect(() => next('recipe', life.RECIPE_LIFECYCLE, 'superseded', 'submit')).toThrow(
      'recipe.transition-not-allowed',
    );
  });

  it('211.186: is prepared by one person and checked by two others', () => {
    expect(refusal(() => drafted().do((state) => life.decideSubmit(state, signed('grace'))))).toBe(
      'recipe.only-author-submits',
    );
    expect(refusal(() => approve(submitted(), 'technical', 'ada'))).toBe('recipe.author-cannot-approve');
    expect(refusal(() => approve(submitted(), 'quality', 'ada'))).toBe('recipe.author-cannot-approve');
    const once = (): Stream => approve(submitted(), 'quality', 'rosalind');
    expect(once().row?.state).toBe('in-review');
    expect(refusal(() => approve(once(), 'technical', 'rosalind'))).toBe('recipe.approver-has-approved');
    expect(refusal(() => approve(once(), 'quality', 'grace'))).toBe('recipe.approval-given');
    expect(refusal(() => once().do((state) => life.decideMakeEffective(state, signed('grace'))))).toBe(
      'recipe.transition-not-allowed',
    );
    expect(approve(once(), 'technical', 'grace').row?.state).toBe('approved');
  });

  it('is never drafted from a text that does not parse, nor twice', () => {
    const draft = (body: string) =>
      life.decideDraft(recipeProjection.empty, { id, version: 1, text: body, unitClasses, author: 'ada' });
    try {
      draft(text.replace('program: Warm-up', 'program: Cool-down'));
      throw new Error('drafted');
    } catch (error) {
      expect(error).toMatchObject({
        code: 'recipe.not-valid',
        values: { findings: [{ code: 'program.unknown', line: expect.any(Number) }] },
      });
    }
    expect(
      refusal(() =>
        drafted().do((state) => life.decideDraft(state, { id, version: 4, text, unitClasses, author: 'ada' })),
      ),
    ).toBe('recipe.exists');
    expect(refusal(() => life.decideSubmit(recipeProjection.empty, signed('ada')))).toBe('recipe.not-found');
  });

  it.each(Object.keys(stages) as RecipeState[])(
    '11.10(e): replaying the facts of a version in state %s gives its row',
    (state) => {
      const stream = stages[state]();
      expect(stream.facts.reduce(recipeProjection.apply, recipeProjection.empty)).toEqual(stream.state);
    },
  );
});
