import type { TFunction } from 'i18next';
import { Problem } from '../api/problem.js';
import { dayWords } from '../parts/day.js';
import { i18n } from './i18n.js';

export interface Words {
  title: string;
  text: string;
}

/** Keys made of codes are not known to the compiler. */
const coded = i18n as unknown as { t: (key: string, values: object) => string };

/** A key made of a code that travelled; undefined where nobody has put it in words yet. */
const said = (key: string, values?: Record<string, unknown>): string | undefined =>
  i18n.exists(key) ? coded.t(key, values ?? {}) : undefined;

/** The word for a code of a small set, such as a state or a role; the code itself where there is none. */
export const word = (set: string, code: string, values?: Record<string, unknown>): string =>
  said(`${set}.${code}`, values) ?? code;

/** What is wrong and what happens next, of a refusal by its code. Its values are put into the words. */
export function problemWords(t: TFunction, error: unknown): Words {
  const { code, values } = error instanceof Problem ? error : new Problem(0, 'page.error');
  const known = said(`problem.${code}`, worded(values));
  if (known === undefined) return { title: t('problem.unknown'), text: t('problem.unknown.next', { code }) };
  return { title: known, text: said(`problem.${code}.next`, worded(values)) ?? '' };
}

/** Values of a problem with the codes among them in words. */
function worded(values: Record<string, unknown>): Record<string, unknown> {
  const state = typeof values.state === 'string' ? { state: word('state', values.state) } : {};
  const fields = Array.isArray(values.fields) ? { fields: values.fields.map(fieldProblem).join('; ') } : {};
  const needs = Array.isArray(values.needs)
    ? { needs: values.needs.map((need) => word('need', String(need))).join('; ') }
    : {};
  const expected = typeof values.expects === 'string' ? { expected: word('expects', values.expects) } : {};
  const why = typeof values.why === 'string' ? { why: word('certificateWhy', values.why) } : {};
  const role = typeof values.role === 'string' ? { role: word('role', values.role) } : {};
  // other problems list names under the same keys
  const missing = listed(values.missing, 'kind') ? { missing: values.missing.map(lackWords).join('; ') } : {};
  const others = typeof values.others === 'number' && values.others > 0 ? [word('lack', 'others', values)] : [];
  const people = listed(values.people, 'lacks')
    ? { people: [...values.people.map(unreadyWords), ...others].join('; ') }
    : {};
  return { ...values, ...state, ...fields, ...needs, ...expected, ...role, ...why, ...missing, ...people };
}

const listed = (value: unknown, key: string): value is object[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'object' && one !== null && key in one);

/** `Sterile tube welding: lapsed after 3 June 2026` */
function lackWords(lack: unknown): string {
  const { kind, code, version, title, state, since } = lack as Record<string, string | null>;
  const what = version === null ? title : `${code}@${version}`;
  const unread = state === 'missing' && kind !== 'skill';
  return word('lack', unread ? 'read' : `${state}`, { what, day: since === null ? '' : dayWords(since!) });
}

/** `M. Weber (Sterile tube welding: never trained)` */
function unreadyWords(person: unknown): string {
  const { name, lacks = [] } = person as { name: string; lacks?: unknown[] };
  return `${name} (${lacks.map(lackWords).join(', ')})`;
}

const fieldProblem = (field: unknown): string => {
  const { field: name, problems } = field as { field?: string; problems?: string[] };
  return `${name ?? '?'}: ${(problems ?? []).join(', ')}`;
};

/** What happened, of an exception or event by its kind. */
export const kindWords = (kind: string, values: Record<string, unknown> = {}): Words => ({
  title: said(`kind.${kind}`, values) ?? kind,
  text: said(`kind.${kind}.text`, values) ?? '',
});
