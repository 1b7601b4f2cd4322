import type { BatchState } from './batch-state.js';
import { hashOf } from './hash.js';
import { type Fact, type Given, idOf, valuesOf } from './fact.js';
import { type Report, sameJson } from './report.js';
import type { Row, Step } from './rows.js';

const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null && !Array.isArray(value);

/** 11.70: the hash that was signed is that of the content which stands beside it. Whether there is content at all. */
export function checkSignedHash(report: Report, fact: Fact): boolean {
  const { hash, content, meaning } = valuesOf<Given>(fact);
  const { stream, seq } = fact;
  if (typeof meaning !== 'string' || meaning === '')
    report.wrong(stream, seq, 'the signature has no meaning', 'a meaning', meaning ?? 'none');
  if (!isRow(content)) {
    report.wrong(stream, seq, 'what was signed does not stand beside the signature', 'its content', 'none');
    return false;
  }
  return report.same(stream, seq, 'what was signed is not what stands beside the signature', hash, hashOf(content));
}

/** 11.70: the signed content is about this batch and what the signature stands on, and says what the facts before it say. */
export function checkSignedContent(report: Report, state: BatchState, fact: Fact): void {
  const { stream, seq } = fact;
  const { subject, content, meaning } = valuesOf<Given>(fact);
  const same = (what: string, expected: unknown, found: unknown): boolean =>
    report.same(stream, seq, `the signed content ${what}`, expected, found);
  const batch = idOf(stream);
  same('is of another batch', batch, content['batch']);
  same('has another chain of identity', state.batch['coi'], content['coi']);
  const exception = state.exceptions.get(subject);
  const step = state.steps.get(subject);
  const about = step ?? state.steps.get(String(exception?.step));
  const recipe = about === undefined ? state.batch['recipeHash'] : state.recipeHashes.get(about.recipe);
  same('names another recipe', recipe, content['recipe']);
  const unit = about === undefined ? state.bound[0]?.unitCode : unitOf(state, about);
  const units: unknown[] = [unit ?? null, ...(state.earlier ? [state.batch['unitCode'] ?? null] : [])];
  if (!units.includes(content['unit'])) same('names another unit', units[0], content['unit']);
  if (subject === batch) {
    if ('change' in content) return;
    same('gives another state of the batch', state.batch['state'], content['state']);
    if ('qualityHold' in content)
      same('gives another quality hold', state.batch['qualityHold'], content['qualityHold']);
    return;
  }
  if (subject.startsWith('block/')) {
    const block = state.recipe.adHoc?.find(({ id }) => `block/${id}` === subject);
    return void same('is of another block', block && hashOf(block), content['of']);
  }
  if (subject.startsWith('unit/')) {
    const replaced = state.bound.find(({ unit: id }) => `unit/${id}` === subject);
    return agree(report, fact, 'replaced unit', content['replaces'], replaced ?? {});
  }
  if (exception !== undefined) {
    agree(report, fact, 'exception', content['exception'], exception);
    return;
  }
  if (step === undefined) {
    report.wrong(stream, seq, 'the signature stands on nothing that this batch has', 'a step or an exception', subject);
    return;
  }
  // a second person signs what was shown before the act: what the act made is not in it
  const shown = (list: string, key: string, row: Row): Row | null => {
    if (meaning !== 'witnessed') return row;
    const signed = Array.isArray(content[list]) ? (content[list] as Row[]).map((one) => one[key]) : [];
    const { supersededBy: _, ...before } = row;
    const made = (row['recordedAt'] ?? row['raisedAt']) === fact.at;
    return made && !signed.includes(row[key]) ? null : before;
  };
  const { id, phase, kind } = step as Row;
  agree(report, fact, `step ${step.phase}`, content['step'], meaning === 'witnessed' ? { id, phase, kind } : step);
  const lists: [string, string, Iterable<Row>][] = [['exceptions', 'number', state.exceptions.values()]];
  if (meaning !== 'restart')
    lists.push(
      ['values', 'number', state.entries.values()],
      ['captures', 'entry', state.captures.values()],
      ['evidence', 'seq', state.evidence],
      ['notes', 'number', state.notes.values()],
      ['files', 'file', state.attachments.values()],
    );
  for (const [list, key, all] of lists) {
    const own = [...all].filter((row) => row['step'] === step.id);
    const rows = own.map((row) => shown(list, key, row)).filter((row) => row !== null);
    agreeAll(report, fact, { list, key, rows });
  }
}

/** The unit that a step ran on, also once it is free again; before its start the one that is bound for it. */
function unitOf(state: BatchState, { unit, unitProcedure }: Step): string | undefined {
  const own = state.bindings.findLast((one) => one.unit === unit && one.unitProcedure === unitProcedure);
  return (own ?? state.boundFor(unitProcedure))?.unitCode;
}

/** Each member that content and facts both have must be the same. */
function agree(report: Report, { stream, seq }: Fact, what: string, content: unknown, row: Row): void {
  if (!isRow(content)) return report.wrong(stream, seq, `the signed content lacks the ${what}`, row, content ?? 'none');
  for (const key of Object.keys(content).filter((one) => Object.hasOwn(row, one)))
    if (!sameJson(content[key], row[key]))
      report.wrong(stream, seq, `the signed ${key} of ${what} is not what the facts say`, row[key], content[key]);
}

function agreeAll(report: Report, fact: Fact, { list, key, rows }: { list: string; key: string; rows: Row[] }): void {
  const content = fact.values['content'] as Row;
  const signed = Array.isArray(content[list]) ? (content[list] as unknown[]).filter(isRow) : [];
  const names = (some: Row[]): string =>
    some
      .map((row) => String(row[key]))
      .sort()
      .join(', ');
  if (names(signed) !== names(rows))
    report.wrong(
      fact.stream,
      fact.seq,
      `the signed content has other ${list} than the facts`,
      names(rows),
      names(signed),
    );
  for (const row of rows) {
    const one = signed.find((candidate) => candidate[key] === row[key]);
    if (one !== undefined) agree(report, fact, `${list} ${String(row[key])}`, one, row);
  }
}
