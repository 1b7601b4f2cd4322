import type { Quantity, Rounding } from '../../../kernel/quantity.js';
import type { Role } from '../../../trust/identity/domain/index.js';
import type { Criticality, Duration, Range, UnitClass } from '../../unit-classes/domain/index.js';

/** Words for people, in the recipe's language; its key is its path in the recipe. */
export type Text = string;

/** What happens to a step whose action limit is breached: it goes on, asks the supervisor, or stops. */
export type OnBreach = 'continue' | 'supervisor' | 'stop';

export type SignatureMeaning = 'performed' | 'verified' | 'reviewed' | 'approved';

/** Who may sign a recipe's step. */
export type SigningRole = Extract<Role, 'operator' | 'supervisor' | 'qa-reviewer'>;

/** One signature that a step needs, in the order of the list; no two of a step by the same person. */
export interface SignaturePolicy {
  meaning: SignatureMeaning;
  role: SigningRole;
}

/** Limits on one number, in its unit. `alert` lies inside `action`. */
export interface Judged {
  alert?: Range;
  action?: Range;
  /** `continue` where there is no action limit */
  onBreach: OnBreach;
  criticality: Criticality;
}

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

interface PhaseBase {
  /** unique in the recipe; the step's name in references and windows */
  id: string;
  title: Text;
  instruction: Text;
  sign: SignaturePolicy[];
}

/** What must be read from a label: the bound unit's code, the batch's chain-of-identity id, or the patient's pseudonym. */
export interface Scan {
  id: string;
  title: Text;
  expects: 'unit' | 'coi' | 'patient';
}

export interface ScanPhase extends PhaseBase {
  kind: 'scan';
  scans: Scan[];
}

export interface InstructionPhase extends PhaseBase {
  kind: 'instruction';
}

/** A value that the unit knows and nobody types: `aggregate` over the last `window` of the tag's good readings. */
export interface Capture {
  tag: string;
  aggregate: 'last' | 'mean' | 'min' | 'max';
  window: Duration;
}

/** A number as a decimal string in `unit`, kept to `decimals` places. Referred to as `<phase>.<id>`. */
export interface NumberField extends Judged {
  type: 'number';
  id: string;
  title: Text;
  unit: string;
  decimals: number;
  capture?: Capture;
}

export interface TextField {
  type: 'text';
  id: string;
  title: Text;
}

export interface BooleanField {
  type: 'boolean';
  id: string;
  title: Text;
}

export interface ChoiceField {
  type: 'choice';
  id: string;
  title: Text;
  choices: { id: string; title: Text }[];
}

export type Field = NumberField | TextField | BooleanField | ChoiceField;

export interface EntryPhase extends PhaseBase {
  kind: 'entry';
  fields: Field[];
}

/** Computed by the server from earlier values; referred to as `<phase>.result`. */
export interface CalculationPhase extends PhaseBase, Judged {
  kind: 'calculation';
  /** text of the expression; `parseExpression` makes its tree */
  formula: string;
  unit: string;
  rounding: Rounding;
}

/** A rule over one tag while its program runs. One a tag and phase, so `<phase>.<tag>` names it. */
export interface Monitor extends Judged {
  tag: string;
  /** unit of the limits; readings come in the tag's own */
  unit: string;
  action: Range;
  /** a limit is breached when the value was outside for this long without a break */
  delay: Duration;
  staleAfter: Duration;
  /** lengths that hold in place of the real ones while a speed factor is in force; at least 60 s */
  demo?: { delay: Duration };
}

/** Runs a program on the bound unit. It ends by itself, or is ended `after` that long since it started (scaled by speed). */
export interface ProgramPhase extends PhaseBase {
  kind: 'program';
  program: string;
  set: { name: string; target: 'parameter' | 'setpoint'; value: Quantity }[];
  monitor: Monitor[];
  until: { ends: 'program' } | { ends: 'after'; after: Duration };
}

/** Nothing to do for at least this long (scaled by speed). */
export interface WaitPhase extends PhaseBase {
  kind: 'wait';
  for: Duration;
}

/** A person chooses one option and signs for it: the batch goes on, or stops there. */
export interface DecisionPhase extends PhaseBase {
  kind: 'decision';
  options: { id: string; title: Text; then: 'continue' | 'stop' }[];
}

/** The last look: every earlier step is complete and signed, every exception commented. */
export interface ReviewPhase extends PhaseBase {
  kind: 'review';
}

export type Phase =
  ScanPhase | InstructionPhase | EntryPhase | CalculationPhase | ProgramPhase | WaitPhase | DecisionPhase | ReviewPhase;

export type PhaseKind = Phase['kind'];

export interface Operation {
  operation: string;
  title: Text;
  /** in forced order */
  phases: Phase[];
}

export interface UnitProcedure {
  unitProcedure: string;
  title: Text;
  /** code of the class; the unit is bound when the batch comes here */
  unitClass: string;
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
  unitClass: string;
}

/** All phases of a recipe in their forced order. */
export function phasesOf(recipe: Pick<MasterRecipe, 'procedure'>): PlacedPhase[] {
  return recipe.procedure.flatMap(({ unitProcedure, unitClass, operations }) =>
    operations.flatMap(({ operation, phases }) =>
      phases.map((phase) => ({ phase, unitProcedure, operation, unitClass })),
    ),
  );
}
