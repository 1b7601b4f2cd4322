import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { dataSource } from '../../src/platform/database/index.js';
import { DEMO_PASSWORD } from '../../tools/demo/people.js';
import { startApp, type TestApp } from '../support/app.js';
import type { Client } from '../support/client.js';

const PASSWORD = 'open sesame 12345';
const OWN = 'a phrase of her own';

type Person = { id: string; signingNeeds: string[]; roles: { role: string; site: string }[]; status: string };

let app: TestApp;
let owner: DataSource;
let admin: Client;
let place: string;

beforeAll(async () => {
  app = await startApp();
  owner = await dataSource(app.database.ownerUrl).initialize();
  admin = await signedIn('administrator', DEMO_PASSWORD);
  place = (await admin.get<{ code: string }[]>('/sites'))[0]!.code;
});
afterAll(async () => {
  await owner.destroy();
  await app.stop();
});

async function signedIn(username: string, password: string) {
  const client = app.nobody();
  await client.post('/session', { username, password });
  return client;
}

/** A person with an own password and one role. */
async function person(username: string, role?: string): Promise<Person> {
  const made = await admin.post<Person>('/people', {
    username,
    name: `${username} Muster`,
    site: place,
    password: PASSWORD,
  });
  if (role !== undefined) await admin.post(`/people/${made.id}/roles`, { role });
  await (await signedIn(username, PASSWORD)).post('/me/password', { password: PASSWORD, newPassword: OWN });
  return made;
}

const security = async (type: string) => {
  const rows = await owner.query<{ text: string }[]>(
    `select text from fact where stream like 'site-security/%' and type = $1 order by at, seq`,
    [type],
  );
  return rows.map((row) => JSON.parse(row.text) as { by: object; values: Record<string, unknown>; stream: string });
};
/** Moves a table's clock back, as if so much time had passed. */
const pass = (table: string, columns: string[], time: string) =>
  owner.query(
    `update ${table} set ${columns.map((column) => `${column} = ${column} - interval '${time}'`).join(', ')}`,
  );

