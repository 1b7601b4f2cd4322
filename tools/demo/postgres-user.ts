import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, lstatSync, mkdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isRoot, makeDataDir } from './data-dir.js';

/** Who runs the database where that is not ourselves: PostgreSQL refuses to run as root. */
export interface OtherUser {
  name: string;
  uid: number;
  gid: number;
}

function nobody(): OtherUser {
  const line = readFileSync('/etc/passwd', 'utf8').match(/^nobody:[^:]*:(\d+):(\d+):/m);
  if (!line)
    throw new Error(
      'PostgreSQL does not run as root, and this system has no user "nobody" to run it as. Start as another user.',
    );
  return { name: 'nobody', uid: Number(line[1]), gid: Number(line[2]) };
}

/** Undefined is ourselves. As root it is the owner of a database that is there already, else nobody. */
function userOf(cluster: string): OtherUser | undefined {
  if (!isRoot()) return undefined;
  const owner = statSync(cluster, { throwIfNoEntry: false });
  return owner && owner.uid !== 0 ? { name: `user ${owner.uid}`, uid: owner.uid, gid: owner.gid } : nobody();
}

/** A program's exit as that user, with what it said: null when it could not even be started. */
export function runAs(
  user: OtherUser | undefined,
  command: string,
  args: readonly string[],
): { status: number | null; said: string } {
  const ids = user ? { uid: user.uid, gid: user.gid } : {};
  const { status, error, stdout, stderr } = spawnSync(command, args, {
    ...ids,
    cwd: '/',
    env: POSTGRES_ENV,
    encoding: 'utf8',
  });
  return { status, said: error ? error.message : `${stdout}${stderr}`.trim() };
}

/** PostgreSQL sees nothing of our environment: PGDATA, PGPORT or a locale in it would change what it does. */
export const POSTGRES_ENV = { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8' };

const reaches = (user: OtherUser, folder: string) => runAs(user, '/bin/sh', ['-c', 'cd "$0"', folder]).status === 0;

/** A folder of ours below a shared temporary one: nobody else may have made it or be able to change it. */
export function ownFolder(folder: string): string {
  if (mkdirSync(folder, { recursive: true })) chmodSync(folder, 0o711);
  const found = lstatSync(folder);
  if (!found.isDirectory() || found.uid !== process.getuid?.() || (found.mode & 0o022) !== 0)
    throw new Error(`${folder} was made by somebody else. Remove it and start again.`);
  return folder;
}

/** The first shared temporary folder that the user can reach. */
export function sharedFolder(user: OtherUser, candidates = [tmpdir(), '/var/tmp', '/tmp']): string {
  const found = candidates.find((folder) => reaches(user, folder));
  if (!found)
    throw new Error(`None of ${candidates.join(', ')} can be reached by ${user.name}, who has to run the database.`);
  return found;
}

export interface ClusterPlace {
  /** the cluster's folder, which may not exist yet */
  dir: string;
  user: OtherUser | undefined;
  /** the cluster is not below the data directory, since its user cannot reach it there */
  elsewhere: boolean;
}

/** Where the cluster of a data directory is or goes. Rights of folders that are not ours are never widened. */
export function clusterPlace(dataDir: string): ClusterPlace {
  makeDataDir(dataDir);
  const home = realpathSync(dataDir);
  const below = join(home, 'postgres');
  const user = userOf(below);
  if (!user) return { dir: below, user, elsewhere: false };
  const folder = join('/var/tmp', `ballroom-${createHash('sha256').update(home).digest('hex').slice(0, 16)}`);
  const outside = join(folder, 'postgres');
  if (reaches(user, home) && !existsSync(outside)) return { dir: below, user, elsewhere: false };
  if (existsSync(below))
    throw new Error(
      `The database in ${below} cannot be reached by ${user.name}, who has to run it. Let others pass through the folders above it, or start as another user than root.`,
    );
  ownFolder(folder);
  return { dir: outside, user: userOf(outside), elsewhere: true };
}
