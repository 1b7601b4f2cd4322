import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A certificate of a user and its key in a folder, as `<name>.pem` and `<name>.key`, by OpenSSL; the certificate as DER. */
export function makeUser(folder: string, name: string): Buffer {
  mkdirSync(folder, { recursive: true });
  const [certificate, key] = [join(folder, `${name}.pem`), join(folder, `${name}.key`)];
  const made = ['-keyout', key, '-out', certificate, '-days', '30', '-subj', `/CN=${name}`];
  // a library of this process may have named another configuration
  const env = { PATH: process.env['PATH'] };
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...made], { stdio: 'pipe', env });
  chmodSync(key, 0o600);
  return new X509Certificate(readFileSync(certificate)).raw;
}
