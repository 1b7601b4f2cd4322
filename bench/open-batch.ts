import { signIn } from '../tools/demo/api.js';
import { DEMO_PASSWORD } from '../tools/demo/people.js';
import { openDatabase, startServer } from './bench-server.js';
import { EntryBatch } from './entry-batch.js';
import { against, type Benchmark, figure, quantile } from './figure.js';
import { timed } from './timed.js';

const FULL = { steps: 499, done: 25, times: 100 };
const QUICK = { steps: 5, done: 1, times: 3 };

/** Opening a batch of five hundred steps as the tablet does, against a request that only looks who asks. Aim: 100 ms. */
export const openBatch: Benchmark = async ({ quick, say }) => {
  const { steps, done, times } = quick ? QUICK : FULL;
  const database = await openDatabase();
  try {
    say('server, people, recipe and a batch');
    const server = await startServer(database, {}, './quick-secrets-server.js');
    try {
      const [batch] = await EntryBatch.issue(server.url, { open: 1, working: 1, steps, fields: ['cells', 'volume'] });
      for (let step = 1; step <= done; step++) await batch!.perform(() => undefined);
      const operator = await signIn(server.url, 'operator', DEMO_PASSWORD);
      const bare = figure(
        'a request that only looks who asks, p50',
        quantile(await timed(times, () => operator.get('/session')), 0.5),
        'ms',
      );
      const taken = await timed(times, () => batch!.open());
      const load = `${steps + 1} steps, ${done} of them done with two entries and a signature each`;
      const shares = [0.5, 0.99].map((share) => against(bare, `opened, p${share * 100}`, quantile(taken, share)));
      return { benchmark: 'open-batch', load, figures: [bare, ...shares] };
    } finally {
      await server.stop();
    }
  } finally {
    await database.stop();
  }
};
