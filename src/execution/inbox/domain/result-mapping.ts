import { hashOf } from '../../../kernel/canonical-json.js';
import type { Instant, Uuid } from '../../../kernel/ids.js';
import { Refusal } from '../../../kernel/refusal.js';
import { type Fact, type NewFact, type Projection, put } from '../../../trust/ledger/domain/index.js';
import type { Mapping } from './mapping.js';

/** A mapping as it is defined now; its earlier versions are facts, and entries name the version that read them. */
export interface ResultMappingRow {
  id: Uuid;
  code: string;
  version: number;
  title: string;
  deviceKind: string;
  /** of the definition */
  hash: string;
  definition: Mapping;
  definedAt: Instant;
}

export type ResultMappingState = { result_mapping: Readonly<Record<string, ResultMappingRow>> };

type MappingDefined = Fact<'result-mapping.defined', Omit<ResultMappingRow, 'definedAt'>>;

export const resultMappingProjection: Projection<ResultMappingState> = {
  kind: 'result-mapping',
  empty: { result_mapping: {} },
  apply(state, fact) {
    const { values, at } = fact as MappingDefined;
    return put(state, 'result_mapping', values.id, { ...values, definedAt: at });
  },
};

/** A mapping, or its next version, in the stream `result-mapping/<id>`; none where it says what stands already. */
export function defineMapping(
  { result_mapping }: ResultMappingState,
  { id, code, mapping }: { id: Uuid; code: string; mapping: Mapping },
): NewFact[] {
  const before = result_mapping[id];
  const hash = hashOf(mapping);
  if (before?.hash === hash) throw new Refusal('conflict', 'result-mapping.unchanged', { version: before.version });
  const { title, deviceKind } = mapping;
  const values = { id, code, version: (before?.version ?? 0) + 1, title, deviceKind, hash, definition: mapping };
  return [{ type: 'result-mapping.defined', values }];
}
