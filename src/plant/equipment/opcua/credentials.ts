import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { systemNow } from '../../../platform/clock/index.js';
import type { SignIn } from '../domain/index.js';

interface UserName {
  username: string;
  password: string;
}

/** With which a unit is signed in at: a user name and its password, a user's certificate (DER) and its key (PEM), or nothing. */
export type UnitCredentials = UserName | { certificate: Buffer; privateKey: string } | 'anonymous';

/**
 * How we sign in at a unit, by its code, from a file of this process alone: `{"U-01": {"username", "password"}}`, or
 * `{"U-01": {"certificate", "privateKey"}}` with files that are found from its folder. Read at each connection, so that a change
 * needs no restart. What is wrong is told without a word of what the files hold.
 */
export async function credentialsOf(
  file: string,
  code: string,
  signIn: SignIn = 'user-name',
): Promise<UnitCredentials> {
  if (signIn === 'anonymous') return signIn;
  const known = parsed(file, await secret(file));
  const found = Object.hasOwn(known, code) ? known[code] : undefined;
  if (signIn === 'user-name') {
    const { username, password } = found ?? {};
    if (username === undefined || password === undefined) throw new Error(`credentials: none for ${code}`);
    return { username, password };
  }
  const { certificate, privateKey } = found ?? {};
  if (certificate === undefined || privateKey === undefined)
    throw new Error(`credentials: no user certificate for ${code}`);
  const folder = dirname(file);
  return userOf(code, await readFile(resolve(folder, certificate)), await secret(resolve(folder, privateKey)));
}

type Known = Record<string, { [key in 'username' | 'password' | 'certificate' | 'privateKey']?: string } | undefined>;

async function secret(file: string): Promise<string> {
  const { mode } = await stat(file);
  if ((mode & 0o077) !== 0) throw new Error(`credentials: ${file} may be read by others (0600 is needed)`);
  return readFile(file, 'utf8');
}

/** The parser's own words would show what stands beside the mistake. */
function parsed(file: string, text: string): Known {
  try {
    return Object(JSON.parse(text)) as Known;
  } catch {
    throw new Error(`credentials: ${file} is no JSON`);
  }
}

function userOf(code: string, content: Buffer, privateKey: string): UnitCredentials {
  const certificate = read(`credentials: the user certificate for ${code} cannot be read`, () => {
    return new X509Certificate(content);
  });
  const isPair = read(`credentials: the key for ${code} cannot be read`, () => {
    return certificate.checkPrivateKey(createPrivateKey(privateKey));
  });
  if (!isPair) throw new Error(`credentials: the key for ${code} is not that of its user certificate`);
  if (certificate.validToDate.getTime() <= Date.parse(systemNow()))
    throw new Error(`credentials: the user certificate for ${code} has expired`);
  return { certificate: certificate.raw, privateKey };
}

function read<T>(fault: string, from: () => T): T {
  try {
    return from();
  } catch {
    throw new Error(fault);
  }
}
