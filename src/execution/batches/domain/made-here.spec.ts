import { describe, expect, it } from '@jest/globals';
import { benchRecipe } from '../../../../test/support/bench-recipe.js';
import { PaperBatch } from '../../../../test/support/paper-batch.js';
import { actor } from '../../../../test/support/paper-people.js';
import { correctValue } from './correct-value.js';
import { currentEntry } from './draft.js';
import { type MadeHere, recordMaterial } from './record-material.js';

describe('211.84: a lot that another record of this plant made', () => {
  const use = (of: Omit<MadeHere, 'sponsor'>, expiry = '2026-12-31', sponsor: string | null = null) => {
    const made = { sponsor, ...of };
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

  it('is not found where it was made for another sponsor', () => {
    const batch = new PaperBatch(1, benchRecipe).until('lots');
    expect(batch.refuses(() => use({ lot: YIELDED, qualityHold: null }, '2026-12-31', 'acme'))).toBe(
      'material.lot-not-found',
    );
  });
});

describe('211.84: a lot that a correction names', () => {
  const name = (made: MadeHere) => {
    const paper = new PaperBatch(1, benchRecipe).until('cells');
    const { id: step, version: seen } = paper.step('lots');
    const lot = { field: 'medium.lot', value: 'PM-26-0001', reason: 'read wrongly', zone: 'Europe/Berlin' };
    paper.does(actor('Ada'), (draft) => correctValue(draft, { step, seen, ...lot, made }));
    return paper.exceptions.map(({ kind, criticality, onBreach, values }) => [kind, criticality, onBreach, values]);
  };
  const made = { sponsor: null, lot: { expiresAt: '2026-03-01T12:00:00.000Z' }, qualityHold: null };
  const values = { material: 'medium', entry: expect.any(String), lot: 'PM-26-0001' };

  it('is an exception for the supervisor where its own record did not let it go in: it has', () => {
    const quarantine = { ...values, status: 'quarantine' };
    const notReleased = [['material.not-released', 'CPP', 'supervisor', quarantine]];
    expect(name({ ...made, qualityHold: 'bioburden' })).toEqual(notReleased);
    expect(name({ ...made, lot: null })).toEqual(notReleased);
    const expired = { ...made, lot: { expiresAt: '2026-01-04T12:00:00.000Z' } };
    const overdue = { ...values, expiry: '2026-01-04' };
    expect(name(expired)).toEqual([['material.expired', 'CPP', 'supervisor', overdue]]);
  });

  it('is nothing more than a correction where it might go in, and not found where it is another sponsor’s', () => {
    expect(name(made)).toEqual([]);
    expect(() => name({ ...made, sponsor: 'acme' })).toThrow('material.lot-not-found');
  });
});
