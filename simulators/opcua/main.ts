import { startUnit } from './index.js';
import { BadOptions, HELP, unitOptions } from './options.js';

// stdout carries the ready line alone; the OPC UA library logs by console.log
console.log = console.error;

async function main(): Promise<void> {
  const options = unitOptions(process.argv.slice(2), process.env);
  if (options === 'help') {
    process.stdout.write(HELP);
    return;
  }
  const unit = await startUnit(options);
  const stop = (): void => void unit.stop();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  process.once('disconnect', stop);
  const { name, endpoint, control, applicationUri, thumbprint } = unit;
  process.stdout.write(`${JSON.stringify({ ready: true, name, endpoint, control, applicationUri, thumbprint })}\n`);
  await unit.stopped;
  process.exit(0);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof BadOptions ? error.message : String(error)}\n`);
  process.exit(error instanceof BadOptions ? 2 : 1);
});
