import { readFileSync } from 'node:fs';
import { Refusal } from '../../src/kernel/refusal.js';
import {
  decideApprove,
  decideDraft,
  decideSubmit,
  type Pinned,
  readText,
  type RecipeFact,
  recipeProjection,
  type RecipeVersionState,
} from '../../src/definition/recipes/domain/index.js';
import { type Finding, parseUnitClasses } from '../../src/definition/unit-classes/domain/index.js';
import type { NewFact } from '../../src/trust/ledger/domain/index.js';

/** The demo's recipe. */
export const text = readFileSync('recipes/car-t-demo.yaml', 'utf8');
const shipped = parseUnitClasses(readFileSync('recipes/plant/unit-classes.yaml', 'utf8'));
const unitClasses = 'unitClasses' in shipped ? shipped.unitClasses : [];
const read = readText(text, { unitClasses, blocks: [], parent: null });
if ('findings' in read) throw new Error('the demo recipe is not valid');
const { lint: _lint, ...said } = { ...read, text };
export const stated = said;
/** Of the one version that specs of its life are about; its author is `ada`. */
export const id = 'r1';
export const DAY = '2026-11-22T12:00:00.000Z';
export const LATER = '2026-12-01T00:00:00.000Z';
export const signed = (person: string) => ({ id, person, signature: `signature of ${person}` });

/** A recipe's stream: decides on its state and keeps the facts, as the ledger keeps them. */
export class Stream {
  readonly facts: RecipeFact[] = [];
  state: RecipeVersionState = recipeProjection.empty;
  get row() {
    return this.state.recipe_version[id];
  }
  do(decide: (state: RecipeVersionState) => NewFact[]): this {
    for (const made of decide(this.state)) {
      const at = `2026-11-22T12:00:0${this.facts.length + 1}.000Z`;
      const by = { person: 'ada', name: 'A. Lovelace', role: 'recipe-engineer' };
      const place = { v: 1, stream: `recipe/${id}`, seq: this.facts.length + 1, at, happenedAt: at, zone: 'UTC' };
      const fact = JSON.parse(JSON.stringify({ ...place, config: '', by, ...made })) as RecipeFact;
      this.facts.push(fact);
      this.state = recipeProjection.apply(this.state, fact);
    }
    return this;
  }
}

export const drafted = (content = stated.content): Stream =>
  new Stream().do((state) => decideDraft(state, { id, version: 3, author: 'ada', ...stated, content }));
export const submit = (stream: Stream, person = 'ada', findings: Finding[] = [], pinned: Pinned[] = []): Stream =>
  stream.do((state) => decideSubmit(state, { ...signed(person), changeControl: 'CC-17', findings, pinned }));
export const submitted = (): Stream => submit(drafted());
export const approve = (stream: Stream, check: 'technical' | 'quality', person: string): Stream =>
  stream.do((state) => decideApprove(state, { ...signed(person), check }));
export const approved = (from = submitted()): Stream =>
  approve(approve(from, 'technical', 'grace'), 'quality', 'rosalind');
/** The code of what an act is refused with. */
export const refusal = (act: () => unknown): string => {
  try {
    act();
  } catch (thrown) {
    if (thrown instanceof Refusal) return thrown.code;
    throw thrown;
  }
  return 'none';
};
