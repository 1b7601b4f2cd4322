import { X509Certificate } from 'node:crypto';
import fs from 'node:fs';
import { parseArgs } from 'node:util';
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
  --trust FILE           client certificate to trust, DER or PEM; may be repeated
  --help                 this text
`;

const FLAGS = {
  name: { type: 'string' },
  dir: { type: 'string' },
  port: { type: 'string' },
  'control-port': { type: 'string' },
  host: { type: 'string' },
  speed: { type: 'string' },
  rate: { type: 'string' },
  seed: { type: 'string' },
  serial: { type: 'string' },
  user: { type: 'string' },
  'password-file': { type: 'string' },
  trust: { type: 'string', multiple: true },
  help: { type: 'boolean' },
} as const;

/** The command line was wrong: one line for each thing that is. */
export class BadOptions extends Error {}

/** Options of a unit, or `help`; throws `BadOptions` that names every bad one. */
export function unitOptions(args: string[], env: NodeJS.ProcessEnv): UnitOptions | 'help' {
  const { values, tokens } = parseArgs({ args, options: FLAGS, strict: false, tokens: true });
  if (values.help) return 'help';
  const wrong: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') wrong.push(`'${token.value}' is not an option`);
    if (token.kind === 'option' && !Object.hasOwn(FLAGS, token.name)) wrong.push(`${token.rawName} is not known`);
  }
  const text = (flag: keyof typeof FLAGS): string | undefined => {
    const value = values[flag];
    if (value === undefined) return undefined;
    if (typeof value === 'string' && value !== '') return value;
    wrong.push(`--${flag} needs a value`);
    return undefined;
  };
  const number = (flag: keyof typeof FLAGS, low: number, high: number, whole: boolean): number | undefined => {
    const given = text(flag);
    if (given === undefined) return undefined;
    const value = Number(given);
    if (value >= low && value <= high && (!whole || Number.isInteger(value))) return value;
    wrong.push(`--${flag} must be ${whole ? 'a whole number' : 'a number'} in ${low}..${high}, not '${given}'`);
    return undefined;
  };
  const read = <T>(flag: string, file: string, of: (content: Buffer) => T): T | undefined => {
    try {
      return of(fs.readFileSync(file));
    } catch {
      wrong.push(`--${flag} cannot be read from '${file}'`);
      return undefined;
    }
  };

  const name = text('name');
  if (name === undefined && values.name === undefined) wrong.push('--name is required');
  if (name !== undefined && !/^[\w.-]+$/.test(name))
    wrong.push(`--name may hold letters, digits, '.', '_', '-', not '${name}'`);
  const dir = text('dir');
  if (dir === undefined && values.dir === undefined) wrong.push('--dir is required');
  const passwordFile = text('password-file');
  const password =
    passwordFile === undefined
      ? env['BALLROOM_UNIT_PASSWORD']
      : read('password-file', passwordFile, (content) => content.toString('utf8').trim());
  if (password === '' || (password === undefined && passwordFile === undefined)) {
    wrong.push('a password is required: --password-file or BALLROOM_UNIT_PASSWORD');
  }
  const files = (values.trust ?? []).filter((file) => typeof file === 'string');
  const trust = files.map((file) => read('trust', file, (content) => new X509Certificate(content).raw));
  const options = {
    name: name ?? '',
    dir: dir ?? '',
    password: password ?? '',
    port: number('port', 0, 65_535, true),
    controlPort: number('control-port', 0, 65_535, true),
    host: text('host'),
    speed: number('speed', 1, 100_000, false),
    rate: number('rate', 0.1, 20, false),
    seed: number('seed', 0, 4_294_967_295, true),
    serial: text('serial'),
    user: text('user'),
    trust: trust.filter((one) => one !== undefined),
  };
  if (wrong.length > 0) throw new BadOptions(wrong.join('\n'));
  return options;
}
