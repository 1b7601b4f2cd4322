import { askedIn, type Asked, copiesOf, countIn } from './asked.js';
import type { BatchState } from './batch-state.js';
import { countFault, type Due, measuredDue, textOf } from './check-measure.js';
import { differenceOf, isWithin } from './decimal.js';
import { calculated, percentOf } from './evaluate.js';
import { type Fact, valuesOf } from './fact.js';
import type { Limits, Phase } from './recipe.js';
import { type Report, sameJson } from './report.js';
import type { Step } from './rows.js';
import { UnknownUnit } from './units.js';
import { inputsOf, valuesAt } from './values.js';

interface Recorded {
  entry: string;
  field: string;
  source: string;
  value: string | null;
  unit: string | null;
  verdict: string | null;
  inputs: Record<string, string> | null;
  rounding: unknown;
  supersedes: string | null;
  file?: { hash: string; row: number; sample: string; mapping: string; version: number };
}

/** An entry is one that the recipe asks for, made in the way it says, judged by its limits, and beside the one it replaces. */
export function checkEntry(report: Report, state: BatchState, fact: Fact, step: Step, phase: Phase): void {
  const recorded = valuesOf<Recorded>(fact);
  const { entry, field, source, value, unit, verdict, supersedes } = recorded;
  const same = (what: string, expected: unknown, found: unknown): boolean =>
    report.same(fact.stream, fact.seq, `entry ${entry}, ${phase.id} ${field}: ${what}`, expected, found);
  const asked = askedIn(phase, field);
  if (asked === undefined) return void same('the recipe asks for no such entry', [], field);
  if (!isAllowed(asked.source, source, phase)) same('its source is another', asked.source, source);
  const applies = source !== 'not-applicable';
  same('its unit is another', applies ? asked.unit : null, unit);
  same('its verdict does not follow the recipe', applies ? verdictOf(asked, value) : null, verdict);
  if (!applies) same('it has no value, and yet one', null, value);
  if (SAYS_WHY.has(source) && (fact.reason ?? '') === '') same('it gives no reason', 'a reason', 'none');
  checkWhen(same, state, step, phase, fact);
  same('it does not supersede the entry that stood', state.standing(step.id, field)?.number ?? null, supersedes);
  if (supersedes !== null && (fact.reason ?? '') === '') same('it was changed without a reason', 'a reason', 'none');
  checkPlace(same, state, step, phase, field);
  if (step.state === 'running') checkLot(same, phase, field, value, fact);
  checkFile(same, state, step, phase, recorded);
  if (phase.kind === 'calculation') checkCalculated(same, report, state, step, phase, recorded);
  checkDue(same, valueDue(state, step, phase, field), recorded, fact.reason);
}

/** What takes the place of a value that a unit gives, or of any: each says why, and is an exception. */
const SAYS_WHY = new Set(['manual', 'not-applicable']);

const isAllowed = (asked: string, source: string, { kind }: Phase): boolean =>
  asked === source ||
  (source === 'manual' && asked === 'captured') ||
  (source === 'not-applicable' && (kind === 'entry' || kind === 'result')) ||
  (source === 'file' && asked === 'typed' && kind === 'result');

/** What a device's file gave says where it stands there, by which mapping, and is of the step's own sample. */
function checkFile(same: Same, state: BatchState, step: Step, phase: Phase, { source, file }: Recorded): void {
  if (source !== 'file') return void (file === undefined || same('it names a file that did not give it', 'none', file));
  checkFromFile(same, state, step, phase, file);
}

/** A row of a file is known by the file, its place there and the mapping, and is of the step's own sample. */
export function checkFromFile(
  same: Same,
  state: BatchState,
  step: Step,
  { of = '' }: Phase,
  file: Recorded['file'],
): void {
  const { hash = '', row = 0, sample, mapping = '', version = 0 } = file ?? {};
  if (!/^[0-9a-f]{64}$/.test(hash) || !(row >= 1) || mapping === '' || !(version >= 1))
    same('it names no file that gave it', 'hash, row, mapping and version', file ?? 'none');
  const sampled = state.inOrder().filter(({ phase }) => phase === of);
  const beside = sampled.filter(({ rounds }) => rounds === step.rounds);
  const near = (beside.length > 0 ? beside : sampled).map(({ id }) => state.standing(id, 'sample')?.value ?? null);
  if (sample === undefined || !near.includes(sample)) same('its file names the sample of another step', near, sample);
}

