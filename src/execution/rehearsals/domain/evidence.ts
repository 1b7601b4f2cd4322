import type { Instant, Uuid } from '../../../kernel/ids.js';
import { sha256 } from '../../../kernel/canonical-json.js';
import { type Fact, type NewFact, type Projection, put } from '../../../trust/ledger/domain/index.js';
import type { Rehearsal } from './rehearsal.js';
import type { TestResult } from './run-tests.js';

/** Everything as it should be, or the tests of a file. */
export type RehearsalKind = 'dry-run' | 'tests';

/** What a test came to, without its rehearsal's steps and values. */
export interface TestSummary extends Omit<TestResult, 'rehearsal'> {
  lasted: string | null;
  facts: number;
}

export type RehearsalResult = { run: Rehearsal } | { tests: TestSummary[] };

/** A rehearsal of a version as evidence, in the stream `rehearsal/<id>`. */
export interface RehearsalRow {
  id: Uuid;
  /** id of the version */
  recipe: Uuid;
  code: string;
  version: number;
  /** of the version, hex SHA-256 */
  hash: string;
  kind: RehearsalKind;
  passed: boolean;
  /** the tests as YAML; null of a dry run */
  script: string | null;
  /** hex SHA-256 of the UTF-8 of the script, of nothing for a dry run */
  scriptHash: string;
  result: RehearsalResult;
  person: Uuid;
  name: string;
  at: Instant;
}

export type RehearsalState = { rehearsal: Readonly<Record<string, RehearsalRow>> };

type Recorded = Omit<RehearsalRow, 'at'>;

/** States what a rehearsal came to; it passed where the recipe ran to its end, or every test did. */
export function recordRehearsal(made: Omit<Recorded, 'passed' | 'scriptHash'>): NewFact {
  const { result, script } = made;
  const passed = 'run' in result ? result.run.standstill === null : result.tests.every((test) => test.passed);
  const scriptHash = sha256(script ?? '').toString('hex');
  return { type: 'rehearsal.recorded', values: { ...made, passed, scriptHash } };
}

export const summaryOf = ({ rehearsal, ...test }: TestResult): TestSummary => ({
  ...test,
  lasted: rehearsal?.lasted ?? null,
  facts: rehearsal?.facts ?? 0,
});

export const rehearsalProjection: Projection<RehearsalState> = {
  kind: 'rehearsal',
  empty: { rehearsal: {} },
  apply(state, fact: Fact) {
    if (fact.type !== 'rehearsal.recorded') return state;
    const values = fact.values as unknown as Recorded;
    return put(state, 'rehearsal', values.id, { ...values, at: fact.at });
  },
};
