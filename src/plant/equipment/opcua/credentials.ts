import { readFile, stat } from 'node:fs/promises';

export interface UnitCredentials {
  username: string;
  password: string;
}

/**
 * User name and password of a unit by its code, from a file of this process alone: `{"U-01": {"username", "password"}}`.
 * Read at each connection, so that a change needs no restart.
 */
export async function credentialsOf(file: string, code: string): Promise<UnitCredentials> {
  const { mode } = await stat(file);
  if ((mode & 0o077) !== 0) throw new Error(`credentials: ${file} may be read by others (0600 is needed)`);
  const all = JSON.parse(await readFile(file, 'utf8')) as Record<string, UnitCredentials>;
  const found = all[code];
  if (found === undefined) throw new Error(`credentials: none for ${code}`);
  return found;
}
