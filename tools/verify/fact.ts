/** Who did it. */
export type Actor = { person?: string; name?: string; role: string; unit?: string; system?: string };

/** A fact as it stands in a record. Its values are read by type, and each reader may meet others than it expects. */
export interface Fact<Values = Record<string, unknown>> {
  v: number;
  stream: string;
  seq: number;
  type: string;
  at: string;
  happenedAt: string;
  zone: string;
  /** the demo's speed factor; 1 where it is not said */
  speed?: number;
  by: Actor;
  reason?: string;
  values: Values;
  config: string;
}

export const idOf = (stream: string): string => stream.slice(stream.indexOf('/') + 1);

/** Who an actor is, for people. */
export const nameOf = (by: Actor): string => by.name ?? by.unit ?? by.system ?? '';

/** The values of a fact of a known type. */
export const valuesOf = <Values>(fact: Fact): Values => fact.values as Values;

/** Values of `signature.given`. */
export interface Given {
  signature: string;
  subject: string;
  meaning: string;
  person: string;
  username: string;
  name: string;
  role: string;
  /** `password` where it is absent */
  by?: string;
  /** which passkey, on the signer's stream */
  passkey?: string;
  /** the signer's own session */
  session?: string;
  /** by the second component alone: which signature by both was the first in the session */
  alone?: string;
  hash: string;
  content: Record<string, unknown>;
}

const isRow = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A text as a fact; null where it has not the members of one. */
export function factOf(text: string): Fact | null {
  try {
    const fact = JSON.parse(text) as Fact;
    const texts = [fact.stream, fact.type, fact.at, fact.happenedAt, fact.zone, fact.config];
    const whole = texts.every((value) => typeof value === 'string') && Number.isSafeInteger(fact.seq);
    return whole && isRow(fact.values) && isRow(fact.by) ? fact : null;
  } catch {
    return null;
  }
}
