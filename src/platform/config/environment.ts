import { closeSync, openSync, readSync } from 'node:fs';
import { isPort, ValidateBy } from 'class-validator';
import { isBrokersFile, isCertificateFile, isHost, isMqttUrl, isMqttVersion } from './brokers.js';
import { isIssuer, isSecretFile } from './oidc.js';

/** Every variable that Ballroom reads. */
export const VARIABLES = [
  'PORT',
  'DATABASE_URL',
  'DATABASE_MIGRATION_URL',
  'BALLROOM_DATA',
  'BALLROOM_SPEED',
  'BALLROOM_MODE',
  'BALLROOM_HOST',
  'BALLROOM_PUBLIC_URL',
  'BALLROOM_SEALS',
  'BALLROOM_HOST_ID',
  'BALLROOM_RECONNECTS',
  'BALLROOM_INSTANCE',
  'INBOX_DIR',
  'SPOOL_MIB',
  'MQTT_URL',
  'MQTT_CA',
  'MQTT_VERSION',
  'MQTT_BROKERS',
  'BREACHED_PASSWORDS',
  'OIDC_ISSUER',
  'OIDC_CLIENT_ID',
  'OIDC_SECRET_FILE',
  'OIDC_TITLE',
  'OIDC_ACR',
] as const;

export type Variable = (typeof VARIABLES)[number];

/** What may be shown of a value: the password of a connection never is. */
const shown = (value: unknown) =>
  `"${String(value)
    .replace(/^(\w+:\/\/)?([^:]*):.*@/s, '$1$2:***@')
    .replace(/(password=)[^&]*/g, '$1***')}"`;

function Allowed(allowed: string, accepts: (given: string) => boolean): PropertyDecorator {
  return ValidateBy({
    name: 'allowed',
    validator: {
      validate: (value) => value === undefined || accepts(value as string),
      defaultMessage: (at) => `${at?.property} is ${shown(at?.value)}; allowed is ${allowed}`,
    },
  });
}

const isRate = (text: string) => /^\d+(\.\d+)?$/.test(text) && Number(text) >= 0.1 && Number(text) <= 100;

const isSpeed = (text: string) => /^\d+(\.\d+)?$/.test(text) && Number(text) >= 1 && Number(text) <= 100_000;

function isPostgresUrl(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^postgres(ql)?:\/\//.test(text) && url.pathname.length > 1;
}

function isOrigin(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && text.replace(/\/$/, '') === url.origin;
}

const isPath = (text: string) => !text.includes('\0');

function isHashFile(file: string): boolean {
  try {
    return /^[0-9A-Fa-f]{40}(:\d+)?\r?\n/.test(firstBytes(file, 60));
  } catch {
    return false;
  }
}

function firstBytes(file: string, most: number): string {
  const [from, bytes] = [openSync(file, 'r'), Buffer.alloc(most)];
  try {
    return bytes.toString('latin1', 0, readSync(from, bytes, 0, most, 0));
  } finally {
    closeSync(from);
  }
}

/** The environment as given, before its texts become values. */
export class Environment implements Partial<Record<Variable, string>> {
  @Allowed('a port from 1 to 65535, or 0 for any free one', isPort)
  PORT?: string;

  @Allowed('postgresql://user:password@host:port/database', isPostgresUrl)
  DATABASE_URL?: string;

  @Allowed('postgresql://user:password@host:port/database', isPostgresUrl)
  DATABASE_MIGRATION_URL?: string;

  @Allowed('a directory', isPath)
  BALLROOM_DATA?: string;

  @Allowed('a number from 1 to 100000', isSpeed)
  BALLROOM_SPEED?: string;

  @Allowed('demo or production', (text) => text === 'demo' || text === 'production')
  BALLROOM_MODE?: string;

  @Allowed('an address or a host name, such as 127.0.0.1 or 0.0.0.0', isHost)
  BALLROOM_HOST?: string;

  @Allowed('an address without a path, such as https://ballroom.example.org', isOrigin)
  BALLROOM_PUBLIC_URL?: string;

  @Allowed('a directory', isPath)
  BALLROOM_SEALS?: string;

  @Allowed('1 to 48 letters, digits, - and _', (text) => /^[\w-]{1,48}$/.test(text))
  BALLROOM_HOST_ID?: string;

  @Allowed('1 to 100 letters, digits, and . : - _', (text) => /^[\w.:-]{1,100}$/.test(text))
  BALLROOM_INSTANCE?: string;

  @Allowed('a number from 0.1 to 100', isRate)
  BALLROOM_RECONNECTS?: string;

  @Allowed('a directory', isPath)
  INBOX_DIR?: string;

  @Allowed('a whole number of MiB from 0 to 1048576', (text) => /^\d{1,7}$/.test(text) && Number(text) <= 1_048_576)
  SPOOL_MIB?: string;

  @Allowed('a file of SHA-1 hashes in order that this user can read', isHashFile)
  BREACHED_PASSWORDS?: string;

  @Allowed('mqtts://user:password@host:port, or mqtt:// to this machine', isMqttUrl)
  MQTT_URL?: string;

  @Allowed('a file with certificates in PEM that this user can read', isCertificateFile)
  MQTT_CA?: string;

  @Allowed('5 or 3.1.1', isMqttVersion)
  MQTT_VERSION?: string;

  @Allowed('the address of an OpenID Connect provider, https:// unless it is on this machine', isIssuer)
  OIDC_ISSUER?: string;

  @Allowed('1 to 200 visible characters', (text) => /^[\x21-\x7e]{1,200}$/.test(text))
  OIDC_CLIENT_ID?: string;

  @Allowed('a file with one line, the secret, that this user can read', isSecretFile)
  OIDC_SECRET_FILE?: string;

  @Allowed('1 to 40 characters', (text) => text.length <= 40)
  OIDC_TITLE?: string;

  @Allowed('1 to 200 visible characters', (text) => /^[\x21-\x7e]{1,200}$/.test(text))
  OIDC_ACR?: string;

  @Allowed('a JSON file of brokers by name: {"north": {"url": …, "ca": …, "version": …}}', isBrokersFile)
  MQTT_BROKERS?: string;
}
