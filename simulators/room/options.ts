import { X509Certificate } from 'node:crypto';
import type { BrokerAddress } from '../broker/address.js';
import { BROKER_FLAGS, brokerOptions } from '../broker/options.js';
import { CommandLine, pace } from '../unit/command-line.js';

export const HELP = `A room of simulated culture units, without the rest of Ballroom.

  --opcua N              units that speak OPC UA, U-01 and on (0)
  --sparkplug N          units each behind a Sparkplug edge node of its own, numbered after those (0)
  --mqtt N               units that speak plain MQTT, numbered after those (0)
  --light N              units without culture or disk that only send, L-0001 and on (0)
  --dir DIR              the units' disks, a folder each (required, but for light units alone)
  --broker URL           mqtt://HOST:PORT or mqtts://HOST:PORT (required for all but OPC UA)
  --ca FILE              certificate of the authority behind an mqtts broker, PEM
  --credentials FILE     JSON: {"U-01": {"username": "…", "password": "…"}, "EN-01": …, "light": …};
                         whoever is not in it gets a password of its own, in a file in its folder
  --site CODE            site in the topics, and Sparkplug's group (demo)
  --room CODE            room in the topics (B2)
  --host-id ID           primary host whose STATE edge nodes heed; 'none': they speak whoever listens (ballroom)
  --trust FILE           client certificate that OPC UA units trust, DER or PEM; may be repeated
  --host HOST            address that OPC UA units listen on and announce (127.0.0.1)
  --port PORT            OPC UA port of U-01, one more for each further unit (free ones)
  --speed FACTOR         factor on growth and program times, 1..100000 (1)
  --rate HZ              samples a second of a unit, 0.1..20 (1)
  --light-protocol NAME  mqtt or sparkplug (mqtt)
  --light-rate HZ        values a second of each light unit, 0.1..10000, or 'max' (1)
  --light-tags N         tags of a light unit, tag-0 and on, 1..1000 (the seven of a culture unit)
  --seed N               seed of the noise, for empty disks; each unit adds its number (1)
  --help                 this text

Prints each unit's address, credentials and control endpoint. Ctrl-C stops all.
`;

const FLAGS = {
  ...BROKER_FLAGS,
  opcua: { type: 'string' },
  sparkplug: { type: 'string' },
  mqtt: { type: 'string' },
  light: { type: 'string' },
  dir: { type: 'string' },
  credentials: { type: 'string' },
  site: { type: 'string' },
  room: { type: 'string' },
  'host-id': { type: 'string' },
  trust: { type: 'string', multiple: true },
  host: { type: 'string' },
  port: { type: 'string' },
  speed: { type: 'string' },
  rate: { type: 'string' },
  seed: { type: 'string' },
  'light-protocol': { type: 'string' },
  'light-rate': { type: 'string' },
  'light-tags': { type: 'string' },
  help: { type: 'boolean' },
} as const;

export interface RoomOptions {
  opcua: number;
  sparkplug: number;
  mqtt: number;
  /** empty for light units alone */
  dir: string;
  broker: BrokerAddress | undefined;
  credentials: Credentials;
  site: string;
  room: string;
  primaryHost: string | null | undefined;
  trust: readonly Buffer[];
  host: string | undefined;
  /** of the first OPC UA unit */
  port: number | undefined;
  speed?: number;
  rate?: number;
  seed?: number;
  light: { units: number; protocol: 'mqtt' | 'sparkplug'; rate: number | null; tags?: number };
}

export type Credentials = ReadonlyMap<string, { username: string; password: string }>;

const MOST_UNITS = 100;
const MOST_LIGHT = 5000;

/** Options of a room, or `help`; throws `BadOptions` that names every bad one. */
export function roomOptions(args: string[]): RoomOptions | 'help' {
  const line = new CommandLine<keyof typeof FLAGS>(args, FLAGS);
  if (line.has('help')) return 'help';
  const [opcua, sparkplug, mqtt] = (['opcua', 'sparkplug', 'mqtt'] as const).map(
    (flag) => line.number(flag, 0, MOST_UNITS, true) ?? 0,
  ) as [number, number, number];
  const light = lightOptions(line);
  const isNothing = [opcua, sparkplug, mqtt, light.units].every((count) => count === 0);
  if (isNothing && line.wrong.length === 0)
    line.wrong.push('nothing to start: --opcua, --sparkplug, --mqtt or --light');
  const needsBroker = sparkplug + mqtt + light.units > 0;
  const broker = needsBroker || line.has('broker') ? brokerOptions(line) : undefined;
  const needsDir = opcua + sparkplug + mqtt > 0;
  const host = line.has('host-id') ? line.name('host-id', line.text('host-id')) : undefined;
  const credentials = line.text('credentials');
  const der = (content: Buffer): Buffer => new X509Certificate(content).raw;
  const options: RoomOptions = {
    opcua,
    sparkplug,
    mqtt,
    light,
    dir: needsDir ? line.required('dir') : (line.text('dir') ?? ''),
    broker,
    credentials:
      (credentials === undefined ? undefined : line.read('credentials', credentials, credentialsIn)) ?? new Map(),
    site: line.name('site', line.text('site') ?? 'demo'),
    room: line.name('room', line.text('room') ?? 'B2'),
    primaryHost: host === 'none' ? null : host,
    trust: line.list('trust').flatMap((file) => line.read('trust', file, der) ?? []),
    host: line.text('host'),
    port: line.number('port', 1, 65_535 - MOST_UNITS, true),
    ...pace(line),
  };
  line.check();
  return options;
}

function lightOptions(
  line: CommandLine<'light' | 'light-protocol' | 'light-rate' | 'light-tags'>,
): RoomOptions['light'] {
  const units = line.number('light', 0, MOST_LIGHT, true) ?? 0;
  const protocol = line.text('light-protocol') ?? 'mqtt';
  if (protocol !== 'mqtt' && protocol !== 'sparkplug')
    line.wrong.push(`--light-protocol must be mqtt or sparkplug, not '${protocol}'`);
  const isMost = line.text('light-rate') === 'max';
  const rate = isMost ? null : (line.number('light-rate', 0.1, 10_000, false) ?? 1);
  const tags = line.number('light-tags', 1, 1000, true);
  const known = protocol === 'sparkplug' ? protocol : 'mqtt';
  return tags === undefined ? { units, protocol: known, rate } : { units, protocol: known, rate, tags };
}

/** Throws for what is no such file. */
function credentialsIn(content: Buffer): Credentials {
  const all = new Map(Object.entries(JSON.parse(content.toString('utf8')) as Record<string, unknown>));
  return new Map(
    [...all].map(([name, one]) => {
      const { username, password } = one as { username?: unknown; password?: unknown };
      if (typeof username !== 'string' || typeof password !== 'string') throw new TypeError(name);
      return [name, { username, password }];
    }),
  );
}
