/** A range of decimals, both ends included; null is open. */
export interface Span {
  low: string | null;
  high: string | null;
}

export interface Limits {
  alert?: Span;
  action?: Span;
  onBreach?: string;
  criticality?: string;
}

export interface Field extends Limits {
  id: string;
  title?: string;
  type?: string;
  unit?: string;
  decimals?: number;
  capture?: { tag: string; aggregate: string };
  /** of a measured field: the largest coefficient of variation, in percent */
  cv?: string;
}

export interface Label {
  id: string;
  title: string;
  copies: number;
  lines: string[];
}

/** What the verifier reads of a phase: what its kind does not have is not there. */
export interface Phase extends Limits {
  id: string;
  kind: string;
  sign: { meaning: string; role: string }[];
  fields?: Field[];
  scans?: { id: string; expects: string }[];
  checks?: { id: string }[];
  materials?: { id: string; title: string; critical: boolean }[];
  replicates?: number;
  recounts?: number;
  container?: string;
  /** of a result: the phase of its sample, and when it is due after that */
  of?: string;
  within?: string;
  labels?: Label[];
  capture?: { tag: string; aggregate: string };
  unit?: string;
  decimals?: number;
}

export interface Recipe {
  procedure: { unitProcedure: string; unitClass: string | null; operations: { phases: Phase[] }[] }[];
  unitClasses: { code: string; tags: { tag: string; unit?: string }[] }[];
}

export interface Placed {
  phase: Phase;
  unitProcedure: string;
  /** null: by hand, on no unit */
  unitClass: string | null;
}

/** All phases in forced order, with the unit class that each runs on. */
export const phasesOf = ({ procedure }: Recipe): Placed[] =>
  procedure.flatMap(({ unitProcedure, unitClass, operations }) =>
    operations.flatMap(({ phases }) => phases.map((phase) => ({ phase, unitProcedure, unitClass: unitClass ?? null }))),
  );
