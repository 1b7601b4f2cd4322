import type { BatchState } from './batch-state.js';
import { type Fact, type Given, idOf, nameOf, valuesOf } from './fact.js';
import { placeOf, type Recipe } from './recipe.js';
import type {
  Attachment,
  Capture,
  Element,
  Entry,
  Evidence,
  Exception,
  Note,
  Occurrence,
  Row,
  Step,
  Timer,
} from './rows.js';

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
  const { recipe, steps, elements, ...values } = valuesOf<Row & { recipe: Row; steps: Row[]; elements?: Row[] }>(fact);
  const id = idOf(fact.stream);
  [state.stream, state.zone, state.earlier] = [fact.stream, fact.zone, elements === undefined];
  state.recipes.set(id, recipe['frozen'] as Recipe);
  state.recipeHashes.set(id, String(recipe['hash']));
  state.batch = {
    ...pick(values, 'code', 'site', 'sponsor', 'coi', 'patient', 'product'),
    type: values['type'] ?? 'patient-batch',
    parameters: values['parameters'] ?? {},
    orderId: values['order'],
    recipeId: recipe['id'],
    recipeCode: recipe['code'],
    recipeTitle: recipe['title'],
    recipeVersion: recipe['version'],
    recipeHash: recipe['hash'],
    state: 'idle',
    heldBecause: null,
    stopping: null,
    qualityHold: null,
    lot: null,
    ...(state.earlier && NO_UNIT),
    issuedAt: fact.at,
    endedAt: null,
  };
  addParts(state, id, id, steps, elements ?? []);
}

const NO_UNIT = { unit: null, unitCode: null, unitProcedure: null };

function addParts(state: BatchState, batch: string, recipe: string, steps: Row[], elements: Row[]): void {
  const idle = { unit: null, arrivalsAfter: null, state: 'idle', startedAt: null, endedAt: null, completedAt: null };
  const rest = { finishedAt: null, decision: null, run: null, owner: null, ownerName: null, since: {} };
  for (const { step: id, ...values } of steps) {
    const place = { rounds: '', place: placeOf(Number(values['position'])), recipe };
    state.steps.set(String(id), { id, ...place, ...values, ...idle, ...rest } as unknown as Step);
  }
  for (const { kind, name, rounds } of elements) {
    const id = `${batch}/${String(rounds)}${String(name)}`;
    const round = kind === 'loop' ? 1 : 0;
    const element = { id, kind, name, rounds, state: 'idle', option: null, round, judged: null };
    state.elements.set(id, element as unknown as Element);
  }
}

/** From here on by another version; what was done stays under the one before. */
function changeRecipe(state: BatchState, { values, stream }: Fact): void {
  const { recipe, steps, elements } = values as unknown as { recipe: Row; steps: Row[]; elements: Row[] };
  const { id: recipeId, title: recipeTitle, version: recipeVersion, hash: recipeHash } = recipe;
  const batch = idOf(stream);
  const name = `${batch}@${String(recipeVersion)}`;
  Object.assign(state.batch, { recipeId, recipeTitle, recipeVersion, recipeHash });
  state.recipes.set(name, recipe['frozen'] as Recipe);
  state.recipeHashes.set(name, String(recipeHash));
  addParts(state, batch, name, steps, elements);
}

/** The unit procedure goes on on another unit, and with it each step that is at work. */
function replace(state: BatchState, fact: Fact): void {
  const { binding, steps, arrivalsAfter, unit } = fact.values;
  const old = state.bindings.find(({ id }) => id === binding);
  if (old === undefined) throw new Error(`a fact names binding ${String(binding)}, which no fact made`);
  old.releasedAt = fact.at;
  state.bind(fact, binding);
  for (const one of steps as string[]) {
    const known = row(state.steps, one);
    Object.assign(known, { unit, arrivalsAfter });
    known.since[String(unit)] = String(arrivalsAfter);
  }
}

function bind(state: BatchState, fact: Fact): void {
  if (state.earlier) Object.assign(state.batch, pick(fact.values, 'unit', 'unitCode', 'unitProcedure'));
  state.bind(fact, null);
}

function release(state: BatchState, { values, at }: Fact): void {
  if (state.earlier) Object.assign(state.batch, NO_UNIT);
  const { unit, unitProcedure } = values;
  const held = state.bound.find((one) => one.unit === unit && one.unitProcedure === unitProcedure);
  if (held === undefined) throw new Error(`unit ${String(unit)} is released, and was not bound`);
  held.releasedAt = at;
}

function enter(state: BatchState, fact: Fact): void {
  const { entry, supersedes, capture, ...values } = valuesOf<Row & { entry: string; capture: Row | null }>(fact);
  const times = { at: fact.happenedAt, recordedAt: fact.at, late: values['late'] ?? false };
  const by = { by: nameOf(fact.by), byPerson: fact.by.person ?? null, ...times, because: values['because'] ?? null };
  const corrects = row(state.steps, values['step']).state !== 'running';
  const standing = { ...by, reason: fact.reason ?? null, supersededBy: null, seq: fact.seq, corrects };
  state.entries.set(entry, { number: entry, ...values, ...standing } as unknown as Entry);
  if (supersedes !== null) row(state.entries, supersedes).supersededBy = entry;
  const { step: id } = values;
  if (capture !== null) state.captures.set(entry, { entry, step: id, seq: fact.seq, ...capture } as unknown as Capture);
}

