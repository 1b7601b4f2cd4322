import type { Instant } from '../../../kernel/ids.js';

/** `<kind>/<id>`: one stream a batch, recipe, unit, order, person, … */
export type StreamId = string;

/** Who did it: a person, a unit or the system itself, in which role and at which terminal. */
export type Actor =
  | { person: string; name: string; role: string; terminal?: string }
  | { unit: string; role: 'automation' }
  | { system: string; role: 'system' };

/** The person of a request as the actor of its facts. */
export const actorOf = ({
  person,
  role,
  terminal,
}: {
  person: { id: string; name: string };
  role: string;
  terminal?: string | undefined;
}): Actor => ({ person: person.id, name: person.name, role, ...(terminal === undefined ? {} : { terminal }) });

/** What a decision states, before the ledger gives it its place and its time. */
export interface NewFact<Type extends string = string, Values = Record<string, unknown>> {
  type: Type;
  values: Values;
  /** when it happened, where that is not when it is written */
  happenedAt?: Instant;
  reason?: string;
}

/**
 * A GMP-relevant change as it stands in the ledger for ever: past tense `noun.verbed`.
 * `at` is the database's clock, `zone` the site's, `config` the hash of the manifest of versions and settings.
 */
export interface Fact<Type extends string = string, Values = Record<string, unknown>> {
  v: 1;
  stream: StreamId;
  seq: number;
  type: Type;
  at: Instant;
  happenedAt: Instant;
  zone: string;
  speed?: number;
  by: Actor;
  reason?: string;
  values: Values;
  config: string;
}

/** The same facts with the reason that a person gave, where there is one. */
export const because = <F extends NewFact>(facts: F[], reason: string | undefined): F[] =>
  reason === undefined ? facts : facts.map((fact) => ({ ...fact, reason }));
