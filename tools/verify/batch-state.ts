import { type Fact, type Given, nameOf, valuesOf } from './fact.js';

type Row = Record<string, unknown>;

export interface Step extends Row {
  id: string;
  phase: string;
  position: number;
  state: string;
  unit: string | null;
  unitProcedure: string;
  arrivalsAfter: string | null;
  endedAt: string | null;
  /** when the server took its work as done */
  finishedAt: string | null;
}

export interface Entry extends Row {
  number: string;
  step: string;
  field: string;
  source: string;
  value: string | null;
  unit: string | null;
  verdict: string | null;
  inputs: Record<string, string> | null;
  supersededBy: string | null;
  by: string;
  byPerson: string | null;
  at: string;
  reason: string | null;
  /** of its fact */
  seq: number;
}

export interface Capture extends Row {
  entry: string;
  step: string;
  unit: string;
  tag: string;
  aggregate: string;
  from: string;
  to: string;
  quality: string;
  arrivals: string[];
  seq: number;
}

export interface Occurrence extends Row {
  number: string;
  step: string | null;
  kind: string;
  /** says which occurrence it is */
  identity: string;
  values: Row;
  startedAt: string;
  /** of its fact */
  seq: number;
}

export interface Exception extends Occurrence {
  criticality: string;
  comment: string | null;
  answer: string | null;
  deviation: string | null;
}

export interface Timer extends Row {
  number: string;
  step: string | null;
  purpose: string;
  dueAt: string;
  state: string;
  /** of its fact */
  seq: number;
}

export interface Evidence extends Row {
  step: string;
  unit: string;
  seq: number;
  from: string;
  to: string;
  count: number;
  root: string;
}

export interface Signature extends Given, Row {
  seq: number;
  at: string;
  void: boolean;
}

/** A batch as its facts make it, by the verifier's own reading of them. */
export class BatchState {
  batch: Row = {};
  readonly steps = new Map<string, Step>();
  readonly entries = new Map<string, Entry>();
  readonly captures = new Map<string, Capture>();
  readonly events = new Map<string, Occurrence>();
  readonly exceptions = new Map<string, Exception>();
  readonly timers = new Map<string, Timer>();
  readonly signatures = new Map<string, Signature>();
  evidence: Evidence[] = [];

  /** Takes in the next fact; of types that it does not know, nothing. */
  take(fact: Fact): void {
    APPLY[fact.type]?.(this, fact);
  }

  inOrder(): Step[] {
    return [...this.steps.values()].sort((a, b) => a.position - b.position);
  }

  stepAt(phase: string): Step | undefined {
    return [...this.steps.values()].find((one) => one.phase === phase);
  }

  /** All entries of a step under one name, in the order in which they were made. */
  entriesOf(step: string, field: string): Entry[] {
    return [...this.entries.values()].filter((entry) => entry.step === step && entry.field === field);
  }

  /** The entry that stands under a name. */
  standing(step: string, field: string): Entry | undefined {
    return this.entriesOf(step, field).find(({ supersededBy }) => supersededBy === null);
  }
}

type Apply = (state: BatchState, fact: Fact) => void;

function row<T extends Row>(rows: Map<string, T>, id: unknown): T {
  const found = rows.get(String(id));
  if (found === undefined) throw new Error(`a fact names ${String(id)}, which no fact made`);
  return found;
}

const step =
  (columns: (fact: Fact, step: Step) => Row): Apply =>
  (state, fact) => {
    const known = row(state.steps, fact.values['step']);
    Object.assign(known, columns(fact, known));
  };

const run = (columns: (fact: Fact) => Row): Apply =>
  step((fact, known) => ({ run: { ...(known['run'] as Row), ...columns(fact) } }));

const batch =
  (columns: (fact: Fact) => Row): Apply =>
  (state, fact) => {
    Object.assign(state.batch, columns(fact));
  };

const pick = (values: Row, ...keys: string[]): Row => Object.fromEntries(keys.map((key) => [key, values[key]]));
const occurrence = (values: Row): Row => pick(values, 'step', 'kind', 'identity', 'values', 'startedAt', 'endedAt');
const ended = (known: Row, values: Row): Row => ({
  endedAt: values['endedAt'],
  values: { ...(known['values'] as Row), ...(values['values'] as Row) },
});

function issue(state: BatchState, fact: Fact): void {
  const { recipe, steps, ...values } = valuesOf<Row & { recipe: Row; steps: Row[] }>(fact);
  state.batch = {
    ...pick(values, 'code', 'site', 'sponsor', 'coi', 'patient', 'product'),
    orderId: values['order'],
    recipeId: recipe['id'],
    recipeCode: recipe['code'],
    recipeVersion: recipe['version'],
    recipeHash: recipe['hash'],
    state: 'idle',
    heldBecause: null,
    unit: null,
    unitCode: null,
    unitProcedure: null,
    issuedAt: fact.at,
    endedAt: null,
  };
  for (const { step: id, ...place } of steps) {
    const idle = { unit: null, arrivalsAfter: null, state: 'idle', startedAt: null, endedAt: null };
    state.steps.set(String(id), {
      id,
      ...place,
      ...idle,
      completedAt: null,
      finishedAt: null,
      decision: null,
      run: null,
    } as unknown as Step);
  }
}

