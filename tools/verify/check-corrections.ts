import type { BatchState } from './batch-state.js';
import { criticalityOf } from './check-acts.js';
import type { Fact } from './fact.js';
import { type Report, sameJson } from './report.js';
import type { Exception, Row, Step } from './rows.js';
import { inputsOf, valuesAt } from './values.js';

/** What the procedure or a program went by, when it did. */
export interface GoneBy {
  of: 'choice' | 'loop' | 'program';
  id: string;
  rounds: string;
  formulas: (string | null)[];
  inputs: Record<string, string>;
  seq: number;
}

/** An act that a person states to have been done before it was written. */
export interface StatedAct {
  step: string;
  at: string;
  recordedAt: string;
  person: string;
  seq: number;
}

const ACTS = new Set(['step.started', 'entry.recorded', 'decision.made', 'step.finished']);
const BY_HAND = new Set(['typed', 'scanned', 'manual', 'not-applicable']);

/** Event time and record time: stated times are in order, and what was stated too long after is marked as late. */
export function checkTimes(report: Report, state: BatchState, fact: Fact, step: Step): StatedAct | null {
  const { stream, seq, type, at, happenedAt, by, values } = fact;
  if (!ACTS.has(type) || by.person === undefined || (type === 'step.finished' && step['run'] !== null)) return null;
  const wrong = (what: string, expected: unknown, found: unknown): void =>
    report.wrong(stream, seq, `${type} of step ${step.phase} ${what}`, expected, found);
  const minutes = state.recipeOf(step).statedWithin ?? 15;
  const late = Date.parse(at) - Date.parse(happenedAt) > minutes * 60_000;
  if (type === 'entry.recorded' && BY_HAND.has(String(values['source'])) && late !== (values['late'] === true))
    wrong('says otherwise of being late', late ? 'late' : 'in time', values['late'] ?? 'in time');
  if (happenedAt === at) return null;
  if (happenedAt > at) wrong('lies in the future', `${at} or before`, happenedAt);
  const begun = type === 'step.started' ? String(state.batch['issuedAt']) : (step.startedAt ?? '');
  const entered = [...state.entries.values()].flatMap((entry) => (entry.step === step.id ? [entry.at] : []));
  const after = [begun, ...(type === 'step.finished' ? entered : [])].sort().at(-1)!;
  if (happenedAt < after) wrong('was before what comes before it', `${after} or after`, happenedAt);
  return late ? { step: step.id, at: happenedAt, recordedAt: at, person: by.person, seq } : null;
}

/** An.11-6: a second person signed for what one person stated; once for each. */
export function checkWitnessed(report: Report, state: BatchState, stream: string, stated: StatedAct[]): void {
  const late = [...state.exceptions.values()].filter(({ kind }) => kind === 'entry.late');
  const caused = new Set<Exception>();
  for (const act of stated) {
    const found = late.find(
      ({ step, values }) => step === act.step && values['at'] === act.at && values['recordedAt'] === act.recordedAt,
    );
    if (found === undefined)
      report.wrong(stream, act.seq, 'this was stated too late, and is no exception', 'entry.late', 'none');
    else {
      caused.add(found);
      witnessed(report, state, stream, found, { person: act.person, given: { at: act.at } });
    }
  }
  for (const one of late)
    if (!caused.has(one)) report.wrong(stream, one.seq, 'nothing was stated too late', 'nothing', one.number);
  for (const one of state.exceptions.values()) {
    if (one.kind !== 'value.manual') continue;
    const entry = state.entries.get(String(one.values['entry']));
    const { field, value, unit, reason } = entry ?? {};
    const given = { act: 'replace-value', field, value, unit, reason };
    witnessed(report, state, stream, one, { person: entry?.byPerson ?? null, given });
  }
}

