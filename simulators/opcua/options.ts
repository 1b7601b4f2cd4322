import { X509Certificate } from 'node:crypto';
import { CommandLine, pace, UNIT_FLAGS } from '../unit/command-line.js';
import type { UnitOptions } from './index.js';

export const HELP = `One OPC UA culture unit.

  --name NAME            name of the unit (required)
  --dir DIR              the unit's disk (required)
  --port PORT            client-visible OPC UA port (0: a free one)
  --control-port PORT    control endpoint on 127.0.0.1 (0: a free one)
  --host HOST            address to listen on and announce (127.0.0.1)
  --speed FACTOR         factor on growth and program times, 1..100000 (1)
  --rate HZ              samples a second, 0.1..20 (1)
  --seed N               seed of the noise, for an empty disk (1)
  --serial TEXT          serial number (BR- and the name)
  --user NAME            user name for sessions (ballroom)
  --password-file FILE   file with the password; else BALLROOM_UNIT_PASSWORD
  --sign-in WAY          what a session needs: user-name, certificate or anonymous (user-name)
  --user-certificate FILE  user's certificate that is let in, DER or PEM; may be repeated
  --trust FILE           client certificate to trust, DER or PEM; may be repeated
  --shifted              another namespace has the index of the unit's, with nodes of the same ids that lie
  --late TAG=SECONDS     a sensor (glucose or lactate) has no node until so long after the start
  --help                 this text
`;

const FLAGS = {
  ...UNIT_FLAGS,
  name: { type: 'string' },
  port: { type: 'string' },
  host: { type: 'string' },
  serial: { type: 'string' },
  trust: { type: 'string', multiple: true },
  'sign-in': { type: 'string' },
  'user-certificate': { type: 'string', multiple: true },
  shifted: { type: 'boolean' },
  late: { type: 'string' },
} as const;

/** Options of a unit, or `help`; throws `BadOptions` that names every bad one. */
export function unitOptions(args: string[], env: NodeJS.ProcessEnv): UnitOptions | 'help' {
  const line = new CommandLine<keyof typeof FLAGS>(args, FLAGS);
  if (line.has('help')) return 'help';
  const der = (content: Buffer): Buffer => new X509Certificate(content).raw;
  const options: UnitOptions = {
    name: line.name('name', line.required('name')),
    dir: line.required('dir'),
    password: line.password('password-file', env),
    port: line.number('port', 0, 65_535, true),
    controlPort: line.number('control-port', 0, 65_535, true),
    host: line.text('host'),
    ...pace(line),
    serial: line.text('serial'),
    user: line.text('user'),
    isShifted: line.has('shifted'),
    late: lateOf(line),
    signIn: signInOf(line),
    users: line.list('user-certificate').flatMap((file) => line.read('user-certificate', file, der) ?? []),
    trust: line.list('trust').flatMap((file) => line.read('trust', file, der) ?? []),
  };
  line.check();
  return options;
}

function signInOf(line: CommandLine<'sign-in'>): UnitOptions['signIn'] {
  const way = line.text('sign-in');
  if (way === undefined || way === 'user-name' || way === 'certificate' || way === 'anonymous') return way;
  line.wrong.push(`--sign-in takes user-name, certificate or anonymous, not '${way}'`);
  return undefined;
}

function lateOf(line: CommandLine<'late'>): UnitOptions['late'] {
  const [tag, given = ''] = line.text('late')?.split('=') ?? [];
  if (tag === undefined) return undefined;
  if (tag === 'glucose' || tag === 'lactate')
    return { tag, seconds: line.numberIn('late', given, 0.1, 86_400, false) ?? 0 };
  line.wrong.push(`--late takes glucose or lactate, not '${tag}'`);
  return undefined;
}
