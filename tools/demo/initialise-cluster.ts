import { spawn } from 'node:child_process';
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { dyingWithParent } from './parent-death.js';
import type { Binaries } from './postgres-binaries.js';
import { POSTGRES_ENV, type ClusterPlace } from './postgres-user.js';

/** Whether the folder holds a whole cluster that these binaries can run; anything between whole and nothing is an error. */
export function isInitialised(dir: string, { major }: Binaries): boolean {
  const file = join(dir, 'PG_VERSION');
  if (!existsSync(dir)) return false;
  const entries = contents(dir);
  if (entries.length === 0) return false;
  if (!entries.includes('PG_VERSION'))
    throw new Error(`${dir} is not empty, and no database of PostgreSQL. Move it away and start again.`);
  const made = readFileSync(file, 'utf8').trim();
  if (made === major) return true;
  throw new Error(
    `The database in ${dir} was made by PostgreSQL ${made}, and this Ballroom brings ${major}; it was not touched. ` +
      'Start it with the Ballroom that made it and export it from there, or move it away to begin with an empty one.',
  );
}

function contents(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EACCES') throw error;
    throw new Error(`The database in ${dir} belongs to another user. Start Ballroom as the user who started it first.`);
  }
}

/**
 * Makes a cluster beside its place and renames it when it is whole and on disk: what a kill leaves is a draft, removed here.
 * It is reached with a password alone, by scram, and its pages carry checksums.
 */
export async function initialiseCluster(
  place: ClusterPlace,
  binaries: Binaries,
  password: string,
  durable: boolean,
): Promise<void> {
  const { dir, user } = place;
  await removeDrafts(dir);
  const draft = `${dir}.draft-${process.pid}`;
  const passwordFile = `${draft}.password`;
  mkdirSync(draft, { mode: 0o700 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (user) for (const path of [draft, passwordFile]) chownSync(path, user.uid, user.gid);
  try {
    await initdb(place, binaries, draft, [`--pwfile=${passwordFile}`, ...(durable ? [] : ['--no-sync'])]);
  } catch (error) {
    await removeDrafts(dir);
    throw error;
  }
  rmSync(passwordFile);
  renameSync(draft, dir);
}

/** A maker that was killed this instant may still write for a moment, so what is there is looked at again. */
async function removeDrafts(dir: string): Promise<void> {
  const drafts = () => readdirSync(dirname(dir)).filter((name) => name.startsWith(`${basename(dir)}.draft-`));
  for (let attempt = 0; attempt < 100 && drafts().length > 0; attempt++) {
    if (attempt > 0) await sleep(50);
    for (const name of drafts()) rmSync(join(dirname(dir), name), { recursive: true, force: true });
  }
}

function initdb({ dir, user }: ClusterPlace, { bin }: Binaries, draft: string, options: string[]): Promise<void> {
  const auth = [
    '--username=postgres',
    '--auth=scram-sha-256',
    '--data-checksums',
    '--encoding=UTF8',
    '--locale=C.UTF-8',
  ];
  const [command, args] = dyingWithParent('KILL', join(bin, 'initdb'), ['-D', draft, ...auth, ...options]);
  const ids = user ? { uid: user.uid, gid: user.gid } : {};
  const child = spawn(command, args, {
    ...ids,
    cwd: '/',
    env: POSTGRES_ENV,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (said += text.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve() : reject(new Error(failure(dir, said)))));
  });
}

/** What to tell of a PostgreSQL that would not begin. */
export function failure(dir: string, said: string): string {
  const full = /No space left on device|Disk quota exceeded/.test(said);
  const cause = full ? `the disk that holds ${dir} is full` : said.trim().split('\n').slice(-12).join('\n');
  return `The database could not be started: ${cause}`;
}
