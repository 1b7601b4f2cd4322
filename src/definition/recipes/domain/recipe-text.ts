import type { Rounding } from '../../../kernel/quantity.js';
import type { Criticality, Duration } from '../../unit-classes/domain/index.js';
import type { Capture, Label, Material, OnBreach, Scan, SignatureMeaning, SigningRole, Text } from './phase.js';

// A recipe as its file writes it, once `recipes/recipe.schema.json` has let it through.

export type Numbers = [number | null, number | null];
type Signature = SignatureMeaning | `${SignatureMeaning} by ${SigningRole}`;

export interface JudgedText {
  alert?: Numbers;
  action?: Numbers;
  onBreach?: OnBreach;
  criticality: Criticality;
}

export interface ParameterText {
  title: Text;
  unit: string;
  target: number;
  range: Numbers;
  criticality: Criticality;
}

interface PhaseTextBase {
  id: string;
  title: Text;
  instruction: Text;
  sign: Signature[];
}

export interface NumberFieldText extends JudgedText {
  type: 'number';
  title: Text;
  unit: string;
  decimals: number;
  capture?: Capture;
  at?: Duration;
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
  | { type: 'text' | 'boolean'; title: Text }
  | { type: 'choice'; title: Text; choices: Record<string, Text> };

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
}

export interface ProgramText extends PhaseTextBase {
  kind: 'program';
  program: string;
  set: Record<string, string>;
  monitor: MonitorText[];
  until?: { after: Duration };
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
  | (PhaseTextBase & { kind: 'wait'; for: Duration })
  | DecisionText
  | ClearanceText
  | MaterialText
  | MeasureText
  | (PhaseTextBase & { kind: 'sample'; container: Text })
  | ResultText
  | CompareText
  | (PhaseTextBase & { kind: 'label'; labels: Label[] });

export interface WindowText {
  id: string;
  title: Text;
  from: string;
  to: string;
  min?: Duration;
  max?: Duration;
  alert?: Duration;
  onBreach: OnBreach;
  criticality: Criticality;
  demo?: { max: Duration; alert?: Duration };
}

export interface RecipeText {
  recipe: string;
  title: Text;
  product: string;
  label?: string;
  description?: Text;
  parameters?: Record<string, ParameterText>;
  procedure: {
    unitProcedure: string;
    title: Text;
    unitClass?: string;
    operations: { operation: string; title: Text; phases: PhaseText[] }[];
  }[];
  windows?: WindowText[];
}
