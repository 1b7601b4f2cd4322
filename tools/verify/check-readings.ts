import type { Archived } from './archived.js';
import type { BatchState } from './batch-state.js';
import { aggregated } from './decimal.js';
import { type Fact, idOf } from './fact.js';
import { goodNumber, type Reading, readingOf, sourceTimeOf } from './leaf.js';
import type { RecordedFacts } from './ledger.js';
import { climb, indexOf } from './merkle.js';
import { type Field, type Phase, unitClassOf } from './recipe.js';
import type { BatchRecord, CitedReading } from './record.js';
import { type Report, sameJson } from './report.js';
import type { Capture } from './rows.js';

/** A closed range of a unit's arrivals, as a fact of its stream states it. */
export interface ReadingSeal {
  unit: string;
  seq: number;
  from: bigint;
  to: bigint;
  count: number;
  root: string;
  /** when it was closed */
  at: string;
}

/** Takes up the seals over readings by unit, in order; those that follow each other in one range leave no arrival out. */
export function checkReadingSeals(report: Report, facts: RecordedFacts, seals: Map<string, ReadingSeal[]>): string {
  let sealed = 0;
  for (const { range, facts: own } of facts.rangesOf('unit')) {
    let before: ReadingSeal | undefined;
    for (const { seq, values, at } of own.filter(({ type }) => type === 'readings.sealed')) {
      const unit = idOf(range.stream);
      const { from, to, count, root } = values as { from: string; to: string; count: number; root: string };
      const seal = { unit, seq, from: BigInt(from), to: BigInt(to), count, root, at };
      if (before !== undefined && seal.from !== before.to + 1n)
        report.wrong(
          range.stream,
          seq,
          'arrivals were left out between two seals',
          `from ${before.to + 1n}`,
          `from ${from}`,
        );
      const known = seals.get(unit) ?? [];
      known.push(seal);
      seals.set(unit, known);
      before = seal;
      sealed++;
    }
  }
  return `${sealed}`;
}

/** Each seal that a step names as its evidence is a fact of its unit, and those of a step leave nothing out from its start on. */
export function checkEvidence(
  report: Report,
  state: BatchState,
  batchFacts: Fact[],
  seals: Map<string, ReadingSeal[]>,
): string {
  let named = 0;
  for (const { stream, seq, values } of batchFacts.filter(({ type }) => type === 'evidence.named')) {
    const step = state.steps.get(String(values['step']));
    const after = step?.since[String(values['unit'])] ?? 0;
    let next = values['supplementary'] === true ? null : BigInt(after) + 1n;
    for (const evidence of values['seals'] as {
      seq: number;
      from: string;
      to: string;
      count: number;
      root: string;
    }[]) {
      named++;
      const seal = seals.get(String(values['unit']))?.find((one) => one.seq === evidence.seq);
      const found = seal && {
        seq: seal.seq,
        from: `${seal.from}`,
        to: `${seal.to}`,
        count: seal.count,
        root: seal.root,
      };
      report.same(
        stream,
        seq,
        'the evidence is not a seal of the unit’s readings',
        evidence,
        found ?? 'no such seal in the record',
      );
      if (next !== null && BigInt(evidence.from) > next)
        report.wrong(stream, seq, 'the evidence leaves arrivals out', `from ${next}`, `from ${evidence.from}`);
      next = next === null ? null : BigInt(evidence.to) + 1n;
    }
  }
  return `${named} seals over readings named as evidence`;
}

/** Each cited reading lies under its seal. Gives them by `unit/arrival`. */
export function checkCited(
  report: Report,
  cited: CitedReading[],
  seals: Map<string, ReadingSeal[]>,
  archived: Archived,
): Map<string, Reading> {
  const known = new Map<string, Reading>();
  for (const one of cited) {
    const where = `readings of unit ${one.unit}`;
    const wrong = (what: string, expected: unknown, found: unknown): void =>
      report.wrong(where, one.arrival, what, expected, found);
    const { leaf, seal: seq, path } = one;
    const own = seals.get(one.unit)?.find((candidate) => candidate.seq === seq);
    if (leaf === null) {
      if (own === undefined || !archived.under(own)) wrong('the cited reading is not there', 'a reading', 'none');
      continue;
    }
    const reading = readingOf(leaf);
    if (reading === null || reading.unit !== one.unit || `${reading.arrival}` !== one.arrival) {
      wrong('this is not the reading of that arrival', one.arrival, leaf);
      continue;
    }
    if (seq === null || path === null) continue;
    const root = climb(leaf, path);
    if (own === undefined || reading.arrival < own.from || reading.arrival > own.to)
      wrong('the seal over the reading is not in the record', `a seal over arrival ${one.arrival}`, seq);
    else if (root !== own.root || indexOf(path, own.count) === null)
      wrong('the reading is not what its seal covers', own.root, root);
    else known.set(`${one.unit}/${one.arrival}`, reading);
  }
  return known;
}

