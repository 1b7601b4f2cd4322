import type { MasterRecipe, Phase, SignaturePolicy } from '../../src/definition/recipes/domain/index.js';

const base = (id: string, sign: SignaturePolicy[] = []) => ({ id, title: id, instruction: `Do ${id}.`, sign });
const performed: SignaturePolicy = { meaning: 'performed', role: 'operator' };
const verified: SignaturePolicy = { meaning: 'verified', role: 'operator' };

const phases: Record<'one' | 'two', Phase[]> = {
  one: [
    {
      ...base('identity', [performed, verified]),
      kind: 'scan',
      scans: [
        { id: 'unit', title: 'Unit', expects: 'unit' },
        { id: 'bag', title: 'Bag', expects: 'coi' },
      ],
    },
    {
      ...base('count', [performed]),
      kind: 'entry',
      fields: [
        {
          type: 'number',
          id: 'cells',
          title: 'Cells',
          unit: '10*6',
          decimals: 0,
          alert: { low: '90', high: '150' },
          action: { low: '80', high: '200' },
          onBreach: 'supervisor',
          criticality: 'CQA',
        },
        {
          type: 'number',
          id: 'glucose',
          title: 'Glucose',
          unit: 'g/L',
          decimals: 2,
          onBreach: 'continue',
          criticality: 'IPC',
          capture: { tag: 'glucose', aggregate: 'last', window: 'PT1M' },
        },
      ],
    },
    {
      ...base('volume'),
      kind: 'calculation',
      formula: 'parameters.moi * count.cells',
      unit: '10*6',
      rounding: { decimals: 1, mode: 'half-even' },
      onBreach: 'continue',
      criticality: 'info',
    },
    {
      ...base('culture', [performed]),
      kind: 'program',
      program: 'Expansion',
      set: [{ name: 'temperature', target: 'setpoint', value: { value: '37.0', unit: 'Cel' } }],
      monitor: [
        {
          tag: 'temperature',
          unit: 'Cel',
          alert: { low: '36.5', high: '37.5' },
          action: { low: '36', high: '38' },
          delay: 'PT2M',
          staleAfter: 'PT1M',
          onBreach: 'stop',
          criticality: 'CPP',
        },
      ],
      until: { ends: 'program' },
    },
  ],
  two: [
    { ...base('rest'), kind: 'wait', for: 'PT1H' },
    {
      ...base('decide', [{ meaning: 'performed', role: 'supervisor' }]),
      kind: 'decision',
      options: [
        { id: 'go', title: 'Go', then: 'continue' },
        { id: 'stop', title: 'Stop', then: 'stop' },
      ],
    },
    { ...base('check', [{ meaning: 'reviewed', role: 'qa-reviewer' }]), kind: 'review' },
  ],
};

/** A short recipe with every kind of phase but one, over two unit procedures, with one hold time between them. */
export const paperRecipe: MasterRecipe = {
  recipe: 'paper',
  title: 'Paper recipe',
  product: 'cells',
  parameters: [
    {
      id: 'moi',
      title: 'MOI',
      unit: '1',
      source: 'constant',
      target: '5',
      range: { low: '5', high: '10' },
      criticality: 'CPP',
    },
  ],
  procedure: (['one', 'two'] as const).map((unitProcedure) => ({
    unitProcedure,
    title: unitProcedure,
    unitClass: 'bioreactor',
    operations: [{ operation: 'all', title: 'All', phases: phases[unitProcedure] }],
  })),
  windows: [
    {
      id: 'count-to-culture',
      title: 'Counted to culture',
      from: { phase: 'count', edge: 'end' },
      to: { phase: 'culture', edge: 'start' },
      min: 'PT1M',
      max: 'PT1H',
      alert: 'PT30M',
      onBreach: 'supervisor',
      criticality: 'CPP',
    },
  ],
  unitClasses: [
    {
      code: 'bioreactor',
      title: 'Bioreactor',
      use: 'exclusive',
      tags: [
        { tag: 'temperature', title: 'T', type: 'number', unit: 'Cel', criticality: 'CPP', staleAfter: 'PT1M' },
        { tag: 'glucose', title: 'Glucose', type: 'number', unit: 'g/L', criticality: 'IPC', staleAfter: 'PT1M' },
      ],
      setpoints: [],
      programs: [],
    },
  ],
};
