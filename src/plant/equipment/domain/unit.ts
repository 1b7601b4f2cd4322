import type { UnitClass } from '../../../definition/unit-classes/domain/index.js';
import { canonicalJson } from '../../../kernel/canonical-json.js';
import type { Uuid } from '../../../kernel/ids.js';
import { Refusal } from '../../../kernel/refusal.js';
import type { NewFact } from '../../../trust/ledger/domain/index.js';
import type { Connection, TagMap } from './connection.js';
import type { BindingRow, UnitDefinition, UnitRow, UnitState } from './rows.js';

/** The one position of a unit of exclusive use. */
export const WHOLE = 'whole';

/** What answers at a unit's address, where that is not the unit. */
export interface IdentityFinding {
  reason: 'certificate' | 'product-instance' | 'serial';
  /** where it answered: OPC UA endpoint, MQTT topic, or Sparkplug `group/edge node/device` */
  endpoint: string;
  /** `applicationUri`: of OPC UA alone */
  expected: { applicationUri?: string; productInstanceUri: string; serial: string };
  found: { applicationUri?: string | null; productInstanceUri: string | null; serial: string | null };
}

export interface UnitFacts {
  'unit.defined': { unit: UnitDefinition };
  'unit.redefined': { was: UnitDefinition; is: UnitDefinition };
  'unit.bound': { binding: Uuid; position: string; batch: Uuid; coi: string; unitProcedure: string };
  'unit.released': { binding: Uuid; position: string; batch: Uuid; coi: string };
  'unit.identity-refused': IdentityFinding;
}

type UnitFact<T extends keyof UnitFacts> = NewFact<T, UnitFacts[T]>;

/** Browse path: steps as `prefix:Name`. */
const PATH = /^[a-z0-9]+:[^/:]+(\/[a-z0-9]+:[^/:]+)*$/;

/** May change while a batch holds the unit; the rest says which unit it is and what its readings mean. */
const FREE_WHILE_BOUND = ['title', 'room', 'connector'] as const;

/** What of a connector says which unit answers; an MQTT unit is told by its topics, which its tag map holds. */
function whichUnit(connector: Connection): object {
  switch (connector.kind) {
    case 'opcua':
      return { applicationUri: connector.applicationUri };
    case 'mqtt':
      return { kind: 'mqtt' };
    case 'sparkplug': {
      const { group, edgeNode, device } = connector;
      return { group, edgeNode, device };
    }
  }
}

const same = (a: unknown, b: unknown): boolean => canonicalJson(a) === canonicalJson(b);

export const openBinding = (state: UnitState): BindingRow | undefined =>
  Object.values(state.unit_binding).find((binding) => binding.releasedAt === null);

const definitionOf = ({ id: _, ...definition }: UnitRow): UnitDefinition => definition;

export const isDefinedAs = (row: UnitRow, definition: UnitDefinition): boolean => same(definitionOf(row), definition);

/** Refuses with `unit.unchanged`, and with `unit.occupied` what may not change under a batch. */
export function decideDefine(
  state: UnitState,
  id: Uuid,
  is: UnitDefinition,
): [UnitFact<'unit.defined'> | UnitFact<'unit.redefined'>] {
  const row = state.unit[id];
  if (row === undefined) return [{ type: 'unit.defined', values: { unit: is } }];
  const was = definitionOf(row);
  if (same(was, is)) throw new Refusal('conflict', 'unit.unchanged', { unit: was.code });
  const bound = openBinding(state);
  const free = (unit: UnitDefinition): object => ({
    ...unit,
    ...Object.fromEntries(FREE_WHILE_BOUND.map((field) => [field, null])),
    which: whichUnit(unit.connector),
  });
  if (bound !== undefined && !same(free(was), free(is)))
    throw new Refusal('conflict', 'unit.occupied', { unit: was.code, batch: bound.batch });
  return [{ type: 'unit.redefined', values: { was, is } }];
}

/** Each tag that is mapped, as often as it is, and the place that it is mapped to. */
export function mappedTags(tagMap: TagMap): [tag: string, place: string][] {
  if ('tags' in tagMap) return Object.entries(tagMap.tags);
  if ('metrics' in tagMap) return Object.entries(tagMap.metrics);
  return tagMap.messages.flatMap(({ values }) => Object.entries(values));
}

const isPlace = (place: unknown, { kind }: Connection): boolean =>
  typeof place === 'string' && place.length > 0 && (kind !== 'opcua' || PATH.test(place));

/** Refuses with `unit.tags-differ` a map that names other tags than the unit class has, or one of them twice. */
export function checkTags({ tagMap, connector, unitClass }: UnitDefinition, { tags }: Pick<UnitClass, 'tags'>): void {
  const mapped = mappedTags(tagMap);
  const named = mapped.map(([tag]) => tag);
  const unknown = named.filter((tag) => !tags.some((known) => known.tag === tag));
  const missing = tags.filter(({ tag }) => !named.includes(tag)).map(({ tag }) => tag);
  const wrong = mapped
    .filter(([tag, place], at) => named.indexOf(tag) !== at || !isPlace(place, connector))
    .map(([tag]) => tag);
  if (unknown.length + missing.length + wrong.length > 0)
    throw new Refusal('unprocessable', 'unit.tags-differ', { unitClass, unknown, missing, wrong });
}

export function decideBind(
  state: UnitState,
  unit: Uuid,
  binding: { id: Uuid; batch: Uuid; coi: string; unitProcedure: string },
): [UnitFact<'unit.bound'>] {
  const row = state.unit[unit]!;
  if (row.status !== 'in-service')
    throw new Refusal('conflict', 'unit.not-ready', { unit: row.code, status: row.status });
  const open = openBinding(state);
  if (open !== undefined) throw new Refusal('conflict', 'unit.occupied', { unit: row.code, batch: open.batch });
  const { id, batch, coi, unitProcedure } = binding;
  return [{ type: 'unit.bound', values: { binding: id, position: WHOLE, batch, coi, unitProcedure } }];
}

/** The open binding of that batch; refuses with `unit.not-bound`. */
export function boundBy(state: UnitState, unit: Uuid, batch: Uuid): BindingRow {
  const open = openBinding(state);
  if (open?.batch !== batch) throw new Refusal('conflict', 'unit.not-bound', { unit: state.unit[unit]?.code, batch });
  return open;
}

export function decideRelease(state: UnitState, unit: Uuid, batch: Uuid): [UnitFact<'unit.released'>] {
  const { id, position, coi } = boundBy(state, unit, batch);
  return [{ type: 'unit.released', values: { binding: id, position, batch, coi } }];
}
