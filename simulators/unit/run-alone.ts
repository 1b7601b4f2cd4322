import { BadOptions } from './command-line.js';

export interface Running {
  stop(): Promise<void>;
  stopped: Promise<void>;
}

/**
 * Runs a simulator as a process of its own: one line to stdout when it is ready, its only one. SIGINT, SIGTERM and the end of a
 * parent's IPC channel stop it; bad options end it with 2, what cannot start with 1.
 */
export async function runAlone<Options, R extends Running>(program: {
  help: string;
  options(args: string[], env: NodeJS.ProcessEnv): Options | 'help';
  start(options: Options): Promise<R>;
  ready(running: R): object;
}): Promise<void> {
  try {
    const options = program.options(process.argv.slice(2), process.env);
    if (options === 'help') {
      process.stdout.write(program.help);
      return;
    }
    const running = await program.start(options);
    const stop = (): void => void running.stop();
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
    process.once('disconnect', stop);
    process.stdout.write(`${JSON.stringify({ ready: true, ...program.ready(running) })}\n`);
    await running.stopped;
    process.exit(0);
  } catch (error) {
    process.stderr.write(`${error instanceof BadOptions ? error.message : String(error)}\n`);
    process.exit(error instanceof BadOptions ? 2 : 1);
  }
}
