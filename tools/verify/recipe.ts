/** What the verifier reads of a frozen recipe. */
export interface Phase {
  id: string;
  kind: string;
  sign: { meaning: string; role: string }[];
  fields?: { id: string; unit?: string; decimals?: number; capture?: { tag: string; aggregate: string } }[];
}

export interface Recipe {
  procedure: { unitProcedure: string; unitClass: string; operations: { phases: Phase[] }[] }[];
  unitClasses: { code: string; tags: { tag: string; unit?: string }[] }[];
}

/** All phases in forced order, with the unit class that each runs on. */
export const phasesOf = ({ procedure }: Recipe): { phase: Phase; unitProcedure: string; unitClass: string }[] =>
  procedure.flatMap(({ unitProcedure, unitClass, operations }) =>
    operations.flatMap(({ phases }) => phases.map((phase) => ({ phase, unitProcedure, unitClass }))),
  );
