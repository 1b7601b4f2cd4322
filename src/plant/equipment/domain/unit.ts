import type { UnitClass, UnitUse } from '../../../definition/unit-classes/domain/index.js';
import { canonicalJson, hashOf } from '../../../kernel/canonical-json.js';
import type { Uuid } from '../../../kernel/ids.js';
import { Refusal } from '../../../kernel/refusal.js';
import type { NewFact } from '../../../trust/ledger/domain/index.js';
import type { CertificateFault } from './certificate.js';
import type { Kit } from './kit.js';
import { BROWSE_PATH, type Connection, type TagMap } from './connection.js';
import type { BindingRow, UnitDefinition, UnitRow, UnitState } from './rows.js';

/** The one position of a unit of exclusive use. */
const WHOLE = 'whole';

/** The one position of a unit that is used by sessions: one is open at a time. */
const SESSION = 'session';

/** What answers at a unit's address, where that is not the unit. */
export interface IdentityFinding {
  reason: 'certificate' | 'product-instance' | 'serial';
  /** where it answered: OPC UA endpoint, MQTT topic, or Sparkplug `group/edge node/device` */
  endpoint: string;
  /** `applicationUri`: of OPC UA alone */
  expected: { applicationUri?: string; productInstanceUri: string; serial: string };
  found: { applicationUri?: string | null; productInstanceUri: string | null; serial: string | null };
  /** which one and why, of a certificate; `thumbprint`: null where it was none */
  certificate?: { thumbprint: string | null; why: CertificateFault };
}

export interface UnitFacts {
  'unit.defined': { unit: UnitDefinition };
  'unit.redefined': { was: UnitDefinition; is: UnitDefinition };
  /** `kit`: that was put in for it; left out where its class asks for none, and before there were any */
  'unit.bound': { binding: Uuid; position: string; batch: Uuid; coi: string | null; unitProcedure: string; kit?: Kit };
  'unit.released': { binding: Uuid; position: string; batch: Uuid; coi: string | null };
  'unit.quarantined': { reason: string; batch: Uuid | null };
  'unit.quarantine-lifted': { reason: string };
  'unit.identity-refused': IdentityFinding;
}

type UnitFact<T extends keyof UnitFacts> = NewFact<T, UnitFacts[T]>;

/** May change while a batch holds the unit, but for held positions; the rest says which unit it is and what its readings mean. */
const FREE_WHILE_BOUND = ['title', 'room', 'connector', 'positions'] as const;

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

const openBindings = (state: UnitState): BindingRow[] =>
  Object.values(state.unit_binding).filter(({ releasedAt }) => releasedAt === null);

/** A unit without positions is stated without them, as it was before there were any. */
function definitionOf({
  id: _,
  quarantine: _quarantine,
  upkeep: _upkeep,
  positions,
  ...definition
}: UnitRow): UnitDefinition {
  return { ...definition, ...(positions.length > 0 && { positions }) };
}

/** Whether a change touches what stays as it is while batches hold the unit. `held`: what they hold of it, none for nobody. */
export function touchesHeld(was: UnitDefinition, is: UnitDefinition, held: readonly string[]): boolean {
  const fixed = (unit: UnitDefinition): object => ({
    ...unit,
    ...Object.fromEntries(FREE_WHILE_BOUND.map((field) => [field, null])),
    which: whichUnit(unit.connector),
    held: held.filter((position) => unit.positions?.includes(position)).length,
  });
  return held.length > 0 && !same(fixed(was), fixed(is));
}

/** Of what a person has stated of the unit: another as soon as any of that changes. */
export const definitionHash = (row: UnitRow): string => hashOf(definitionOf(row));

/** Refuses with `unit.stale` a definition that was written on another one than stands. `seen`: its hash, `nothing` for none, not said: undefined. */
export function checkSeen(row: UnitRow | null, code: string, seen: string | undefined): void {
  const now = row === null ? 'nothing' : definitionHash(row);
  if (seen !== undefined && seen !== now) throw new Refusal('conflict', 'unit.stale', { unit: code, seen, now });
}

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
  const bound = openBindings(state);
  const held = bound.map(({ position }) => position);
  if (touchesHeld(was, is, held))
    throw new Refusal('conflict', 'unit.occupied', { unit: was.code, batch: bound[0]!.batch });
  return [{ type: 'unit.redefined', values: { was, is } }];
}

/** Each tag that is mapped, as often as it is, and the place that it is mapped to. */
export function mappedTags(tagMap: TagMap): [tag: string, place: string][] {
  if ('tags' in tagMap) return Object.entries(tagMap.tags);
  if ('metrics' in tagMap) return Object.entries(tagMap.metrics);
  return tagMap.messages.flatMap(({ values }) => Object.entries(values));
}

