import { canonicalJson } from '../../src/kernel/canonical-json.js';

/** One place at which two states differ; undefined where there is nothing. */
export interface Difference {
  /** `tagMap.tags.ph` */
  at: string;
  before: unknown;
  after: unknown;
}

/** By what the items of a list are known. */
const KEYS = ['tag', 'name', 'code', 'id', 'setpoint'];

/** Where two JSON values differ, place by place; items that have a name are compared by it. */
export function differences(before: unknown, after: unknown, at = ''): Difference[] {
  const [was, is] = [fieldsOf(before), fieldsOf(after)];
  if (was === null || is === null) return isSame(before, after) ? [] : [{ at, before, after }];
  const keys = [...new Set([...Object.keys(was), ...Object.keys(is)])];
  return keys.flatMap((key) => differences(was[key], is[key], at === '' ? key : `${at}.${key}`));
}

const isSame = (one: unknown, other: unknown): boolean =>
  one === other || (one !== undefined && other !== undefined && canonicalJson(one) === canonicalJson(other));

/** The parts of a value by name; null where it is compared as a whole. */
function fieldsOf(value: unknown): Record<string, unknown> | null {
  if (typeof value !== 'object' || value === null) return null;
  if (!Array.isArray(value)) return value as Record<string, unknown>;
  const key = KEYS.find((name) => value.every((item) => typeof (item as Record<string, unknown>)?.[name] === 'string'));
  if (key === undefined || value.length === 0) return null;
  return Object.fromEntries(value.map((item: Record<string, unknown>) => [String(item[key]), item]));
}

/** `tagMap.tags.ph: "a" → "b"` */
export const differenceText = ({ at, before, after }: Difference): string =>
  `${at}: ${shown(before)} → ${shown(after)}`;

const MOST = 120;

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > MOST ? `${text.slice(0, MOST)}…` : text;
}
