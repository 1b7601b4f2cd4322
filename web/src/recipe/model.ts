/** A master recipe as the API states it: what the pages read of it. Texts are in the recipe's own language. */
export type Criticality = 'CPP' | 'CQA' | 'IPC' | 'info';
export type BreachAnswer = 'continue' | 'supervisor' | 'stop';

/** Decimal strings; null where that side is open. */
export interface Range {
  low: string | null;
  high: string | null;
}

export interface Quantity {
  value: string;
  unit: string;
}

export interface Judged {
  alert?: Range;
  action?: Range;
  onBreach?: BreachAnswer;
  criticality?: Criticality;
  deviation?: boolean;
}

export interface Capture {
  tag: string;
  aggregate: string;
  window: string;
}

export interface Field extends Judged {
  type?: 'number' | 'text' | 'boolean' | 'choice';
  id: string;
  title: string;
  unit?: string;
  decimals?: number;
  capture?: Capture;
  optional?: true;
  at?: string;
  cv?: string;
  choices?: { id: string; title: string }[];
  expects?: boolean | string[];
}

export interface Monitor extends Judged {
  tag: string;
  unit: string;
  delay: string;
  staleAfter: string;
}

export interface Setting {
  name: string;
  target: 'parameter' | 'setpoint';
  value?: Quantity;
  formula?: string;
}

interface PhaseBase {
  id: string;
  title: string;
  instruction: string;
  sign: { meaning: string; role: string }[];
  pictures?: { file: string; shows: string }[];
  documents?: DocumentReference[];
  skills?: { skill: string; title: string }[];
  mode?: 'automatic' | 'semi-automatic' | 'manual';
}

export interface DocumentReference {
  document: string;
  version: string;
  title: string;
}

export type Rounding = { decimals: number; mode: string } | { significant: number; mode: string };

export interface Program extends PhaseBase {
  kind: 'program';
  program: string;
  set: Setting[];
  monitor: Monitor[];
  until: { ends: 'program' | 'after'; after?: string; or?: string };
  safeState?: { setpoint: string; value: Quantity }[];
}

export interface Calculation extends PhaseBase, Judged {
  kind: 'calculation';
  formula: string;
  unit: string;
  rounding: Rounding;
  yield?: { theoretical: string } & Judged;
}

export interface Compare extends PhaseBase, Judged {
  kind: 'compare';
  capture: Capture;
  unit: string;
  decimals: number;
}

export type Phase =
  | Program
  | Calculation
  | Compare
  | (PhaseBase & { kind: 'scan'; scans: { id: string; title: string; expects: string }[] })
  | (PhaseBase & { kind: 'instruction' | 'review' })
  | (PhaseBase & { kind: 'entry'; fields: Field[] })
  | (PhaseBase & { kind: 'measure'; fields: Field[]; replicates: number; recounts: number; onBreach: BreachAnswer })
  | (PhaseBase & { kind: 'result'; of: string; within?: string; fields: Field[] })
  | (PhaseBase & { kind: 'wait'; for: string })
  | (PhaseBase & { kind: 'decision'; options: { id: string; title: string; then: 'continue' | 'stop' }[] })
  | (PhaseBase & { kind: 'clearance'; checks: { id: string; title: string }[] })
  | (PhaseBase & { kind: 'material'; materials: { id: string; title: string; critical: boolean }[] })
  | (PhaseBase & { kind: 'sample'; container: string })
  | (PhaseBase & { kind: 'label'; labels: { id: string; title: string; copies: number; lines: string[] }[] });

export type PhaseKind = Phase['kind'];

interface BlockBase {
  id: string;
  title: string;
}

interface Body<Element> {
  id: string;
  title: string;
  body: Flow<Element>[];
}

export type Block<Element> =
  | (BlockBase & { kind: 'parallel'; branches: Body<Element>[] })
  | (BlockBase & { kind: 'choice'; on: string | null; options: (Body<Element> & { when: string | null })[] })
  | (BlockBase & Judged & { kind: 'loop'; until: string; max: number; body: Flow<Element>[] })
  | (BlockBase & { kind: 'repeat'; every: string; during: string; body: Flow<Element>[] });

export type Flow<Element> = Element | Block<Element>;

export interface Operation {
  operation: string;
  title: string;
  phases: Flow<Phase>[];
}

export interface UnitProcedure {
  unitProcedure: string;
  title: string;
  unitClass: string | null;
  operations: Flow<Operation>[];
  requires?: string[];
}

export interface Parameter extends Judged {
  id: string;
  title: string;
  unit: string;
  range: Range;
  source: 'constant' | 'patient' | 'formula' | 'entry' | 'reading';
  target?: string;
  formula?: string;
  rounding?: Rounding;
  from?: string;
}

interface PhaseEdge {
  phase: string;
  edge: 'start' | 'end';
}

export interface HoldWindow extends Judged {
  id: string;
  title: string;
  from: PhaseEdge;
  to: PhaseEdge;
  min?: string;
  max?: string;
}

export interface AdHocBlock {
  id: string;
  title: string;
  max: number;
  sign: string;
  unitClass: string | null;
  phases: Flow<Phase>[];
}

export interface PinnedVersion {
  code: string;
  version: number;
  hash: string;
}

export interface MasterRecipe {
  recipe: string;
  title: string;
  product: string;
  label?: string;
  description?: string;
  type?: string;
  stage?: 'development';
  yields?: { material: string; title: string; unit: string; keeps: string };
  parameters: Parameter[];
  procedure: Flow<UnitProcedure>[];
  windows: (Omit<HoldWindow, 'alert'> & { alert?: string })[];
  adHoc?: AdHocBlock[];
  madeFrom?: PinnedVersion[];
  blocks?: (PinnedVersion & { as: string })[];
  documents?: DocumentReference[];
  unitClasses: UnitClass[];
}

/** What a block of the library says. */
export interface BlockContent {
  code: string;
  title: string;
  unitClass: string | null;
  phases: Flow<Phase>[];
}

export interface UnitClass {
  code: string;
  title: string;
  tags: { tag: string; title: string; unit?: string }[];
  setpoints: { name: string; title: string; unit: string }[];
  programs: { name: string; title: string; parameters: { name: string; title: string; unit: string }[] }[];
}
