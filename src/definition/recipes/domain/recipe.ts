import type { Rounding } from '../../../kernel/quantity.js';
import type { Criticality, Duration, Range, UnitClass } from '../../unit-classes/domain/index.js';
import { bodiesOf, type BlockKind, elementsOf, type Flow, isBlock } from './flow.js';
import type { DocumentReference, Judged, OnBreach, Phase, SignaturePolicy, Text } from './phase.js';
import type { SkillReference } from './skill-reference.js';

interface ParameterBase extends Partial<Judged> {
  id: string;
  title: Text;
  unit: string;
  /** what is approved: a value outside is refused, whatever its source */
  range: Range;
  criticality: Criticality;
}

/** A value of the recipe's formula (ISA-88). Referred to as `parameters.<id>`. */
export type Parameter = ParameterBase &
  (
    | { source: 'constant'; /** decimal in `unit`, inside `range` */ target: string }
    /** given when the batch is issued: of this patient (dose per kg) or this run */
    | { source: 'patient' }
    /** computed when a phase needs it */
    | { source: 'formula'; formula: string; rounding: Rounding }
    /** what an earlier phase recorded, typed or captured: `<phase>.<field>` */
    | { source: 'entry' | 'reading'; from: string }
  );

export interface Operation {
  operation: string;
  title: Text;
  /** in forced order */
  phases: Flow<Phase>[];
}

export interface UnitProcedure {
  unitProcedure: string;
  title: Text;
  /** code of the class; the unit is bound when the batch comes here. Null: by hand, at a bench, on no unit */
  unitClass: string | null;
  operations: Flow<Operation>[];
  /** that all its steps ask for: those of its phases have them too, those that are inserted ad hoc here alone */
  skills?: SkillReference[];
  /** what a unit must have or be for this, shown when one is bound */
  requires?: Text[];
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
  deviation?: boolean;
  /** lengths that hold in place of the real ones while a speed factor is in force; `max` at least 60 s */
  demo?: { max: Duration; alert?: Duration };
}

/** What a record made of a recipe is. Only a patient batch carries a chain of identity. */
export const RECORD_TYPES = [
  'patient-batch',
  'prepared-material',
  'cleaning',
  'monitoring',
  'media-fill',
  'ppq',
  'engineering',
  'training',
] as const;
export type RecordType = (typeof RECORD_TYPES)[number];

/** Records of these types prove nothing about a product: loud on every screen and never releasable. */
export const NOT_GMP: ReadonlySet<RecordType> = new Set(['engineering', 'training']);

/** Phases that a signature inserts where they are needed: a sample taken again, an extra feed. */
export interface AdHocBlock {
  id: string;
  title: Text;
  /** how often a batch may have it */
  max: number;
  /** who decides that it is needed; signs with the meaning `approved` */
  sign: SignaturePolicy['role'];
  /** what its phases run on: inserted while a unit procedure of that class runs; null for what is done by hand */
  unitClass: string | null;
  phases: Flow<Phase>[];
}

/** 11.10(i), 211.25: what people have read before they work by a version. */
export interface Training {
  /** who does or verifies a step has read its documents, at their versions */
  documents?: true;
  /** so many operators of its sites have read the version, and have all that its steps ask, before it takes effect */
  quorum?: number;
}

/** A version of another recipe, overlay or block that this one is made of. */
export interface PinnedVersion {
  code: string;
  version: number;
  hash: string;
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
  /** `patient-batch` where absent */
  type?: RecordType;
  /** in development it may start engineering and training records alone; its lint errors are gaps to close */
  stage?: 'development';
  /** the material a prepared-material record yields, and how long it keeps from completion */
  yields?: { material: string; title: Text; unit: string; keeps: Duration };
  /** minutes after which a stated time is a late entry; 15 where absent */
  statedWithin?: number;
  parameters: Parameter[];
  procedure: Flow<UnitProcedure>[];
  windows: HoldWindow[];
  adHoc?: AdHocBlock[];
  /** platform recipe and overlays, from the general one down */
  madeFrom?: PinnedVersion[];
  blocks?: (PinnedVersion & { as: string })[];
  documents?: DocumentReference[];
  /** what is asked of people besides skills; none of it where absent */
  training?: Training;
  /** by language (BCP 47), then by `<phase>.title`, `<phase>.instruction`, `<phase>.<field>` */
  translations?: Record<string, Record<string, Text>>;
  unitClasses: UnitClass[];
}

/** Where a phase stands: what the engine needs to make a batch's steps. */
export interface PlacedPhase {
  phase: Phase;
  unitProcedure: string;
  operation: string;
  unitClass: string | null;
  /** the blocks around it, outermost first; `body` is the branch or option, null in a loop or repeat */
  blocks: readonly { block: string; kind: BlockKind; body: string | null }[];
}

const placed = new WeakMap<MasterRecipe['procedure'], readonly PlacedPhase[]>();

/** All phases of a recipe in the order of its file, without those that are inserted ad hoc; found once, as a recipe never changes. */
export function phasesOf({ procedure }: Pick<MasterRecipe, 'procedure'>): readonly PlacedPhase[] {
  const known = placed.get(procedure);
  if (known !== undefined) return known;
  const phases = place(procedure, [], (unitProcedure, outer) =>
    place(unitProcedure.operations, outer, ({ operation, phases }, middle) =>
      place(phases, middle, (phase, blocks) => [
        { phase, unitProcedure: unitProcedure.unitProcedure, operation, unitClass: unitProcedure.unitClass, blocks },
      ]),
    ),
  );
  placed.set(procedure, phases);
  return phases;
}

function place<Element extends object>(
  body: readonly Flow<Element>[],
  blocks: PlacedPhase['blocks'],
  leaf: (element: Element, blocks: PlacedPhase['blocks']) => PlacedPhase[],
): PlacedPhase[] {
  return body.flatMap((flow) =>
    isBlock(flow)
      ? bodiesOf(flow).flatMap(({ id, body: inner }) =>
          place(inner, [...blocks, { block: flow.id, kind: flow.kind, body: id }], leaf),
        )
      : leaf(flow, blocks),
  );
}

/** The unit procedures of a recipe in the order of its file. */
export const unitProceduresOf = ({ procedure }: Pick<MasterRecipe, 'procedure'>): UnitProcedure[] =>
  elementsOf(procedure);