describe('a session', () => {
  it("starts and ends on the site's record", async () => {
    const { id } = await person('visitor', 'operator');
    const visitor = await signedIn('visitor', OWN);
    await visitor.send('DELETE', '/session');
    expect((await visitor.refusal('GET', '/session')).status).toBe(401);
    const of = async (type: string) => (await security(type)).filter(({ values }) => values['person'] === id);
    expect((await of('session.started')).length).toBe(2);
    expect((await of('session.ended')).at(-1)).toMatchObject({ by: { person: id }, values: { why: 'signed-out' } });
  });

  it('is stored without its token', async () => {
    const answer = await app.nobody().send('POST', '/session', { username: 'visitor', password: OWN });
    const cookie = answer.headers.getSetCookie()[0]!;
    expect(cookie).toMatch(/^ballroom_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    const token = cookie.slice('ballroom_session='.length).split(';')[0]!;
    const rows = await owner.query<{ token_hash: string }[]>('select * from session');
    expect(JSON.stringify(rows)).not.toContain(token);
  });

  it('11.200(a)(1)(ii): ends after 15 minutes without its person; live polling does not keep it', async () => {
    await person('idler', 'operator');
    const idler = await signedIn('idler', OWN);
    const background = { 'x-ballroom-background': '1' };
    await pass('session', ['seen_at'], '10 minutes');
    expect((await idler.send('GET', '/session', undefined, background)).status).toBe(200);
    await pass('session', ['seen_at'], '6 minutes');
    expect(await idler.refusal('GET', '/session')).toMatchObject({
      status: 401,
      code: 'session.ended',
      values: { why: 'idle' },
    });
    const active = await signedIn('idler', OWN);
    await pass('session', ['seen_at'], '10 minutes');
    await active.get('/session');
    await pass('session', ['seen_at'], '10 minutes');
    await active.get('/session');
    expect(
      (await security('session.ended')).filter(
        ({ values }) => values['username'] === 'idler' && values['why'] === 'idle',
      ),
    ).toHaveLength(2);
    admin = await signedIn('administrator', DEMO_PASSWORD);
  });

  it('ends after twelve hours in any case', async () => {
    const visitor = await signedIn('visitor', OWN);
    await pass('session', ['started_at'], '12 hours');
    expect((await visitor.refusal('GET', '/session')).values).toEqual({ why: 'lifetime' });
    admin = await signedIn('administrator', DEMO_PASSWORD);
  });

  it('refuses commands of pages of other sites', async () => {
    const headers = { origin: 'https://evil.example' };
    const answer = await admin.send<{ code: string }>('PUT', '/sponsors/EVIL', { name: 'Evil' }, headers);
    expect([answer.status, answer.body.code]).toEqual([403, 'request.cross-site']);
    const login = await app
      .nobody()
      .send('POST', '/session', { username: 'administrator', password: DEMO_PASSWORD }, headers);
    expect(login.status).toBe(403);
  });
});

describe('failed sign-ins', () => {
  const fail = (username: string) =>
    app.nobody().refusal('POST', '/session', { username, password: 'wrong wrong wrong' });

  it('11.300(d): are recorded at once with who was meant, and five of them lock for 15 minutes', async () => {
    const { id } = await person('target', 'operator');
    const answers = await Promise.all([1, 2, 3, 4, 5, 6, 7].map(() => fail('target')));
    expect(new Set(answers.map(({ status, code }) => `${status} ${code}`))).toEqual(
      new Set(['401 session.not-authenticated']),
    );
    const failures = (await security('sign-in.failed')).filter(({ values }) => values['person'] === id);
    expect(failures.map(({ values }) => values['why']).sort()).toEqual([
      ...Array<string>(2).fill('locked'),
      ...Array<string>(5).fill('wrong-password'),
    ]);
    expect(failures.some(({ values }) => typeof values['lockedUntil'] === 'string')).toBe(true);
    expect((await app.nobody().refusal('POST', '/session', { username: 'target', password: OWN })).code).toBe(
      'session.not-authenticated',
    );
    await pass('failed_attempt', ['at'], '15 minutes');
    await signedIn('target', OWN);
  });

  it("are forgiven by a success, and by an administrator's reset", async () => {
    const { id } = await person('clumsy', 'operator');
    for (const _ of [1, 2, 3, 4]) await fail('clumsy');
    await signedIn('clumsy', OWN);
    for (const _ of [1, 2, 3, 4]) await fail('clumsy');
    await signedIn('clumsy', OWN);
    for (const _ of [1, 2, 3, 4, 5]) await fail('clumsy');
    await admin.post(`/people/${id}/password`, { password: 'for a moment only' });
    await signedIn('clumsy', 'for a moment only');
  });

  it('of names that nobody has are counted, never kept, and look and last the same', async () => {
    const took = async (username: string) => {
      const start = performance.now();
      const refusal = await fail(username);
      return { refusal, ms: performance.now() - start };
    };
    await person('known', 'operator');
    const [known, unknown] = [[await took('known')], [await took('pa55word typed here')]];
    // in turns, since a machine is not as busy at one moment as at another
    for (const _ of [1, 2]) {
      known.push(await took('known'));
      unknown.push(await took('pa55word typed here'));
    }
    const { code, values } = known[0]!.refusal;
    for (const { refusal } of unknown) expect(refusal).toMatchObject({ status: 401, code, values });
    const fastest = (all: { ms: number }[]) => Math.min(...all.map(({ ms }) => ms));
    expect(fastest(unknown)).toBeGreaterThan(fastest(known) / 5);
    for (const _ of [1, 2, 3]) await fail('nobody');
    const [kept] = await owner.query<{ n: number }[]>(
      `select count(*)::int as n from fact where text like '%pa55word%'`,
    );
    expect(kept!.n).toBe(0);
    await pass('failure_budget', ['minute'], '1 minute');
    await fail('nobody');
    const strangers = (await security('sign-in.failed')).filter(({ stream }) => stream === 'site-security/enterprise');
    const counted = strangers.reduce((sum, { values }) => sum + 1 + Number(values['unrecorded']), 0);
    expect(counted).toBe(7);
    expect(strangers.length).toBeLessThan(7);
  });

  it('a flood becomes at most thirty facts a minute, and the next says how many more there were', async () => {
    const { id } = await person('flooded', 'operator');
    await owner.query(`update failure_budget set minute = clock_timestamp() + interval '1 minute', recorded = 30, unrecorded = 7
      where name like 'site-security/%'`);
    await fail('flooded');
    const mine = async () => (await security('sign-in.failed')).filter(({ values }) => values['person'] === id);
    expect(await mine()).toHaveLength(0);
    await pass('failure_budget', ['minute'], '3 minutes');
    await fail('flooded');
    expect((await mine()).map(({ values }) => values['unrecorded'])).toEqual([8]);
  });
});
