import { canonicalJson, sha256 } from '../../../kernel/canonical-json.js';
import type { Fact } from './fact.js';

/** What the first fact of a stream is chained to: 32 zero bytes. */
export const GENESIS = '0'.repeat(64);

/** SHA-256 (hex) over the 32 bytes before a fact and the UTF-8 of its RFC 8785 text. */
export const chainHash = (previous: string, text: string): string =>
  sha256(Buffer.from(previous, 'hex'), text).toString('hex');

/** A fact with its text as stored and its place in the chain. */
export interface ChainedFact {
  fact: Fact;
  text: string;
  previous: string;
  hash: string;
}

/** Facts of one stream, in order, chained to the hash before them. */
export function chain(previous: string, facts: Fact[]): ChainedFact[] {
  let last = previous;
  return facts.map((fact) => {
    const text = canonicalJson(fact);
    const link = { fact, text, previous: last, hash: chainHash(last, text) };
    last = link.hash;
    return link;
  });
}
