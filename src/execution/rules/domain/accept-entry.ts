import type { Field } from '../../../definition/recipes/domain/index.js';
import { parseDecimal, round } from '../../../kernel/quantity.js';
import { Refusal } from '../../../kernel/refusal.js';
import { judge, type Verdict } from './limits.js';

/** A value as it goes on record, with what its limits say. */
export interface Accepted {
  value: string;
  unit: string | null;
  verdict: Verdict;
}

const refuse = (code: string, field: Field, values: Record<string, unknown>): Refusal =>
  new Refusal('unprocessable', code, { field: field.id, ...values });

/**
 * What a person typed, held against its field's type, unit and decimals, and judged by its limits.
 * Refuses what cannot be kept as it stands; a missed limit is no refusal but a verdict.
 */
export function acceptEntry(field: Field, text: string, unit?: string): Accepted {
  if (field.type !== 'number' && unit !== undefined) throw refuse('entry.unit-wrong', field, { unit, expected: null });
  switch (field.type) {
    case 'number':
      return acceptNumber(field, text, unit);
    case 'text':
      if (text.trim() === '') throw refuse('entry.empty', field, {});
      return { value: text, unit: null, verdict: 'within' };
    case 'boolean':
      if (text !== 'true' && text !== 'false') throw refuse('entry.not-true-or-false', field, { value: text });
      return { value: text, unit: null, verdict: 'within' };
    case 'choice': {
      const choices = field.choices.map(({ id }) => id);
      if (!choices.includes(text)) throw refuse('entry.not-a-choice', field, { value: text, choices });
      return { value: text, unit: null, verdict: 'within' };
    }
  }
}

function acceptNumber(field: Field & { type: 'number' }, text: string, unit?: string): Accepted {
  const decimal = parseDecimal(text);
  if (decimal === undefined) throw refuse('entry.not-a-number', field, { value: text });
  if (unit !== field.unit) throw refuse('entry.unit-wrong', field, { unit: unit ?? null, expected: field.unit });
  if ((decimal.split('.')[1] ?? '').length > field.decimals)
    throw refuse('entry.too-many-decimals', field, { value: text, decimals: field.decimals });
  const { value } = round({ value: decimal, unit: field.unit }, { decimals: field.decimals, mode: 'half-even' });
  return { value, unit: field.unit, verdict: judge(value, field) };
}