/** 11.10(e): a value is given while its step is at work, by whoever works on it; later it takes another's place, and the step is signed again. */
function checkWhen(same: Same, state: BatchState, step: Step, phase: Phase, fact: Fact): void {
  if (step.state === 'running') {
    const { person } = fact.by;
    // what follows from a correction elsewhere is made by whoever corrects
    const given = fact.values['source'] !== 'calculated';
    if (given && !state.earlier && person !== undefined && step.owner !== null)
      same('another person works on the step', step.owner, person);
    return;
  }
  if (step.state !== 'completing' && step.state !== 'complete')
    same('its step takes no values', 'running, completing or complete', step.state);
  if (step.state === 'complete' && phase.sign.length > 0)
    same('it was corrected without its step being signed again', 'step.reopened', 'none');
  if (fact.values['supersedes'] === null) same('it came after the work of its step was done', 'a correction', null);
  const stand = [...state.signatures.values()].filter(
    (one) => one.subject === step.id && !one.void && !BESIDE.has(one.meaning),
  );
  if (stand.length > 0)
    same(
      'it was corrected while signatures on the step stood',
      'void',
      stand.map(({ meaning }) => meaning),
    );
}

/** Meanings of signatures that stand on a step and are none of those that its recipe asks for. */
export const BESIDE = new Set(['restart', 'witnessed', 'override']);

type Same = (what: string, expected: unknown, found: unknown) => boolean;

function verdictOf({ judged, limits }: Asked, value: string | null): string | null {
  if (judged === 'none') return null;
  if (judged === 'read') return 'within';
  return value === null ? 'unknown' : judge(value, limits);
}

function judge(value: string, { alert, action }: Limits): string {
  if (action !== undefined && !isWithin(value, action)) return 'action';
  return alert !== undefined && !isWithin(value, alert) ? 'alert' : 'within';
}

function checkPlace(same: Same, state: BatchState, step: Step, phase: Phase, field: string): void {
  const fault = countIn(phase, field) === null ? null : countFault(state, step, phase, field);
  if (fault !== null) same(fault, 'a count that is due, or corrects one of the last round', field);
}

/** 211.84, 211.137: what goes in is released, and good to the end of its day where the site is. */
function checkLot(same: Same, phase: Phase, field: string, value: string | null, { happenedAt, zone }: Fact): void {
  if (phase.kind !== 'material') return;
  if (field.endsWith('.status')) same('the lot was not released', 'released', value);
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(Date.parse(happenedAt));
  if (field.endsWith('.expiry') && !(value !== null && /^\d{4}-\d\d-\d\d$/.test(value) && value >= today))
    same('the lot was past its expiry', `${today} or later`, value);
}

function checkCalculated(
  same: Same,
  report: Report,
  state: BatchState,
  step: Step,
  phase: Phase,
  recorded: Recorded & { because?: string },
): void {
  const [first] = state.entriesOf(step.id, 'result');
  const then = first && { seq: first.seq, recipe: state.recipeOf(step) };
  const values = valuesAt(state, then);
  if (recorded.field === 'percent') checkPercent(same, report, state, step, phase, values, recorded);
  else checkFormula(same, report, phase, values, recorded);
  if (recorded.supersedes === null) return;
  const { because = '' } = recorded;
  const cause = state.entries.get(because);
  if (cause === undefined || !cause.corrects) same('it was computed anew for no correction', 'a correction', because);
}

/** 211.103: an actual yield by the theoretical one. */
function checkPercent(
  same: Same,
  report: Report,
  state: BatchState,
  step: Step,
  { id, yield: of, unit = '1' }: Phase,
  values: ReturnType<typeof valuesAt>,
  recorded: Recorded,
): void {
  const actual = state.standing(step.id, 'result');
  if (of === undefined || actual?.value == null) return void same('there is no yield', 'a result', 'none');
  notRecomputed(report, `entry ${recorded.entry}, ${id} percent`, () => {
    const rounding = { significant: 15, mode: 'half-even' };
    const theoretical = calculated({ formula: of.theoretical, unit, rounding }, values);
    const inputs = { actual: textOf(actual), theoretical: `${theoretical.value} ${unit}` };
    same('its inputs are not the values that stood', inputs, recorded.inputs);
    same('it is not what its inputs make', percentOf({ value: actual.value!, unit }, theoretical), recorded.value);
  });
  same('its rounding is another', { decimals: 1, mode: 'half-even' }, recorded.rounding);
}

function notRecomputed(report: Report, what: string, compute: () => void): void {
  try {
    compute();
  } catch (error) {
    if (!(error instanceof UnknownUnit)) throw error;
    report.notChecked.push(`${what}: not recomputed, for unit ${error.message} is not known here`);
  }
}

