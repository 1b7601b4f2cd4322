import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { dataSource } from '../../src/platform/database/index.js';
import { LiveFeed } from '../../src/platform/live/index.js';
import { DEMO_PASSWORD } from '../../tools/demo/people.js';
import { Accounts, OWN } from '../support/accounts.js';
import { startApp, type TestApp } from '../support/app.js';
import type { Client } from '../support/client.js';
import { until } from '../support/walk.js';
import { passkeysAsked } from './passkeys-asked.js';
import { secretsAsked } from './secrets-asked.js';

let app: TestApp;
let owner: DataSource;
let admin: Client;
let accounts: Accounts;

const dir = mkdtempSync(join(tmpdir(), 'ballroom-breached-'));
const LEAKED = 'a phrase that leaked out';

/** A list as they are published: SHA-1 in order, each with how often it was seen. */
function breachedList(): string {
  const file = join(dir, 'breached.txt');
  const some = [LEAKED, ...Array.from({ length: 500 }, (_, at) => `leaked-${at}`)];
  const hashes = some.map((text) => createHash('sha1').update(text).digest('hex').toUpperCase()).sort();
  writeFileSync(file, hashes.map((hash, at) => `${hash}:${at + 1}\r\n`).join(''));
  return file;
}

beforeAll(async () => {
  app = await startApp({ env: { BREACHED_PASSWORDS: breachedList() } });
  owner = await dataSource(app.database.ownerUrl).initialize();
  admin = await app.as('administrator');
  accounts = new Accounts(app, owner, (await admin.get<{ code: string }[]>('/sites'))[0]!.code);
});
afterAll(async () => {
  await owner.destroy();
  await app.stop();
  rmSync(dir, { recursive: true });
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

  it('11.10(d): is nobody’s where its token is made up, changed, another’s hash, or of one that was ended', async () => {
    const opened = await app.nobody().send('POST', '/session', { username: 'visitor', password: OWN });
    const cookie = opened.headers.getSetCookie()[0]!.split(';')[0]!;
    const asked = async (token: string): Promise<number> =>
      (await fetch(`${app.url}/api/session`, { headers: { cookie: token } })).status;
    const rows = await owner.query<{ hash: string }[]>(`select token_hash as hash from session`);
    expect(await asked(cookie)).toBe(200);
    const forged = [
      `ballroom_session=${'A'.repeat(43)}`,
      cookie.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')),
      ...rows
        .flatMap(({ hash }) => [hash, Buffer.from(hash, 'hex').toString('base64url')])
        .map((one) => `ballroom_session=${one}`),
    ];
    expect(new Set(await Promise.all(forged.map(asked)))).toEqual(new Set([401]));
    await fetch(`${app.url}/api/session`, { method: 'DELETE', headers: { cookie, 'idempotency-key': 'ends-it-once' } });
    expect(await asked(cookie)).toBe(401);
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

  it('11.10(d): begins only while the password that opened it still stands', async () => {
    const { id } = await accounts.person(admin, 'raced', 'operator');
    const holder = owner.createQueryRunner();
    await holder.startTransaction();
    await holder.query('lock table session in share row exclusive mode');
    const signingIn = accounts.signedIn('raced', OWN);
    await until('the session waits to begin', async () => {
      const waiting = await owner.query<object[]>(
        `select from pg_locks where not granted and relation = 'session'::regclass`,
      );
      return waiting.length > 0;
    });
    await expect(owner.query(`select from secret where person = $1 for update nowait`, [id])).rejects.toThrow('lock');
    await holder.rollbackTransaction();
    await holder.release();
    await signingIn;
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

secretsAsked(() => ({ app, owner, admin, accounts, leaked: LEAKED }));
passkeysAsked(() => ({ app, owner, admin, accounts }));

describe('sessions that are open', () => {
  type Open = { id: string; own: boolean; person: { username: string }; agent: string | null };

  it('Draft 11.9: are listed, one by one, and end at once with all that they follow', async () => {
    await accounts.person(admin, 'everywhere', 'operator');
    const [here, there] = [await accounts.signedIn('everywhere', OWN), await accounts.signedIn('everywhere', OWN)];
    const own = await here.get<Open[]>('/me/sessions');
    expect(own.map(({ person }) => person.username)).toEqual(own.map(() => 'everywhere'));
    expect(own.filter((session) => session.own)).toHaveLength(1);
    const followed = there.follow('/live');
    await followed.open;
    const [other] = own as [Open];
    expect(other.own).toBe(false);
    await here.send('POST', `/me/sessions/${other.id}/end`);
    await followed.over;
    expect((await there.refusal('GET', '/session')).status).toBe(401);
    const mine = (await admin.get<Open[]>('/sessions')).find((session) => session.own)!;
    expect((await here.refusal('POST', `/me/sessions/${mine.id}/end`)).code).toBe('session.not-found');
  });

  it('11.10(d): are asked with each heartbeat of what they follow, whether time, grants and person still stand', async () => {
    const live = app.server.app.get(LiveFeed, { strict: false });
    const { id } = await accounts.person(admin, 'follower', 'operator');
    const { roles } = await admin.get<{ roles: { grant: string }[] }>(`/people/${id}`);
    const [person] = await owner.query<{ site: string }[]>(
      `select s.code as site from person p join site s on s.id = p.site where p.id = $1`,
      [id],
    );
    await admin.put(`/sites/${person!.site}/rooms/SESSIONS`, { name: 'Sessions' });
    const stream = live.stream.bind(live);
    const asked: (() => Promise<boolean>)[] = [];
    live.stream = (who, source) => {
      asked.push(who.stillSo!);
      return stream(who, source);
    };
    const follow = async () => {
      const followed = (await accounts.signedIn('follower', OWN)).follow('/board/live');
      await followed.open;
      return { followed, stillSo: asked.at(-1)! };
    };
    try {
      const one = await follow();
      expect(await one.stillSo()).toBe(true);
      await admin.post(`/people/${id}/grants/${roles[0]!.grant}`, { rooms: ['SESSIONS'], reason: 'one room' });
      expect(await one.stillSo()).toBe(false);
      const two = await follow();
      await admin.post(`/people/${id}/roles/operator/revoke`, { reason: 'left' });
      expect(await two.stillSo()).toBe(false);
      await admin.post(`/people/${id}/roles`, { role: 'operator', reason: 'back' });
      const three = await follow();
      expect(await three.stillSo()).toBe(true);
      await owner.query(`update session set started_at = started_at - interval '9 days' where person = $1`, [id]);
      expect(await three.stillSo()).toBe(false);
      await three.followed.over;
      for (const { followed } of [one, two]) followed.stop();
    } finally {
      live.stream = stream;
    }
  });

  it('An.11-12, 11.10(d): are revoked by an administrator, with a reason on record', async () => {
    const here = await accounts.signedIn('everywhere', OWN);
    const open = (await admin.get<Open[]>('/sessions')).filter(({ person }) => person.username === 'everywhere');
    for (const { id } of open) await admin.post(`/sessions/${id}/end`, { reason: 'tablet was lost' });
    expect((await here.refusal('GET', '/session')).status).toBe(401);
    expect((await accounts.security('session.ended')).at(-1)).toMatchObject({
      by: { name: 'R. Duarte' },
      reason: 'tablet was lost',
      values: { username: 'everywhere', why: 'revoked' },
    });
  });
});
