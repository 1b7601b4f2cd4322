import type {
  Block,
  CalculationPhase,
  DecisionPhase,
  EntryPhase,
  Flow,
  MasterRecipe,
  Monitor,
  NumberField,
  Phase,
  PhaseBase,
  ProgramPhase,
  ScanPhase,
  SignaturePolicy,
  UnitProcedure,
} from '../../src/definition/recipes/domain/index.js';
import type { Range, UnitClass } from '../../src/definition/unit-classes/domain/index.js';

// Parts of a recipe for specs that look at one of them: everything that is not said is in order.

export const range = (low: number | null, high: number | null): Range => ({
  low: low === null ? null : String(low),
  high: high === null ? null : String(high),
});

export const SIGNED: SignaturePolicy[] = [
  { meaning: 'performed', role: 'operator' },
  { meaning: 'verified', role: 'operator' },
];

const base = (id: string): PhaseBase => ({ id, title: id, instruction: `Do ${id}.`, sign: SIGNED });

export const bioreactor: UnitClass = {
  code: 'bioreactor',
  title: 'Bioreactor',
  use: 'exclusive',
  tags: [
    {
      ...{ tag: 'temperature', title: 'Temperature', type: 'number', unit: 'Cel', range: range(0, 60) },
      ...{ criticality: 'CPP', staleAfter: 'PT30S' },
    },
    {
      ...{ tag: 'glucose', title: 'Glucose', type: 'number', unit: 'g/L', range: range(0, 10) },
      ...{ criticality: 'IPC', staleAfter: 'PT30S' },
    },
  ],
  setpoints: [{ name: 'temperature', title: 'Temperature', unit: 'Cel', range: range(4, 40) }],
  programs: [
    {
      name: 'Expansion',
      title: 'Expansion',
      parameters: [{ name: 'duration', title: 'Duration', unit: 'h', range: range(0.1, 480) }],
      safeState: [{ setpoint: 'temperature', value: { value: '37.0', unit: 'Cel' } }],
    },
  ],
};

export const number = (id: string, more: Partial<NumberField> = {}): NumberField => ({
  ...{ type: 'number', id, title: id, unit: '1', decimals: 1, onBreach: 'supervisor', criticality: 'info' },
  ...more,
});

export const entry = (id: string, fields: EntryPhase['fields'] = [number('x')], sign = SIGNED): EntryPhase => ({
  ...{ ...base(id), kind: 'entry', fields, sign },
});

export const scan = (id: string, ...expects: ScanPhase['scans'][number]['expects'][]): ScanPhase => ({
  ...base(id),
  kind: 'scan',
  scans: expects.map((what) => ({ id: what, title: what, expects: what })),
});

export const calculation = (id: string, formula: string, more: Partial<CalculationPhase> = {}): CalculationPhase => ({
  ...{ ...base(id), kind: 'calculation', formula, unit: '1', rounding: { decimals: 1, mode: 'half-even' } },
  ...{ onBreach: 'continue', criticality: 'info', ...more },
});

export const decision = (id: string, then: Record<string, 'continue' | 'stop'>): DecisionPhase => ({
  ...base(id),
  kind: 'decision',
  options: Object.entries(then).map(([option, way]) => ({ id: option, title: option, then: way })),
});

export const monitor = (more: Partial<Monitor> = {}): Monitor => ({
  ...{ tag: 'temperature', unit: 'Cel', alert: range(36.5, 37.5), action: range(36, 38), delay: 'PT10S' },
  ...{ staleAfter: 'PT30S', onBreach: 'continue', criticality: 'CPP', ...more },
});

export const program = (id: string, more: Partial<ProgramPhase> = {}): ProgramPhase => ({
  ...{ ...base(id), kind: 'program', program: 'Expansion' },
  set: [{ name: 'temperature', target: 'setpoint', value: { value: '37.0', unit: 'Cel' } }],
  ...{ monitor: [monitor()], until: { ends: 'after', after: 'P7D' }, ...more },
});

export const wait = (id: string, length: string): Phase => ({ ...base(id), kind: 'wait', for: length });
export const label = (id: string): Phase => ({
  ...base(id),
  kind: 'label',
  labels: [{ id: `${id}-bag`, title: 'Bag', copies: 1, lines: ['{coi}'] }],
});
export const sample = (id: string): Phase => ({ ...base(id), kind: 'sample', container: 'vial' });
export const result = (id: string, of: string): Phase => ({ ...base(id), kind: 'result', of, fields: [number('x')] });

export const parallel = <E>(id: string, ...bodies: Flow<E>[][]): Block<E> => ({
  ...{ kind: 'parallel', id, title: id },
  branches: bodies.map((body, index) => ({ id: `${id}-${index + 1}`, title: id, body })),
});
export const choice = <E>(id: string, options: Record<string, { when?: string; body?: Flow<E>[] }>): Block<E> => ({
  ...{ kind: 'choice', id, title: id, on: null },
  options: Object.entries(options).map(([option, { when = null, body = [] }]) => ({
    ...{ id: option, title: option, when, body },
  })),
});
export const choiceOn = <E>(id: string, on: string, options: Record<string, Flow<E>[]>): Block<E> => ({
  ...{ kind: 'choice', id, title: id, on },
  options: Object.entries(options).map(([option, body]) => ({ id: option, title: option, when: null, body })),
});
export const loop = <E>(id: string, until: string, max: number, ...body: Flow<E>[]): Block<E> => ({
  ...{ kind: 'loop', id, title: id, until, max, onBreach: 'supervisor', criticality: 'IPC', body },
});
export const repeat = <E>(id: string, during: string, every: string, ...body: Flow<E>[]): Block<E> => ({
  ...{ kind: 'repeat', id, title: id, every, during, body },
});

export const unitProcedure = (
  id: string,
  unitClass: string | null,
  phases: Flow<Phase>[],
  more: Partial<UnitProcedure> = {},
): UnitProcedure => ({
  ...{ unitProcedure: id, title: id, unitClass },
  operations: [{ operation: `${id}-all`, title: id, phases }],
  ...more,
});

/** Phases on one bioreactor after its identity check, with a label at the end: nothing in it is wrong by itself. */
export const recipeOf = (phases: Flow<Phase>[], more: Partial<MasterRecipe> = {}): MasterRecipe => ({
  ...{ recipe: 'small', title: 'Small', product: 'Test cells', parameters: [], windows: [], unitClasses: [bioreactor] },
  procedure: [unitProcedure('culture', 'bioreactor', [scan('identity', 'unit', 'coi'), ...phases, label('labels')])],
  ...more,
});
