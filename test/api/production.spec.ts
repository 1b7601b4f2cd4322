import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { type RunningPostgres, startPostgres } from '../../tools/demo/embedded-postgres.js';
import { writeDemoPeople } from '../../tools/demo/people.js';
import { Client } from '../support/client.js';
import { keptFree } from '../support/killable.js';

const PUBLIC_URL = 'https://ballroom.example.org';
const PASSWORD = 'opens-the-first-door-of-all';
const SITE = { code: 'vienna', name: 'Vienna', zone: 'Europe/Vienna' };

const home = mkdtempSync(join(tmpdir(), 'ballroom-production-'));
const data = join(home, 'data');
const running = new Set<ChildProcess>();
let postgres: RunningPostgres;

/** What the administrator's guide tells a database administrator to run, statement by statement. */
const ROLES = /```sql\n([^`]*create role ballroom_app[^`]*)```/
  .exec(readFileSync('docs/guides/administrator.md', 'utf8'))![1]!
  .split(/;\n/)
  .filter((statement) => statement.trim() !== '');

const SECRET = { ballroom_owner: 'choose-one', ballroom_server: 'choose-another' };

function urlOf(role: keyof typeof SECRET | 'postgres', database = 'ballroom'): string {
  const url = new URL(postgres.adminUrl);
  url.pathname = `/${database}`;
  if (role !== 'postgres') [url.username, url.password] = [role, SECRET[role]];
  return url.href;
}

async function sql(role: keyof typeof SECRET | 'postgres', database: string, ...statements: string[]) {
  const client = new pg.Client({ connectionString: urlOf(role, database) });
  await client.connect();
  try {
    const rows: Record<string, unknown>[][] = [];
    for (const statement of statements) rows.push((await client.query<Record<string, unknown>>(statement)).rows);
    return rows.at(-1)!;
  } finally {
    await client.end();
  }
}

beforeAll(async () => {
  chmodSync(home, 0o711);
  mkdirSync(data);
  postgres = await startPostgres({ dataDir: home, durable: false });
  await sql('postgres', 'postgres', ...ROLES);
});
afterEach(() => {
  for (const program of running) program.kill('SIGKILL');
});
afterAll(async () => {
  await postgres.stop();
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
});

/** One of our programs, as npm runs it, with these settings and no others. */
function begin(tool: string, settings: Record<string, string>, channel: 'ipc' | 'ignore' = 'ignore') {
  const args = ['--import', resolve('test/support/typescript.mjs'), resolve(tool)];
  const env = { PATH: process.env['PATH'], HOME: home, BALLROOM_DATA: data, ...settings };
  const program = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe', channel] });
  running.add(program);
  const said = { printed: '' };
  for (const out of [program.stdout, program.stderr])
    out!.on('data', (text: Buffer) => (said.printed += text.toString()));
  const ended = once(program, 'close').then(([exit]) => {
    running.delete(program);
    return { exit: exit as number | null, printed: said.printed };
  });
  return { program, said, ended };
}

const production = (settings: Record<string, string> = {}) => ({
  BALLROOM_MODE: 'production',
  BALLROOM_PUBLIC_URL: PUBLIC_URL,
  DATABASE_URL: urlOf('ballroom_server'),
  ...settings,
});

const migrate = (settings: Record<string, string> = {}) =>
  begin('tools/migrate.ts', { ...production({ DATABASE_MIGRATION_URL: urlOf('ballroom_owner') }), ...settings }).ended;

/** A start that is refused: nothing but the settings' problems is said. */
async function refusal(settings: Record<string, string> = {}): Promise<string[]> {
  const { exit, printed } = await begin('tools/start.ts', production({ PORT: '0', ...settings })).ended;
  expect(exit).toBe(1);
  const [title, ...problems] = printed.trimEnd().split('\n');
  expect(title).toBe('Ballroom cannot start with these settings:');
  return problems.map((problem) => problem.replace(/^ {2}- /, ''));
}

/** `channel`: its starter talks to it, as a program that keeps it running does. */
async function start(channel?: 'ipc') {
  const [port] = await keptFree(1);
  const { program, said, ended } = begin('tools/start.ts', production({ PORT: `${port}` }), channel);
  while (!said.printed.includes('listens on')) {
    if (program.exitCode !== null) throw new Error(said.printed);
    await sleep(50);
  }
  const stop = async () => {
    program.kill('SIGTERM');
    const { exit } = await ended;
    expect(exit).toBe(0);
  };
  return { url: `http://127.0.0.1:${port}`, program, said, stop };
}

const published = () => readFileSync(join(data, 'seals/seals.ndjson'), 'utf8');

describe('npm run migrate', () => {
  it('names what keeps it from bringing a schema up', async () => {
    const url = { DATABASE_MIGRATION_URL: urlOf('ballroom_owner').replace(SECRET.ballroom_owner, 'wrong') };
    const [none, wrong, app] = await Promise.all([
      migrate({ DATABASE_MIGRATION_URL: '' }),
      migrate(url),
      migrate({ DATABASE_MIGRATION_URL: urlOf('ballroom_server'), DATABASE_URL: '', BALLROOM_MODE: '' }),
    ]);
    const title = 'Ballroom cannot start with these settings:\n  - ';
    expect(none.printed).toMatch(new RegExp(`^${title}DATABASE_MIGRATION_URL is missing; .*\\n$`));
    expect(wrong.printed).toMatch(
      new RegExp(`^${title}the database of DATABASE_MIGRATION_URL cannot be reached: .*\\n$`),
    );
    expect(app.printed).toBe(`${title}database role ballroom_server does not own the database ballroom\n`);
    expect([none.exit, wrong.exit, app.exit]).toEqual([1, 1, 1]);
  });

  it('brings up the empty database of the guide, once, and prints a token for the first administrator', async () => {
    const [first, second] = await Promise.all([migrate(), migrate()]);
    expect([first.exit, second.exit]).toEqual([0, 0]);
    expect([first.printed, second.printed].filter((printed) => printed.includes('Ran Ledger'))).toHaveLength(1);
    expect([first.printed, second.printed].filter((printed) => printed.includes('is up to date'))).toHaveLength(1);
    expect(first.printed).toMatch(/\nSet-up token for the first administrator, valid for 24 hours, once: \S{40,}\n$/);
  });
});

describe('npm start in production', () => {
  it('starts the server alone: no simulator, no demo, nobody who could sign in, and trusts no forwarded header', async () => {
    writeDemoPeople(data);
    const { url, program, said, stop } = await start();
    expect(said.printed).toBe(`Ballroom server listens on ${url}\n`);
    expect(readFileSync(`/proc/${program.pid}/task/${program.pid}/children`, 'utf8')).toBe('');
    const demo = await new Client(url).get('/demo');
    expect(demo).toEqual({ demo: false, speed: 1, people: [], password: null });
    expect(await sql('postgres', 'ballroom', 'select from person')).toEqual([]);
    const forged = { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https', forwarded: 'host=evil.example' };
    const words = { username: 'admin', password: PASSWORD };
    const answer = await new Client(url).send('POST', '/session', words, { origin: 'https://evil.example', ...forged });
    expect(answer).toMatchObject({ status: 403, body: { code: 'request.cross-site' } });
    await stop();
  });

  it('makes the first administrator by the token, once, and keeps the session and the seals over a restart', async () => {
    const token = /once: (\S+)/.exec((await migrate()).printed)![1]!;
    let server = await start();
    const stranger = new Client(server.url);
    const words = { token, username: 'admin', name: 'R. Duarte', password: PASSWORD, site: SITE };
    await stranger.post('/setup', words);
    expect(await stranger.refusal('POST', '/setup', { ...words, username: 'other' })).toMatchObject({
      code: 'setup.token-used',
    });
    const credentials = { username: 'admin', password: PASSWORD };
    const session = await stranger.send('POST', '/session', credentials, { origin: PUBLIC_URL });
    expect(session.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^ballroom_session=\S+; Path=\/; HttpOnly; SameSite=Strict; Secure$/),
    ]);
    expect(session.headers.get('strict-transport-security')).toMatch(/^max-age=31536000/);
    const first = await stranger.post<{ number: number; text: string }>('/ledger/seals');
    const told = published();
    await server.stop();

    server = await start('ipc');
    const [cookie] = session.headers.getSetCookie()[0]!.split(';');
    const again = new Client(server.url);
    expect(await again.send('GET', '/session', undefined, { cookie: cookie! })).toMatchObject({
      status: 200,
      body: { person: { username: 'admin' } },
    });
    await again.post('/session', credentials);
    // nobody would ever be told there: each delivery is refused
    const escalation = (target: string) => ({
      contacts: [{ name: 'Pager', kind: 'webhook', target }],
      rota: [],
      steps: [],
    });
    for (const target of ['http://127.0.0.1:9/hook', 'http://localhost/hook', 'https://[::1]/hook'])
      expect(await again.refusal('PUT', '/alarms/escalation/vienna', escalation(target))).toMatchObject({
        ...{ status: 422, code: 'escalation.own-machine', values: { wrong: ['Pager'] } },
      });
    await again.put('/alarms/escalation/vienna', escalation('https://192.0.2.7/hook'));
    const second = await again.post<{ number: number; text: string }>('/ledger/seals');
    expect(second.number).toBe(first.number + 1);
    expect(JSON.parse(second.text)).toMatchObject({ key: (JSON.parse(first.text) as { key: string }).key });
    expect(published().startsWith(told)).toBe(true);
    expect(published().trimEnd().split('\n')).toHaveLength(second.number);
    await server.stop();
    expect((await migrate()).printed).toBe('The schema is up to date.\n');
  });

  it('11.30: refuses insecure settings, all in one message', async () => {
    const insecure = { BALLROOM_SPEED: '60', BALLROOM_PUBLIC_URL: 'http://10.0.0.7:3000', BALLROOM_HOST: '0.0.0.0' };
    const key = join(data, 'keys/seal.pem');
    chmodSync(key, 0o644);
    const problems = await refusal({ ...insecure, DATABASE_URL: 'postgresql://app:x@db.example.org/ballroom' });
    chmodSync(key, 0o600);
    expect(problems).toEqual([
      expect.stringMatching(/^BALLROOM_SPEED is "60"/),
      expect.stringMatching(/^BALLROOM_HOST is "0.0.0.0"/),
      expect.stringMatching(/^BALLROOM_PUBLIC_URL is "http:/),
      expect.stringMatching(/^DATABASE_URL leaves this machine unencrypted/),
      expect.stringMatching(/seal.pem can be read by every user of this machine/),
    ]);
  });

  it('refuses a server whose key of seals is missing', async () => {
    const key = join(data, 'keys/seal.pem');
    renameSync(key, `${key}.away`);
    expect(await refusal()).toEqual([`the key that signs seals is missing from ${join(data, 'keys')}`]);
    renameSync(`${key}.away`, key);
  });

  it('refuses a database that is away, older, newer, or whose role could change facts or owns them', async () => {
    const [nobodys] = await keptFree(1);
    const away = urlOf('ballroom_server').replace(`:${postgres.port}/`, `:${nobodys}/`);
    await sql(
      'postgres',
      'postgres',
      ...['older', 'newer', 'open'].map((name) => `create database ${name} template ballroom owner ballroom_owner`),
    );
    await sql('postgres', 'older', `delete from migration where id = (select max(id) from migration)`);
    await sql('postgres', 'newer', `insert into migration (timestamp, name) values (1900000000000, 'Later9999')`);
    await sql('postgres', 'open', 'grant update on fact to ballroom_server');
    const on = (name: string) => refusal({ DATABASE_URL: urlOf('ballroom_server', name) });
    const owner = refusal({ DATABASE_URL: urlOf('ballroom_owner') });
    const reasons = await Promise.all([refusal({ DATABASE_URL: away }), on('older'), on('newer'), on('open'), owner]);
    expect(reasons).toEqual([
      [expect.stringMatching(/^the database of DATABASE_URL cannot be reached: .*ECONNREFUSED/)],
      ['the schema is older than this version (1 migrations to run): npm run migrate'],
      ['the schema is newer than this version (Later9999)'],
      ['database role ballroom_server may change facts'],
      ['database role ballroom_owner owns the schema, or may', 'database role ballroom_owner may change facts'],
    ]);
    const newer = urlOf('ballroom_owner', 'newer');
    const { exit, printed } = await migrate({ DATABASE_MIGRATION_URL: newer });
    expect({ exit, printed }).toEqual({ exit: 1, printed: expect.stringContaining('newer than this version') });
  });
});
