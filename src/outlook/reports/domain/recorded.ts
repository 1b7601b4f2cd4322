import type { Fact, StreamId } from '../../../trust/ledger/domain/index.js';
import type { SignatureLine, StreamRange } from './record.js';

/** A fact with its text as stored. `fact` is null where the text can no longer be read: an export never depends on it. */
export interface StoredFact {
  seq: number;
  text: string;
  previous: string;
  hash: string;
  fact: Fact | null;
}

/** A range of a stream as it goes into a record, with its facts as read. */
export interface Recorded {
  range: StreamRange;
  facts: Fact[];
}

export function readFact(text: string): Fact | null {
  try {
    const fact = JSON.parse(text) as Fact | null;
    return typeof fact?.values === 'object' && typeof fact.by === 'object' ? fact : null;
  } catch {
    return null;
  }
}

export const factsOf = (recorded: Recorded[], stream: StreamId): Fact[] =>
  recorded.filter(({ range }) => range.stream === stream).flatMap(({ facts }) => facts);

/** Ids of the people who stated or signed any of these facts. */
export function peopleIn(facts: Fact[]): string[] {
  const people = facts.flatMap(({ by, type, values }) => [
    ...('person' in by ? [by.person] : []),
    ...(type === 'signature.given' ? [String(values['person'])] : []),
  ]);
  return [...new Set(people)].sort();
}

export const signaturesIn = (facts: Fact[]): SignatureLine[] =>
  facts
    .filter(({ type }) => type === 'signature.given')
    .map(({ stream, seq, at, zone, values }) => {
      const { signature, subject, meaning, name, username, role, hash } = values as unknown as SignatureLine;
      return { stream, seq, signature, subject, meaning, name, username, role, at, zone, hash };
    });