/** 211.68(b): a formula was given what stood on record, and makes what it made; computed anew by the verifier's own arithmetic. */
function checkFormula(
  same: Same,
  report: Report,
  phase: Phase,
  values: ReturnType<typeof valuesAt>,
  recorded: Recorded,
): void {
  const { formula = '0', unit = '1', rounding } = phase;
  const expected = inputsOf([formula], values);
  const inputs = recorded.inputs ?? {};
  for (const name of new Set([...Object.keys(expected), ...Object.keys(inputs)]))
    same(`its input ${name} is not what stood`, expected[name], inputs[name]);
  if (rounding === undefined) return;
  same('its rounding is another', rounding, recorded.rounding);
  notRecomputed(report, `entry ${recorded.entry}, ${phase.id} ${recorded.field}`, () =>
    same('it is not what its inputs make', calculated({ formula, unit, rounding }, values).value, recorded.value),
  );
}

function checkDue(same: Same, due: Due | null | undefined, recorded: Recorded, reason: string | undefined): void {
  if (due === undefined) return;
  if (due === null) return void same('it is made of what was not there yet', 'no such entry', recorded.value);
  const { value, inputs, rounding } = due;
  if (inputs !== undefined && !sameJson(inputs, recorded.inputs))
    return void same('its inputs are not the values that stood', inputs, recorded.inputs);
  same(inputs === undefined ? 'it is not what it must be' : 'it is not what its inputs make', value, recorded.value);
  if (rounding !== undefined) same('its rounding is another', rounding, recorded.rounding);
  if (due.reason !== undefined) same('its reason is another', due.reason, reason);
}

/** What an entry must say, where that follows from others; null where it cannot be made yet. */
function valueDue(state: BatchState, step: Step, phase: Phase, name: string): Due | null | undefined {
  const value = (of: unknown): Due => ({ value: of as string | null });
  const standing = (field: string): Due => value(state.standing(step.id, field)?.value ?? null);
  const { coi, patient, code } = state.batch;
  const unitCode = state.boundFor(step.unitProcedure)?.unitCode;
  switch (phase.kind) {
    case 'scan':
      return value(
        { unit: unitCode, coi: coi ?? code, patient: patient ?? code }[
          phase.scans?.find(({ id }) => id === name)?.expects ?? ''
        ],
      );
    case 'sample':
      if (name !== 'sample') return standing('sample');
      return value(`${String(code)}-S${[...state.entries.values()].filter(isSample).length + 1}`);
    case 'label':
      return labelDue(state, phase, name) ?? (name.endsWith('.scanned') ? standing(name.slice(0, -8)) : undefined);
    case 'measure':
      return countIn(phase, name) === null ? measuredDue(state, step, phase, name) : undefined;
    case 'compare':
      return name === 'offset' ? offsetDue(state, step, phase) : undefined;
    default:
      return undefined;
  }
}

const isSample = ({ field, source }: { field: string; source: string }): boolean =>
  field === 'sample' && source === 'assigned';

/** At-line less in-line; unknown exactly where the unit had no good value. */
export function offsetDue(state: BatchState, step: Step, { decimals = 0 }: Phase): Due | null {
  const [inLine, atLine] = [state.standing(step.id, 'in-line'), state.standing(step.id, 'at-line')];
  if (inLine === undefined || atLine === undefined) return null;
  return {
    value: inLine.value === null ? null : differenceOf(atLine.value!, inLine.value, decimals),
    inputs: { 'in-line': textOf(inLine), 'at-line': textOf(atLine) },
    rounding: { decimals, mode: 'half-even' },
  };
}

/** 211.125: the code of a copy, and its specimen line by line, as the recipe's templates make them. */
function labelDue({ batch }: BatchState, phase: Phase, name: string): Due | undefined {
  for (const label of phase.labels ?? [])
    for (const [index, copy] of copiesOf(label).entries()) {
      const { product, code: of, coi, patient } = batch;
      const code = `${String(of)}-${label.id.toUpperCase()}-${index + 1}`;
      if (name === copy) return { value: code };
      if (name !== `${copy}.specimen`) continue;
      const said: Record<string, unknown> = { product, batch: of, coi, patient, code, n: index + 1, of: label.copies };
      const filled = (line: string): string =>
        line.replace(/\{(\w+)\}/g, (whole, key: string) => (Object.hasOwn(said, key) ? String(said[key]) : whole));
      return { value: label.lines.map(filled).join('\n') };
    }
  return undefined;
}
