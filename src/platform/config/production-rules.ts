import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Config, MqttSettings } from './config.js';

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\]|::1|%2f.*|\/.*|)$/i;
const ENCRYPTED = new Set(['require', 'verify-ca', 'verify-full']);

/** A connection's part as the driver reads it: the last query parameter of that name wins over the address. */
const part = (url: URL, name: string, otherwise: string) => url.searchParams.getAll(name).at(-1) ?? otherwise;

function unencrypted(text: string): boolean {
  const url = new URL(text);
  return !LOOPBACK.test(part(url, 'host', url.hostname)) && !ENCRYPTED.has(part(url, 'sslmode', ''));
}

const userOf = (text: string) => {
  const url = new URL(text);
  return decodeURIComponent(part(url, 'user', url.username));
};

function brokerProblems(name: string, { url, username }: MqttSettings): string[] {
  const problems: string[] = [];
  if (url.startsWith('mqtt:') && !LOOPBACK.test(new URL(url).hostname))
    problems.push(`${name} leaves this machine unencrypted; allowed in production is mqtts://`);
  if (username === undefined)
    problems.push(`${name} has no user name and password; a broker in production knows each of its clients`);
  return problems;
}

const mqttProblems = ({ mqtt, brokers }: Config): string[] => [
  ...(mqtt === null ? [] : brokerProblems('MQTT_URL', mqtt)),
  ...Object.entries(brokers).flatMap(([name, broker]) => brokerProblems(`MQTT_BROKERS at ${name}`, broker)),
];

const isPublic = (file: string) => {
  const text = readFileSync(file, 'latin1');
  return /BEGIN (PUBLIC KEY|CERTIFICATE)/.test(text) && !text.includes('PRIVATE KEY');
};

/** Where secrets lie below the data directory: the key of seals, the key of OPC UA, passwords and keys with which we sign in at units. */
const SECRETS = ['keys', 'pki/own/private', 'unit-credentials.json', 'unit-users'];

function filesAt(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  const entries = readdirSync(path, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** Secrets that anybody on this machine may read; public keys and certificates may be. */
const openFiles = (path: string): string[] =>
  filesAt(path)
    .filter((file) => (statSync(file).mode & 0o007) !== 0 && !isPublic(file))
    .sort();

function secretProblems(path: string): string[] {
  try {
    return openFiles(path).map(
      (file) => `${file} can be read by every user of this machine; allowed is its owner alone (chmod 600)`,
    );
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    return [`${path} cannot be looked through for secrets: ${(error as Error).message}`];
  }
}

/** What a server that holds patients' records must not start with; empty when all is well. `files`: further ones with secrets. */
export function productionProblems(config: Config, files: readonly string[] = []): string[] {
  const { databaseUrl, migrationUrl, host, publicUrl, speed, dataDir } = config;
  const problems: string[] = [];
  if (databaseUrl === undefined) problems.push('DATABASE_URL is missing; production brings no database of its own');
  if (speed !== 1) problems.push(`BALLROOM_SPEED is "${speed}"; allowed in production is 1`);
  if (!LOOPBACK.test(host))
    problems.push(
      `BALLROOM_HOST is "${host}"; allowed in production is this machine alone (127.0.0.1), behind a proxy that speaks TLS`,
    );
  if (!publicUrl.startsWith('https://'))
    problems.push(
      `BALLROOM_PUBLIC_URL is "${publicUrl}"; allowed in production is an address that begins with https://`,
    );
  for (const [name, url] of [['DATABASE_URL', databaseUrl] as const, ['DATABASE_MIGRATION_URL', migrationUrl] as const])
    if (url !== undefined && unencrypted(url))
      problems.push(`${name} leaves this machine unencrypted; add sslmode=require, verify-ca or verify-full`);
  if (databaseUrl !== undefined && migrationUrl !== undefined && userOf(databaseUrl) === userOf(migrationUrl))
    problems.push(
      `DATABASE_URL and DATABASE_MIGRATION_URL both sign in as "${userOf(databaseUrl)}"; the app needs a role of its own that cannot change facts`,
    );
  const secrets = [...SECRETS.map((place) => join(dataDir, place)), ...files];
  return [...problems, ...mqttProblems(config), ...secrets.flatMap(secretProblems)];
}
