import type { Escalation } from '../api/types.js';
import { milliseconds } from '../parts/duration.js';

type TypedStep = Omit<Escalation['steps'][number], 'after'> & { minutes: string };

/** A policy as it is typed: the wait of a step in minutes. */
export type Policy = Omit<Escalation, 'steps'> & { steps: TypedStep[] };

const MINUTES = /^\d{1,5}(\.\d{1,2})?$/;

export const typedOf = ({ contacts, rota, steps }: Escalation): Policy => ({
  contacts,
  rota,
  steps: steps.map(({ after, priorities, to }) => ({ minutes: `${milliseconds(after) / 60_000}`, priorities, to })),
});

/** ISO 8601 of minutes: `PT10M`, `PT90S`. */
const lengthOf = (minutes: string): string =>
  Number.isInteger(Number(minutes)) ? `PT${Number(minutes)}M` : `PT${Math.round(Number(minutes) * 60)}S`;

export const policyOf = ({ contacts, rota, steps }: Policy): Escalation => ({
  contacts: contacts.map(({ name, kind, target }) => ({ name: name.trim(), kind, target: target.trim() })),
  rota: rota.map((duty) => ({ ...duty, contact: duty.contact.trim() })),
  steps: steps.map(({ minutes, priorities, to }) => ({
    after: lengthOf(minutes),
    priorities,
    to: to.map((name) => name.trim()),
  })),
});

/** Whether every line says something; whether it holds together, the server says. */
export const isWhole = ({ contacts, rota, steps }: Policy): boolean =>
  contacts.every(({ name, target }) => name.trim() !== '' && target.trim() !== '') &&
  rota.every(({ days, from, until, contact }) => days.length > 0 && from !== '' && until !== '' && contact !== '') &&
  steps.every(({ minutes, priorities, to }) => MINUTES.test(minutes) && priorities.length > 0 && to.length > 0);
