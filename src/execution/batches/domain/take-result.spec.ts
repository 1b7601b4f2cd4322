import { describe, expect, it } from '@jest/globals';
import { benchRecipe } from '../../../../test/support/bench-recipe.js';
import { PaperBatch } from '../../../../test/support/paper-batch.js';
import type { Actor } from '../../../trust/ledger/domain/index.js';
import { checkResult, type FileResult, offerResult } from './index.js';

const INBOX: Actor = { system: 'inbox', role: 'system' };
const result = (value: string, more: Partial<FileResult['evidence']> = {}, field = 'endotoxin'): FileResult => ({
  values: [{ field, value, unit: '[iU]/mL' }],
  evidence: { hash: 'a'.repeat(64), row: 2, sample: '26-0001-S1', mapping: 'reader', version: 3, ...more },
});
const at = (phase: string): PaperBatch => new PaperBatch(1, benchRecipe).until(phase);
const offer = (batch: PaperBatch, given = result('0.10')) => batch.does(INBOX, (draft) => offerResult(draft, given));
const entries = ({ state }: PaperBatch) => Object.values(state.entry).filter(({ field }) => field === 'endotoxin');

describe('a result that a device’s file gives', () => {
  it('becomes the entry of the step that runs, whoever works on it, with the file as its evidence', () => {
    const batch = at('found');
    expect(offer(batch)).toEqual({ step: batch.step('found').id, conflict: null });
    expect(entries(batch)).toMatchObject([
      {
        value: '0.10',
        source: 'file',
        verdict: 'within',
        by: 'inbox',
        file: { row: 2, mapping: 'reader', version: 3 },
      },
    ]);
    expect(batch.step('found')).toMatchObject({ state: 'running', ownerName: 'Ada' });
  });

  it('is judged: beyond an action limit it is the exception that a typed value is', () => {
    const batch = at('found');
    offer(batch, result('0.60'));
    expect(batch.exceptions).toMatchObject([{ kind: 'limit.action', onBreach: 'stop', criticality: 'CQA' }]);
  });

  it('waits while no step of its sample runs', () => {
    expect(offer(at('bags').until('bags'), result('0.10', { sample: '26-0001-S2' }))).toBe('not-yet');
    const batch = at('draw');
    expect(offer(batch)).toBe('not-yet');
    batch.until('found');
    batch.does(INBOX, (draft) => draft.add('batch.held', { reason: 'fire alarm' }));
    expect(offer(batch)).toBe('not-yet');
    expect(entries(batch)).toEqual([]);
  });

  it('takes nothing’s place, and is at one with what says the same', () => {
    const batch = at('found');
    batch.enter('found', 'endotoxin', '0.20', '[iU]/mL');
    const contradictions = [{ field: 'endotoxin', stands: '0.20', file: '0.10' }];
    const { id: step } = batch.step('found');
    expect(offer(batch)).toEqual({ step, conflict: { code: 'result.contradicts', contradictions } });
    expect(entries(batch)).toMatchObject([{ value: '0.20', source: 'typed' }]);
    const before = batch.facts.length;
    expect(offer(batch, result('0.20'))).toEqual({ step, conflict: null });
    expect(batch.facts).toHaveLength(before);
  });

  it('stands in the record where it contradicts what stands: a supervisor answers before the step is complete', () => {
    const batch = at('found');
    batch.enter('found', 'endotoxin', '0.20', '[iU]/mL');
    for (const _ of ['once', 'and again'])
      expect(offer(batch)).toMatchObject({ conflict: { code: 'result.contradicts' } });
    expect(batch.exceptions).toMatchObject([
      {
        ...{ kind: 'result.contradicts', step: batch.step('found').id, criticality: 'CQA', onBreach: 'supervisor' },
        values: { field: 'endotoxin', stands: '0.20', file: '0.10', hash: 'a'.repeat(64), row: 2, mapping: 'reader' },
      },
    ]);
  });

  it('that comes once its step is done is compared with what stands, and commented', () => {
    const batch = at('found');
    batch.enter('found', 'endotoxin', '0.20', '[iU]/mL');
    const { id: step } = batch.step('found');
    const contradictions = [{ field: 'endotoxin', stands: '0.20', file: '0.10' }];
    batch.until('bags');
    expect(offer(batch)).toEqual({ step, conflict: { code: 'result.contradicts', contradictions } });
    expect(batch.exceptions).toMatchObject([{ kind: 'result.contradicts', step, onBreach: 'continue' }]);
    expect(offer(batch, result('0.20'))).toEqual({ step, conflict: null });
  });

  it('can be corrected once the work is done, with a reason, as what was typed', () => {
    const batch = at('found');
    offer(batch);
    const more = { values: [{ field: 'endotoxin', value: '0.12', unit: '[iU]/mL' }] };
    expect(batch.refuses(() => batch.enter('found', 'endotoxin', '0.12', '[iU]/mL'))).toBe('entry.reason-missing');
    batch.enter('found', 'endotoxin', '0.12', '[iU]/mL', 'device read another well');
    expect(entries(batch).map(({ source, file }) => [source, file === null])).toEqual([
      ['file', false],
      ['typed', true],
    ]);
    expect(offer(batch, { ...result('0.10'), ...more })).toMatchObject({ conflict: null });
  });

  it('is refused where no step of its sample has its field, or its field does not take it', () => {
    const { draft } = at('found');
    expect(() => checkResult(draft, result('0.10', {}, 'glucose'))).toThrow('result.field-unknown');
    expect(() => checkResult(draft, result('0.101'))).toThrow('entry.too-many-decimals');
    const [value] = result('0.10').values;
    expect(() => checkResult(draft, { ...result('0.10'), values: [{ ...value!, unit: 'g/L' }] })).toThrow(
      'entry.unit-wrong',
    );
    expect(() => checkResult(draft, result('0.10'))).not.toThrow();
  });
});
