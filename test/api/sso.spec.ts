import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { dataSource } from '../../src/platform/database/index.js';
import { Accounts, OWN } from '../support/accounts.js';
import { startApp, type TestApp } from '../support/app.js';
import { type AtProvider, startProvider } from '../support/at-provider.js';
import type { Client } from '../support/client.js';

/** The name under which browsers would reach the server; here the test goes to where it really listens. */
const PUBLIC = 'https://ballroom.example.org';
const SECRET = 'known to both alone';

let provider: AtProvider;
let app: TestApp;
let owner: DataSource;
let admin: Client;
let accounts: Accounts;
const dir = mkdtempSync(join(tmpdir(), 'ballroom-sso-'));

beforeAll(async () => {
  provider = await startProvider(`${PUBLIC}/api/session/sso/return`, SECRET.replaceAll(' ', '-'));
  const file = join(dir, 'secret');
  writeFileSync(file, `${SECRET.replaceAll(' ', '-')}\n`, { mode: 0o600 });
  app = await startApp({
    env: {
      BALLROOM_PUBLIC_URL: PUBLIC,
      OIDC_ISSUER: provider.issuer,
      OIDC_CLIENT_ID: 'ballroom',
      OIDC_SECRET_FILE: file,
      OIDC_TITLE: 'Works account',
    },
  });
  owner = await dataSource(app.database.ownerUrl).initialize();
  admin = await app.as('administrator');
  accounts = new Accounts(app, owner, (await admin.get<{ code: string }[]>('/sites'))[0]!.code);
});
afterAll(async () => {
  await owner.destroy();
  await app.stop();
  await provider.stop();
  rmSync(dir, { recursive: true });
});

interface Way {
  url: string;
  /** what the browser holds meanwhile */
  cookie: string;
}

async function setOut(client: Client = app.nobody(), path = '/session/sso', body?: object): Promise<Way> {
  const answer = await client.send<{ url: string }>('POST', path, body);
  expect(answer.status).toBe(200);
  const [line = ''] = answer.headers.getSetCookie();
  expect(line).toMatch(/; Path=\/api\/session\/sso; HttpOnly; SameSite=Lax; Max-Age=600; Secure$/);
  return { url: answer.body.url, cookie: line.split(';')[0]! };
}

/** What the browser is told when it comes back: where to go, and its session if it has one now. */
async function back(query: string, cookie: string): Promise<{ to: string; session: string | null }> {
  const address = `${app.url}/api/session/sso/return?${query}`;
  const answer = await fetch(address, { redirect: 'manual', headers: { cookie } });
  expect(answer.status).toBe(303);
  const session = answer.headers.getSetCookie().find((line) => line.startsWith('ballroom_session='));
  return { to: answer.headers.get('location')!, session: session?.split(';')[0] ?? null };
}

async function linked(username: string, subject: string): Promise<{ client: Client; id: string }> {
  const { id } = await accounts.person(admin, username, 'operator');
  const client = await accounts.signedIn(username, OWN);
  await returned(client, subject);
  expect(await client.get('/me/account/returned')).toEqual({ name: subject });
  await client.post('/me/account/link');
  expect(await client.get('/me/account/returned')).toEqual({ name: null });
  return { client, id };
}

/** Sets out to link an account, and comes back with it. */
async function returned(client: Client, subject: string): Promise<void> {
  const way = await setOut(client, '/me/account', { password: OWN });
  const query = await provider.through(way.url, { as: subject });
  expect(await back(query, way.cookie)).toEqual({ to: '/me', session: null });
}

const signIn = async (subject: string) => {
  const way = await setOut();
  return back(await provider.through(way.url, { as: subject }), way.cookie);
};

