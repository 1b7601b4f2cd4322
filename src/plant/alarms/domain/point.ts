import { createHash } from 'node:crypto';
import type { AlarmDefinition, AlarmPriority } from '../../../definition/unit-classes/domain/index.js';
import type { Uuid } from '../../../kernel/ids.js';
import type { AlarmPoint, Rationale } from './rows.js';

/** A unit as its alarms name it. */
export interface AlarmedUnit {
  id: Uuid;
  code: string;
  site: Uuid;
  room: Uuid;
}

/** Which one of an alarm's code: the branch of an OPC UA condition, empty for its own state, and its node where others have its name. */
export interface Which {
  branch: string;
  twin?: string | undefined;
  source?: string | undefined;
}

const ONLY: Which = { branch: '' };

/** Of an alarm of a unit's class. */
export function pointId(unit: Uuid, code: string, { branch, twin }: Which = ONLY): string {
  const which = twin === undefined ? branch : `${twin}#${branch}`;
  return which === '' ? `${unit}.${code}` : `${unit}.${code}.${digest(which)}`;
}

/** What of the unit a twin is about, where that is known. */
const titled = (title: string, { twin, source }: Which): string =>
  (twin === undefined ? title : `${title}: ${source || twin.slice(twin.lastIndexOf(';') + 1)}`).slice(0, 200);

const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12);

const rationaleOf = (definition: AlarmDefinition): Rationale => {
  const { priority, cause, consequence, response, respondWithin, latched = false } = definition;
  return { priority, cause, consequence, response, respondWithin, latched };
};

export function pointOf(
  { id: unit, site, room }: AlarmedUnit,
  definition: AlarmDefinition,
  which: Which = ONLY,
): AlarmPoint {
  const { code, title } = definition;
  const named = { code, title: titled(title, which) };
  return { id: pointId(unit, code, which), unit, site, room, ...named, rationale: rationaleOf(definition) };
}

/** Severity of OPC UA, 1 to 1000. */
const bySeverity = (severity: number): AlarmPriority => {
  if (severity > 800) return 'critical';
  if (severity > 600) return 'high';
  return severity > 300 ? 'medium' : 'low';
};

/** Of a condition that nobody has rationalised: it is shown all the same, and says so. */
export function strangePoint(
  { id: unit, site, room }: AlarmedUnit,
  { name, severity, ...which }: { name: string; severity: number } & Which,
): AlarmPoint {
  const code = `condition-${digest(name)}`;
  const unknown = { cause: null, consequence: null, response: null, respondWithin: null, latched: false };
  const rationale = { priority: bySeverity(severity), ...unknown };
  return { id: pointId(unit, code, which), unit, site, room, code, title: titled(name, which), rationale };
}

/** One alarm for many units of a site that went offline at once; as urgent as the most urgent of theirs. */
export const commsPoint = (site: Uuid, priority: AlarmPriority): AlarmPoint => ({
  ...{ id: `${site}.comms`, unit: null, site, room: null, code: 'comms', title: 'Many units offline' },
  rationale: {
    priority,
    cause: 'A switch, a broker or a cable that these units share.',
    consequence: 'Their values are not seen, and commands do not reach them; the units go on by themselves.',
    response: 'Look at the network first, then at each unit that stays away.',
    respondWithin: 'PT10M',
    latched: false,
  },
});
