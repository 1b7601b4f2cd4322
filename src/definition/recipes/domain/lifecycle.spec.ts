import { describe, expect, it } from '@jest/globals';
import {
  approve,
  approved,
  DAY,
  drafted,
  id,
  LATER,
  refusal,
  signed,
  stated,
  Stream,
  submit,
  submitted,
  text,
} from '../../../../test/support/recipe-stream.js';
import { next } from '../../../kernel/transition-table.js';
import type { NewFact } from '../../../trust/ledger/domain/index.js';
import type { Finding } from '../../unit-classes/domain/index.js';
import { decideComment } from './comments.js';
import * as life from './lifecycle.js';
import type { Pinned } from './pins.js';
import { recipeProjection } from './recipe-projection.js';
import type { RecipeState } from './recipe-version.js';

const error: Finding = {
  ...{ code: 'limit.missing', path: 'procedure[0]', line: 3, column: 1 },
  ...{ severity: 'error', message: 'no action limit' },
};
const everywhere = [{ id: 'e1', site: null, market: null }];
const release = (stream: Stream, more: Partial<life.Release> = {}, person = 'rosalind'): Stream =>
  stream.do((state) =>
    life.decideMakeEffective(state, { ...signed(person), effects: everywhere, from: null, pinned: [], ...more }, DAY),
  );
const effective = (): Stream => release(approved());
const ended = [{ id: 'e1', until: LATER, by: 'r2' }];
const supersede = (stream: Stream): Stream =>
  stream.do((state) => {
    next('recipe', life.RECIPE_LIFECYCLE, state.recipe_version[id]!.state, 'supersede');
    return life.decideTurn(state, { version: id, ended });
  });
const retire = (stream: Stream): Stream =>
  stream.do((state) => life.decideRetire(state, { ...signed('rosalind'), reason: 'titre lost' }, DAY));
const sendBack = (stream: Stream): Stream =>
  stream.do((state) => life.decideSendBack(state, { ...signed('grace'), reason: 'no limit on glucose' }));
const comment = (stream: Stream): Stream =>
  stream.do((state) =>
    decideComment(state, { id, comment: 'c1', phase: null, text: 'why 36 h?', person: 'grace', name: 'G. Hopper' }),
  );

