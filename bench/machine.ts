import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { postgresBinaries } from '../tools/demo/postgres-binaries.js';

const GIBIBYTE = 1024 ** 3;

/** What the figures were measured on, without its name; `load` is what else ran in the last minute. */
export function machine() {
  const { bin } = postgresBinaries(undefined, () => undefined);
  const postgres = /\d+(\.\d+)*/.exec(execFileSync(join(bin, 'postgres'), ['--version']).toString())![0];
  const cores = availableParallelism();
  const memory = Math.round(totalmem() / GIBIBYTE);
  const model = cpus()[0]?.model ?? 'unknown';
  const load = Number(loadavg()[0]!.toFixed(1));
  const words = `${cores} cores (${model}), ${memory} GiB, Node ${process.versions.node}, PostgreSQL ${postgres}, load ${load}`;
  return { cores, model, memory, node: process.versions.node, postgres, load, words };
}
