import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../../src/platform/config/index.js';
import { keepRunning, type KeptRunning, lastWords } from './kept-running.js';
import { end, isRunning } from './running-program.js';
import { type StartLock, takeStartLock } from './start-lock.js';

const LONGEST_WAIT = 60_000;

/** One run of the demo: what it has started, in order, so that it is stopped in the reverse one. */
export class DemoRun {
  private readonly stops: (() => Promise<void>)[] = [];
  private readonly kept: KeptRunning[] = [];
  private readonly stopping = new AbortController();
  private readonly lock: StartLock;

  /** @throws Error where another start holds the data directory */
  constructor(
    readonly config: Config,
    readonly say: (line: string) => void,
  ) {
    this.lock = takeStartLock(config.dataDir);
    this.stops.push(() => Promise.resolve(this.lock.release()));
  }

  onStop(stop: () => Promise<void>): void {
    this.stops.push(stop);
  }

  /** Throws once the run is to be stopped, so that nothing more is started. */
  goOn(): void {
    this.stopping.signal.throwIfAborted();
  }

  get isStopping(): boolean {
    return this.stopping.signal.aborted;
  }

  /** @param starting what is still being started; it is let come to its end */
  async stop(starting: Promise<void>): Promise<void> {
    this.stopping.abort(new Error('stopped while starting'));
    await starting.catch(() => {});
    for (const stop of this.stops.splice(0).reverse()) await stop();
  }

  /** Runs a program of ours for as long as the run lasts, with none of our own settings but these. */
  keep(name: string, args: readonly string[], settings: Record<string, string> = {}): KeptRunning {
    this.goOn();
    const foreign = Object.entries(process.env).filter(([key]) => !/^(BALLROOM_|DATABASE_|MQTT_|PORT$)/.test(key));
    const logFile = join(this.config.dataDir, 'logs', `${name}.log`);
    const changed = () => this.lock.note(this.kept.flatMap((kept) => kept.running() ?? []));
    const program = { name, args, env: { ...Object.fromEntries(foreign), ...settings }, logFile };
    const kept = keepRunning(program, { say: this.say, changed });
    this.kept.push(kept);
    changed();
    this.onStop(kept.stop);
    return kept;
  }

  /** Waits until a kept program answers at `url`. */
  answers(url: string, kept: KeptRunning): Promise<void> {
    const asked = () =>
      fetch(url, { signal: AbortSignal.timeout(2000) }).then(
        (answer) => answer.ok,
        () => false,
      );
    return this.isUp(url, kept, asked);
  }

  /** Waits until a kept program takes connections at a port of this machine. */
  listens(port: number, kept: KeptRunning): Promise<void> {
    return this.isUp(`port ${port}`, kept, () => isListening(port));
  }

  /** A program that ends before will not get better by being started again. */
  private async isUp(
    at: string,
    { name, logFile, running, starts }: KeptRunning,
    look: () => Promise<boolean>,
  ): Promise<void> {
    const began = Date.now();
    for (;;) {
      this.goOn();
      if (await look()) return;
      if (running() === undefined || starts() > 1)
        throw new Error(`${name} ended before it was ready:\n${lastWords(logFile)}`);
      if (Date.now() - began > LONGEST_WAIT)
        throw new Error(`${name} does not answer at ${at}:\n${lastWords(logFile)}`);
      await sleep(100);
    }
  }

  /** What a killed start had running ends with it, though not in the same instant. */
  async waitForLeftBehind(): Promise<void> {
    const left = () => this.lock.leftBehind.filter(isRunning);
    if (left().length > 0) this.say('Waiting for what an earlier start left behind');
    for (let waited = 0; left().length > 0; waited += 50) {
      this.goOn();
      await sleep(50);
      if (waited > 5000) left().forEach(end);
    }
  }
}

const isListening = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('error', () => resolve(false));
    socket.once('connect', () => resolve(Boolean(socket.destroy())));
  });
