import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { openBroker } from './broker.js';
import type { BrokerUsers } from './users.js';

/** `--users FILE [--port PORT] [--queue MESSAGES]`; stdout carries the ready line alone. */
const { values } = parseArgs({
  options: {
    users: { type: 'string' },
    port: { type: 'string', default: '0' },
    queue: { type: 'string', default: '20000' },
  },
});

async function main(): Promise<void> {
  if (values.users === undefined) throw new Error('--users is required: a file of who may do what');
  const users = JSON.parse(readFileSync(values.users, 'utf8')) as BrokerUsers;
  const options = { port: Number(values.port), queue: Number(values.queue), users };
  const broker = await openBroker({ ...options, say: (line) => console.error(`${new Date().toISOString()} ${line}`) });
  const stop = () => void broker.close().then(() => process.exit(0));
  for (const event of ['SIGINT', 'SIGTERM', 'disconnect']) process.once(event, stop);
  console.log(JSON.stringify({ ready: true, port: broker.port }));
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