/** What was captured is made of the readings that it cites, which are of its tag and its time. */
export function checkCaptures(
  report: Report,
  record: BatchRecord,
  state: BatchState,
  readings: Map<string, Reading>,
  archived: Archived,
): string {
  const unsealed = new Set(
    record.readings.cited
      .filter(({ leaf, path }) => leaf !== null && path === null)
      .map(({ unit, arrival }) => `${unit}/${arrival}`),
  );
  let [recomputed, open, gone] = [0, 0, 0];
  for (const capture of state.captures.values()) {
    const names = capture.arrivals.map((arrival) => `${capture.unit}/${arrival}`);
    const finished = ['completing', 'complete'].includes(state.steps.get(capture.step)!.state);
    const waiting = finished ? [] : names.filter((name) => unsealed.has(name));
    open += waiting.length;
    const missing = names.filter((name) => !readings.has(name) && !waiting.includes(name));
    const stream = `batch/${record.record.batch}`;
    if (missing.length > 0 && archived.within(capture.from, capture.to)) gone++;
    else if (missing.length > 0)
      report.wrong(
        stream,
        capture.seq,
        `entry ${capture.entry} cites readings that are not proven`,
        names.length,
        missing,
      );
    else if (
      waiting.length === 0 &&
      checkCapture(
        report,
        record,
        state,
        capture,
        names.map((name) => readings.get(name)!),
      )
    )
      recomputed++;
  }
  if (open > 0) report.notChecked.push(`${open} cited readings that no seal covers yet: their step was not finished`);
  if (gone > 0) report.notChecked.push(`${gone} captures: the readings that they cite were archived since`);
  return `${state.captures.size} captures, ${recomputed} recomputed from the readings that they cite`;
}

function checkCapture(
  report: Report,
  record: BatchRecord,
  state: BatchState,
  capture: Capture,
  cited: Reading[],
): boolean {
  const stream = `batch/${record.record.batch}`;
  const { entry: number, tag, from, to, quality, aggregate, seq } = capture;
  const wrong = (what: string, expected: unknown, found: unknown): void =>
    report.wrong(stream, seq, `entry ${number}: ${what}`, expected, found);
  const [start, end] = [sourceTimeOf(from), sourceTimeOf(to)];
  for (const reading of cited)
    if (reading.tag !== tag || reading.sourceTime < start || reading.sourceTime > end)
      wrong(
        'a cited reading is of another tag or time',
        `${tag} from ${from} to ${to}`,
        `${reading.tag} at ${reading.sourceTime}`,
      );
  if (quality !== 'good') return false;
  const numbers = [...cited].sort((a, b) => (a.sourceTime < b.sourceTime ? -1 : 1)).map(goodNumber);
  if (numbers.includes(null)) wrong('a cited reading is not good', 'good readings', numbers);
  const field = fieldOf(state, number);
  if (field === null || numbers.includes(null)) return false;
  const value = aggregated(aggregate, numbers as number[], field.decimals);
  const entry = state.entries.get(number)!;
  if (!sameJson(value, entry.value)) wrong(`is not the ${aggregate} of the readings that it cites`, value, entry.value);
  return true;
}

/** The field of an entry, where its tag gives it in the field's own unit. */
function fieldOf(state: BatchState, number: string): { decimals: number } | null {
  const entry = state.entries.get(number)!;
  const step = state.steps.get(entry.step)!;
  const recipe = state.recipeOf(step);
  const placed = state.placed(step);
  const unitClass = unitClassOf(recipe, step.unitProcedure) ?? placed?.unitClass;
  const field = placed === undefined ? undefined : capturedIn(placed.phase, entry.field);
  const tags = recipe.unitClasses.find(({ code }) => code === unitClass)?.tags ?? [];
  const tag = tags.find((one) => one.tag === field?.capture?.tag);
  return field?.decimals === undefined || tag?.unit !== field.unit ? null : { decimals: field.decimals };
}

const capturedIn = (phase: Phase, name: string): Omit<Field, 'id'> | undefined =>
  phase.kind === 'compare' && name === 'in-line' ? phase : phase.fields?.find(({ id }) => id === name);
