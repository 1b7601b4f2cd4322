import { canonicalJson } from '../../../kernel/canonical-json.js';
import type { Fact } from '../../../trust/ledger/domain/index.js';

/** What became of one thing: as text for people, null for what is not there. */
export interface Change {
  field: string;
  old: string | null;
  new: string | null;
}

type Values = Record<string, unknown>;

const isObject = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value as a person reads it, whole. */
export function shown(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : canonicalJson(value);
}

/** Where two values differ, by path. */
function differing(was: unknown, is: unknown, path: string): Change[] {
  if (JSON.stringify(was) === JSON.stringify(is)) return [];
  if (!isObject(was) || !isObject(is)) return [{ field: path, old: shown(was), new: shown(is) }];
  return [...new Set([...Object.keys(was), ...Object.keys(is)])].flatMap((key) =>
    differing(was[key], is[key], path === '' ? key : `${path}.${key}`),
  );
}

const withUnit = ({ value, unit }: Values): string | null =>
  typeof unit === 'string' ? shown(`${shown(value) ?? ''} ${unit}`) : shown(value);

/**
 * Old and new of a fact, by what it says itself; `replaced`: the values of the fact whose place it takes, where there is one. A
 * fact that states something new has no old, and one that changes nothing that was there before has none of both.
 */
export function changesOf({ type, values }: Pick<Fact, 'type' | 'values'>, replaced: Values | null): Change[] {
  const { was, is, from, to } = values;
  if ('was' in values && 'is' in values) return differing(was, is, isObject(was) && isObject(is) ? '' : 'value');
  if ('was' in values && 'name' in values) return [{ field: 'name', old: shown(was), new: shown(values['name']) }];
  if (type === 'entry.recorded') {
    const old = replaced === null ? null : withUnit(replaced);
    return [{ field: String(values['field']), old, new: withUnit(values) }];
  }
  if (replaced !== null) return differing(replaced, values, '');
  if (type === 'role.granted') return [{ field: 'role', old: null, new: shown(values['role']) }];
  if (type === 'role.revoked') return [{ field: 'role', old: shown(values['role']), new: null }];
  if (type === 'unit.changed-locally' && 'setpoint' in values)
    return [{ field: String(values['setpoint']), old: shown(from), new: shown(to) }];
  if (type === 'element.transitioned') return [{ field: 'state', old: shown(from), new: shown(to) }];
  return [];
}

/** Fields that say nothing to a person: what they name is shown beside, or is in the fact. */
const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-|^[0-9a-f]{64}$/;

/** What else a fact says on top, in short, beside what it changed. */
export function detailsOf(
  { values }: Pick<Fact, 'values'>,
  changes: readonly Change[],
): { field: string; value: string }[] {
  const told = new Set(changes.map(({ field }) => field.split('.')[0]));
  return Object.entries(values).flatMap(([field, value]) => {
    const isPlain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
    if (!isPlain || told.has(field) || value === '' || ID.test(String(value))) return [];
    return [{ field, value: shown(value)! }];
  });
}

/** characters, changes and details of a fact that a page shows; the fact has all */
const SHORT = { text: 300, changes: 30, details: 6 };

const cut = <T extends string | null>(text: T): T | string =>
  text === null || text.length <= SHORT.text
    ? text
    : `${text.slice(0, SHORT.text).toWellFormed()}… and ${text.length - SHORT.text} more characters`;

/** As much as a page or a print has room for, and how much more there is. */
export function shortened(changes: readonly Change[], details: readonly { field: string; value: string }[]) {
  const left = Math.max(0, changes.length - SHORT.changes) + Math.max(0, details.length - SHORT.details);
  const told = details.slice(0, SHORT.details).map(({ field, value }) => ({ field, value: cut(value) }));
  return {
    changes: changes.slice(0, SHORT.changes).map(({ field, old, new: is }) => ({ field, old: cut(old), new: cut(is) })),
    details: left === 0 ? told : [...told, { field: '…', value: `and ${left} more` }],
  };
}
