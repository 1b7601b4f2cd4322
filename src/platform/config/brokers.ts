import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isIP, isURL } from 'class-validator';
import type { MqttSettings } from './config.js';

export const isHost = (text: string): boolean =>
  Boolean(isIP(text)) || isURL(text, { require_tld: false, require_protocol: false });

/** Host and credentials alone, the password never without its user; a part that cannot be decoded is no address. */
export function isMqttUrl(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || !/^mqtts?:\/\//.test(text) || !isHost(url.hostname.replace(/^\[(.*)\]$/, '$1'))) return false;
  const isAlone = (url.pathname === '' || url.pathname === '/') && url.search === '' && url.hash === '';
  return isAlone && (url.username === '') === (url.password === '') && isEncoded(url.username + url.password);
}

function isEncoded(text: string): boolean {
  try {
    return !decodeURIComponent(text).includes('\0');
  } catch {
    return false;
  }
}

export function isCertificateFile(file: string): boolean {
  try {
    return new X509Certificate(readFileSync(file)).raw.length > 0;
  } catch {
    return false;
  }
}

export const isMqttVersion = (text: string): boolean => text === '5' || text === '3.1.1';

/** How a broker is reached, as it is given; by `MQTT_URL` and what goes with it, or in the file of `MQTT_BROKERS`. */
interface GivenBroker {
  url: string;
  ca?: string | undefined;
  version?: string | undefined;
}

const PORTS: Record<string, string> = { 'mqtt:': '1883', 'mqtts:': '8883' };

export function brokerSettings({ url, ca, version }: GivenBroker, hostId = 'ballroom'): MqttSettings {
  const { protocol, hostname, port, username, password } = new URL(url);
  const decoded = (text: string) => (text === '' ? undefined : decodeURIComponent(text));
  return Object.freeze({
    url: `${protocol}//${hostname}:${port || PORTS[protocol]}`,
    username: decoded(username),
    password: decoded(password),
    ca: ca === undefined ? undefined : readFileSync(ca, 'utf8'),
    version: version === '3.1.1' ? '3.1.1' : '5',
    hostId,
  });
}

/** What the name of a broker may be. */
export const BROKER_NAME = /^[a-z0-9][a-z0-9-]{0,31}$/;

/** Brokers beside the one of `MQTT_URL`, by name; null where the file is not there, or says something else. */
function givenBrokers(file: string): Record<string, GivenBroker> | null {
  try {
    const given = JSON.parse(readFileSync(file, 'utf8')) as Record<string, GivenBroker>;
    const isGood = Object.entries(given).every(([name, broker]) => BROKER_NAME.test(name) && isBroker(broker));
    return isGood && !Array.isArray(given) ? given : null;
  } catch {
    return null;
  }
}

function isBroker({ url, ca, version, ...rest }: GivenBroker): boolean {
  const isReached = typeof url === 'string' && isMqttUrl(url);
  const isTrusted = ca === undefined || (typeof ca === 'string' && isCertificateFile(ca));
  return isReached && isTrusted && (version === undefined || isMqttVersion(version)) && Object.keys(rest).length === 0;
}

export const isBrokersFile = (file: string): boolean => givenBrokers(file) !== null;

export function readBrokers(file: string | undefined, hostId?: string): Readonly<Record<string, MqttSettings>> {
  const given = file === undefined ? null : givenBrokers(file);
  const entries = Object.entries(given ?? {}).map(([name, broker]) => [name, brokerSettings(broker, hostId)] as const);
  return Object.freeze(Object.fromEntries(entries));
}
