import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { dataSource } from '../../src/platform/database/index.js';
import { DEMO_PASSWORD } from '../../tools/demo/people.js';
import { Accounts, OWN } from '../support/accounts.js';
import { startApp, type TestApp } from '../support/app.js';
import type { Client } from '../support/client.js';

let app: TestApp;
let owner: DataSource;
let admin: Client;
let accounts: Accounts;

beforeAll(async () => {
  app = await startApp();
  owner = await dataSource(app.database.ownerUrl).initialize();
  admin = await app.as('administrator');
  accounts = new Accounts(app, owner, (await admin.get<{ code: string }[]>('/sites'))[0]!.code);
});
afterAll(async () => {
  await owner.destroy();
  await app.stop();
});

describe('a session', () => {
  it("starts and ends on the site's record", async () => {
    const { id } = await accounts.person(admin, 'visitor', 'operator');
    const visitor = await accounts.signedIn('visitor', OWN);
    await visitor.send('DELETE', '/session');
    expect((await visitor.refusal('GET', '/session')).status).toBe(401);
    const of = async (type: string) => (await accounts.security(type)).filter(({ values }) => values['person'] === id);
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
    await accounts.person(admin, 'idler', 'operator');
    const idler = await accounts.signedIn('idler', OWN);
    const background = { 'x-ballroom-background': '1' };
    await accounts.pass('session', ['seen_at'], '10 minutes');
    expect((await idler.send('GET', '/session', undefined, background)).status).toBe(200);
    await accounts.pass('session', ['seen_at'], '6 minutes');
    expect(await idler.refusal('GET', '/session')).toMatchObject({
      status: 401,
      code: 'session.ended',
      values: { why: 'idle' },
    });
    const active = await accounts.signedIn('idler', OWN);
    await accounts.pass('session', ['seen_at'], '10 minutes');
    await active.get('/session');
    await accounts.pass('session', ['seen_at'], '10 minutes');
    await active.get('/session');
    expect(
      (await accounts.security('session.ended')).filter(
        ({ values }) => values['username'] === 'idler' && values['why'] === 'idle',
      ),
    ).toHaveLength(2);
    admin = await accounts.signedIn('administrator', DEMO_PASSWORD);
  });

  it('ends after twelve hours in any case', async () => {
    const visitor = await accounts.signedIn('visitor', OWN);
    await accounts.pass('session', ['started_at'], '12 hours');
    expect((await visitor.refusal('GET', '/session')).values).toEqual({ why: 'lifetime' });
    admin = await accounts.signedIn('administrator', DEMO_PASSWORD);
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
    const { id } = await accounts.person(admin, 'target', 'operator');
    const answers = await Promise.all([1, 2, 3, 4, 5, 6, 7].map(() => fail('target')));
    expect(new Set(answers.map(({ status, code }) => `${status} ${code}`))).toEqual(
      new Set(['401 session.not-authenticated']),
    );
    const failures = (await accounts.security('sign-in.failed')).filter(({ values }) => values['person'] === id);
    expect(failures.map(({ values }) => values['why']).sort()).toEqual([
      ...Array<string>(2).fill('locked'),
      ...Array<string>(5).fill('wrong-password'),
    ]);
    expect(failures.some(({ values }) => typeof values['lockedUntil'] === 'string')).toBe(true);
    expect((await app.nobody().refusal('POST', '/session', { username: 'target', password: OWN })).code).toBe(
      'session.not-authenticated',
    );
    await accounts.pass('failed_attempt', ['at'], '15 minutes');
    await accounts.signedIn('target', OWN);
  });

  it("are forgiven by a success, and by an administrator's reset", async () => {
    const { id } = await accounts.person(admin, 'clumsy', 'operator');
    for (const _ of [1, 2, 3, 4]) await fail('clumsy');
    await accounts.signedIn('clumsy', OWN);
    for (const _ of [1, 2, 3, 4]) await fail('clumsy');
    await accounts.signedIn('clumsy', OWN);
    for (const _ of [1, 2, 3, 4, 5]) await fail('clumsy');
    await admin.post(`/people/${id}/password`, { password: 'for a moment only' });
    await accounts.signedIn('clumsy', 'for a moment only');
  });

  it('of names that nobody has are counted, never kept, and look and last the same', async () => {
    const took = async (username: string) => {
      const start = performance.now();
      const refusal = await fail(username);
      return { refusal, ms: performance.now() - start };
    };
    await accounts.person(admin, 'known', 'operator');
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
    await accounts.pass('failure_budget', ['minute'], '1 minute');
    await fail('nobody');
    const strangers = (await accounts.security('sign-in.failed')).filter(
      ({ stream }) => stream === 'site-security/enterprise',
    );
    const counted = strangers.reduce((sum, { values }) => sum + 1 + Number(values['unrecorded']), 0);
    expect(counted).toBe(7);
    expect(strangers.length).toBeLessThan(7);
  });

  it('a flood becomes at most thirty facts a minute, and the next says how many more there were', async () => {
    const { id } = await accounts.person(admin, 'flooded', 'operator');
    await owner.query(`update failure_budget set minute = clock_timestamp() + interval '1 minute', recorded = 30, unrecorded = 7
      where name like 'site-security/%'`);
    await fail('flooded');
    const mine = async () =>
      (await accounts.security('sign-in.failed')).filter(({ values }) => values['person'] === id);
    expect(await mine()).toHaveLength(0);
    await accounts.pass('failure_budget', ['minute'], '3 minutes');
    await fail('flooded');
    expect((await mine()).map(({ values }) => values['unrecorded'])).toEqual([8]);
  });
});
