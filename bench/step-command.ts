import { HashSecret } from '../src/trust/identity/hash-secret.service.js';
import { signIn } from '../tools/demo/api.js';
import { DEMO_PASSWORD } from '../tools/demo/people.js';
import { bareCommits } from './bare-commit.js';
import { openDatabase, startServer } from './bench-server.js';
import { type Command, EntryBatch } from './entry-batch.js';
import { against, type Benchmark, type Figure, figure, quantile } from './figure.js';
import { timed } from './timed.js';

const FULL = { clients: [1, 50], open: 500, working: 50, steps: 8, commits: 5000, reads: 200 };
const QUICK = { clients: [1, 2], open: 4, working: 2, steps: 1, commits: 100, reads: 10 };

/** Starting, filling, completing and signing steps over the HTTP API, against a bare commit of two rows on the same PostgreSQL. */
export const stepCommand: Benchmark = async ({ quick, say }) => {
  const { clients, open, working, steps, commits, reads } = quick ? QUICK : FULL;
  const database = await openDatabase();
  try {
    say('server, people, recipe and batches');
    const server = await startServer(database, {}, './quick-secrets-server.js');
    try {
      const issued = await EntryBatch.issue(server.url, { open, working, steps: (steps + 1) * clients.length });
      const figures: Figure[] = [];
      for (const count of clients) {
        say(`clients: ${count}`);
        await walk(issued, count, 1); // each connection has prepared its statements
        const bare = await bareCommits(database.migrationUrl, count, commits / 2);
        const walked = await walk(issued, count, steps);
        bare.push(...(await bareCommits(database.migrationUrl, count, commits / 2)));
        figures.push(...figuresOf(count, bare, walked));
      }
      const load = `${open} open batches, ${working} at work, ${steps} steps each, 8 commands a step; fsync on`;
      return { benchmark: 'step-command', load, figures: [...figures, ...(await asideFigures(server.url, reads))] };
    } finally {
      await server.stop();
    }
  } finally {
    await database.stop();
  }
};

interface Walked {
  taken: Record<Command, number[]>;
  seconds: number;
}

/** All batches through their next steps, as many at once as there are clients. */
async function walk(batches: EntryBatch[], clients: number, steps: number): Promise<Walked> {
  const taken: Walked['taken'] = { start: [], entries: [], complete: [], sign: [] };
  const began = performance.now();
  const waiting = [...batches];
  const client = async () => {
    for (let batch = waiting.shift(); batch; batch = waiting.shift())
      for (let step = 1; step <= steps; step++)
        await batch.perform((command, milliseconds) => taken[command].push(milliseconds));
  };
  await Promise.all(Array.from({ length: clients }, client));
  return { taken, seconds: (performance.now() - began) / 1000 };
}

function figuresOf(clients: number, bare: number[], { taken, seconds }: Walked): Figure[] {
  const all = Object.values(taken).flat();
  const [half, most] = ([0.5, 0.99] as const).map((share) =>
    figure(`bare two-row commit, p${share * 100}, connections: ${clients}`, quantile(bare, share), 'ms'),
  ) as [Figure, Figure];
  return [
    half,
    most,
    against(half, `step command, p50, clients: ${clients}`, quantile(all, 0.5)),
    against(most, `step command, p99, clients: ${clients}`, quantile(all, 0.99)),
    ...Object.entries(taken).map(([command, sample]) => figure(`  ${command}, p50`, quantile(sample, 0.5), 'ms')),
    figure('  commands', all.length / seconds, '1/s'),
  ];
}

/** Stated beside: what a request costs before it does anything, and what checking a password would have added. */
async function asideFigures(url: string, times: number): Promise<Figure[]> {
  const operator = await signIn(url, 'operator', DEMO_PASSWORD);
  const reads = await timed(times, () => operator.get('/session'));
  const secrets = new HashSecret();
  const stored = await secrets.hash(DEMO_PASSWORD);
  const checks = await timed(5, () => secrets.matches(DEMO_PASSWORD, stored));
  return [
    figure('a request that only looks who asks, p50', quantile(reads, 0.5), 'ms'),
    figure('argon2id of one password, p50', quantile(checks, 0.5), 'ms'),
  ];
}
