import { createHash } from 'node:crypto';
import { canonicalJson } from '../../src/kernel/canonical-json.js';
import type { BatchState } from './batch-state.js';
import { type Fact, type Given, idOf, valuesOf } from './fact.js';
import { type Report, sameJson } from './report.js';
import type { Row } from './rows.js';

const hashOf = (value: unknown): string => createHash('sha256').update(canonicalJson(value)).digest('hex');

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
  const bound = about === undefined ? state.bound[0] : state.boundFor(about.unitProcedure);
  same('names another unit', (state.earlier ? state.batch['unitCode'] : bound?.unitCode) ?? null, content['unit']);
  if (subject === batch) return void same('gives another state of the batch', state.batch['state'], content['state']);
  if (exception !== undefined) {
    agree(report, fact, 'exception', content['exception'], exception);
    return;
  }
  if (step === undefined) {
    report.wrong(stream, seq, 'the signature stands on nothing that this batch has', 'a step or an exception', subject);
    return;
  }
  agree(report, fact, `step ${step.phase}`, content['step'], step);
  const ofStep = <T extends Row>(rows: Iterable<T>): T[] => [...rows].filter((row) => row['step'] === step.id);
  const lists: [string, string, Row[]][] = [['exceptions', 'number', ofStep(state.exceptions.values())]];
  if (meaning !== 'restart')
    lists.push(
      ['values', 'number', ofStep(state.entries.values())],
      ['captures', 'entry', ofStep(state.captures.values())],
      ['evidence', 'seq', ofStep(state.evidence)],
    );
  for (const [list, key, rows] of lists) agreeAll(report, fact, { list, key, rows });
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
