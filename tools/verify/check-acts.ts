import type { BatchState } from './batch-state.js';
import { milliseconds } from './check-clocks.js';
import type { Fact } from './fact.js';
import { isAtWork, progressOf } from './progress.js';
import { type Limits, type Phase, type Recipe } from './recipe.js';
import type { Report } from './report.js';
import type { Signature, Step } from './rows.js';
import { hashOf } from './hash.js';

interface Looked {
  state: BatchState;
  fact: Fact;
  wrong: (what: string, expected: unknown, found: unknown) => void;
  same: (what: string, expected: unknown, found: unknown) => boolean;
}

/** Acts of people that set aside what the recipe says, or change what the batch is made by or on: each by whom it takes, with a reason. */
export function checkAct(report: Report, state: BatchState, fact: Fact, before: string): void {
  const { stream, seq } = fact;
  const wrong = (what: string, expected: unknown, found: unknown): void =>
    report.wrong(stream, seq, what, expected, found);
  const same = (what: string, expected: unknown, found: unknown): boolean =>
    report.same(stream, seq, what, expected, found);
  const step = state.steps.get(String(fact.values['step']));
  ACTS[fact.type]?.({ state, fact, wrong, same }, step, before);
}

/** The signature that an act names: of that meaning and role, on that subject. */
function signedBy(
  { state, fact, wrong }: Looked,
  expected: { meaning: string; subject: string; role: string },
): Signature | undefined {
  const given = state.signatures.get(String(fact.values['signature']));
  if (given === undefined) wrong(`${fact.type} was not signed`, expected, 'no signature');
  else
    for (const key of ['meaning', 'subject', 'role'] as const)
      if (
        given[key] !== expected[key] &&
        !(key === 'role' && expected.role === 'operator' && given.role === 'supervisor')
      )
        wrong(`the signature of ${fact.type} has another ${key}`, expected[key], given[key]);
  return given;
}

const reasoned = ({ wrong, fact }: Looked, reason: unknown): void => {
  if (typeof reason !== 'string' || reason === '') wrong(`${fact.type} gives no reason`, 'a reason', 'none');
};

type Act = (looked: Looked, step: Step | undefined, before: string) => void;

const batchOf = ({ stream }: Fact): string => stream.slice('batch/'.length);

const NOTES = new Set(['note', 'observation', 'nonconformance']);
const BEGUN = new Set(['running', 'holding', 'held', 'restarting', 'paused', 'completing', 'complete']);

const qualitySigned =
  (meaning: string, isHeld: boolean): Act =>
  (looked) => {
    const { state, fact, same } = looked;
    same('the quality hold was not so before', isHeld, state.batch['qualityHold'] !== null);
    signedBy(looked, { meaning, subject: batchOf(fact), role: 'qa-reviewer' });
    reasoned(looked, fact.values['reason']);
  };

