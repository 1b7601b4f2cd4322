import { BROKER_FLAGS, brokerOptions } from '../broker/options.js';
import { CommandLine, pace, UNIT_FLAGS } from '../unit/command-line.js';
import { MACHINES, type UnitKind } from '../unit/kinds.js';
import type { MqttUnitOptions } from './index.js';

export const HELP = `One unit that speaks plain MQTT 3.1.1.

  --name NAME            name of the unit, and its client id (required)
  --dir DIR              the unit's disk (required)
  --broker URL           mqtt://HOST:PORT or mqtts://HOST:PORT (required)
  --ca FILE              certificate of the authority behind an mqtts broker, PEM
  --site CODE            site in the topics (required)
  --room CODE            room in the topics (required)
  --class NAME           closed-bioreactor, washer, freezer or cell-counter (closed-bioreactor)
  --control-port PORT    control endpoint on 127.0.0.1 (0: a free one)
  --speed FACTOR         factor on growth and program times, 1..100000 (1)
  --rate HZ              samples a second, 0.1..20 (1)
  --seed N               seed of the noise, for an empty disk (1)
  --serial TEXT          serial number (BR- and the name)
  --user NAME            user name at the broker (the unit's name)
  --password-file FILE   file with the password; else BALLROOM_UNIT_PASSWORD
  --help                 this text
`;

const FLAGS = {
  ...UNIT_FLAGS,
  ...BROKER_FLAGS,
  name: { type: 'string' },
  site: { type: 'string' },
  room: { type: 'string' },
  class: { type: 'string' },
  serial: { type: 'string' },
} as const;

const KINDS: readonly UnitKind[] = ['closed-bioreactor', ...MACHINES];

/** Options of a unit, or `help`; throws `BadOptions` that names every bad one. */
export function unitOptions(args: string[], env: NodeJS.ProcessEnv): MqttUnitOptions | 'help' {
  const line = new CommandLine<keyof typeof FLAGS>(args, FLAGS);
  if (line.has('help')) return 'help';
  const name = line.name('name', line.required('name'));
  const given = line.text('class') ?? 'closed-bioreactor';
  const kind = KINDS.find((one) => one === given);
  if (kind === undefined) line.wrong.push(`--class must be one of ${KINDS.join(', ')}, not '${given}'`);
  const options: MqttUnitOptions = {
    name,
    dir: line.required('dir'),
    broker: {
      ...brokerOptions(line),
      user: line.text('user') ?? name,
      password: line.password('password-file', env),
    },
    site: line.name('site', line.required('site')),
    room: line.name('room', line.required('room')),
    controlPort: line.number('control-port', 0, 65_535, true),
    ...pace(line),
    serial: line.text('serial'),
    ...(kind !== undefined && { kind }),
  };
  line.check();
  return options;
}
