import { hashOf } from '../../../kernel/canonical-json.js';
import type { Instant } from '../../../kernel/ids.js';
import { Refusal } from '../../../kernel/refusal.js';
import { put, type Fact, type NewFact, type Projection } from '../../../trust/ledger/domain/index.js';
import type { UnitClass } from './unit-class.js';

/** The class as it is defined now; its earlier versions are facts, and stand in the recipes that were written on them. */
export interface UnitClassRow {
  id: string;
  code: string;
  version: number;
  title: string;
  /** of the definition without its version */
  hash: string;
  definition: UnitClass & { version: number };
  definedAt: Instant;
}

export type UnitClassState = { unit_class: Readonly<Record<string, UnitClassRow>> };

export type UnitClassDefined = Fact<'unit-class.defined', Omit<UnitClassRow, 'definedAt'>>;

export const unitClassProjection: Projection<UnitClassState> = {
  kind: 'unit-class',
  empty: { unit_class: {} },
  apply(state, fact) {
    const { id, code, version, title, hash, definition } = (fact as UnitClassDefined).values;
    return put(state, 'unit_class', id, { id, code, version, title, hash, definition, definedAt: fact.at });
  },
};

/**
 * Defines a class, or its next version, in the stream `unit-class/<id>`. `seen`: hash of the one that this was written on, `nothing`
 * for none, left out where that is not said. Refuses with `unit-class.unchanged`, with `unit-class.stale` where another stands by
 * then, and with `unit-class.other-code` where the stream is another class's.
 */
export function decideDefine(
  state: UnitClassState,
  { id, unitClass, seen }: { id: string; unitClass: UnitClass; seen?: string | undefined },
): NewFact[] {
  const before = state.unit_class[id];
  const { version: _, ...bare } = unitClass;
  const hash = hashOf(bare);
  if (before && before.code !== bare.code)
    throw new Refusal('conflict', 'unit-class.other-code', { code: before.code });
  if (before?.hash === hash) throw new Refusal('conflict', 'unit-class.unchanged', { version: before.version });
  const now = before?.hash ?? 'nothing';
  if (seen !== undefined && seen !== now)
    throw new Refusal('conflict', 'unit-class.stale', { unitClass: bare.code, seen, now });
  const version = (before?.version ?? 0) + 1;
  const { code, title } = bare;
  return [{ type: 'unit-class.defined', values: { id, code, version, title, hash, definition: { ...bare, version } } }];
}
