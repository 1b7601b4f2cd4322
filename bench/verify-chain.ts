import { createHash } from 'node:crypto';
import { chain, type ChainedFact, type Fact, StreamCheck } from '../src/trust/ledger/domain/index.js';
import { StreamCheck as ArchiveCheck } from '../tools/verify/archive/check-stream.js';
import { Report } from '../tools/verify/report.js';
import { against, type Benchmark, figure, measure } from './figure.js';

const STREAM = 'batch/bench';

/** Facts as a batch has them, some 700 bytes each. */
const factOf = (seq: number): Fact => ({
  v: 1,
  ...{ stream: STREAM, seq, type: 'entry.recorded', zone: 'Europe/Vienna', config: 'f'.repeat(64) },
  ...{ at: '2026-11-23T12:00:00.000Z', happenedAt: '2026-11-23T12:00:00.000Z' },
  by: { person: '01a20846-1c03-75ae-a184-25a4396306d4', name: 'M. Weber', role: 'operator', terminal: 'TAB-01' },
  values: {
    step: '01a20846-1c08-7799-9f5e-e01aaef524b4',
    field: 'cells',
    value: `${seq}`,
    unit: '10*6',
    source: 'typed',
    note: 'n'.repeat(240),
  },
});

/** Facts a second that the chain of a stream is checked at: by the server, and by the independent verifier, against SHA-256 alone. */
export const verifyChain: Benchmark = async ({ quick, say }) => {
  const count = quick ? 2_000 : 200_000;
  say(`${count} facts`);
  const links = chain(
    '0'.repeat(64),
    Array.from({ length: count }, (_, at) => factOf(at + 1)),
  );
  const head = { stream: STREAM, seq: count, hash: links.at(-1)!.hash };
  const bare = await measure(() => Promise.resolve(hashed(links)));
  const limit = figure('bare SHA-256 over the same bytes', bare.rate, 'facts/s');
  const server = await measure(() => Promise.resolve(byServer(links, head)));
  const verifier = await measure(() => Promise.resolve(byVerifier(links, head)));
  const bytes = links.reduce((sum, { text }) => sum + text.length + 32, 0);
  return {
    benchmark: 'verify-chain',
    load: `${count} facts of one stream, ${Math.round(bytes / count)} bytes each`,
    figures: [
      limit,
      against(limit, "the server's check: text, place, chain", server.rate),
      against(limit, 'the verifier: also canonical form and time', verifier.rate),
    ],
  };
};

function hashed(links: readonly ChainedFact[]): number {
  for (const { previous, text } of links)
    createHash('sha256').update(Buffer.from(previous, 'hex')).update(text).digest();
  return links.length;
}

function byServer(links: readonly ChainedFact[], head: { stream: string; seq: number; hash: string }): number {
  const check = new StreamCheck(head);
  const faults = links.flatMap(({ fact: { seq, type }, text, previous, hash }) =>
    check.take({ seq, type, text, previous, hash }),
  );
  return counted(links.length, faults.length + check.end().length);
}

function byVerifier(links: readonly ChainedFact[], head: { seq: number; hash: string }): number {
  const report = new Report();
  const check = new ArchiveCheck(report, STREAM, []);
  for (const {
    fact: { seq, type, at },
    text,
    previous,
    hash,
  } of links)
    check.take({ seq, type, at, text, previous, hash });
  check.end(head);
  return counted(links.length, report.findings.length);
}

/** A check that finds something in a whole chain measures nothing. */
function counted(facts: number, faults: number): number {
  if (faults > 0) throw new Error(`${faults} faults in a chain that is whole`);
  return facts;
}
