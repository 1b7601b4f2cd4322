import { unitMeaning } from '../../../kernel/ucum.js';
import type { FormulaType } from './formula.js';
import type { Field, MeasuredField, Phase } from './phase.js';

/** A name that formulas may use. */
export interface Offer {
  phase: Phase;
  /** null for what is neither quantity nor truth */
  type: FormulaType | null;
  /** how a person or unit gave it; null for what is computed */
  recorded: 'entry' | 'reading' | null;
  /** the yield's result that this is the percentage of */
  percentOf?: string;
}

/** What phases give to formulas, by `<phase>.<field>`, `<phase>.result`, `<phase>.percent` or `<phase>.offset`. */
export const offersOf = (phases: readonly Phase[]): ReadonlyMap<string, Offer> => new Map(phases.flatMap(offered));

function offered(phase: Phase): [string, Offer][] {
  const name = (of: string): string => `${phase.id}.${of}`;
  const computed = (of: string, type: FormulaType | null, percentOf?: string): [string, Offer] => [
    name(of),
    { phase, type, recorded: null, ...(percentOf ? { percentOf } : {}) },
  ];
  switch (phase.kind) {
    case 'calculation':
      return [
        computed('result', { unit: phase.unit }),
        ...(phase.yield ? [computed('percent', { unit: '%' }, name('result'))] : []),
      ];
    case 'entry':
    case 'measure':
    case 'result':
      return phase.fields.map((field) => [
        name(field.id),
        { phase, type: typeOf(field), recorded: 'capture' in field ? 'reading' : 'entry' },
      ]);
    case 'compare':
      return [computed('offset', differs(phase.unit) ? { unit: phase.unit } : null)];
    case 'scan':
    case 'instruction':
    case 'program':
    case 'wait':
    case 'decision':
    case 'review':
    case 'clearance':
    case 'material':
    case 'sample':
    case 'label':
      return [];
  }
}

const typeOf = (field: Field | MeasuredField): FormulaType | null =>
  field.type === 'number' ? { unit: field.unit } : field.type === 'boolean' ? 'boolean' : null;

// a difference of two Cel is not so many Cel, and would convert as if it were
const differs = (unit: string): boolean => unitMeaning(unit)?.offset.isZero() ?? true;
