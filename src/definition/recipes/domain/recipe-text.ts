import type { Rounding } from '../../../kernel/quantity.js';
import type { Criticality, Duration } from '../../unit-classes/domain/index.js';
import type {
  Capture,
  Expected,
  Label,
  Material,
  Mode,
  OnBreach,
  Picture,
  Scan,
  SignatureMeaning,
  SigningRole,
  Text,
} from './phase.js';
import type { RecordType, Training } from './recipe.js';

// A recipe as its file writes it, once `recipes/recipe.schema.json` has let it through.

export type Numbers = [number | null, number | null];
type Signature = SignatureMeaning | `${SignatureMeaning} by ${SigningRole}`;

export interface JudgedText {
  alert?: Numbers;
  action?: Numbers;
  onBreach?: OnBreach;
  deviation?: boolean;
  criticality: Criticality;
}

export type ParameterText = JudgedText & { title: Text; unit: string; range: Numbers } & (
    | { source?: 'constant'; target: number }
    | { source: 'patient' }
    | { source: 'formula'; formula: string; rounding: Rounding }
    | { source: 'entry' | 'reading'; from: string }
  );

interface PhaseTextBase {
  id: string;
  title: Text;
  instruction: Text;
  sign?: Signature[];
  pictures?: Picture[];
  documents?: string[];
  skills?: string[];
}

export interface NumberFieldText extends JudgedText {
  type: 'number';
  title: Text;
  unit: string;
  decimals: number;
  capture?: Capture;
  at?: Duration;
  optional?: true;
}

export interface MeasuredFieldText extends JudgedText {
  type: 'number';
  title: Text;
  unit: string;
  decimals: number;
  cv?: number;
}

export type FieldText =
  | NumberFieldText
  | { type: 'text'; title: Text; optional?: true }
  | ({ type: 'boolean'; title: Text; optional?: true; expects?: boolean } & Partial<Expected>)
  | ChoiceFieldText;

export interface ChoiceFieldText extends Partial<Expected> {
  type: 'choice';
  title: Text;
  optional?: true;
  choices: Record<string, Text>;
  expects?: string[];
}

export interface MonitorText extends JudgedText {
  tag: string;
  unit: string;
  action: Numbers;
  delay: Duration;
  staleAfter?: Duration;
  onBreach: OnBreach;
  demo?: { delay: Duration };
}

export interface EntryText extends PhaseTextBase {
  kind: 'entry';
  fields: Record<string, FieldText>;
}

export interface CalculationText extends PhaseTextBase, JudgedText {
  kind: 'calculation';
  formula: string;
  unit: string;
  rounding: Rounding;
  mode?: 'automatic';
  yield?: { theoretical: string } & JudgedText;
}

export interface ProgramText extends PhaseTextBase {
  kind: 'program';
  program: string;
  /** a quantity, or a formula after `=` */
  set: Record<string, string>;
  monitor: MonitorText[];
  until?: { after?: Duration; or?: string };
  mode?: Mode;
  safeState?: Record<string, string>;
}

export interface DecisionText extends PhaseTextBase {
  kind: 'decision';
  options: { id: string; title: Text; then: 'continue' | 'stop' }[];
}

export interface ScanText extends PhaseTextBase {
  kind: 'scan';
  scans: Scan[];
}

export interface ClearanceText extends PhaseTextBase {
  kind: 'clearance';
  checks: { id: string; title: Text }[];
}

export interface MaterialText extends PhaseTextBase {
  kind: 'material';
  materials: Material[];
}

export interface MeasureText extends PhaseTextBase {
  kind: 'measure';
  fields: Record<string, MeasuredFieldText>;
  replicates: number;
  recounts?: number;
  onBreach: OnBreach;
  deviation?: boolean;
}

export interface ResultText extends PhaseTextBase {
  kind: 'result';
  of: string;
  within?: Duration;
  fields: Record<string, FieldText>;
}

export interface CompareText extends PhaseTextBase, JudgedText {
  kind: 'compare';
  capture: Capture;
  unit: string;
  decimals: number;
}

export type PhaseText =
  | ScanText
  | (PhaseTextBase & { kind: 'instruction' | 'review' })
  | EntryText
  | CalculationText
  | ProgramText
  | (PhaseTextBase & { kind: 'wait'; for: Duration; mode?: 'automatic' })
  | DecisionText
  | ClearanceText
  | MaterialText
  | MeasureText
  | (PhaseTextBase & { kind: 'sample'; container: Text })
  | ResultText
  | CompareText
  | (PhaseTextBase & { kind: 'label'; labels: Label[] });

export interface UseText {
  /** `<code>@<version>` of a block in the library */
  use: string;
  as: string;
}

interface Titled {
  id: string;
  title: Text;
}

/** A list of a level stands under the level's name. */
export type Level = 'procedure' | 'operations' | 'phases';
type Body<L extends Level, Element> = Record<L, FlowText<L, Element>[]>;

export type FlowText<L extends Level, Element> = Element | BlockText<L, Element>;

export type BlockText<L extends Level, Element> =
  | (Titled & { kind: 'parallel'; branches: (Titled & Body<L, Element>)[] })
  | (Titled & { kind: 'choice'; on?: string; options: (Titled & { when?: string } & Body<L, Element>)[] })
  | (Titled &
      Body<L, Element> & {
        kind: 'loop';
        until: string;
        max: number;
        onBreach: OnBreach;
        criticality: Criticality;
        deviation?: boolean;
      })
  | (Titled & Body<L, Element> & { kind: 'repeat'; every: Duration; during: string });

export type PhasesText = FlowText<'phases', PhaseText | UseText>[];

export interface OperationText {
  operation: string;
  title: Text;
  phases: PhasesText;
}

export interface UnitProcedureText {
  unitProcedure: string;
  title: Text;
  unitClass?: string;
  operations: FlowText<'operations', OperationText>[];
  requires?: Text[];
  skills?: string[];
}

export interface WindowText {
  id: string;
  title: Text;
  from: string;
  to: string;
  min?: Duration;
  max?: Duration;
  alert?: Duration;
  onBreach: OnBreach;
  deviation?: boolean;
  criticality: Criticality;
  demo?: { max: Duration; alert?: Duration };
}

export interface AdHocText {
  id: string;
  title: Text;
  max: number;
  sign: SigningRole;
  unitClass?: string;
  phases: PhasesText;
}

/** Titles of skills by their codes. */
export type SkillsText = Record<string, Text>;

/** Documents by code; a phase refers to one as `<code>@<version>`. */
export type DocumentsText = Record<string, { title: Text; version: string | number }>;

export interface RecipeText {
  recipe: string;
  title: Text;
  product: string;
  label?: string;
  description?: Text;
  type?: RecordType;
  stage?: 'development';
  yields?: { material: string; title: Text; unit: string; keeps: Duration };
  statedWithin?: Duration;
  documents?: DocumentsText;
  skills?: SkillsText;
  training?: Training;
  parameters?: Record<string, ParameterText>;
  procedure: FlowText<'procedure', UnitProcedureText>[];
  windows?: WindowText[];
  adHoc?: AdHocText[];
  translations?: Record<string, Record<string, Text>>;
}

export interface BlockFileText {
  block: string;
  title: Text;
  unitClass?: string;
  documents?: DocumentsText;
  skills?: SkillsText;
  phases: PhasesText;
}
