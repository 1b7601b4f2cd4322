/** Shapes of the API's answers, as its DTO classes state them. */

export interface Session {
  person: { id: string; username: string; name: string };
  roles: string[];
  permissions: string[];
  mustChangePassword: boolean;
  signingNeeds: string[];
  idleSeconds: number;
}

export interface Demo {
  demo: boolean;
  speed: number;
  people: { username: string; name: string; role: string }[];
  password: string | null;
}

export interface Site {
  id: string;
  code: string;
  name: string;
  zone: string;
}

export interface Limits {
  low: string | null;
  high: string | null;
}

export type Verdict = 'within' | 'alert' | 'action' | 'unknown';

export interface Entry {
  id: string;
  field: string;
  value: string | null;
  unit: string | null;
  source: 'typed' | 'captured' | 'calculated' | 'scanned';
  verdict: Verdict | null;
  by: string;
  at: string;
  supersededBy: string | null;
  reason: string | null;
}

export interface Capture {
  entry: string;
  tag: string;
  aggregate: 'last' | 'mean' | 'min' | 'max';
  from: string;
  to: string;
  quality: 'good' | 'bad' | 'stale';
  sourceTime: string | null;
  arrivals: string[];
}

export interface Field {
  id: string;
  title: string;
  type: 'number' | 'text' | 'boolean' | 'choice';
  unit: string | null;
  decimals: number | null;
  choices: { id: string; title: string }[];
  alert: Limits | null;
  action: Limits | null;
  criticality: string | null;
  tag: string | null;
  entry: Entry | null;
  capture: Capture | null;
}

export interface ScanDue {
  id: string;
  title: string;
  expects: 'unit' | 'coi' | 'patient';
  scannedAt: string | null;
}

export interface Monitor {
  tag: string;
  unit: string;
  alert: Limits | null;
  action: Limits;
  delay: string;
  staleAfter: string;
  criticality: string;
}

/** What is shown before a signature, and the hash that the signature repeats. */
export interface SigningContent {
  hash: string;
  content: Record<string, unknown>;
}

export interface SignatureDue {
  meaning: string;
  role: 'operator' | 'supervisor' | 'qa-reviewer';
}

export interface Signature {
  id: string;
  meaning: string;
  name: string;
  username: string;
  role: string;
  at: string;
  zone: string;
  hash: string;
  void: boolean;
}

export interface BatchEvent {
  id: string;
  step: string | null;
  kind: string;
  values: Record<string, unknown>;
  startedAt: string;
  endedAt: string | null;
}

export interface BatchException extends BatchEvent {
  criticality: string;
  onBreach: 'continue' | 'supervisor' | 'stop';
  raisedAt: string;
  comment: string | null;
  commentBy: string | null;
  answer: string | null;
  answerBy: string | null;
  deviation: string | null;
  signing: SigningContent | null;
}

export interface ProgramRun {
  program: string;
  command: string;
  state: 'requested' | 'running' | 'held' | 'ended' | 'failed' | 'unknown';
  startedAt: string | null;
  endedAt: string | null;
  outcome: string | null;
  after: string | null;
}

export interface Timer {
  id: string;
  step: string | null;
  purpose: 'wait' | 'window-alert' | 'window-late';
  window: string | null;
  dueAt: string;
  state: 'running' | 'fired' | 'cancelled';
}

export type StepKind = 'scan' | 'instruction' | 'entry' | 'calculation' | 'program' | 'wait' | 'decision' | 'review';
export type StepState = 'idle' | 'running' | 'held' | 'completing' | 'complete' | 'stopped';
export type BatchState = 'idle' | 'running' | 'held' | 'complete' | 'stopped';

export interface Step {
  id: string;
  phase: string;
  position: number;
  kind: StepKind;
  title: string;
  instruction: string;
  operation: string;
  unitProcedure: string;
  state: StepState;
  available: boolean;
  version: number;
  startedAt: string | null;
  endedAt: string | null;
  fields: Field[];
  scans: ScanDue[];
  options: { id: string; title: string; then: 'continue' | 'stop' }[];
  monitors: Monitor[];
  decision: string | null;
  run: ProgramRun | null;
  result: Field | null;
  entries: Entry[];
  captures: Capture[];
  exceptions: BatchException[];
  evidence: { unit: string; from: string; to: string; count: number; root: string; supplementary: boolean }[];
  signaturesDue: SignatureDue[];
  signatures: Signature[];
  signing: SigningContent | null;
  restart: SigningContent | null;
}

export interface BatchSummary {
  id: string;
  code: string;
  state: BatchState;
  product: string;
  patient: string;
  coi: string;
  recipe: { id: string; code: string; title: string; version: number; hash: string };
  unit: { id: string; code: string } | null;
  step: { id: string; phase: string; title: string; state: StepState } | null;
  exceptions: number;
  openExceptions: number;
  issuedAt: string;
  endedAt: string | null;
}

export interface Batch extends BatchSummary {
  order: string;
  site: string;
  sponsor: string | null;
  unitProcedures: { id: string; title: string; unitClass: string; state: 'idle' | 'bound' | 'complete' }[];
  steps: Step[];
  timers: Timer[];
  events: BatchEvent[];
  exceptionsOfBatch: BatchException[];
  heldBecause: string | null;
  restart: SigningContent | null;
}

export interface BatchAnswer {
  id: string;
  code: string;
  state: BatchState;
  step: string | null;
  stepState: StepState | null;
  version: number | null;
  exceptions: string[];
}

export interface Deviation {
  id: string;
  code: string;
  state: 'open';
  batch: string;
  step: string | null;
  exception: string;
  kind: string;
  criticality: string;
  openedAt: string;
}

export interface Order {
  id: string;
  code: string;
  coi: string;
  patient: string;
  product: string;
  createdAt: string;
}

export interface Recipe {
  id: string;
  code: string;
  version: number;
  title: string;
  state: 'draft' | 'in-review' | 'approved' | 'effective' | 'superseded';
  hash: string;
  author: string;
  effectiveAt: string | null;
}

export interface Unit {
  id: string;
  code: string;
  title: string;
  room: string;
  unitClass: string;
  status: 'in-service' | 'out-of-service';
  connection: {
    state: 'connecting' | 'resyncing' | 'live' | 'degraded' | 'offline';
    since: string;
    problems: string[];
  } | null;
}

export interface Tag {
  tag: string;
  title: string;
  type: 'number' | 'integer' | 'boolean' | 'text';
  unit?: string;
  criticality: string;
  /** ISO 8601 duration */
  staleAfter: string;
}

export interface UnitClass {
  code: string;
  title: string;
  definition: { tags: Tag[] };
}

export interface Reading {
  tag: string;
  /** UCUM code */
  ucum: string | null;
  sourceAt: string;
  value: number | string | boolean | null;
  /** OPC UA StatusCode */
  status: number;
  quality: 'good' | 'uncertain' | 'bad';
}

export interface ReadingSeries {
  count: number;
  readings: Reading[];
}

/** The newest values of one unit; `ageMs` as of when the server sent them. */
export interface UnitNews {
  unit: string;
  code: string;
  at: string;
  readings: (Reading & { ageMs: number })[];
}

export interface FactNews {
  cursor: string;
  facts: { stream: string; seq: number; type: string }[];
}
