import { describe, expect, it } from '@jest/globals';
import { recipeOf, Steered } from '../../../../test/support/steered.js';
import { changedLocally, commandFailed, promptEnded, replied, unitOfReply, unitPrompted } from './index.js';

type Prompted = Parameters<typeof unitPrompted>[1];
type Ended = Parameters<typeof promptEnded>[1];

const KNOWN = { title: 'Air in the line', cause: 'The sensor has stopped the pump.', answers: [] };

function growing() {
  const batch = new Steered(1, recipeOf()).growing();
  const { id: step, run, unit } = batch.step('expand');
  const about = { prompt: 'q1', batch: batch.draft.id, step, runId: run!.runId!, unit: unit! };
  const asks = (given: Partial<Prompted> = {}): void =>
    batch.steer('Ada', (draft) =>
      unitPrompted(draft, {
        ...{ ...about, asked: 'P-1', code: 'bubble', text: 'AIR', known: KNOWN, raisedAt: draft.now, ...given },
      }),
    );
  const ends = (given: Partial<Ended> = {}): void =>
    batch.steer('Ada', (draft) =>
      promptEnded(draft, { ...about, code: 'bubble', ending: 'answered', answer: 'purged', command: 'c1', ...given }),
    );
  const said = () => Object.values(batch.draft.state.event).map(({ kind, step: at }) => [kind, at]);
  const exceptions = () => Object.values(batch.draft.state.exception);
  return { batch, step, about, asks, ends, said, exceptions };
}

describe('a unit that waits for a person', () => {
  it('is on record at the step with what was said to it, and nothing of it is out of the ordinary', () => {
    const { batch, step, asks, ends, said, exceptions } = growing();
    asks();
    const reply = { prompt: 'q1', code: 'bubble', answer: 'purged', title: 'Purged', command: 'c1' };
    batch.steer('Ada', (draft) => replied(draft, { step, ...reply }));
    ends();
    expect(said()).toEqual([
      ['prompt.raised', step],
      ['prompt.answered', step],
      ['prompt.ended', step],
    ]);
    expect(exceptions()).toEqual([]);
  });

  it('of a code that nobody knows waits for a supervisor, for as long as the unit waits', () => {
    const { step, asks, ends, said, exceptions } = growing();
    asks({ code: 'E-4711', known: null });
    expect(exceptions()).toMatchObject([{ kind: 'prompt.unknown', step, onBreach: 'supervisor', endedAt: null }]);
    ends({ code: 'E-4711', ending: 'withdrawn' });
    expect(exceptions()[0]!.endedAt).not.toBeNull();
    expect(said()).toEqual([]);
  });

  it('and is answered at its own panel is an exception that says so', () => {
    const { batch, step, about, exceptions } = growing();
    const { prompt, ...at } = about;
    const change = { ...at, change: 'q1/answered', what: 'answered' as const, prompt, code: 'bubble', answer: 'go-on' };
    batch.steer('Ada', (draft) => changedLocally(draft, change));
    expect(exceptions()).toMatchObject([
      { kind: 'prompt.answered-locally', step, onBreach: 'continue', values: { answer: 'go-on' } },
    ]);
  });

  it('without a program of the batch is answered by the step that is at work on it, and by no other', () => {
    const { batch, step, about, asks, said } = growing();
    asks({ step: null });
    expect(said()).toEqual([['prompt.raised', step]]);
    expect(unitOfReply(batch.draft, step)).toBe(about.unit);
    expect(batch.refuses(() => unitOfReply(batch.draft, batch.step('load').id))).toBe('step.not-at-work');
  });

  it('and does not take an answer goes on waiting: no supervisor is called for that', () => {
    const { batch, step, exceptions } = growing();
    const failed = { step, command: 'c1', action: 'answer' as const, reason: 'BadInvalidState', unknown: false };
    batch.steer('Ada', (draft) => commandFailed(draft, failed));
    expect(exceptions()).toMatchObject([{ kind: 'command.failed', onBreach: 'continue' }]);
  });
});
