import { parseArgs } from 'node:util';
import { ApiProblem, type Session, signIn } from '../demo/api.js';
import type { Answer, Asked, Command, Terminal } from './command.js';
import { apply, diff, lint, write } from './commands.js';
import { findingText, Unusable, Wrong } from './read-files.js';

const COMMANDS: Record<string, Command> = { lint, diff, apply, export: write };

const USAGE = `usage: npm run plant -- COMMAND FILE… [options]

${Object.values(COMMANDS)
  .map(({ usage, about }) => `  ${usage}\n      ${about}`)
  .join('\n')}

options:
  --url URL         of the server, https unless it is on this machine
  --username NAME   who signs in; the password is asked for, or stands in BALLROOM_PASSWORD
  --reason TEXT     why, such as the number of a change control
  --retire          units of the site that no file states are taken out of service
  --yes             do not ask before applying
  --site CODE       which site to export, where there are several
  --json            for programs
  --help

exit codes: 0 all is well, 1 something was found or not done, 2 there is nothing to work on`;

type Ended = { out: string; code: 0 | 1 | 2 };

/** Runs one command of `plant`; what it says at its end, and its exit code. */
export async function runPlant(args: readonly string[], terminal: Terminal): Promise<Ended> {
  try {
    const { name, json, url, username, ...asked } = readArguments(args);
    if (name === null) return { out: USAGE, code: 0 };
    const command = COMMANDS[name]!;
    const answer =
      command.needs === 'files' ? command.run(asked) : await atServer(command, asked, { url, username }, terminal);
    return { out: json ? JSON.stringify(answer.json, null, 2) : answer.text.join('\n'), code: answer.ok ? 0 : 1 };
  } catch (error) {
    if (error instanceof Wrong) return { out: error.findings.map(findingText).join('\n'), code: 1 };
    if (error instanceof Unusable) return { out: error.message, code: 2 };
    if (error instanceof ApiProblem) return { out: error.message, code: 1 };
    throw error;
  }
}

async function atServer(
  command: Command & { needs: 'server' },
  asked: Asked,
  { url, username }: { url: string | undefined; username: string | undefined },
  terminal: Terminal,
): Promise<Answer> {
  if (url === undefined || username === undefined) throw new Unusable('--url and --username say where, and who');
  const at = addressOf(url);
  const given = terminal.env['BALLROOM_PASSWORD'] ?? (await terminal.ask(`Password of ${username}: `, true));
  if (given === null) throw new Unusable('nobody is there to ask: the password stands in BALLROOM_PASSWORD');
  const api = await signedIn(at, username, given);
  try {
    return await command.run(asked, { api, url: at, terminal });
  } finally {
    await api.signOut().catch(() => undefined);
  }
}

async function signedIn(url: string, username: string, password: string): Promise<Session> {
  try {
    return await signIn(url, username, password);
  } catch (error) {
    if (error instanceof ApiProblem) throw new Unusable(`${username} was not signed in: ${error.code}`);
    throw new Unusable(`${url} does not answer: ${error instanceof Error ? error.message : String(error)}`);
  }
}

const HERE = ['localhost', '127.0.0.1', '[::1]'];

/** A password goes over TLS, or does not leave the machine. */
function addressOf(given: string): string {
  const url = URL.canParse(given) ? new URL(given) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol))
    throw new Unusable(`${given} is no address of a server`);
  if (url.protocol === 'http:' && !HERE.includes(url.hostname))
    throw new Unusable(`${given}: a password is sent over https alone`);
  return url.href.replace(/\/+$/, '');
}

function readArguments(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const options = {
    ...{ url: text, username: text, reason: text, site: text },
    ...{ retire: flag, yes: flag, json: flag, help: flag },
  };
  const { values, positionals } = parsed(() => parseArgs({ args: [...args], allowPositionals: true, options }));
  const [name, ...files] = positionals;
  const { help, ...rest } = values;
  const { url, username, reason, site } = rest;
  const asked = { ...rest, files, url, username, reason, site };
  if (help) return { ...asked, name: null };
  if (name === undefined || !Object.hasOwn(COMMANDS, name)) throw new Unusable(USAGE);
  if (files.length === 0) throw new Unusable(`usage: npm run plant -- ${COMMANDS[name]!.usage}`);
  return { ...asked, name };
}

function parsed<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw new Unusable(`${(error as Error).message}\n\n${USAGE}`);
  }
}
