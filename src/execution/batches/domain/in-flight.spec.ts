import { describe, expect, it } from '@jest/globals';
import { recipeOf, Steered } from '../../../../test/support/steered.js';
import { hashOf } from '../../../kernel/canonical-json.js';
import type { MasterRecipe } from '../../../definition/recipes/domain/index.js';
import { changeRecipe, shownChange, skipStep, stepContent } from './index.js';

describe('B18: a batch that goes by a newer version', () => {
  const HOLD = `windows:
  - { id: hold, title: Hold, from: expand.end, to: look.start, max: PT2H, criticality: CPP, onBreach: continue }`;
  const go = (batch: Steered, from: string, recipe: MasterRecipe, version = 4) => {
    const to = { id: `r${version}`, code: batch.batch.recipeCode, version, hash: hashOf(recipe), recipe };
    const signing = batch.by('Quinn', 'approved', shownChange(batch.draft, to, from));
    batch.steer('Quinn', (draft) => changeRecipe(draft, { next: to, from, reason: 'a better look', signing }));
  };

  it('does each step of the version that came last, however the versions are numbered', () => {
    const batch = new Steered(1, recipeOf()).growing();
    go(batch, 'look', recipeOf(), 9);
    go(batch, 'look', recipeOf(), 10);
    for (const { number } of batch.exceptions) batch.comment('expand', number);
    batch.unit('expand', 'ended');
    batch.ends('expand');
    expect([batch.batch.state, batch.open()]).toEqual(['running', ['look']]);
  });

  it('is never a patient’s by a recipe in development', () => {
    const batch = new Steered(1, recipeOf()).growing();
    const draft = { ...recipeOf(), stage: 'development' as const };
    expect(batch.refuses(() => go(batch, 'look', draft))).toBe('recipe.in-development');
  });

  it('keeps the clock of a hold time that runs', () => {
    const batch = new Steered(1, recipeOf(HOLD)).growing();
    batch.unit('expand', 'ended');
    go(batch, 'look', recipeOf(HOLD));
    batch.passes(3 * 3600);
    expect(batch.exceptions.map(({ kind }) => kind)).toEqual(['recipe.changed', 'window.late']);
  });

  it('knows no hold time that begins with a phase which it has passed', () => {
    const batch = new Steered(1, recipeOf()).growing();
    const before = '          - { id: look,';
    const added = '          - { id: extra, kind: instruction, title: Extra, instruction: New., sign: [performed] }\n';
    const header = HOLD.replace('expand.end', 'extra.end');
    go(
      batch,
      'look',
      recipeOf(header, (text) => text.replace(before, `${added}${before}`)),
    );
    for (const { number } of batch.exceptions) batch.comment('expand', number);
    batch.unit('expand', 'ended');
    batch.ends('expand');
    batch.do('look');
    expect(batch.step('last').state).toBe('idle');
  });
});

describe('11.10(f): the last step of a batch', () => {
  const LATE = `windows:
  - { id: hold, title: Hold, from: expand.end, to: look.start, max: PT2H, criticality: CPP, onBreach: supervisor }`;
  const skip = (batch: Steered, phase: string) => {
    const step = batch.step(phase);
    const signing = batch.by('Sue', 'override', stepContent(batch.draft, step));
    const said = { step: step.id, seen: step.version, reason: 'not needed', signing };
    batch.steer('Sue', (draft) => skipStep(draft, said));
  };

  it('is not skipped over what nobody has answered', () => {
    const batch = new Steered(1, recipeOf(LATE)).growing();
    batch.unit('expand', 'ended');
    batch.ends('expand');
    batch.passes(3 * 3600);
    skip(batch, 'look');
    expect(batch.refuses(() => skip(batch, 'last'))).toBe('exception.answer-missing');
    expect(batch.batch.state).toBe('running');
  });
});