describe('an identity provider of the enterprise', () => {
  it('is offered at the sign-in', async () => {
    expect(await app.nobody().get('/session/ways')).toEqual({ provider: 'Works account' });
  });

  it('11.10(d): opens a session for whoever linked their account to themselves by their own password, and signs nothing', async () => {
    const { client, id } = await linked('sso-one', 'subject-1');
    expect(await client.get('/me')).toMatchObject({ account: provider.issuer });
    const { to, session } = await signIn('subject-1');
    expect(to).toBe('/');
    const answer = await fetch(`${app.url}/api/session`, { headers: { cookie: session! } });
    expect(await answer.json()).toMatchObject({ person: { username: 'sso-one' }, roles: ['operator'] });
    const started = (await accounts.security('session.started')).filter(({ values }) => values['person'] === id);
    expect(started.at(-1)!.values).toMatchObject({ username: 'sso-one', by: 'provider' });
    // the account of the provider is no secret of theirs here
    const own = {
      method: 'POST',
      headers: { cookie: session!, 'content-type': 'application/json', 'idempotency-key': 'own-secret-1' },
    };
    const body = JSON.stringify({ password: 'subject-1' });
    expect((await fetch(`${app.url}/api/me/account`, { ...own, body })).status).toBe(403);
  });

  it('links an account only when the session that asked for it says that it is its own, in time', async () => {
    await accounts.person(admin, 'sso-seven', 'operator');
    const [here, elsewhere] = [await accounts.signedIn('sso-seven', OWN), await accounts.signedIn('sso-seven', OWN)];
    const expired = { code: 'sso.expired' };
    expect(await here.refusal('POST', '/me/account/link')).toMatchObject(expired);
    await returned(here, 'subject-of-who-came-later');
    expect(await elsewhere.get('/me/account/returned')).toEqual({ name: null });
    expect(await elsewhere.refusal('POST', '/me/account/link')).toMatchObject(expired);
    await accounts.pass('sso_returned', ['at'], '11 minutes');
    expect(await here.get('/me/account/returned')).toEqual({ name: null });
    expect(await here.refusal('POST', '/me/account/link')).toMatchObject(expired);
    expect((await signIn('subject-of-who-came-later')).to).toBe('/?problem=sso.not-linked');
  });

  it('turns away an account that nobody linked, and says so to security', async () => {
    expect(await signIn('subject-nobody')).toEqual({ to: '/?problem=sso.not-linked', session: null });
    const failures = await accounts.security('sign-in.failed');
    expect(failures.at(-1)!.values).toMatchObject({ why: 'account-not-linked' });
  });

  it('11.100(a): links an account to one person alone', async () => {
    await linked('sso-two', 'subject-2');
    const { id } = await accounts.person(admin, 'sso-three', 'operator');
    const three = await accounts.signedIn('sso-three', OWN);
    await returned(three, 'subject-2');
    expect(await three.refusal('POST', '/me/account/link')).toMatchObject({ code: 'sso.linked-to-another' });
    expect(await three.get('/me')).toMatchObject({ id, account: null });
    expect(await three.refusal('POST', '/me/account', { password: 'guessed it not' })).toMatchObject({
      status: 403,
      code: 'password.wrong',
    });
  });

  it('takes back only who set out from the same browser, once, and what the provider itself sent', async () => {
    const [way, other] = [await setOut(), await setOut()];
    const query = await provider.through(way.url, { as: 'subject-1' });
    const expired = { to: '/?problem=sso.expired', session: null };
    expect(await back(query, other.cookie)).toEqual(expired);
    expect(await back(query, '')).toEqual(expired);
    expect((await back(query, way.cookie)).to).toBe('/');
    expect(await back(query, way.cookie)).toEqual(expired);
    const state = new URL(other.url).searchParams.get('state')!;
    const forged = new URLSearchParams({ code: 'made up', state, iss: provider.issuer });
    expect(await back(forged.toString(), other.cookie)).toEqual({ to: '/?problem=sso.refused', session: null });
    const late = await setOut();
    const again = await provider.through(late.url, { as: 'subject-1' });
    await accounts.pass('sso_attempt', ['at'], '11 minutes');
    expect(await back(again, late.cookie)).toEqual(expired);
    const away = await setOut();
    const refused = await provider.through(away.url, null);
    expect(await back(refused, away.cookie)).toEqual({ to: '/?problem=sso.refused', session: null });
    const failures = await accounts.security('sign-in.failed');
    const why = new Set(failures.map(({ values }) => values['why']));
    expect([why.has('sso.expired'), why.has('sso.refused')]).toEqual([true, true]);
  });

  it('11.300(b): opens nothing for whoever is unlinked, locked or disabled', async () => {
    const { client, id } = await linked('sso-four', 'subject-4');
    const notLinked = { to: '/?problem=sso.not-linked', session: null };
    await client.post('/me/account/unlink');
    expect(await signIn('subject-4')).toEqual(notLinked);
    expect(await client.refusal('POST', '/me/account/unlink')).toMatchObject({ code: 'sso.not-linked' });

    const { id: lost } = await linked('sso-five', 'subject-5');
    const { session: thiefs } = await signIn('subject-5');
    const reason = 'their phone was stolen';
    await admin.post(`/people/${lost}/account/unlink`, { reason });
    expect(await signIn('subject-5')).toEqual(notLinked);
    expect((await fetch(`${app.url}/api/session`, { headers: { cookie: thiefs! } })).status).toBe(401);
    const history = await admin.get<{ type: string; reason: string | null }[]>(`/people/${lost}/history`);
    expect(history[0]).toMatchObject({ type: 'person.sso-unlinked', reason });

    const { id: watched } = await linked('sso-eight', 'subject-of-who-watched-her-type');
    await admin.post(`/people/${watched}/password`, { password: 'given anew 12345' });
    expect(await signIn('subject-of-who-watched-her-type')).toEqual(notLinked);

    const { id: leaver } = await linked('sso-six', 'subject-6');
    for (let tries = 0; tries < 5; tries++)
      await app.nobody().refusal('POST', '/session', { username: 'sso-six', password: 'wrong again' });
    const notAdmitted = { to: '/?problem=sso.not-admitted', session: null };
    expect(await signIn('subject-6')).toEqual(notAdmitted);
    await admin.post(`/people/${leaver}/unlock`, { reason: 'it was them' });
    expect((await signIn('subject-6')).to).toBe('/');
    await admin.post(`/people/${leaver}/disable`, { reason: 'left' });
    expect(await signIn('subject-6')).toEqual(notAdmitted);
    expect(id).not.toBe(leaver);
  });
});
