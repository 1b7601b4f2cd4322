import { BROKER_FLAGS, brokerOptions } from '../broker/options.js';
import { CommandLine, pace, UNIT_FLAGS } from '../unit/command-line.js';
import type { EdgeNodeOptions } from './index.js';

export const HELP = `One Sparkplug B edge node with its culture units as devices.

  --name NAME            name of the edge node, and its client id (required)
  --group NAME           Sparkplug group (required)
  --device NAME[=SERIAL] a unit; may be repeated (required; serial: BR- and the name)
  --dir DIR              the node's disk, with a folder for each device (required)
  --broker URL           mqtt://HOST:PORT or mqtts://HOST:PORT (required)
  --ca FILE              certificate of the authority behind an mqtts broker, PEM
  --host-id ID           primary host whose STATE it heeds; 'none': it speaks whoever listens (ballroom)
  --control-port PORT    control endpoint on 127.0.0.1, one for each device in turn (0: a free one)
  --buffer SAMPLES       what a device keeps while it is not heard, 0..1000000 (86400)
  --rewind SECONDS       what was said so short before a loss is said again, 0..3600 (60)
  --replay-rate HZ       messages of history a second, 1..10000 (200)
  --speed FACTOR         factor on growth and program times, 1..100000 (1)
  --rate HZ              samples a second, 0.1..20 (1)
  --seed N               seed of the noise, for an empty disk; each device adds its place (1)
  --user NAME            user name at the broker (the edge node's name)
  --password-file FILE   file with the password; else BALLROOM_UNIT_PASSWORD
  --help                 this text
`;

const FLAGS = {
  ...UNIT_FLAGS,
  ...BROKER_FLAGS,
  name: { type: 'string' },
  group: { type: 'string' },
  device: { type: 'string', multiple: true },
  'control-port': { type: 'string', multiple: true },
  'host-id': { type: 'string' },
  buffer: { type: 'string' },
  rewind: { type: 'string' },
  'replay-rate': { type: 'string' },
} as const;

/** Options of an edge node, or `help`; throws `BadOptions` that names every bad one. */
export function nodeOptions(args: string[], env: NodeJS.ProcessEnv): EdgeNodeOptions | 'help' {
  const line = new CommandLine<keyof typeof FLAGS>(args, FLAGS);
  if (line.has('help')) return 'help';
  const name = line.name('name', line.required('name'));
  const { seed = 1, ...paced } = pace(line);
  const ports = line.list('control-port').map((port) => line.numberIn('control-port', port, 0, 65_535, true));
  const devices = line.list('device').map((given, index) => {
    const [device, serial] = given.split(/=(.*)/s);
    return { name: line.name('device', device), serial, controlPort: ports[index], seed: seed + index };
  });
  if (devices.length === 0) line.wrong.push('--device is required');
  if (new Set(devices.map((one) => one.name)).size < devices.length) line.wrong.push('--device names one unit twice');
  if (ports.length > devices.length) line.wrong.push('--control-port is given more often than --device');
  const host = line.has('host-id') ? line.name('host-id', line.text('host-id')) : undefined;
  const options: EdgeNodeOptions = {
    name,
    group: line.name('group', line.required('group')),
    dir: line.required('dir'),
    broker: { ...brokerOptions(line), user: line.text('user') ?? name, password: line.password('password-file', env) },
    devices,
    primaryHost: host === 'none' ? null : host,
    ...paced,
    buffer: line.number('buffer', 0, 1_000_000, true),
    rewind: line.number('rewind', 0, 3600, false),
    replayRate: line.number('replay-rate', 1, 10_000, false),
  };
  line.check();
  return options;
}
