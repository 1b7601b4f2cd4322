import { type Config, loadConfig } from '../src/platform/config/index.js';
import { failureWords } from './failure-words.js';

/** One Ctrl-C can arrive twice, from the terminal and passed on by npm; a second one comes later. */
const SAME_KEYPRESS = 1000;

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

async function demo(config: Config): Promise<void> {
  const { DemoRun } = await import('./demo/demo-run.js');
  const { startDemo } = await import('./demo/demo.js');
  const run = new DemoRun(config, (line) => console.log(`  ${line}`));
  const starting = startDemo(run);
  let asked: number | undefined;
  const stop = () => {
    if (asked !== undefined && Date.now() - asked > SAME_KEYPRESS) process.exit(130);
    if (asked !== undefined) return;
    asked = Date.now();
    console.log('Stopping; once more ends it at once');
    void run.stop(starting).then(() => process.exit(0));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  await starting.catch(async (error: unknown) => {
    if (run.isStopping) return;
    await run.stop(starting);
    throw error;
  });
}

async function start(): Promise<void> {
  if (major < 24 || (major === 24 && minor < 9))
    throw new Error(`Ballroom needs Node 24.9 or later and this is ${process.versions.node}: start it by npm start.`);
  const config = loadConfig();
  if (config.mode === 'demo') return demo(config);
  const { main } = await import('../src/main.js');
  return main();
}

await start().catch((error: unknown) => {
  console.error(failureWords(error));
  process.exit(1);
});
