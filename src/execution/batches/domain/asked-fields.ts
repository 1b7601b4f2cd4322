import type {
  BooleanField,
  ComparePhase,
  Field,
  NumberField,
  Phase,
} from '../../../definition/recipes/domain/index.js';
import { AT_LINE, IN_LINE } from './entry-names.js';

/** The fields that a phase takes by entry or capture; none where it takes no such values. */
export function askedFields(phase: Phase): Field[] {
  switch (phase.kind) {
    case 'entry':
    case 'result':
      return phase.fields;
    case 'clearance':
      return phase.checks.map((check) => ({ ...check, ...CLEARED }));
    case 'compare':
      return comparedFields(phase);
    case 'scan':
    case 'instruction':
    case 'calculation':
    case 'program':
    case 'wait':
    case 'decision':
    case 'review':
    case 'material':
    case 'measure':
    case 'sample':
    case 'label':
      return [];
  }
}

/** 211.130: a check that says no is the supervisor's to look at. */
const CLEARED = {
  ...{ type: 'boolean', expects: true, onBreach: 'supervisor', criticality: 'IPC' },
} as const satisfies Omit<BooleanField, 'id' | 'title'>;

/** Neither is judged by itself: the offset between them is. */
function comparedFields({ unit, decimals, capture, onBreach, criticality }: ComparePhase): NumberField[] {
  const plain = { type: 'number' as const, unit, decimals, onBreach, criticality };
  return [
    { ...plain, id: IN_LINE, title: IN_LINE, capture },
    { ...plain, id: AT_LINE, title: AT_LINE },
  ];
}
