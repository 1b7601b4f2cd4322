import { i18n } from '../text/i18n.js';
import { word } from '../text/words.js';
import { stamp } from '../unit/logbook-words.js';
import type { TrailLine } from './types.js';

/** Kinds of what facts are about, that one can be chosen among, the ones asked for most first. */
export const KINDS = [
  ...['batch', 'unit', 'recipe', 'person', 'order', 'deviation', 'site', 'sponsor', 'alarm', 'unit-class', 'inbox'],
  ...[
    'rehearsal',
    'result-mapping',
    'escalation',
    'retention',
    'record-rule',
    'legal-hold',
    'trust-store',
    'training',
    'skill',
    'access-policy',
    'site-security',
  ],
  ...['inspection', 'seal-key', 'trail-review'],
];

export const GROUPS = [
  ...['values', 'batches', 'exceptions', 'rights', 'access', 'recipes', 'equipment', 'alarms', 'readings', 'orders'],
  ...['organisation', 'ledger'],
];

export const ROLES = [
  ...['operator', 'supervisor', 'recipe-engineer', 'qa-reviewer', 'qualified-person', 'planner', 'administrator'],
  ...['inspector', 'system', 'automation'],
];

/** What a fact states, in words. */
export const actWords = (act: string): string => word('act', act.replace(':', '/'));

/** What the subject of a fact is called, with what it is. */
export const subjectWords = ({ kind, name, id }: TrailLine['subject']): string =>
  `${word('trailKind', kind)} ${name ?? `…${id.slice(-8)}`}`;

/** Who it was: printed name, user name and role. */
export const whoWords = ({ name, username, role }: TrailLine['by']): string =>
  [username === null ? word('actor', name) : `${name} (${username})`, word('role', role)].join(', ');

const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

/** A state or role by its word, an instant in the zone of the site, anything else as it stands. */
export function valueWords(field: string, value: string | null, zone: string): string {
  if (value === null) return i18n.t('trail.nothing');
  if (INSTANT.test(value)) return stamp(value, zone);
  return ['state', 'role', 'criticality'].includes(field) ? word(field, value) : value;
}
