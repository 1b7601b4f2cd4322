import { HashSecret } from '../src/trust/identity/hash-secret.service.js';
import { signIn } from '../tools/demo/api.js';
import { DEMO_PASSWORD } from '../tools/demo/people.js';
import { bareCommits } from './bare-commit.js';
import { openDatabase, startServer } from './bench-server.js';
import { EntryBatch } from './entry-batch.js';
import { against, type Benchmark, type Figure, figure, quantile } from './figure.js';

const FULL = { clients: 4, batches: 8, steps: 20 };
const QUICK = { clients: 2, batches: 2, steps: 2 };

/** Starting, filling and completing steps over the HTTP API, against a bare commit of two rows on the same PostgreSQL. */
export const stepCommand: Benchmark = async ({ quick, say }) => {
  const { clients, batches, steps } = quick ? QUICK : FULL;
  const commits = quick ? 100 : 4000;
  const database = await openDatabase();
  try {
    say('server, people, units, recipe and batches');
    const server = await startServer(database);
    const issued = await EntryBatch.issue(server.url, batches, steps);
    say('bare commits');
    const before = await bareCommits(database.migrationUrl, clients, commits);
    const walked = await walk(issued, clients, steps, say);
    const reads = await readSession(server.url, quick ? 10 : 200);
    await server.stop();
    say('bare commits again');
    const bare = [...before, ...(await bareCommits(database.migrationUrl, clients, commits))];
    const load = `${batches} batches of ${steps} steps, 7 commands a step, ${clients} clients at once, units silent; fsync on`;
    return {
      benchmark: 'step-command',
      load,
      figures: [...figuresOf(bare, walked), ...(await secretFigures(walked, reads))],
    };
  } finally {
    await database.stop();
  }
};

interface Walked {
  taken: Record<'start' | 'entries' | 'complete', number[]>;
  signed: number[];
  seconds: number;
}

/** All batches step by step; signatures come between, when nothing is timed: checking a password takes a core. */
async function walk(
  batches: EntryBatch[],
  clients: number,
  steps: number,
  say: (line: string) => void,
): Promise<Walked> {
  const walked: Walked = { taken: { start: [], entries: [], complete: [] }, signed: [], seconds: 0 };
  for (let step = 1; step <= steps; step++) {
    say(`step ${step} of ${steps}`);
    const began = performance.now();
    const waiting = [...batches];
    const client = async () => {
      for (let batch = waiting.shift(); batch; batch = waiting.shift())
        await batch.perform((command, milliseconds) => walked.taken[command].push(milliseconds));
    };
    await Promise.all(Array.from({ length: clients }, client));
    walked.seconds += (performance.now() - began) / 1000;
    for (const batch of batches) walked.signed.push(await batch.sign());
  }
  return walked;
}

function figuresOf(bare: number[], { taken, seconds }: Walked): Figure[] {
  const all = Object.values(taken).flat();
  const [half, most] = [
    figure('bare two-row commit, p50', quantile(bare, 0.5), 'ms'),
    figure('bare two-row commit, p99', quantile(bare, 0.99), 'ms'),
  ];
  const kinds = Object.entries(taken).map(([command, sample]) =>
    against(half, `  ${command}, p50`, quantile(sample, 0.5)),
  );
  return [
    half,
    most,
    against(half, 'step command, p50', quantile(all, 0.5)),
    against(most, 'step command, p99', quantile(all, 0.99)),
    ...kinds,
    figure('step commands', all.length / seconds, '1/s'),
  ];
}

/** What a request costs that only looks who asks, one at a time. */
async function readSession(url: string, times: number): Promise<number[]> {
  const operator = await signIn(url, 'operator', DEMO_PASSWORD);
  const taken: number[] = [];
  for (let n = 0; n < times; n++) {
    const began = performance.now();
    await operator.get('/session');
    taken.push(performance.now() - began);
  }
  return taken;
}

/** Stated beside, since a password is checked outside the transaction and as slowly as it is meant to be. */
async function secretFigures({ signed }: Walked, reads: number[]): Promise<Figure[]> {
  const secrets = new HashSecret();
  const stored = await secrets.hash(DEMO_PASSWORD);
  const checks: number[] = [];
  for (let n = 0; n < 5; n++) {
    const began = performance.now();
    await secrets.matches(DEMO_PASSWORD, stored);
    checks.push(performance.now() - began);
  }
  return [
    figure('reading one’s session, p50', quantile(reads, 0.5), 'ms'),
    figure('argon2id of one password, p50', quantile(checks, 0.5), 'ms'),
    figure('signing a step, with its password, p50', quantile(signed, 0.5), 'ms'),
  ];
}
