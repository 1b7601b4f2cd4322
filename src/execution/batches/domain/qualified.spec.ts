import { describe, expect, it } from '@jest/globals';
import { PaperBatch } from '../../../../test/support/paper-batch.js';
import { correct, replaceValue, skip, stated, takeOver } from '../../../../test/support/paper-corrections.js';
import { PEOPLE, signer } from '../../../../test/support/paper-people.js';
import { paperRecipe } from '../../../../test/support/paper-recipe.js';
import { everyPhase, type MasterRecipe } from '../../../definition/recipes/domain/index.js';
import type { Actor } from '../../../trust/ledger/domain/index.js';
import { type Asked, askedOfPeople } from './qualified.js';
import type { Draft } from './draft.js';
import { enterValues } from './enter-values.js';

const SKILLED: MasterRecipe = structuredClone(paperRecipe);
for (const phase of everyPhase(SKILLED)) phase.skills = [{ skill: 'hands', title: 'Hands' }];

const nameOf = (person: string): string => PEOPLE.find((name) => signer(name).person === person)!;

/** A batch that keeps of whom its last decision asks something. */
class Watched extends PaperBatch {
  asked: Asked[] = [];

  constructor(recipe = SKILLED) {
    super(1, recipe);
  }

  override does<T>(by: Actor, decide: (draft: Draft) => T): T {
    return super.does(by, (draft) => {
      const answer = decide(draft);
      this.asked = askedOfPeople(draft);
      return answer;
    });
  }

  get who(): string[] {
    return this.asked.map(({ person, step }) => `${nameOf(person)} ${step}`).sort();
  }
}

const cells = (paper: PaperBatch, value: string) => {
  const { id: step, version: seen } = paper.step('count');
  return { step, seen, values: [{ field: 'cells', value, unit: '10*6' }] };
};

describe('whom a decision asks for skills', () => {
  it('11.10(i): whoever starts a step, takes it over, enters values and corrects them, each once', () => {
    const paper = new Watched();
    paper.reach('count');
    expect(paper.who).toEqual(['Ada count']);
    expect(paper.asked[0]!.needs).toMatchObject([{ kind: 'skill', code: 'hands' }]);
    paper.capture('count', 'glucose', '5.0');
    expect(paper.who).toEqual(['Ada count']);
    takeOver(paper, 'count', 'Ben');
    expect(paper.who).toEqual(['Ben count']);
    paper.enter('count', 'cells', '100', '10*6', undefined, 'Ben');
    expect(paper.who).toEqual(['Ben count']);
    paper.complete('count', 'Ben');
    expect(paper.who).toEqual(['Ben count']);
    correct(paper, 'count', 'cells', '101', { unit: '10*6', by: 'Sue' });
    expect(paper.who).toEqual(['Sue count']);
  });

  it('11.10(i): whoever puts a value in the place of a measured one, and who saw it', () => {
    const paper = new Watched();
    paper.reach('count');
    replaceValue(paper, 'count', 'glucose', '5.0');
    expect(paper.who).toEqual(['Ada count', 'Ben count']);
  });

  it('11.10(i): of work that is stated later as of when it was, and its witness as of now', () => {
    const paper = new Watched();
    paper.reach('count');
    paper.passes(3600);
    stated(paper, 'count', 'enter', { ago: 1800, witness: 'Ben' }, (draft, of) =>
      enterValues(draft, { ...cells(paper, '100'), ...of }),
    );
    const minutes = paper.asked.map(({ person, when }) => [
      nameOf(person),
      (Date.parse(paper.now) - Date.parse(when)) / 60_000,
    ]);
    expect(minutes.sort()).toEqual([
      ['Ada', 30],
      ['Ben', 0],
    ]);
  });

  it('asks nothing of who sets a step aside, and nothing at all where the recipe asks for nothing', () => {
    const paper = new Watched();
    paper.reach('count');
    skip(paper, 'count');
    expect(paper.asked).toEqual([]);
    const plain = new Watched(paperRecipe);
    plain.reach('count');
    expect(plain.asked).toEqual([]);
  });
});
