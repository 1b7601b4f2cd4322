import { createHash } from 'node:crypto';
import { canonicalJson } from '../../src/kernel/canonical-json.js';
import type { SealBody } from './check-seals.js';
import { type Fact, factOf } from './fact.js';
import { climb, indexOf, sidesOf } from './merkle.js';
import { isCanonical, type Proof, type StreamRange } from './record.js';
import type { Report } from './report.js';

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const GENESIS = '0'.repeat(64);

/** SHA-256 over the 32 bytes of the hash before and the UTF-8 of the fact's text. */
const chainHash = (previous: string, text: string): string =>
  createHash('sha256').update(Buffer.from(previous, 'hex')).update(text).digest('hex');

/**
 * One range of a stream: every fact in its place and form, chained, and under a seal. `whole`: it is all of its stream up to its
 * last seal. Gives the facts that can be read. Findings on single facts come before those on ranges.
 */
export function checkRange(report: Report, range: StreamRange, seals: Map<number, SealBody>, whole: boolean): Fact[] {
  const { facts, hashes } = checkChain(report, range);
  checkProofs(report, range, hashes, seals, whole);
  return facts;
}

function checkChain(report: Report, range: StreamRange): { facts: Fact[]; hashes: Map<number, string> } {
  const { stream } = range;
  const facts: Fact[] = [];
  const hashes = new Map<number, string>();
  let [next, at, before] = [range.from, '', range.from === 1 ? GENESIS : null];
  for (const { text, previous, hash } of range.facts) {
    const fact = factOf(text);
    const seq = fact?.stream === stream ? fact.seq : next;
    const wrong = (entry: number, what: string, expected: string, found: string): void =>
      report.wrong(stream, entry, what, expected, found);
    if (fact === null) wrong(seq, 'this text is no fact', 'a fact', text);
    else if (fact.stream !== stream) wrong(seq, 'a fact of another stream stands here', stream, fact.stream);
    if (seq > next) wrong(next, 'a fact is missing', `fact ${next}`, `fact ${seq} follows fact ${next - 1}`);
    if (seq < next) wrong(seq, 'a fact stands in a wrong place', `fact ${next}`, `fact ${seq}`);
    if (before !== null && previous !== before && seq === next)
      wrong(Math.max(seq - 1, 1), `the fact is not the one that fact ${seq} was chained to`, previous, before);
    if (fact !== null && (fact.v !== 1 || !isCanonical(text, fact)))
      wrong(seq, 'the text of the fact is not in its canonical form', 'RFC 8785', text);
    const made = chainHash(previous, text);
    if (made !== hash) wrong(seq, 'the text of the fact is not what was hashed', `hash ${hash}`, `hash ${made}`);
    if (fact !== null && (!INSTANT.test(fact.at) || fact.at < at))
      wrong(seq, 'time goes back', `an instant not before ${at}`, fact.at);
    if (fact !== null) [at, next] = [fact.at, Math.max(next, seq + 1)];
    else next++;
    before = hash;
    hashes.set(seq, hash);
    if (fact !== null && fact.stream === stream) facts.push(fact);
  }
  return { facts, hashes };
}

function checkProofs(
  report: Report,
  range: StreamRange,
  hashes: Map<number, string>,
  seals: Map<number, SealBody>,
  whole: boolean,
): void {
  const { stream } = range;
  const last = [...hashes.keys()].reduce((most, seq) => Math.max(most, seq), range.from - 1);
  let next = range.from;
  for (const proof of range.proofs) {
    if (proof === null) {
      report.wrong(stream, next, 'it cannot be proven that this fact lies under a seal', 'a proof', 'none');
      return;
    }
    const { from, to } = proof.range;
    const follows = next === range.from && !whole ? from <= next : from === next;
    if (!follows || to < next) {
      report.wrong(stream, next, 'this fact lies under no seal', `a range from fact ${next}`, `facts ${from} to ${to}`);
      return;
    }
    const seq = Math.min(to, last);
    const hash = hashes.get(seq);
    if (hash !== undefined) checkProof(report, { stream, from: next, seq, hash }, proof, seals.get(proof.seal));
    next = seq + 1;
  }
  if (next <= last) report.wrong(stream, next, 'this fact lies under no seal', `a proof up to fact ${last}`, 'none');
  const sealed = range.proofs.at(-1)?.range.to ?? 0;
  if (whole && sealed > last)
    report.wrong(
      stream,
      last + 1,
      'the end of the stream is cut off',
      `facts to ${sealed}, as sealed`,
      `facts to ${last}`,
    );
}

interface Proven {
  stream: string;
  from: number;
  seq: number;
  hash: string;
}

function checkProof(report: Report, proven: Proven, proof: Proof, seal: SealBody | undefined): void {
  const { stream, from, seq, hash } = proven;
  const { range, fact, path } = proof;
  const facts = from === seq ? 'the fact is' : `facts ${from} to ${seq} are`;
  const wrong = (what: string, expected: string, found: string): void =>
    report.wrong(stream, from, what, expected, found);
  if (seal === undefined)
    return wrong(`${facts} under a seal that the record does not hold`, `a valid seal ${proof.seal}`, 'none');
  if (range.stream !== stream) return wrong('the proof is of another stream', stream, range.stream);
  const sealed = `seal ${proof.seal} of ${seal.at}`;
  const root = climb(hash, fact);
  const sides = sidesOf(seq - range.from, range.to - range.from + 1);
  if (root !== range.facts || fact.map(({ side }) => side).join() !== sides.join())
    return wrong(`${facts} not what ${sealed} covers`, `root ${range.facts}`, `root ${root}`);
  if (seq === range.to && range.head !== hash) return wrong(`${facts} not what ${sealed} covers`, range.head, hash);
  const top = climb(canonicalJson(range), path);
  if (top !== seal.root || indexOf(path, seal.streams) === null)
    wrong(
      `${facts} not under ${sealed}: this range was changed, or another stream under it was changed or removed`,
      `root ${seal.root} over ${seal.streams} streams`,
      `root ${top}`,
    );
}
