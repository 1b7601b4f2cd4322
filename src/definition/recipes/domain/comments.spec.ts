import { describe, expect, it } from '@jest/globals';
import { approve, id, refusal, type Stream, submitted } from '../../../../test/support/recipe-stream.js';
import { decideComment, decideResolve } from './comments.js';

const resolution = { id, comment: 'c1', resolution: 'Now 24 h' };

const comment = (stream: Stream, phase: string | null = null): Stream =>
  stream.do((state) =>
    decideComment(state, { id, comment: 'c1', phase, text: 'why 36 h?', person: 'grace', name: 'G. Hopper' }),
  );

describe('a comment on a version of a recipe', () => {
  it('keeps everybody from approving while it is open', () => {
    const open = (): Stream => comment(submitted(), 'warm-up');
    expect(refusal(() => approve(open(), 'technical', 'grace'))).toBe('recipe.comments-open');
    const resolve = (stream: Stream, person = 'grace', approves = true) =>
      stream.do((state) => decideResolve(state, { ...resolution, person, name: person }, approves));
    expect(refusal(() => resolve(open(), 'ada'))).toBe('recipe.author-cannot-approve');
    expect(refusal(() => resolve(open(), 'emmy', false))).toBe('permission.missing');
    expect(resolve(open(), 'grace', false).state.recipe_comment['c1']).toMatchObject({ resolvedBy: 'grace' });
    expect(refusal(() => resolve(resolve(open())))).toBe('recipe.comment-resolved');
    expect(refusal(() => resolve(submitted()))).toBe('recipe.comment-not-found');
    expect(refusal(() => comment(submitted(), 'no-such-step'))).toBe('recipe.phase-unknown');
    const resolved = resolve(open());
    expect(resolved.state.recipe_comment['c1']).toMatchObject({ phase: 'warm-up', resolution: 'Now 24 h' });
    expect(approve(resolved, 'technical', 'grace').row?.approvals).toHaveLength(1);
  });

  it('is answered by the version’s author, and the answer is resolved with it', () => {
    const reply = (stream: Stream, replyTo: string, comment = 'c2', person = 'ada') =>
      stream.do((state) =>
        decideComment(state, { id, comment, replyTo, phase: null, text: 'as SOP-7', person, name: person }),
      );
    const answered = reply(reply(comment(submitted(), 'warm-up'), 'c1'), 'c2', 'c3', 'grace');
    expect(answered.state.recipe_comment).toMatchObject({
      c2: { replyTo: 'c1', phase: 'warm-up', name: 'ada' },
      c3: { replyTo: 'c1', phase: 'warm-up' },
    });
    expect(refusal(() => approve(answered, 'technical', 'grace'))).toBe('recipe.comments-open');
    const resolve = (of: string, person: string) => () =>
      answered.do((state) =>
        decideResolve(state, { ...resolution, comment: of, person, name: person }, person !== 'ada'),
      );
    expect(refusal(resolve('c2', 'ada'))).toBe('recipe.author-cannot-approve');
    resolve('c2', 'rosalind')();
    expect(answered.state.recipe_comment).toMatchObject({ c1: { resolvedBy: 'rosalind' }, c2: { resolvedBy: null } });
    expect(refusal(() => reply(answered, 'c1', 'c4'))).toBe('recipe.comment-resolved');
    expect(refusal(() => reply(answered, 'c9', 'c4'))).toBe('recipe.comment-not-found');
    expect(approve(answered, 'technical', 'grace').row?.approvals).toHaveLength(1);
  });

  it('is resolved by the version’s author where the author made it', () => {
    const raised = submitted().do((state) =>
      decideComment(state, {
        id,
        comment: 'c1',
        phase: null,
        text: 'I am not sure of 36 h',
        person: 'ada',
        name: 'ada',
      }),
    );
    expect(refusal(() => approve(raised, 'technical', 'grace'))).toBe('recipe.comments-open');
    raised.do((state) => decideResolve(state, { ...resolution, person: 'ada', name: 'ada' }, false));
    expect(raised.state.recipe_comment['c1']).toMatchObject({ replyTo: null, resolvedBy: 'ada' });
  });
});