const isPlace = (place: unknown, { kind }: Connection): boolean =>
  typeof place === 'string' && place.length > 0 && (kind !== 'opcua' || BROWSE_PATH.test(place));

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

/** Refuses with `unit.profile-differs` a connector that starts no programs where the class has some, and an identity that is not asked. */
export function checkProfile(
  { code: unit, connector }: UnitDefinition,
  { code, programs }: Pick<UnitClass, 'code' | 'programs'>,
): void {
  if (connector.kind !== 'opcua') return;
  const { profile, identity } = connector;
  if (profile === 'tags' ? programs.length > 0 : identity !== undefined)
    throw new Refusal('unprocessable', 'unit.profile-differs', { unit, profile, unitClass: code });
}

/** Refuses with `unit.positions-differ` positions where the class has no use for them, and none where it needs them. */
export function checkPositions({ code, positions = [] }: UnitDefinition, { use }: Pick<UnitClass, 'use'>): void {
  const isWrong = (use === 'positions') !== positions.length > 0 || new Set(positions).size < positions.length;
  if (isWrong) throw new Refusal('unprocessable', 'unit.positions-differ', { unit: code, use, positions });
}

/** What a batch asks of a unit, as its class is used. */
export interface Binding {
  id: Uuid;
  batch: Uuid;
  coi: string | null;
  unitProcedure: string;
  /** of a unit that is used by positions */
  position?: string;
  /** of a unit whose class asks for one */
  kit?: Kit;
}

/**
 * The place at a unit that is asked for. Refuses with `unit.not-ready`, `unit.quarantined`, `unit.position-missing`,
 * `unit.position-unknown`, or `unit.occupied` where another batch holds it.
 */
export function freePlace(state: UnitState, unit: Uuid, use: UnitUse, wanted: string | undefined): string {
  const row = state.unit[unit]!;
  if (row.status !== 'in-service')
    throw new Refusal('conflict', 'unit.not-ready', { unit: row.code, status: row.status });
  if (row.quarantine !== null)
    throw new Refusal('conflict', 'unit.quarantined', { unit: row.code, reason: row.quarantine.reason });
  const position = positionIn(row, use, wanted);
  const [open] = openBindings(state).filter((one) => use !== 'positions' || [position, WHOLE].includes(one.position));
  if (open !== undefined)
    throw new Refusal('conflict', 'unit.occupied', { unit: row.code, batch: open.batch, position: open.position });
  return position;
}

/** Refuses as `freePlace` does. */
export function decideBind(
  state: UnitState,
  unit: Uuid,
  use: UnitUse,
  { id, batch, coi, unitProcedure, kit, ...wanted }: Binding,
): [UnitFact<'unit.bound'>] {
  const position = freePlace(state, unit, use, wanted.position);
  return [{ type: 'unit.bound', values: { binding: id, position, batch, coi, unitProcedure, ...(kit && { kit }) } }];
}

function positionIn({ code: unit, positions }: UnitRow, use: UnitUse, wanted: string | undefined): string {
  if (use === 'positions' && wanted === undefined)
    throw new Refusal('unprocessable', 'unit.position-missing', { unit, positions });
  if (wanted !== undefined && !(use === 'positions' && positions.includes(wanted)))
    throw new Refusal('unprocessable', 'unit.position-unknown', { unit, position: wanted });
  return wanted ?? (use === 'session' ? SESSION : WHOLE);
}

/** What the batch holds of the unit; refuses with `unit.not-bound`. */
export function boundBy(state: UnitState, unit: Uuid, batch: Uuid): BindingRow[] {
  const held = openBindings(state).filter((binding) => binding.batch === batch);
  if (held.length === 0) throw new Refusal('conflict', 'unit.not-bound', { unit: state.unit[unit]?.code, batch });
  return held;
}

/** A unit that failed is bound to no batch until a person has lifted that; who holds it still holds it. */
export function decideQuarantine(
  state: UnitState,
  unit: Uuid,
  { reason, batch }: { reason: string; batch: Uuid | null },
): [UnitFact<'unit.quarantined'>] {
  const row = state.unit[unit]!;
  if (row.quarantine !== null)
    throw new Refusal('conflict', 'unit.quarantined', { unit: row.code, reason: row.quarantine.reason });
  return [{ type: 'unit.quarantined', values: { reason, batch } }];
}

/** Refuses with `unit.not-quarantined`. */
export function decideLiftQuarantine(
  state: UnitState,
  unit: Uuid,
  reason: string,
): [UnitFact<'unit.quarantine-lifted'>] {
  const row = state.unit[unit]!;
  if (row.quarantine === null) throw new Refusal('conflict', 'unit.not-quarantined', { unit: row.code });
  return [{ type: 'unit.quarantine-lifted', values: { reason } }];
}