const stages: Record<RecipeState, () => Stream> = {
  draft: drafted,
  'in-review': submitted,
  approved,
  effective,
  superseded: () => supersede(effective()),
  retired: () => retire(effective()),
};
const acts: Record<life.RecipeCommand, (stream: Stream) => Stream> = {
  revise: (stream) => stream.do((state) => life.decideRevise(state, { id, person: 'ada', ...stated })),
  comment: (stream) => comment(stream),
  submit: (stream) => submit(stream),
  'send-back': sendBack,
  approve: (stream) => approve(stream, 'technical', 'grace'),
  'approve-last': (stream) => approve(stream, 'quality', 'rosalind'),
  plan: (stream) => release(stream, { from: LATER, effects: [{ id: 'e2', site: 's1', market: null }] }),
  'make-effective': (stream) => release(stream, { effects: [{ id: 'e2', site: 's1', market: null }] }),
  supersede,
  retire,
};
describe('a version of a recipe', () => {
  it('goes from draft to superseded, each step by a signature over its hash', () => {
    const stream = stages.superseded();
    expect(stream.row).toMatchObject({
      ...{ sort: 'recipe', code: 'car-t-demo', version: 3, state: 'superseded', author: 'ada', changeControl: 'CC-17' },
      authorName: 'A. Lovelace',
      approvals: [
        { check: 'technical', person: 'grace', signature: 'signature of grace' },
        { check: 'quality', person: 'rosalind', signature: 'signature of rosalind' },
      ],
      approvedAt: '2026-11-22T12:00:04.000Z',
    });
    expect(stream.row?.text).toBe(text);
    const hashes = stream.facts.slice(0, -1).map(({ values }) => (values as { hash: string }).hash);
    expect(new Set(hashes)).toEqual(new Set([stream.row?.hash]));
    expect(Object.values(stream.state.recipe_effect)).toEqual([
      {
        id: 'e1',
        version: id,
        code: 'car-t-demo',
        site: null,
        market: null,
        development: false,
        from: DAY,
        until: LATER,
      },
    ]);
  });

  it.each(Object.keys(stages) as RecipeState[])('in state %s takes the commands of its table and no other', (state) => {
    expect(stages[state]().row?.state).toBe(state);
    for (const command of Object.keys(acts) as life.RecipeCommand[]) {
      // the second approval is a command of its own in the table: which one it is, the approvals tell
      if (command === 'approve-last' && state === 'in-review') continue;
      const to = life.RECIPE_LIFECYCLE[state][command];
      const act = () => acts[command](stages[state]()).row?.state;
      if (to) expect(act()).toBe(to);
      else expect([command, refusal(act)]).toEqual([command, 'recipe.transition-not-allowed']);
    }
  });

  it('reaches every state of its table, and leaves the last two for ever', () => {
    const reached = new Set<RecipeState>(['draft']);
    for (const state of reached) for (const to of Object.values(life.RECIPE_LIFECYCLE[state])) reached.add(to);
    expect(reached).toEqual(new Set(Object.keys(life.RECIPE_LIFECYCLE)));
    expect([life.RECIPE_LIFECYCLE.superseded, life.RECIPE_LIFECYCLE.retired]).toEqual([{}, {}]);
  });

  it('211.186: is prepared by one person, checked by two others and released by none but others', () => {
    expect(refusal(() => submit(drafted(), 'grace'))).toBe('recipe.only-author-submits');
    expect(refusal(() => approve(submitted(), 'technical', 'ada'))).toBe('recipe.author-cannot-approve');
    expect(refusal(() => approve(submitted(), 'quality', 'ada'))).toBe('recipe.author-cannot-approve');
    expect(refusal(() => release(approved(), {}, 'ada'))).toBe('recipe.author-cannot-approve');
    const once = (): Stream => approve(submitted(), 'quality', 'rosalind');
    expect(once().row?.state).toBe('in-review');
    expect(refusal(() => approve(once(), 'technical', 'rosalind'))).toBe('recipe.approver-has-approved');
    expect(refusal(() => approve(once(), 'quality', 'grace'))).toBe('recipe.approval-given');
    expect(refusal(() => release(once()))).toBe('recipe.transition-not-allowed');
    expect(approve(once(), 'technical', 'grace').row?.state).toBe('approved');
  });

  it('goes back to its author with the reason, loses its approvals, and is read anew in another text', () => {
    const back = sendBack(approve(submitted(), 'quality', 'rosalind'));
    expect(back.row).toMatchObject({
      ...{ state: 'draft', approvals: [], submittedAt: null },
      sentBack: { reason: 'no limit on glucose', person: 'grace' },
    });
    const revised = back.do((state) => life.decideRevise(state, { id, person: 'ada', ...stated, title: 'Another' }));
    expect(submit(revised).row).toMatchObject({ title: 'Another', state: 'in-review', sentBack: null });
    const revise = (more: object) => () =>
      drafted().do((state) => life.decideRevise(state, { id, person: 'ada', ...stated, ...more }));
    expect(refusal(revise({ person: 'grace' }))).toBe('recipe.only-author-revises');
    expect(refusal(revise({ code: 'other' }))).toBe('recipe.other-code');
  });

  it('is not submitted with errors of the lint, unless it is in development', () => {
    expect(refusal(() => submit(drafted(), 'ada', [error]))).toBe('recipe.lint-errors');
    expect(submit(drafted(), 'ada', [{ ...error, severity: 'warning' }]).row?.state).toBe('in-review');
    const developed = drafted({ ...stated.content, stage: 'development' } as never);
    expect(submit(developed, 'ada', [error]).row?.state).toBe('in-review');
  });

  it('rests on versions that are approved as they were pinned, and takes effect where they are in effect', () => {
    const where = { site: 's1', market: null, development: false, from: DAY, until: null };
    const effects = [{ id: 'p1', version: 'p', code: 'platform', ...where }];
    const pin = (more: Partial<Pinned>): Pinned => ({
      ...{ id: 'p', code: 'platform', version: 1, hash: 'h', current: 'h', state: 'effective', development: false },
      effects,
      ...more,
    });
    expect(refusal(() => submit(drafted(), 'ada', [], [pin({ state: 'draft' })]))).toBe('recipe.parent-not-approved');
    expect(refusal(() => submit(drafted(), 'ada', [], [pin({ current: 'i' })]))).toBe('recipe.parent-changed');
    expect(submit(drafted(), 'ada', [], [pin({ state: 'approved' })]).row?.state).toBe('in-review');
    const at = (site: string | null, from: string | null = null) => [
      { effects: [{ id: 'e1', site, market: 'EU' }], from, pinned: [pin({})] },
    ];
    expect(refusal(() => release(approved(), ...at('s2')))).toBe('recipe.parent-not-effective');
    expect(refusal(() => release(approved(), ...at(null)))).toBe('recipe.parent-not-effective');
    expect(release(approved(), ...at('s1')).row?.state).toBe('effective');
  });

  it('is released for a date to come, never for one that is past, and takes effect when it has come', () => {
    expect(refusal(() => release(approved(), { from: '2026-11-22T11:59:59.999Z' }))).toBe('recipe.effective-from-past');
    const planned = release(approved(), { from: LATER });
    expect(planned.row).toMatchObject({ state: 'approved', effectiveAt: null });
    planned.do((state) => life.decideTurn(state, { version: id, ended: [] }));
    expect(planned.row).toMatchObject({ state: 'effective', effectiveAt: LATER });
    expect(refusal(() => release(effective()))).toBe('recipe.already-effective');
  });

  it('that newer ones replace at one site stays in effect at the others', () => {
    const stream = release(effective(), { effects: [{ id: 'e2', site: 's1', market: 'EU' }] });
    stream.do((state) => life.decideTurn(state, { version: id, ended }));
    expect([stream.row?.state, stream.state.recipe_effect['e1']?.until]).toEqual(['effective', LATER]);
    const last = [{ id: 'e2', until: LATER, by: 'r3' }];
    stream.do((state) => life.decideTurn(state, { version: id, ended: last }));
    expect(stream.row?.state).toBe('superseded');
  });

  it('that was retired before its date came was never in effect', () => {
    const stream = retire(release(approved(), { from: LATER }));
    expect(stream.row?.state).toBe('retired');
    expect(stream.state.recipe_effect['e1']).toMatchObject({ from: LATER, until: LATER });
  });

  it('is never drafted twice, and is moved only where it is', () => {
    const again = () => drafted().do((state) => life.decideDraft(state, { id, version: 4, author: 'ada', ...stated }));
    expect(refusal(again)).toBe('recipe.exists');
    expect(refusal(() => submit(new Stream()))).toBe('recipe.not-found');
  });

  it.each(Object.keys(stages) as RecipeState[])(
    '11.10(e): replaying the facts of a version in state %s gives its row',
    (state) => {
      const stream = stages[state]();
      expect(stream.facts.reduce(recipeProjection.apply, recipeProjection.empty)).toEqual(stream.state);
    },
  );

  it('11.10(c): is read from facts that were written before there were sites, markets and change control', () => {
    const { id: _id, sort, ...values } = { id, ...stated };
    const early: NewFact[] = [
      { type: 'recipe.drafted', values: { id, ...values, version: 1, author: 'ada' } },
      { type: 'recipe.submitted', values: { ...signed('ada'), state: 'in-review', hash: stated.hash } },
      { type: 'recipe.made-effective', values: { ...signed('qa'), state: 'effective', hash: stated.hash } },
    ];
    const stream = new Stream().do(() => early);
    expect(stream.row).toMatchObject({
      sort,
      state: 'effective',
      changeControl: null,
      effectiveAt: stream.facts[2]!.at,
    });
    const from = stream.facts[2]!.at;
    const effect = { id, version: id, code: 'car-t-demo', site: null, market: null, development: false };
    expect(stream.state.recipe_effect).toEqual({ [id]: { ...effect, from, until: null } });
    stream.do(() => [{ type: 'recipe.superseded', values: { id, state: 'superseded', successor: 'r2' } }]);
    expect(stream.state.recipe_effect).toEqual({ [id]: { ...effect, from, until: stream.facts[3]!.at } });
  });
});