function witnessed(
  report: Report,
  state: BatchState,
  stream: string,
  { number, step, seq, values, kind }: Exception,
  { person, given }: { person: string | null; given: Row },
): void {
  const signature = state.signatures.get(String(values['signature']));
  if (signature?.meaning !== 'witnessed' || signature.subject !== step)
    return report.wrong(
      stream,
      seq,
      `exception ${number}, ${kind}: no second person signed for it`,
      'witnessed',
      signature?.meaning ?? 'none',
    );
  if (signature.person === person)
    report.wrong(
      stream,
      seq,
      `exception ${number}, ${kind}: who did it also signed for it`,
      'two persons',
      signature.name,
    );
  const signed = signature.content['given'] as Row | undefined;
  for (const [key, value] of Object.entries(given))
    if (!sameJson(signed?.[key], value))
      report.wrong(stream, seq, `exception ${number}, ${kind}: another ${key} was signed for`, value, signed?.[key]);
}

/** 11.10(e): what was computed of a value that was corrected since was computed anew, and what went by it is an exception. */
export function checkCorrected(report: Report, state: BatchState, stream: string, goneBy: GoneBy[]): void {
  const corrected = [...state.entries.values()].filter(({ corrects }) => corrects);
  if (corrected.length === 0) return;
  for (const step of state.inOrder()) {
    const phase = state.placed(step)?.phase;
    const [first] = state.entriesOf(step.id, 'result');
    if (phase?.kind !== 'calculation' || phase.formula === undefined || first === undefined) continue;
    const values = valuesAt(state, { seq: first.seq, recipe: state.recipeOf(step) });
    const stands = state.standing(step.id, 'result');
    report.same(
      stream,
      stands?.seq ?? null,
      `the result of ${step.rounds}${step.phase} is not computed of what stands`,
      inputsOf([phase.formula], values),
      stands?.inputs,
    );
  }
  for (const { of, id, rounds, formulas, inputs, seq } of goneBy) {
    const now = inputsOf(formulas, valuesAt(state, { seq, recipe: state.recipe }));
    // a value of another branch's rounds is not what it went by
    const near = corrected.some(({ step }) => {
      const by = state.steps.get(step)!;
      return rounds.startsWith(by.rounds) || by.rounds.startsWith(rounds);
    });
    const changed = near && !sameJson(inputs, now);
    const said = [...state.exceptions.values()].some(
      ({ kind, values }) => kind === 'procedure.input-changed' && values['of'] === of && values['id'] === id,
    );
    if (changed && !said)
      report.wrong(
        stream,
        seq,
        `${of} ${id} went by a value that was corrected since`,
        'exception procedure.input-changed',
        'none',
      );
  }
}

/** The exceptions of acts that set the recipe aside are there, of the weight that they must have. */
export function checkActsSaid(report: Report, state: BatchState, facts: Fact[]): void {
  for (const { stream, seq, type, values } of facts) {
    const step = state.steps.get(String(values['step']));
    const recipe = values['recipe'] as { version?: unknown } | undefined;
    const due =
      type === 'note.added' && values['kind'] === 'nonconformance'
        ? { kind: 'note.nonconformance', identity: `note/${String(values['note'])}`, criticality: 'IPC' }
        : type === 'step.skipped' && step !== undefined
          ? {
              kind: type,
              identity: `step/${step.rounds}${step.phase}/skipped`,
              criticality: criticalityOf(state.placed(step)!.phase),
            }
          : type === 'batch.unit-replaced'
            ? { kind: 'unit.replaced', identity: `unit/${String(values['binding'])}/replaced`, criticality: 'CPP' }
            : type === 'batch.recipe-changed'
              ? { kind: 'recipe.changed', identity: `recipe/${String(recipe?.version)}`, criticality: 'CPP' }
              : null;
    if (due === null) continue;
    const said = [...state.exceptions.values()].find(({ identity }) => identity === due.identity);
    const found = said && { kind: said.kind, identity: said.identity, criticality: said.criticality };
    report.same(stream, seq, `${type} calls for an exception`, due, found ?? 'none');
  }
}
