import type { MasterRecipe, MeasuredField, Phase, SignaturePolicy } from '../../src/definition/recipes/domain/index.js';
import { paperRecipe } from './paper-recipe.js';

const performed: SignaturePolicy = { meaning: 'performed', role: 'operator' };
const verified: SignaturePolicy = { meaning: 'verified', role: 'operator' };
const base = (id: string, sign: SignaturePolicy[] = [performed]) => ({
  ...{ id, title: id, instruction: `Do ${id}.`, sign },
});

export const vcd: MeasuredField = {
  ...{ type: 'number', id: 'vcd', title: 'Viable cells', unit: '10*6/mL', decimals: 2, cv: '10.0' },
  alert: { low: '1.00', high: null },
  action: { low: '0.50', high: null },
  onBreach: 'supervisor',
  criticality: 'CQA',
};
const viability: MeasuredField = {
  ...{ type: 'number', id: 'viability', title: 'Viability', unit: '%', decimals: 1 },
  ...{ onBreach: 'continue', criticality: 'IPC' },
};

const bench: Phase[] = [
  {
    ...base('clear', [performed, verified]),
    kind: 'clearance',
    checks: [
      { id: 'empty', title: 'Bench empty' },
      { id: 'clean', title: 'Bench clean' },
    ],
  },
  {
    ...base('lots', [performed, verified]),
    kind: 'material',
    materials: [
      { id: 'medium', title: 'Medium', critical: true },
      { id: 'bag', title: 'Bag', critical: false },
    ],
  },
  {
    ...base('cells', [performed, verified]),
    kind: 'measure',
    fields: [vcd, viability],
    replicates: 2,
    recounts: 1,
    onBreach: 'supervisor',
  },
  { ...base('draw'), kind: 'sample', container: 'Cryovial 2 mL' },
];

const unit: Phase[] = [
  {
    ...base('offset', [performed, verified]),
    kind: 'compare',
    capture: { tag: 'glucose', aggregate: 'last', window: 'PT1M' },
    ...{ unit: 'g/L', decimals: 2, onBreach: 'continue', criticality: 'CPP' },
    alert: { low: '-0.20', high: '0.20' },
    action: { low: '-0.50', high: '0.50' },
  },
];

const after: Phase[] = [
  {
    ...base('found'),
    kind: 'result',
    of: 'draw',
    within: 'PT2H',
    fields: [
      {
        ...{ type: 'number', id: 'endotoxin', title: 'Endotoxin', unit: '[iU]/mL', decimals: 2 },
        ...{ action: { low: null, high: '0.50' }, onBreach: 'stop', criticality: 'CQA' },
      },
    ],
  },
  {
    ...base('volume', []),
    kind: 'calculation',
    formula: 'cells.vcd * 10 mL * (1 + offset.offset / 1 g/L)',
    unit: '10*6',
    rounding: { decimals: 2, mode: 'half-even' },
    ...{ onBreach: 'continue', criticality: 'info' },
  },
  {
    ...base('bags', [performed, verified]),
    kind: 'label',
    labels: [
      {
        id: 'bag',
        title: 'Bag',
        copies: 2,
        lines: ['{product} · {batch}', '{coi} / {patient}', '{code}: {n} of {of}'],
      },
    ],
  },
];

const byHand = { bench: null, unit: 'bioreactor', after: null } as const;

/** A short recipe of what is done by hand: on a bench, once on a unit, and on a bench again. */
export const benchRecipe: MasterRecipe = {
  ...paperRecipe,
  recipe: 'bench',
  title: 'Bench',
  procedure: Object.entries({ bench, unit, after }).map(([unitProcedure, phases]) => ({
    unitProcedure,
    title: unitProcedure,
    unitClass: byHand[unitProcedure as keyof typeof byHand],
    operations: [{ operation: `${unitProcedure}-all`, title: 'All', phases }],
  })),
  windows: [],
};
