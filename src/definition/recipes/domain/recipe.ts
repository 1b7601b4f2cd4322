import type { Criticality, Duration, Range, UnitClass } from '../../unit-classes/domain/index.js';
import type { OnBreach, Phase, Text } from './phase.js';

/** A value of the recipe's formula (ISA-88). Its value is its target; sources other than a constant are to come. */
export interface Parameter {
  id: string;
  title: Text;
  unit: string;
  source: 'constant';
  /** decimal in `unit`, inside `range` */
  target: string;
  range: Range;
  criticality: Criticality;
}

export interface Operation {
  operation: string;
  title: Text;
  /** in forced order */
  phases: Phase[];
}

export interface UnitProcedure {
  unitProcedure: string;
  title: Text;
  /** code of the class; the unit is bound when the batch comes here. Null: by hand, at a bench, on no unit */
  unitClass: string | null;
  operations: Operation[];
}

export interface PhaseEdge {
  phase: string;
  edge: 'start' | 'end';
}

/** A hold time between two edges, on event time. `min` scales with speed, `max` and `alert` never do. */
export interface HoldWindow {
  id: string;
  title: Text;
  from: PhaseEdge;
  to: PhaseEdge;
  min?: Duration;
  max?: Duration;
  /** warns this long after `from`, before `max` */
  alert?: Duration;
  onBreach: OnBreach;
  criticality: Criticality;
  /** lengths that hold in place of the real ones while a speed factor is in force; `max` at least 60 s */
  demo?: { max: Duration; alert?: Duration };
}

/**
 * A master recipe as it is executed: every default resolved, every name checked, and the unit classes it
 * names included, so that its hash covers all that a batch rests on.
 */
export interface MasterRecipe {
  recipe: string;
  title: Text;
  product: string;
  /** the author's own word for the version; the version's number is its stream's */
  label?: string;
  description?: Text;
  parameters: Parameter[];
  procedure: UnitProcedure[];
  windows: HoldWindow[];
  unitClasses: UnitClass[];
}

/** Where a phase stands: what the engine needs to make a batch's steps, in forced order. */
export interface PlacedPhase {
  phase: Phase;
  unitProcedure: string;
  operation: string;
  unitClass: string | null;
}

const placed = new WeakMap<MasterRecipe['procedure'], readonly PlacedPhase[]>();

/** All phases of a recipe in their forced order; found once, as a recipe never changes. */
export function phasesOf({ procedure }: Pick<MasterRecipe, 'procedure'>): readonly PlacedPhase[] {
  const known = placed.get(procedure);
  if (known !== undefined) return known;
  const phases = procedure.flatMap(({ unitProcedure, unitClass, operations }) =>
    operations.flatMap(({ operation, phases }) =>
      phases.map((phase) => ({ phase, unitProcedure, operation, unitClass })),
    ),
  );
  placed.set(procedure, phases);
  return phases;
}