function enter(state: BatchState, fact: Fact): void {
  const { entry, supersedes, capture, ...values } = valuesOf<Row & { entry: string; capture: Row | null }>(fact);
  const by = { by: nameOf(fact.by), byPerson: fact.by.person ?? null, at: fact.happenedAt };
  const standing = { ...by, reason: fact.reason ?? null, supersededBy: null, seq: fact.seq };
  state.entries.set(entry, { number: entry, ...values, ...standing } as unknown as Entry);
  if (supersedes !== null) row(state.entries, supersedes).supersededBy = entry;
  const { step: id } = values;
  if (capture !== null) state.captures.set(entry, { entry, step: id, seq: fact.seq, ...capture } as unknown as Capture);
}

const APPLY: Record<string, Apply> = {
  'batch.issued': issue,
  'batch.started': batch(() => ({ state: 'running' })),
  'batch.unit-bound': batch(({ values }) => pick(values, 'unit', 'unitCode', 'unitProcedure')),
  'batch.unit-released': batch(() => ({ unit: null, unitCode: null, unitProcedure: null })),
  'batch.held': batch(({ values }) => ({ state: 'held', heldBecause: values['reason'] })),
  'batch.restarted': batch(() => ({ state: 'running', heldBecause: null })),
  'batch.completed': batch(({ at }) => ({ state: 'complete', endedAt: at })),
  'batch.stopped': batch(({ at }) => ({ state: 'stopped', endedAt: at, heldBecause: null })),

  'step.started': step(({ values, happenedAt }) => ({
    state: 'running',
    startedAt: happenedAt,
    ...pick(values, 'unit', 'arrivalsAfter'),
  })),
  'step.held': step(() => ({ state: 'held' })),
  'step.restarted': step(() => ({ state: 'running' })),
  'step.finished': step(({ values, at }) => ({ state: 'completing', endedAt: values['endedAt'], finishedAt: at })),
  'step.completed': step(({ at }) => ({ state: 'complete', completedAt: at })),
  'step.stopped': step(({ at }) => ({ state: 'stopped', endedAt: at })),
  'step.signatures-voided': (state, fact) => {
    for (const id of fact.values['signatures'] as string[]) row(state.signatures, id).void = true;
  },
  'step.program-requested': step(({ values }) => ({
    run: {
      ...pick(values, 'program', 'command', 'after'),
      ...{ state: 'requested', runId: null, startedAt: null, endedAt: null, outcome: null },
    },
  })),
  'step.program-confirmed': run(({ values }) => ({ state: 'running', ...pick(values, 'runId', 'startedAt') })),
  'step.program-failed': run(({ values }) => ({ state: values['unknown'] === true ? 'unknown' : 'failed' })),
  'step.program-held': run(() => ({ state: 'held' })),
  'step.program-resumed': run(() => ({ state: 'running' })),
  'step.program-ended': (state, fact) => {
    run(({ values }) => ({ state: 'ended', ...pick(values, 'outcome', 'startedAt', 'endedAt') }))(state, fact);
    step(({ values }) => pick(values, 'endedAt'))(state, fact);
  },
  'decision.made': step(({ values }) => ({ decision: values['option'] })),

  'entry.recorded': enter,
  'evidence.named': (state, { values }) => {
    const { step: of, unit, supplementary } = values;
    for (const seal of values['seals'] as Row[])
      state.evidence.push({ ...seal, step: of, unit, supplementary } as unknown as Evidence);
  },
  'event.recorded': (state, { values, seq }) => {
    const number = String(values['event']);
    state.events.set(number, { number, seq, ...occurrence(values) } as unknown as Occurrence);
  },
  'event.ended': (state, { values }) => {
    const known = row(state.events, values['event']);
    Object.assign(known, ended(known, values));
  },
  'exception.raised': (state, { values, at, seq }) => {
    const number = String(values['exception']);
    const answered = { comment: null, commentBy: null, commentAt: null, answer: null, answerBy: null, answerAt: null };
    const judged = { ...occurrence(values), ...pick(values, 'criticality', 'onBreach'), raisedAt: at };
    state.exceptions.set(number, { number, seq, ...judged, ...answered, deviation: null } as unknown as Exception);
  },
  'exception.ended': (state, { values }) => {
    const known = row(state.exceptions, values['exception']);
    Object.assign(known, ended(known, values));
  },
  'exception.commented': (state, { values, by, at }) =>
    void Object.assign(row(state.exceptions, values['exception']), {
      comment: values['comment'],
      commentBy: nameOf(by),
      commentAt: at,
    }),
  'exception.answered': (state, { values, by, at }) => {
    const known = row(state.exceptions, values['exception']);
    const said = { comment: values['comment'], commentBy: nameOf(by), commentAt: at };
    const answer = { answer: values['decision'], answerBy: nameOf(by), answerAt: at };
    Object.assign(known, known.comment === null ? said : {}, answer);
  },
  'exception.deviation-opened': (state, { values }) =>
    void Object.assign(row(state.exceptions, values['exception']), pick(values, 'deviation')),
  'timer.set': (state, { values: { timer, ...values }, seq }) =>
    void state.timers.set(String(timer), { number: timer, ...values, state: 'running', seq } as unknown as Timer),
  'timer.fired': (state, { values }) => void Object.assign(row(state.timers, values['timer']), { state: 'fired' }),
  'timer.cancelled': (state, { values }) =>
    void Object.assign(row(state.timers, values['timer']), { state: 'cancelled' }),
  'signature.given': (state, fact) => {
    const given = valuesOf<Given>(fact);
    state.signatures.set(given.signature, { ...given, seq: fact.seq, at: fact.at, zone: fact.zone, void: false });
  },
};
