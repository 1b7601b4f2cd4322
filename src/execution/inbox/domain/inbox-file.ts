import type { Instant, Uuid } from '../../../kernel/ids.js';
import { type Fact, type NewFact, patch, type Projection, put } from '../../../trust/ledger/domain/index.js';
import type { FileResult, ResultConflict } from '../../batches/domain/index.js';
import type { ParsedResult } from './parse-results.js';

/** A file as it came, by whom; `file` is the hash of its bytes. */
export interface Arrival {
  file: string;
  name: string;
  mediaType: string;
  size: number;
  source: 'http' | 'folder';
  /** code of the mapping that it was to be read by */
  mapping: string;
}

export interface InboxFileRow extends Arrival {
  id: Uuid;
  mappingVersion: number | null;
  state: 'taken' | 'refused';
  /** why it was refused */
  reason: { code: string; values: Record<string, unknown> } | null;
  by: string;
  at: Instant;
}

export interface InboxResultRow extends ParsedResult {
  id: string;
  inboxFile: Uuid;
  batch: Uuid;
  /** no step waits for it yet, a step has it, or a person has to look */
  state: 'unclaimed' | 'claimed' | 'conflict';
  step: Uuid | null;
  conflict: ResultConflict | null;
  settledAt: Instant | null;
}

export type InboxState = {
  inbox_file: Readonly<Record<string, InboxFileRow>>;
  inbox_result: Readonly<Record<string, InboxResultRow>>;
};

interface InboxFacts {
  'inbox.file-refused': Arrival & NonNullable<InboxFileRow['reason']>;
  'inbox.file-taken': Arrival & { mappingVersion: number; batches: Uuid[]; results: ParsedResult[] };
  'inbox.result-claimed': { row: number; step: Uuid };
  'inbox.result-conflicted': { row: number; step: Uuid; conflict: ResultConflict };
}

const stated = <T extends keyof InboxFacts>(type: T, values: InboxFacts[T]): NewFact => ({
  type,
  values: { ...values },
});

export const refuseFile = (arrival: Arrival, code: string, values: Record<string, unknown>): NewFact[] => [
  stated('inbox.file-refused', { ...arrival, code, values }),
];

/** `batches`: of each result, in their order. */
export const takeFile = (
  arrival: Arrival,
  { mappingVersion, batches, results }: { mappingVersion: number; batches: Uuid[]; results: ParsedResult[] },
): NewFact[] => [stated('inbox.file-taken', { ...arrival, mappingVersion, batches, results })];

export const settleResult = (row: number, step: Uuid, conflict: ResultConflict | null): NewFact[] => [
  conflict === null
    ? stated('inbox.result-claimed', { row, step })
    : stated('inbox.result-conflicted', { row, step, conflict }),
];

/** A row of a file as a step takes it. */
export const offered = (
  { file: hash, mapping, mappingVersion }: Pick<InboxFileRow, 'file' | 'mapping' | 'mappingVersion'>,
  { row, sample, values }: Pick<ParsedResult, 'row' | 'sample' | 'values'>,
): FileResult => ({ values, evidence: { hash, row, sample, mapping, version: mappingVersion! } });

const nameOf = ({ by }: Fact): string => ('person' in by ? by.name : 'unit' in by ? by.unit : by.system);
const idOf = ({ stream }: Fact): Uuid => stream.slice('inbox/'.length);
const resultId = (file: Uuid, row: number): string => `${file}/${row}`;

export const inboxProjection: Projection<InboxState> = {
  kind: 'inbox',
  empty: { inbox_file: {}, inbox_result: {} },
  apply(state, fact) {
    const id = idOf(fact);
    const seen = { id, by: nameOf(fact), at: fact.at };
    switch (fact.type as keyof InboxFacts) {
      case 'inbox.file-refused': {
        const { code, values, ...arrival } = fact.values as unknown as InboxFacts['inbox.file-refused'];
        const row = { ...arrival, ...seen, mappingVersion: null, state: 'refused' as const, reason: { code, values } };
        return put(state, 'inbox_file', id, row);
      }
      case 'inbox.file-taken': {
        const { batches, results, ...file } = fact.values as unknown as InboxFacts['inbox.file-taken'];
        const rows = put(state, 'inbox_file', id, { ...file, ...seen, state: 'taken' as const, reason: null });
        return results.reduce((all, result, index) => {
          const open = { state: 'unclaimed' as const, step: null, conflict: null, settledAt: null };
          const row = { id: resultId(id, result.row), inboxFile: id, batch: batches[index]!, ...result, ...open };
          return put(all, 'inbox_result', row.id, row);
        }, rows);
      }
      case 'inbox.result-claimed': {
        const { row, step } = fact.values as unknown as InboxFacts['inbox.result-claimed'];
        return patch(state, 'inbox_result', resultId(id, row), { state: 'claimed', step, settledAt: fact.at });
      }
      case 'inbox.result-conflicted': {
        const { row, step, conflict } = fact.values as unknown as InboxFacts['inbox.result-conflicted'];
        const settled = { state: 'conflict' as const, step, conflict, settledAt: fact.at };
        return patch(state, 'inbox_result', resultId(id, row), settled);
      }
    }
  },
};