const ACTS: Record<string, Act> = {
  'step.reopened': ({ state, fact, wrong }) => {
    const entry = String(fact.values['entry']);
    // the correction follows in the same decision, or was made before
    if (!state.entries.has(entry) && entry !== `V${state.entries.size + 1}`)
      wrong('a step was opened again for no correction', `V${state.entries.size + 1}`, entry);
  },
  'step.skipped': (looked, step) => {
    const { state, fact, wrong } = looked;
    if (step === undefined) return;
    if (state.placed(step)?.phase.kind === 'review') wrong('quality’s review was left out', 'a review', 'skipped');
    const { open } = progressOf(state, state.recipe);
    if (step.state === 'idle' && !open.includes(step))
      wrong(`step ${step.phase} was skipped before its turn`, open[0]?.phase ?? 'none', step.phase);
    signedBy(looked, { meaning: 'override', subject: step.id, role: 'supervisor' });
    reasoned(looked, fact.reason);
  },
  'step.taken-over': (looked, step) => {
    const { fact, same, wrong } = looked;
    same('the step was taken over from another than worked on it', step?.owner ?? null, fact.values['from']);
    if (fact.by.person === step?.owner)
      wrong('a step was taken over by who worked on it', 'another person', fact.by.name);
    reasoned(looked, fact.reason);
  },
  'note.added': ({ state, fact, same, wrong }, step) => {
    const { note, kind, text, files } = fact.values as { note: string; kind: string; text: unknown; files: string[] };
    same('the note has another number', `M${state.notes.size + 1}`, note);
    if (!NOTES.has(kind) || typeof text !== 'string' || text === '')
      wrong('the note says nothing', 'a note with text', kind);
    if (step !== undefined && !BEGUN.has(step.state))
      wrong('a note was made on a step that had not begun', 'a step', step.state);
    const own = [...state.attachments.values()].filter((one) => step === undefined || one.step === step.id);
    const missing = files.filter((file) => !own.some((one) => one.file === file));
    if (missing.length > 0) wrong('a note names files that were not bound', 'file.bound', missing);
  },
  'file.bound': ({ state, fact, wrong }, step) => {
    const { file, note, size } = fact.values as { file: string; note: string | null; size: number };
    if (!/^[0-9a-f]{64}$/.test(file) || !(size > 0)) wrong('a file is not named by its hash', 'SHA-256', file);
    if (step !== undefined && !BEGUN.has(step.state))
      wrong('a file was bound to a step that had not begun', 'a step', step.state);
    if (state.attachments.has(`${String(step?.id)}/${file}`)) wrong('a file was bound twice', 'once', file);
    if (note !== null && state.notes.get(note)?.step !== step?.id)
      wrong('a file was bound to a note of another step', step?.phase ?? 'none', note);
  },
  'step.paused': (looked) => reasoned(looked, looked.fact.values['reason']),
  'clock.jumped': ({ state, fact, same }) => {
    const { event, ms, expected, found } = fact.values;
    same('the jump is not the difference', Date.parse(String(found)) - Date.parse(String(expected)), ms);
    same('the event has another number', `N${state.events.size + 1}`, event);
  },
  'timer.moved': ({ state, fact, same, wrong }, _, before) => {
    const { timer: number, dueAt, ms } = fact.values;
    const timer = state.timers.get(String(number));
    const jump = [...state.events.values()].filter(({ kind }) => kind === 'clock.jumped').at(-1);
    if (before !== 'clock.jumped' && before !== 'timer.moved')
      wrong('a clock was moved though none had jumped', 'clock.jumped', before);
    same('a clock was moved by another time than the jump', jump?.values['ms'], ms);
    if (timer === undefined || timer.state !== 'running' || timer.purpose !== 'wait')
      return wrong('a clock was moved that times no wait', 'a running wait', timer?.purpose ?? 'none');
    same('a clock was moved to another time', new Date(Date.parse(timer.dueAt) + Number(ms)).toISOString(), dueAt);
  },
  'block.inserted': (looked) => {
    const { state, fact, wrong } = looked;
    const { block: id, element, reason } = fact.values;
    const block = state.recipe.adHoc?.find((one) => one.id === id);
    if (block === undefined) return wrong('a block was inserted that the recipe does not have', 'an ad-hoc block', id);
    if ((state.elements.get(String(element))?.round ?? 0) >= block.max)
      wrong(`ad-hoc block ${block.id} was inserted more often than is allowed`, block.max, block.max + 1);
    signedBy(looked, { meaning: 'approved', subject: `block/${block.id}`, role: block.sign });
    reasoned(looked, reason);
  },
  'batch.unit-replaced': (looked) => {
    const { state, fact, wrong, same } = looked;
    const { binding, unit, unitCode, unitProcedure, scannedOld, scanned, steps, reason } = fact.values;
    const old = state.bound.find(({ id }) => id === binding);
    if (old === undefined) return wrong('a unit was replaced that did not hold the batch', 'a bound unit', binding);
    same('the unit was replaced for another unit procedure', old.unitProcedure, unitProcedure);
    same('another unit was scanned than was replaced', old.unitCode, scannedOld);
    same('another unit was scanned than took its place', unitCode, scanned);
    if (state.bound.some((one) => one.unit === unit))
      wrong('a unit was replaced by one that was bound already', 'another unit', unitCode);
    const own = state.inOrder().filter((step) => step.unit === old.unit && isAtWork(step));
    same(
      'other steps went to the new unit than were at work',
      own.map(({ id }) => id).sort(),
      [...(steps as string[])].sort(),
    );
    signedBy(looked, { meaning: 'replace', subject: `unit/${old.unit}`, role: 'supervisor' });
    reasoned(looked, reason);
  },
  'batch.recipe-changed': (looked) => {
    const { state, fact, wrong, same } = looked;
    const { recipe, from, changes, reason } = fact.values as unknown as Changed;
    same('the recipe is another', state.batch['recipeCode'], recipe.code);
    if (recipe.version <= Number(state.batch['recipeVersion']))
      wrong('the recipe is no newer version', `after ${String(state.batch['recipeVersion'])}`, recipe.version);
    same('the new recipe is not that of its hash', recipe.hash, hashOf(recipe.frozen));
    const idle = state.inOrder().filter((step) => step.state === 'idle');
    if (idle.length > 0)
      wrong(
        'steps of the earlier version were left to do',
        'omitted',
        idle.map(({ phase }) => phase),
      );
    const given = signedBy(looked, { meaning: 'approved', subject: batchOf(fact), role: 'qa-reviewer' });
    const { code, version, hash } = recipe;
    if (given !== undefined)
      same('another change was signed', { recipe: code, version, hash, from, changes }, given.content['change']);
    reasoned(looked, reason);
  },
  'batch.quality-hold-placed': qualitySigned('quality-hold', false),
  'batch.quality-hold-lifted': qualitySigned('lift-quality-hold', true),
  'batch.aborting': (looked) => {
    signedBy(looked, { meaning: 'abort', subject: batchOf(looked.fact), role: 'supervisor' });
    reasoned(looked, looked.fact.values['reason']);
  },
  'lot.yielded': ({ state, fact, same, wrong }) => {
    const { yields } = state.recipe;
    if (yields === undefined || state.batch['type'] !== 'prepared-material')
      return wrong('a lot came of a record that yields none', 'prepared-material', state.batch['type']);
    const expiresAt = new Date(Date.parse(fact.at) + milliseconds(yields.keeps)).toISOString();
    same(
      'the lot is another than the recipe yields',
      { lot: state.batch['code'], material: yields.material, expiresAt },
      fact.values,
    );
  },
};

