import type { Quantity, Rounding } from '../../../kernel/quantity.js';
import type { Role } from '../../../trust/identity/domain/index.js';
import type { Criticality, Duration, Range } from '../../unit-classes/domain/index.js';
import type { SkillReference } from './skill-reference.js';

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
  /** whether a breach opens a deviation at once; where absent, as policy says: on a CPP or CQA */
  deviation?: boolean;
}

/** What a yes/no or a choice must say; another answer is an exception. */
export interface Expected {
  onBreach: OnBreach;
  criticality: Criticality;
  deviation?: boolean;
}

/** A procedure or drawing that people work by, at the version that was approved with the recipe. */
export interface DocumentReference {
  document: string;
  version: string;
  title: Text;
}

/** A picture of an instruction: a file by the hex SHA-256 of its bytes, and what it shows. */
export interface Picture {
  file: string;
  shows: Text;
}

/**
 * ISA-88 mode of a phase. `automatic`: begins when its turn comes and, unsigned, ends by itself; `semi-automatic`: a person
 * starts it; `manual`: a person runs it at the unit's own panel and states its start and end.
 */
export type Mode = 'automatic' | 'semi-automatic' | 'manual';

export interface PhaseBase {
  /** unique in the recipe; the step's name in references and windows */
  id: string;
  title: Text;
  instruction: Text;
  sign: SignaturePolicy[];
  pictures?: Picture[];
  documents?: DocumentReference[];
  /** of the unit procedure first, then its own */
  skills?: SkillReference[];
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
  /** the step may be finished without it; every field is mandatory otherwise */
  optional?: true;
  /** its place on a curve, since the curve's start; ascending within a phase */
  at?: Duration;
}

export interface TextField {
  type: 'text';
  id: string;
  title: Text;
  optional?: true;
}

export interface BooleanField extends Partial<Expected> {
  type: 'boolean';
  id: string;
  title: Text;
  optional?: true;
  /** with `onBreach` and `criticality` */
  expects?: boolean;
}

export interface ChoiceField extends Partial<Expected> {
  type: 'choice';
  id: string;
  title: Text;
  optional?: true;
  choices: { id: string; title: Text }[];
  /** the choices that are as they should be, with `onBreach` and `criticality` */
  expects?: string[];
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
  /** `automatic`: computed when its turn comes, complete at once where no signature is asked for */
  mode?: 'automatic';
  /** the result is a yield (211.103): the formula of what is possible, and limits on actual by theoretical in percent, one decimal */
  yield?: { theoretical: string } & Judged;
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
  /** `value` is absent where `formula` gives it when the program starts, inside the range of what is set */
  set: { name: string; target: 'parameter' | 'setpoint'; value?: Quantity; formula?: string }[];
  monitor: Monitor[];
  /** `or`: ends before its time when this expression becomes true */
  until: { ends: 'program'; or?: string } | { ends: 'after'; after: Duration; or?: string };
  /** `semi-automatic` where absent */
  mode?: Mode;
  /** where a process hold takes it; the unit class's own for the program where absent */
  safeState?: { setpoint: string; value: Quantity }[];
}

/** Nothing to do for at least this long (scaled by speed). */
export interface WaitPhase extends PhaseBase {
  kind: 'wait';
  for: Duration;
  mode?: 'automatic';
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

/** 211.130: nothing of another batch is left. It ends only when each check stands at yes; a no is an exception. */
export interface ClearancePhase extends PhaseBase {
  kind: 'clearance';
  checks: { id: string; title: Text }[];
}

/** Lots that go into the batch: each is recorded with its expiry and status before it is used (211.101, 211.184). */
export interface MaterialPhase extends PhaseBase {
  kind: 'material';
  materials: Material[];
}

export interface Material {
  id: string;
  title: Text;
  /** touches the cells or decides on their quality: a second person verifies it */
  critical: boolean;
}

/** A number that is counted several times; its value is the mean of the last round, kept to `decimals`, half-even. */
export interface MeasuredField extends Omit<NumberField, 'capture' | 'at'> {
  /** largest coefficient of variation of a round: sample standard deviation (n - 1) by mean, in percent */
  cv?: string;
}

/** Every field is counted `replicates` times. A round that scatters beyond `cv` is counted again, `recounts` times at most. */
export interface MeasurePhase extends PhaseBase {
  kind: 'measure';
  fields: MeasuredField[];
  /** two or more */
  replicates: number;
  recounts: number;
  /** of the last round's scatter; limits of the means have their own */
  onBreach: OnBreach;
  deviation?: boolean;
}

/** Takes a sample: the server gives its id, the person confirms it from the label. */
export interface SamplePhase extends PhaseBase {
  kind: 'sample';
  container: Text;
}

/** What the laboratory found in a sample of an earlier phase. References are `<phase>.<field>`. */
export interface ResultPhase extends PhaseBase {
  kind: 'result';
  /** the sample's phase */
  of: string;
  /** due so long after the sampling step's end (scaled by speed) */
  within?: Duration;
  /** never captured */
  fields: Field[];
}

/** The unit's own value against one measured beside it. Judged is `<phase>.offset`: at-line less in-line. */
export interface ComparePhase extends PhaseBase, Judged {
  kind: 'compare';
  capture: Capture;
  unit: string;
  decimals: number;
}

/** Labels: issued as specimens, scanned back one by one, then reconciled (211.125). */
export interface LabelPhase extends PhaseBase {
  kind: 'label';
  labels: Label[];
}

export interface Label {
  /** unique in the recipe: part of each copy's code */
  id: string;
  title: Text;
  copies: number;
  /** templates over `LABEL_NAMES`, as `{batch}` */
  lines: Text[];
}

/** What a label's line may name; `code` is the copy's own, `n` its number `of` so many. */
export const LABEL_NAMES = ['product', 'batch', 'coi', 'patient', 'code', 'n', 'of'] as const;

export type Phase =
  | ScanPhase
  | InstructionPhase
  | EntryPhase
  | CalculationPhase
  | ProgramPhase
  | WaitPhase
  | DecisionPhase
  | ReviewPhase
  | ClearancePhase
  | MaterialPhase
  | MeasurePhase
  | SamplePhase
  | ResultPhase
  | ComparePhase
  | LabelPhase;

export type PhaseKind = Phase['kind'];
