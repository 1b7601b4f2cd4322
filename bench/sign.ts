import { HashSecret } from '../src/trust/identity/hash-secret.service.js';
import { DEMO_PASSWORD } from '../tools/demo/people.js';
import { bareCommits } from './bare-commit.js';
import { openDatabase, startServer } from './bench-server.js';
import { EntryBatch } from './entry-batch.js';
import { against, type Benchmark, type Figure, figure, quantile } from './figure.js';
import { timed } from './timed.js';

const FULL = { steps: 60, commits: 1000, hashes: 20 };
const QUICK = { steps: 2, commits: 50, hashes: 2 };

type Sizes = typeof FULL;

/** Signing a step over HTTP, one person after the other: as it is, and with a quick hash in the place of argon2id. */
export const sign: Benchmark = async ({ quick, say }) => {
  const sizes = quick ? QUICK : FULL;
  const secrets = new HashSecret();
  const stored = await secrets.hash(DEMO_PASSWORD);
  const checks = await timed(sizes.hashes, () => secrets.matches(DEMO_PASSWORD, stored));
  const hash = figure('argon2id of one password, p50', quantile(checks, 0.5), 'ms');
  say('with argon2id');
  const whole = await signing('../src/main.js', sizes);
  say('without');
  const bare = await signing('./quick-secrets-server.js', sizes);
  return {
    benchmark: 'sign',
    load: `${sizes.steps} signatures, one after the other; fsync on`,
    figures: [
      hash,
      against(hash, 'signature, p50', quantile(whole.taken, 0.5)),
      against(hash, 'signature, p99', quantile(whole.taken, 0.99)),
      bare.commit,
      against(bare.commit, 'signature without the hash of the password, p50', quantile(bare.taken, 0.5)),
      against(bare.commit, 'signature without the hash of the password, p99', quantile(bare.taken, 0.99)),
    ],
  };
};

async function signing(program: string, { steps, commits }: Sizes): Promise<{ taken: number[]; commit: Figure }> {
  const database = await openDatabase();
  try {
    const server = await startServer(database, {}, program);
    try {
      const [batch] = await EntryBatch.issue(server.url, { open: 1, working: 1, steps: steps + 1, fields: ['cells'] });
      const taken: number[] = [];
      await batch!.perform(() => undefined);
      for (let step = 1; step < steps; step++)
        await batch!.perform((command, milliseconds) => void (command === 'sign' && taken.push(milliseconds)));
      const commit = await bareCommits(database.migrationUrl, 1, commits);
      return { taken, commit: figure('bare two-row commit, p50, 1 connection', quantile(commit, 0.5), 'ms') };
    } finally {
      await server.stop();
    }
  } finally {
    await database.stop();
  }
}
