import { describe, expect, it } from '@jest/globals';
import { benchRecipe } from '../../../../test/support/bench-recipe.js';
import { PaperBatch } from '../../../../test/support/paper-batch.js';
import { actor } from '../../../../test/support/paper-people.js';
import { currentEntry } from './draft.js';
import { type MadeHere, recordMaterial } from './record-material.js';

describe('211.84: a lot that another record of this plant made', () => {
  const use = (made: MadeHere, expiry = '2026-12-31') => {
    const paper = new PaperBatch(1, benchRecipe).until('lots');
    const { id: step, version: seen } = paper.step('lots');
    const lot = { lot: 'PM-26-0001', expiry, status: 'released' as const, zone: 'Europe/Berlin' };
    const given = { step, seen, material: 'medium', ...lot, made };
    const refusal = paper.does(actor('Ada'), (draft) => recordMaterial(draft, given));
    const stands = currentEntry(paper.state, step, 'medium.lot')?.value;
    return [refusal?.code ?? null, stands, Object.values(paper.state.event).at(-1)?.values];
  };
  const YIELDED = { expiresAt: '2026-03-01T12:00:00.000Z' };

  it('goes in while it is good and nobody holds it', () => {
    expect(use({ lot: YIELDED, qualityHold: null })).toEqual([null, 'PM-26-0001', undefined]);
  });

  it('does not while quality holds it, nor before its record is done, whatever is typed', () => {
    const held = ['material.not-released', undefined, expect.objectContaining({ status: 'quarantine' })];
    expect(use({ lot: YIELDED, qualityHold: 'bioburden' })).toEqual(held);
    expect(use({ lot: null, qualityHold: null })).toEqual(held);
  });

  it('does not past the end of its own last day, whatever is typed', () => {
    const lot = { expiresAt: '2026-01-04T12:00:00.000Z' };
    const expired = ['material.expired', undefined, expect.objectContaining({ expiry: '2026-01-04' })];
    expect(use({ lot, qualityHold: null })).toEqual(expired);
  });
});
