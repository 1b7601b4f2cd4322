import fs from 'node:fs';
import { parseArgs } from 'node:util';

/** The command line was wrong: one line for each thing that is. */
export class BadOptions extends Error {}

interface Flag {
  type: 'string' | 'boolean';
  multiple?: true;
}

/** Options as they were given, and all that is wrong with them. */
export class CommandLine<Name extends string> {
  readonly wrong: string[] = [];
  private readonly values: Readonly<Partial<Record<string, unknown>>>;

  constructor(args: string[], flags: Readonly<Record<Name, Flag>>) {
    const { values, tokens } = parseArgs({ args, options: flags, strict: false, tokens: true });
    this.values = values;
    for (const token of tokens) {
      if (token.kind === 'positional') this.wrong.push(`'${token.value}' is not an option`);
      if (token.kind !== 'option') continue;
      if (!Object.hasOwn(flags, token.name)) this.wrong.push(`${token.rawName} is not known`);
      else if (flags[token.name as Name].type === 'boolean' && token.value !== undefined)
        this.wrong.push(`--${token.name} takes no value`);
    }
  }

  has(flag: Name): boolean {
    return this.values[flag] !== undefined;
  }

  text(flag: Name): string | undefined {
    const value = this.values[flag];
    if (value === undefined || (typeof value === 'string' && value !== '')) return value;
    this.wrong.push(`--${flag} needs a value`);
    return undefined;
  }

  required(flag: Name): string {
    if (!this.has(flag)) this.wrong.push(`--${flag} is required`);
    return this.text(flag) ?? '';
  }

  /** A name that can be part of a path and of a topic. */
  name(flag: Name, text: string | undefined): string {
    if (text !== undefined && text !== '' && !/^[\w.-]+$/.test(text))
      this.wrong.push(`--${flag} may hold letters, digits, '.', '_', '-', not '${text}'`);
    return text ?? '';
  }

  list(flag: Name): string[] {
    const values = this.values[flag];
    const texts = (Array.isArray(values) ? values : []).filter((one) => typeof one === 'string' && one !== '');
    if (Array.isArray(values) && texts.length < values.length) this.wrong.push(`--${flag} needs a value`);
    return texts as string[];
  }

  number(flag: Name, low: number, high: number, whole: boolean): number | undefined {
    const given = this.text(flag);
    return given === undefined ? undefined : this.numberIn(flag, given, low, high, whole);
  }

  numberIn(flag: Name, given: string, low: number, high: number, whole: boolean): number | undefined {
    const value = Number(given);
    if (given.trim() !== '' && value >= low && value <= high && (!whole || Number.isInteger(value))) return value;
    this.wrong.push(`--${flag} must be ${whole ? 'a whole number' : 'a number'} in ${low}..${high}, not '${given}'`);
    return undefined;
  }

  /** What `of` makes of a file. */
  read<T>(flag: Name, file: string, of: (content: Buffer) => T): T | undefined {
    try {
      return of(fs.readFileSync(file));
    } catch {
      this.wrong.push(`--${flag} cannot be read from '${file}'`);
      return undefined;
    }
  }

  /** From a file, or else from the environment: never from the command line, which others can see. */
  password(flag: Name, env: NodeJS.ProcessEnv): string {
    const file = this.text(flag);
    const variable = 'BALLROOM_UNIT_PASSWORD';
    const password =
      file === undefined ? env[variable] : this.read(flag, file, (content) => content.toString('utf8').trim());
    if (password === '' || (password === undefined && file === undefined))
      this.wrong.push(`a password is required: --${flag} or ${variable}`);
    return password ?? '';
  }

  /** Throws {@link BadOptions} that names everything that is wrong. */
  check(): void {
    if (this.wrong.length > 0) throw new BadOptions(this.wrong.join('\n'));
  }
}

/** Options of every unit. */
export const UNIT_FLAGS = {
  dir: { type: 'string' },
  'control-port': { type: 'string' },
  speed: { type: 'string' },
  rate: { type: 'string' },
  seed: { type: 'string' },
  user: { type: 'string' },
  'password-file': { type: 'string' },
  help: { type: 'boolean' },
} as const;

export function pace(line: CommandLine<'speed' | 'rate' | 'seed'>): { speed?: number; rate?: number; seed?: number } {
  const speed = line.number('speed', 1, 100_000, false);
  const rate = line.number('rate', 0.1, 20, false);
  const seed = line.number('seed', 0, 4_294_967_295, true);
  return {
    ...(speed === undefined ? {} : { speed }),
    ...(rate === undefined ? {} : { rate }),
    ...(seed === undefined ? {} : { seed }),
  };
}
