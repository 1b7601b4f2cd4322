import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PaperBatch } from '../../../../test/support/paper-batch.js';
import { actor, type Name } from '../../../../test/support/paper-people.js';
import { Refusal } from '../../../kernel/refusal.js';
import { correctValue } from './correct-value.js';
import { currentEntry, type Draft } from './draft.js';
import { enterValues } from './enter-values.js';
import { batchProjection } from './projection.js';
import { takeOver } from './take-over.js';

/** What a tablet shows: the step as it was looked at last, and the value that stood in it. */
interface Tablet {
  who: Name;
  seen: number;
  value: string | null;
}

type Move = (draft: Draft, of: { step: string; seen: number }, nth: number) => void;

const MOVES: Record<'enter' | 'take' | 'correct', Move> = {
  enter: (draft, of, nth) =>
    enterValues(draft, {
      ...of,
      values: [{ field: 'cells', value: `${100 + nth}`, unit: '10*6' }],
      reason: 'counted again',
    }),
  take: (draft, of) => takeOver(draft, { ...of, reason: 'end of shift' }),
  correct: (draft, of, nth) =>
    correctValue(draft, {
      ...{ ...of, field: 'cells', value: `${100 + nth}`, unit: '10*6' },
      ...{ reason: 'read wrongly', zone: 'UTC' },
    }),
};

describe('two tablets on one step', () => {
  it('leave one history in any order: who did not see the last change is refused, and no value is lost', () => {
    let accepted = 0;
    let stale = 0;
    const move = fc.tuple(fc.constantFrom(0, 1), fc.constantFrom('look', 'enter', 'take', 'correct'));
    fc.assert(
      fc.property(fc.boolean(), fc.array(move, { maxLength: 30 }), (done, moves) => {
        const paper = new PaperBatch().reach(done ? 'culture' : 'count');
        const standing = () => currentEntry(paper.state, paper.step('count').id, 'cells')?.value ?? null;
        const look = (who: Name): Tablet => ({ who, seen: paper.step('count').version, value: standing() });
        const tablets: Tablet[] = [look('Ada'), look('Ben')];
        for (const [nth, [which, what]] of moves.entries()) {
          const tablet = tablets[which]!;
          if (what === 'look') {
            tablets[which] = look(tablet.who);
            continue;
          }
          const { id: step, version } = paper.step('count');
          const [before, facts] = [standing(), paper.facts.length];
          try {
            paper.does(actor(tablet.who), (draft) => MOVES[what](draft, { step, seen: tablet.seen }, nth));
            accepted++;
            expect([tablet.seen, tablet.value]).toEqual([version, before]);
            tablets[which] = look(tablet.who);
          } catch (error) {
            if (!(error instanceof Refusal)) throw error;
            if (error.code === 'step.stale') stale++;
            expect(error.code === 'step.stale').toBe(tablet.seen !== version);
            expect(paper.facts).toHaveLength(facts);
          }
        }
        // each value stands in the place of the one that its person saw
        const values = paper.facts.filter(
          ({ type, values: { field } }) => type === 'entry.recorded' && field === 'cells',
        );
        for (const [nth, { values: said }] of values.entries())
          expect(said['supersedes']).toBe(values[nth - 1]?.values['entry'] ?? null);
        expect(paper.facts.reduce((state, fact) => batchProjection.apply(state, fact), batchProjection.empty)).toEqual(
          paper.state,
        );
      }),
      { numRuns: 150 },
    );
    // the property says nothing unless both happen
    expect([accepted > 50, stale > 50]).toEqual([true, true]);
  });
});
