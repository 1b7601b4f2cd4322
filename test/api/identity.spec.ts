import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { Database, dataSource, SYSTEM_SCOPE } from '../../src/platform/database/index.js';
import { accessPolicyStore, personStore } from '../../src/trust/identity/index.js';
import { Ledger, type StoredProjection } from '../../src/trust/ledger/index.js';
import { siteStore, sponsorStore } from '../../src/trust/organisation/index.js';
import { type Account, Accounts, GIVEN, OWN } from '../support/accounts.js';
import { setupToken, startApp, type TestApp } from '../support/app.js';
import type { Client } from '../support/client.js';
import { storedRows } from '../support/stored-rows.js';

const SITE = { code: 'VIE', name: 'Vienna', zone: 'Europe/Vienna' };

let app: TestApp;
let owner: DataSource;
let admin: Client;
let accounts: Accounts;

beforeAll(async () => {
  app = await startApp({ seeded: false });
  owner = await dataSource(app.database.ownerUrl).initialize();
  accounts = new Accounts(app, owner, SITE.code);
});
afterAll(async () => {
  await owner.destroy();
  await app.stop();
});

describe('set-up', () => {
  const first = { username: 'root', name: 'Rosa Root', password: OWN, site: SITE };

  it('is refused with a wrong or an expired token', async () => {
    const token = await setupToken(app.database);
    expect(await app.nobody().refusal('POST', '/setup', { ...first, token: 'guessed' })).toMatchObject({
      status: 403,
      code: 'setup.token-unknown',
    });
    await accounts.pass('setup_token', ['expires_at'], '25 hours');
    expect((await app.nobody().refusal('POST', '/setup', { ...first, token })).code).toBe('setup.token-expired');
    expect(await accounts.security('set-up.refused')).toHaveLength(2);
  });

  it('makes the first site and its administrator with the newest token, once', async () => {
    const stale = await setupToken(app.database);
    const token = await setupToken(app.database);
    expect((await app.nobody().refusal('POST', '/setup', { ...first, token: stale })).code).toBe('setup.token-unknown');
    expect((await app.nobody().refusal('POST', '/setup', { ...first, token, password: 'short' })).code).toBe(
      'password.too-weak',
    );
    const made = await Promise.allSettled([1, 2].map(() => app.nobody().post('/setup', { ...first, token })));
    expect(made.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await app.nobody().refusal('POST', '/setup', { ...first, token })).code).toBe('setup.token-used');
    expect(await setupToken(app.database)).toBeNull();
    admin = await accounts.signedIn('root', OWN);
    const session = await admin.get<{ roles: string[]; permissions: string[] }>('/session');
    expect(session.roles).toEqual(['administrator']);
    expect(session.permissions).not.toContain('step.perform');
  });

  it('cannot be guessed at', async () => {
    // a minute that ends in the middle of this would allow as many again
    await owner.query(`update failure_budget set minute = minute + interval '1 minute' where name = 'set-up'`);
    const guess = () => app.nobody().refusal('POST', '/setup', { ...first, token: 'guessed', password: 'short' });
    const codes = (await Promise.all(Array.from({ length: 25 }, guess))).map((refusal) => refusal.code);
    expect(codes.filter((code) => code === 'setup.too-many-attempts').length).toBeGreaterThanOrEqual(5);
  });

  it('stores no token that could be used', async () => {
    const rows = await owner.query<{ hash: string }[]>('select hash from setup_token');
    for (const { hash } of rows) expect(hash).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('an organisation', () => {
  it('has sites, rooms and sponsors, and states nothing when put again as it is', async () => {
    const put = () =>
      Promise.all([
        admin.put('/sites/VIE', { name: 'Vienna', zone: 'Europe/Vienna' }),
        admin.put('/sites/VIE/rooms/BR-1', { name: 'Ballroom 1' }),
        admin.put('/sponsors/ACME', { name: 'Acme' }),
      ]);
    const facts = () => owner.query<{ n: number }[]>('select count(*)::int as n from fact');
    const [site, room, sponsor] = await put();
    const before = await facts();
    expect(await put()).toEqual([site, room, sponsor]);
    expect(await facts()).toEqual(before);
    const hash = expect.stringMatching(/^[0-9a-f]{64}$/);
    expect(await admin.get('/sites')).toEqual([{ id: expect.any(String), ...SITE, hash }]);
    expect(await admin.get('/sites/VIE/rooms')).toEqual([room]);
    expect(await admin.get('/sponsors')).toEqual([sponsor]);
  });

  it('is changed on what was seen of it: what another has stated since is not overwritten', async () => {
    const paths = { site: '/sites/LNZ', room: '/sites/LNZ/rooms/R-1', sponsor: '/sponsors/BIO' };
    for (const [noun, path] of Object.entries(paths)) {
      const named = (name: string, seen?: string) => ({ name, ...(noun === 'site' && { zone: 'UTC' }), seen });
      const { hash: seen } = await admin.put<{ hash: string }>(path, named('First', 'nothing'));
      const { hash: now } = await admin.put<{ hash: string }>(path, named('Second', seen));
      for (const old of [seen, 'nothing'])
        expect(await admin.refusal('PUT', path, named('Third', old))).toMatchObject({
          ...{ status: 409, code: `${noun}.stale`, values: { seen: old, now } },
        });
      // what stands as it is asked for is no change
      expect(await admin.put(path, named('Second', seen))).toMatchObject({ name: 'Second', hash: now });
      await admin.put(path, named('Third'));
    }
  });

  it('makes one site of two that are put at once', async () => {
    const body = { name: 'Graz', zone: 'Europe/Vienna' };
    const [one, two] = await Promise.all([admin.put('/sites/GRZ', body), admin.put('/sites/GRZ', body)]);
    expect(one).toEqual(two);
  });

  it('refuses an unknown zone, a new zone, and a room of no site', async () => {
    expect((await admin.refusal('PUT', '/sites/X', { name: 'X', zone: 'Mars/Base' })).code).toBe('site.zone-unknown');
    expect((await admin.refusal('PUT', '/sites/VIE', { name: 'Vienna', zone: 'UTC' })).code).toBe('site.zone-is-fixed');
    expect((await admin.refusal('PUT', '/sites/NOPE/rooms/R', { name: 'R' })).status).toBe(404);
  });
});

describe('people', () => {
  it('11.100(a): a username is unique for ever, also when its person has left', async () => {
    const { id } = await accounts.person(admin, 'gone', 'operator');
    expect((await admin.post<Account>(`/people/${id}/disable`, { reason: 'left the company' })).status).toBe(
      'disabled',
    );
    const body = { username: 'gone', name: 'Another', site: 'VIE', password: GIVEN };
    expect(await admin.refusal('POST', '/people', body)).toMatchObject({ status: 409, code: 'person.username-taken' });
  });

  it('11.200(a)(3): a first password opens nothing but the way to an own one', async () => {
    await admin.post('/people', { username: 'fresh', name: 'Fresh Muster', site: 'VIE', password: GIVEN });
    const fresh = await accounts.signedIn('fresh', GIVEN);
    expect(await fresh.get('/session')).toMatchObject({ mustChangePassword: true });
    expect((await fresh.refusal('GET', '/sites')).code).toBe('session.must-change-password');
    expect((await fresh.refusal('GET', '/me/statement')).code).toBe('session.must-change-password');
    const change = (password: string, newPassword: string) =>
      fresh.refusal('POST', '/me/password', { password, newPassword });
    expect((await change('not my password', OWN)).code).toBe('password.wrong');
    expect((await change(GIVEN, 'short')).code).toBe('password.too-weak');
    expect((await change(GIVEN, GIVEN)).code).toBe('password.unchanged');
    await fresh.post('/me/password', { password: GIVEN, newPassword: OWN });
    expect(await fresh.get('/session')).toMatchObject({ mustChangePassword: false });
  });

  it('An.11-12: grants and revocations are facts with who, and why', async () => {
    const { id } = await accounts.person(admin, 'mover', 'operator');
    const revoked = await admin.post<Account>(`/people/${id}/roles/operator/revoke`, {
      reason: 'moved to another team',
    });
    expect(revoked.roles).toEqual([]);
    const facts = await owner.query<{ type: string; text: string }[]>(
      `select type, text from fact where stream = $1 order by seq`,
      [`person/${id}`],
    );
    expect(facts.map((fact) => fact.type)).toEqual([
      'person.registered',
      'person.secret-set',
      'role.granted',
      'person.secret-set',
      'role.revoked',
    ]);
    expect(JSON.parse(facts[4]!.text)).toMatchObject({
      by: { name: 'Rosa Root', role: 'administrator' },
      reason: 'moved to another team',
      zone: 'Europe/Vienna',
    });
  });

  it('11.10(g): somebody is left who administers everywhere and without an end, also where two disable each other', async () => {
    const grantsOf = (id: string) => admin.get<{ roles: { grant: string }[] }>(`/people/${id}`);
    const { person: root } = await admin.get<{ person: { id: string } }>('/session');
    const reason = 'she leaves';
    const deputy = async (username: string, more: object) => {
      const { id } = await accounts.person(admin, username);
      await admin.post(`/people/${id}/roles`, { role: 'administrator', everywhere: true, reason, ...more });
      return { id, client: await accounts.signedIn(username, OWN) };
    };
    const until = new Date(Date.now() + 86_400_000).toISOString();
    const passing = await deputy('passing', { until });
    const { grant } = (await grantsOf(root.id)).roles[0]!;
    for (const [path, body] of [
      ['disable', { reason }],
      ['roles/administrator/revoke', { reason }],
      [`grants/${grant}`, { reason, until }],
    ] as const)
      expect([path, (await passing.client.refusal('POST', `/people/${root.id}/${path}`, body)).code]).toEqual([
        path,
        'administrator.last',
      ]);
    const [one, other] = [await deputy('deputy-one', {}), await deputy('deputy-two', {})];
    await one.client.post(`/people/${root.id}/grants/${grant}`, { reason, until });
    const sent = [one.client.send('POST', `/people/${other.id}/disable`, { reason })];
    sent.push(other.client.send('POST', `/people/${one.id}/disable`, { reason }));
    const statuses = (await Promise.all(sent)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
    const left = statuses[0] === 201 ? one : other;
    await left.client.post(`/people/${root.id}/grants/${grant}`, { reason: 'she stays' });
    await admin.post(`/people/${left.id}/disable`, { reason });
  });

  it('An.11-12: of two grants of one role the named one goes, and the other stays', async () => {
    const { id } = await accounts.person(admin, 'traveller', 'operator');
    const give = { role: 'operator', everywhere: true, reason: 'travels' };
    const { roles } = await admin.post<{ roles: { grant: string; site: string | null }[] }>(
      `/people/${id}/roles`,
      give,
    );
    const { grant } = roles.find(({ site }) => site === null)!;
    const left = await admin.post<Account>(`/people/${id}/roles/operator/revoke`, { grant, reason: 'stays at home' });
    expect(left.roles.map(({ site }) => site)).toEqual(['VIE']);
  });

  it('no answer and no fact ever holds a secret or its hash', async () => {
    expect(JSON.stringify(await admin.get('/people'))).not.toMatch(/argon2|password/);
    const [found] = await owner.query<{ n: number }[]>(
      `select count(*)::int as n from fact where text like '%argon2%' or text like $1 or text like $2`,
      [`%${GIVEN}%`, `%${OWN}%`],
    );
    expect(found!.n).toBe(0);
    const [hash] = await owner.query<{ hash: string }[]>('select hash from secret limit 1');
    expect(hash!.hash).toMatch(/^\$argon2id\$v=19\$m=65536,t=3,p=1\$/);
  });

  it('11.10(d): a disabled person is out at once', async () => {
    const { id } = await accounts.person(admin, 'leaver', 'operator');
    const leaver = await accounts.signedIn('leaver', OWN);
    await leaver.get('/sites');
    await admin.post(`/people/${id}/disable`, { reason: 'left the company' });
    expect(await leaver.refusal('GET', '/sites')).toMatchObject({ status: 401, code: 'session.ended' });
    expect((await app.nobody().refusal('POST', '/session', { username: 'leaver', password: OWN })).code).toBe(
      'session.not-authenticated',
    );
  });

  it('11.200(a)(3), 11.300(c): a reset ends sessions, and its password must be changed first', async () => {
    const { id } = await accounts.person(admin, 'forgot', 'operator');
    const forgot = await accounts.signedIn('forgot', OWN);
    await admin.post(`/people/${id}/password`, { password: 'for a moment only' });
    expect((await forgot.refusal('GET', '/session')).status).toBe(401);
    expect(await (await accounts.signedIn('forgot', 'for a moment only')).get('/session')).toMatchObject({
      mustChangePassword: true,
    });
  });

  it('11.10(g): nobody grants roles to themselves', async () => {
    const { person: me } = await admin.get<{ person: { id: string } }>('/session');
    const refusal = await admin.refusal('POST', `/people/${me.id}/roles`, { role: 'qa-reviewer', reason: 'why not' });
    expect(refusal).toMatchObject({ status: 403, code: 'person.own-access' });
  });
});

describe('what is stored', () => {
  it('11.10(e): is exactly what replaying the facts of people, sites, sponsors and policy gives', async () => {
    const letter = { reference: 'FDA-ESIG-2026-01', sentOn: '2026-11-02', reason: 'first letter' };
    await admin.put('/security/certification', letter);
    const nest = app.server.app;
    const ledger = nest.get(Ledger, { strict: false });
    await nest.get(Database, { strict: false }).read(SYSTEM_SCOPE, async (tx) => {
      for (const store of [personStore, siteStore, sponsorStore, accessPolicyStore] as StoredProjection[]) {
        const streams = await tx.query<{ id: string }>(`select id from stream where kind = $1`, [store.kind]);
        expect(streams.length).toBeGreaterThan(0);
        for (const { id } of streams) {
          const links = await ledger.facts(tx, id);
          const replayed = links.reduce((state, { fact }) => store.apply(state, fact), store.empty);
          expect(await storedRows(tx, store, id.split('/')[1]!)).toEqual(replayed);
        }
      }
    });
  });
});
