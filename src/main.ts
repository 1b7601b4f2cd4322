import { ConfigError, loadConfig } from './platform/config/index.js';
import { serve } from './server.js';

/** The server as a process of its own: settings from the environment, one line per problem, clean end on SIGINT and SIGTERM. */
export async function main(): Promise<void> {
  const server = await serve(loadConfig());
  let closing: Promise<void> | undefined;
  const close = () => (closing ??= server.close().then(end));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void close());
  process.on('disconnect', () => void close());
  process.send?.({ ready: true, url: server.url });
  console.log(`Ballroom server listens on ${server.url}`);
}

/** Nothing is left that would keep the process, once it lets go of its starter. */
function end(): void {
  process.exitCode = 0;
  if (process.connected) process.disconnect();
}

/** What to print of a failed start: our own words for what a person can mend, the stack for a bug. */
const startFailure = (error: unknown): string =>
  error instanceof ConfigError
    ? error.message
    : error instanceof Error
      ? (error.stack ?? error.message)
      : String(error);

if (import.meta.main)
  await main().catch((error: unknown) => {
    console.error(startFailure(error));
    process.exitCode = 1;
  });
