import type { AlarmPriority } from '../../../definition/unit-classes/domain/index.js';
import { seconds } from '../../../definition/unit-classes/domain/index.js';
import type { Instant, Uuid } from '../../../kernel/ids.js';
import { Refusal } from '../../../kernel/refusal.js';
import { type Fact, type NewFact, type Projection, put } from '../../../trust/ledger/domain/index.js';

/** Where somebody is told outside the room. `mail`: an address; `webhook`: an https or http URL. */
export interface Contact {
  name: string;
  kind: 'webhook' | 'mail';
  target: string;
}

/** Who is on duty: on these days (1 Monday … 7 Sunday), from and until a time of day at the site; past midnight where it is later. */
export interface Duty {
  days: number[];
  /** `19:00` */
  from: string;
  until: string;
  contact: string;
}

export interface EscalationStep {
  /** after the announcement, ISO 8601 */
  after: string;
  priorities: AlarmPriority[];
  /** names of contacts, or `rota` */
  to: string[];
}

export interface EscalationPolicy {
  contacts: Contact[];
  rota: Duty[];
  /** in order of time */
  steps: EscalationStep[];
}

export interface EscalationRow extends EscalationPolicy {
  /** the site */
  id: Uuid;
  definedAt: Instant;
}

export type EscalationState = { alarm_escalation: Readonly<Record<string, EscalationRow>> };
export type EscalationDefined = Fact<'escalation.defined', { policy: EscalationPolicy }>;

export const ROTA = 'rota';
const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

/** Refuses with `escalation.not-valid` what names nobody, or times that are none. */
export function decideEscalation(policy: EscalationPolicy): [NewFact] {
  const names = policy.contacts.map(({ name }) => name);
  const wrong = [
    ...names.filter((name, at) => names.indexOf(name) !== at || name === ROTA),
    ...policy.contacts.filter(isUnreachable).map(({ name }) => name),
    ...policy.rota.flatMap(({ contact, from, until, days }) =>
      names.includes(contact) && [from, until].every((time) => TIME.test(time)) && days.every((day) => day in DAYS)
        ? []
        : [contact],
    ),
    ...policy.steps.flatMap(({ to }) => to.filter((name) => name !== ROTA && !names.includes(name))),
    ...policy.steps.filter(({ after }, at) => at > 0 && seconds(after) < seconds(policy.steps[at - 1]!.after)),
  ];
  if (wrong.length > 0) throw new Refusal('unprocessable', 'escalation.not-valid', { wrong });
  return [{ type: 'escalation.defined', values: { policy } }];
}

function isUnreachable({ kind, target }: Contact): boolean {
  if (kind === 'mail') return !/^[^\s@<>]+@[^\s@<>]+$/.test(target);
  return !(URL.canParse(target) && /^https?:$/.test(new URL(target).protocol));
}

export const escalationProjection: Projection<EscalationState> = {
  kind: 'escalation',
  empty: { alarm_escalation: {} },
  apply(state, fact) {
    const id = fact.stream.slice('escalation/'.length);
    const { policy } = (fact as EscalationDefined).values;
    return put(state, 'alarm_escalation', id, { id, ...policy, definedAt: fact.at });
  },
};

/** Days of a week as `Intl` names them in English. */
const DAYS: Record<number, string> = { 1: 'Mon', 2: 'Tue', 3: 'Wed', 4: 'Thu', 5: 'Fri', 6: 'Sat', 7: 'Sun' };

/** Day of the week and time of day at a site. */
function clockAt(at: Instant, zone: string): { day: number; time: string } {
  const format = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone: zone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  });
  const parts = Object.fromEntries(format.formatToParts(new Date(at)).map(({ type, value }) => [type, value]));
  const day = Number(Object.entries(DAYS).find(([, name]) => name === parts['weekday'])![0]);
  return { day, time: `${parts['hour']}:${parts['minute']}` };
}

function isOnDuty({ days, from, until }: Duty, { day, time }: { day: number; time: string }): boolean {
  if (from < until) return days.includes(day) && time >= from && time < until;
  const before = day === 1 ? 7 : day - 1;
  return (days.includes(day) && time >= from) || (days.includes(before) && time < until);
}

/** Whom a step tells at an instant, each once. */
export function toldBy(policy: EscalationPolicy, step: EscalationStep, at: Instant, zone: string): Contact[] {
  const clock = clockAt(at, zone);
  const duty = policy.rota.filter((one) => isOnDuty(one, clock)).map(({ contact }) => contact);
  const names = new Set(step.to.flatMap((name) => (name === ROTA ? duty : [name])));
  return policy.contacts.filter(({ name }) => names.has(name));
}

/** A step that is due, by its number from 1, and whom it tells; nobody where the rota has nobody on duty. */
export interface DueStep {
  number: number;
  contacts: Contact[];
}

/** The steps that are due for an alarm that nobody answered: those after `escalated`. After one that tells nobody the next is due at once. */
export function dueSteps(
  policy: EscalationPolicy,
  { priority, announcedAt, escalated }: { priority: AlarmPriority; announcedAt: Instant; escalated: number },
  now: Instant,
  zone: string,
): DueStep[] {
  const age = (Date.parse(now) - Date.parse(announcedAt)) / 1000;
  const due: DueStep[] = [];
  for (const [index, step] of policy.steps.entries()) {
    if (index < escalated || !step.priorities.includes(priority)) continue;
    const wasNobody = due.at(-1)?.contacts.length === 0;
    if (!wasNobody && age < seconds(step.after)) break;
    due.push({ number: index + 1, contacts: toldBy(policy, step, now, zone) });
  }
  return due;
}