/** How each type of fact makes rows, by the verifier's own reading; of types that are not here nothing follows. */
const ownerOf = (by: Fact['by'] | object): Row =>
  'person' in by ? { owner: by.person, ownerName: nameOf(by) } : { owner: null, ownerName: null };

const APPLY: Record<string, Apply> = {
  'batch.issued': issue,
  'batch.started': batch(() => ({ state: 'running' })),
  'batch.unit-bound': bind,
  'batch.unit-released': release,
  'batch.unit-replaced': replace,
  'batch.recipe-changed': changeRecipe,
  'batch.quality-hold-placed': batch(({ values }) => ({ qualityHold: values['reason'] })),
  'batch.quality-hold-lifted': batch(() => ({ qualityHold: null })),
  'batch.aborting': batch(({ values }) => ({ state: 'aborting', heldBecause: values['reason'], stopping: null })),
  'batch.aborted': batch(({ at }) => ({ state: 'aborted', endedAt: at })),
  'lot.yielded': batch(({ values }) => ({ lot: values })),
  'batch.holding': batch(({ values }) => ({ state: 'holding', heldBecause: values['reason'] })),
  'batch.held': batch(({ values }) => ({ state: 'held', heldBecause: values['reason'] })),
  'batch.restarted': batch(() => ({ state: 'running', heldBecause: null })),
  'batch.completed': batch(({ at }) => ({ state: 'complete', endedAt: at })),
  'batch.stopping': batch(({ values }) => ({ state: 'stopping', heldBecause: null, stopping: values })),
  'batch.stopped': batch(({ at }) => ({ state: 'stopped', endedAt: at, heldBecause: null, stopping: null })),

  'element.transitioned': (state, { values }) =>
    void (row(state.elements, values['element']).state = String(values['to'])),
  'steps.added': (state, { values, stream }) => {
    const newest = [...state.recipes.keys()].at(-1)!;
    addParts(state, idOf(stream), newest, values['steps'] as Row[], values['elements'] as Row[]);
    row(state.elements, values['element']).round = Number(values['round']);
  },
  'steps.omitted': (state, { values }) => {
    for (const id of values['steps'] as string[]) row(state.steps, id).state = 'omitted';
  },
  'choice.taken': (state, { values }) =>
    void (row(state.elements, values['element']).option = String(values['option'])),
  'loop.judged': (state, { values }) => {
    const known = row(state.elements, values['element']);
    known.judged = { round: Number(values['round']), ends: values['ends'] === true };
    if (known.judged.ends) known.option = 'ended';
  },

  'step.started': step(({ values, happenedAt, by }) => ({
    state: 'running',
    startedAt: happenedAt,
    ...pick(values, 'unit', 'arrivalsAfter'),
    since: { [String(values['unit'])]: values['arrivalsAfter'] },
    ...ownerOf(values['automatic'] === true ? {} : by),
  })),
  'step.holding': step(() => ({ state: 'holding' })),
  'step.held': step(() => ({ state: 'held' })),
  'step.restarting': step(() => ({ state: 'restarting' })),
  'step.restarted': step(() => ({ state: 'running' })),
  'step.finished': step(({ values, at }) => ({
    ...{ state: 'completing', endedAt: values['endedAt'], finishedAt: at },
    ...{ owner: null, ownerName: null },
  })),
  'step.completed': step(({ at }) => ({ state: 'complete', completedAt: at })),
  'step.reopened': step(() => ({ state: 'completing' })),
  'step.skipped': step(() => ({ state: 'skipped', owner: null, ownerName: null })),
  'step.taken-over': step(({ by }) => ({ owner: by.person ?? null, ownerName: nameOf(by) })),
  'step.paused': step(() => ({ state: 'paused' })),
  'step.resumed': step(() => ({ state: 'running' })),
  'step.aborting': step(() => ({ state: 'aborting' })),
  'step.aborted': step(({ at }) => ({ state: 'aborted', endedAt: at })),
  'step.stopping': step(() => ({ state: 'stopping' })),
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
  'step.program-end-due': run(() => ({ endDue: true })),
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
    const rule = { ...pick(values, 'criticality', 'onBreach'), opens: values['deviation'] };
    const judged = { ...occurrence(values), ...rule, raisedAt: at };
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
  'note.added': (state, { values: { note, ...values }, by, at, seq }) =>
    void state.notes.set(String(note), { number: note, ...values, by: nameOf(by), at, seq } as unknown as Note),
  'file.bound': (state, { values, by, at, seq }) => {
    const id = `${String(values['step'])}/${String(values['file'])}`;
    state.attachments.set(id, { id, ...values, by: nameOf(by), at, seq } as unknown as Attachment);
  },
  'timer.moved': (state, { values }) => void Object.assign(row(state.timers, values['timer']), pick(values, 'dueAt')),
  'clock.jumped': (state, { values: { event, ms, expected, found }, seq }) => {
    const number = String(event);
    const jump = { step: null, kind: 'clock.jumped', identity: `clock/${number}`, values: { ms } };
    const span = { startedAt: expected, endedAt: found };
    state.events.set(number, { number, seq, ...jump, ...span } as unknown as Occurrence);
  },
  'signature.given': (state, fact) => {
    const given = valuesOf<Given>(fact);
    state.signatures.set(given.signature, { ...given, seq: fact.seq, at: fact.at, zone: fact.zone, void: false });
  },
};

export const takeIn = (state: BatchState, fact: Fact): void => APPLY[fact.type]?.(state, fact);
