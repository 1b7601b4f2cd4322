import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { loadConfig } from '../../src/platform/config/index.js';
import { type Server, serve } from '../../src/server.js';
import { issueSetupToken } from '../../src/trust/identity/index.js';
import { createDatabase, type TestDatabase } from '../../test/support/cluster.js';
import { ApiProblem, apiOf, signIn } from './api.js';
import { ADMINISTRATOR, DEMO_PASSWORD, DEMO_PEOPLE } from './people.js';
import { seed } from './seed.js';

const data = mkdtempSync(join(tmpdir(), 'ballroom-seed-'));
let database: TestDatabase;
let owner: pg.Client;
let server: Server;
let url: string;

beforeAll(async () => {
  database = await createDatabase();
  owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  server = await serve(loadConfig({ PORT: '0', BALLROOM_DATA: data, DATABASE_URL: database.appUrl }));
  url = server.url;
});

afterAll(async () => {
  await server.close();
  await owner.end();
  await database.drop();
  rmSync(data, { recursive: true });
});

const setupToken = () =>
  issueSetupToken({ query: async (sql, values) => (await owner.query<Record<string, unknown>>(sql, values)).rows });

async function start(): Promise<string[]> {
  const said: string[] = [];
  await seed({ url, setupToken: await setupToken(), say: (line) => said.push(line) });
  return said;
}

/** What a start leaves that is killed once it has registered the operator. */
async function startCutOff(): Promise<void> {
  const site = { code: 'demo', name: 'Demo site', zone: 'Europe/Berlin' };
  const set = { ...ADMINISTRATOR, password: DEMO_PASSWORD, token: await setupToken(), site };
  await apiOf(url).post('/setup', set);
  const administrator = await signIn(url, ADMINISTRATOR.username, DEMO_PASSWORD);
  const operator = { username: 'operator', name: 'M. Weber', site: 'demo', password: 'known-to-nobody' };
  await administrator.post('/people', operator);
}

const facts = async (stream: string) =>
  (await owner.query<{ type: string }>(`select type from fact where stream like $1 order by type`, [stream])).rows;

describe('the demo people', () => {
  it('can sign in and sign, each in one role, after the first start, and after one that was cut off', async () => {
    await startCutOff();
    expect(await start()).toEqual([]);
    for (const { username, name, role } of DEMO_PEOPLE) {
      const own = await signIn(url, username, DEMO_PASSWORD);
      const session = await own.get<Record<string, unknown>>('/session');
      expect(session).toMatchObject({
        person: { username, name },
        roles: [role],
        mustChangePassword: false,
        signingNeeds: [],
      });
    }
  });

  it('and their plant are left as they are by the next start', async () => {
    const before = [await facts('person/%'), await facts('site/%'), await facts('unit-class/%')];
    await start();
    const after = [await facts('person/%'), await facts('site/%'), await facts('unit-class/%')];
    expect(before.every((found) => found.length > 0)).toBe(true);
    expect(after).toEqual(before);
  });

  it('cannot be guessed at: a wrong password is a problem with a code', async () => {
    const wrong = signIn(url, 'operator', 'not-the-password');
    await expect(wrong).rejects.toThrow(ApiProblem);
    await expect(wrong).rejects.toMatchObject({
      status: 401,
      message: expect.stringMatching(/^POST \/session was answered 401 /),
    });
  });

  it('are not touched once the administrator has a password of their own', async () => {
    const administrator = await signIn(url, 'administrator', DEMO_PASSWORD);
    await administrator.post('/me/password', { password: DEMO_PASSWORD, newPassword: 'something-private' });
    expect(await start()).toEqual([
      'The administrator has another password than the demo gave; what is there is left as it is',
    ]);
  });
});
