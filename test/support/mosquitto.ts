import { pbkdf2Sync, randomBytes } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { provisionUnit } from '../../simulators/opcua/pki.js';
import type { BrokerUsers } from '../../tools/demo/broker/users.js';

/** Where the program may be: Debian installs it outside of an ordinary user's PATH. */
const FOLDERS = [...(process.env['PATH'] ?? '').split(':'), '/usr/sbin', '/usr/local/sbin'];

/** The installed Mosquitto's program; undefined where there is none. */
export const MOSQUITTO = FOLDERS.map((folder) => join(folder, 'mosquitto')).find((file) => existsSync(file));

export interface MosquittoOptions {
  /** folder for its files */
  dir: string;
  port: number;
  users: BrokerUsers;
  /** messages kept for a client that is away */
  queue: number;
  /** sessions and their messages survive its end, and its death up to the last second */
  persistent: boolean;
  tls: boolean;
  /** the file of rights as it is to be, instead of each user's */
  rights?: string;
}

/** Writes what a Mosquitto starts with, and returns the file of its configuration and the certificate that clients trust. */
export async function configureMosquitto(options: MosquittoOptions): Promise<{ file: string; ca: string | undefined }> {
  const { dir, port, users, queue, persistent, tls, rights: given } = options;
  const file = (name: string, lines: string[]): string => {
    writeFileSync(join(dir, name), `${lines.join('\n')}\n`, { mode: 0o600 });
    return join(dir, name);
  };
  const entries = Object.entries(users);
  const passwords = entries.map(([name, { password }]) => `${name}:${hashed(password)}`);
  const rights = entries.flatMap(([name, { publish, subscribe }]) => [
    `user ${name}`,
    ...publish.map((filter) => `topic write ${filter}`),
    ...subscribe.map((filter) => `topic read ${filter}`),
  ]);
  const certificate = tls ? await certificateIn(join(dir, 'tls')) : undefined;
  const lines = [
    ...(process.getuid?.() === 0 ? ['user root'] : []), // else it leaves root, and its files, behind
    `listener ${port} 127.0.0.1`,
    'allow_anonymous false',
    `password_file ${file('passwords', passwords)}`,
    `acl_file ${file('rights', given === undefined ? rights : [given])}`,
    `max_queued_messages ${queue}`,
    'max_inflight_messages 1000',
    ...(persistent ? ['persistence true', `persistence_location ${dir}/`, 'autosave_interval 1'] : []),
    ...(certificate ? [`certfile ${certificate.certificateFile}`, `keyfile ${certificate.privateKeyFile}`] : []),
  ];
  return { file: file('mosquitto.conf', lines), ca: certificate?.certificateFile };
}

/** As `mosquitto_passwd` writes it. */
export function hashed(password: string): string {
  const [rounds, salt] = [101, randomBytes(12)];
  const hash = pbkdf2Sync(password, salt, rounds, 64, 'sha512');
  return `$7$${rounds}$${salt.toString('base64')}$${hash.toString('base64')}`;
}

/** Self-signed, for 127.0.0.1, made as a unit of the simulators makes its own. */
const certificateIn = (dir: string) =>
  provisionUnit({ dir, applicationUri: 'urn:ballroom:broker', hostname: '127.0.0.1' });