interface Changed {
  recipe: { code: unknown; version: number; hash: string; frozen: Recipe };
  from: string;
  changes: string[];
  reason: string;
}

const ORDER = ['info', 'IPC', 'CQA', 'CPP'];
/** The most critical of some. */
export const highest = (limits: readonly (Pick<Limits, 'criticality'> | undefined)[]): string =>
  limits.reduce<string>((most, one) => {
    const next = one?.criticality ?? 'info';
    return ORDER.indexOf(next) > ORDER.indexOf(most) ? next : most;
  }, 'info');

/** How much a phase that was left out bears on the product. */
export function criticalityOf(phase: Phase): string {
  switch (phase.kind) {
    case 'program':
      return highest(phase.monitor ?? []);
    case 'entry':
    case 'result':
    case 'measure':
      return highest(phase.fields ?? []);
    case 'calculation':
    case 'compare':
      return highest([phase]);
    case 'material':
      return phase.materials?.some(({ critical }) => critical) === true ? 'CPP' : 'IPC';
    case 'scan':
      return 'CPP';
    case 'label':
      return 'CQA';
    case 'clearance':
    case 'sample':
    case 'decision':
      return 'IPC';
    default:
      return 'info';
  }
}

/** Of a record's type: only what holds a patient's cells names a patient, and what is in development makes no product. */
export function checkType(report: Report, { stream, seq, values }: Fact, recipe: Recipe): void {
  const same = (what: string, expected: unknown, found: unknown): boolean =>
    report.same(stream, seq, what, expected, found);
  const type = (values['type'] ?? 'patient-batch') as string;
  const { type: made = 'patient-batch', stage, parameters = [] } = recipe;
  const noGmp = type === 'engineering' || type === 'training';
  if (!noGmp) same('the record is of another type than its recipe', made, type);
  if (!noGmp && stage === 'development')
    same('a recipe in development made a product', 'engineering or training', type);
  for (const key of ['order', 'coi', 'patient'])
    same(
      `a record of type ${type} ${type === 'patient-batch' ? 'has no' : 'names a'} ${key}`,
      type === 'patient-batch',
      values[key] !== null,
    );
  const asked = parameters.filter(({ source }) => source === 'patient').map(({ id }) => id);
  same(
    'other parameters were given than the recipe asks for',
    asked.sort(),
    Object.keys(values['parameters'] ?? {}).sort(),
  );
}
