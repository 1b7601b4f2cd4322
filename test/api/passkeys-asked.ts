import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Authenticator, type Asked } from '../support/authenticator.js';
import { type Account, type Accounts, OWN } from '../support/accounts.js';
import type { TestApp } from '../support/app.js';
import type { Client } from '../support/client.js';
import type { DataSource } from 'typeorm';

interface Rig {
  app: TestApp;
  owner: DataSource;
  admin: Client;
  accounts: Accounts;
}

type Kept = Account & { passkeys: { id: string; name: string; usedAt: string | null }[] };

/** A person with an own password and a key. */
export async function keyHolder(rig: Rig, username: string, role = 'operator') {
  const { id } = await rig.accounts.person(rig.admin, username, role);
  const client = await rig.accounts.signedIn(username, OWN);
  const key = new Authenticator();
  const asked = await client.post<Asked>('/me/passkeys/challenge', { password: OWN });
  const { passkeys } = await client.post<Kept>('/me/passkeys', key.register(asked, 'belt'));
  return { id, client, key, passkey: passkeys[0]!.id };
}

/** Passkeys at a server that runs already: how they come to be, open a session, and go. */
export function passkeysAsked(rig: () => Rig): void {
  const nobody = () => rig().app.nobody();
  const challenge = () => nobody().post<Asked>('/session/challenge');
  const refused = async (body: unknown) => {
    const { status, code } = await nobody().refusal('POST', '/session/passkey', body);
    return `${status} ${code}`;
  };
  const NOT = '401 session.not-authenticated';
  const lastFailure = async (username: string) =>
    (await rig().accounts.security('sign-in.failed')).findLast(({ values }) => values['username'] === username)?.values;

  describe('a passkey', () => {
    type Holder = Awaited<ReturnType<typeof keyHolder>>;
    let [ada, eve]: [Holder, Holder] = [] as never;
    // only so many failures a minute become facts
    beforeEach(() => rig().owner.query('delete from failure_budget'));
    beforeAll(async () => {
      [ada, eve] = await Promise.all([keyHolder(rig(), 'keyed-ada'), keyHolder(rig(), 'keyed-eve')]);
    });

    it('11.300(a): is added by its person alone, who gives the password and proves themselves to the key', async () => {
      const { client } = ada;
      const wrong = await client.refusal('POST', '/me/passkeys/challenge', { password: 'wrong wrong wrong' });
      expect(wrong.code).toBe('password.wrong');
      const ask = () => client.post<Asked>('/me/passkeys/challenge', { password: OWN });
      const asked = await ask();
      expect(asked).toMatchObject({
        origin: rig().app.config.publicUrl,
        options: {
          authenticatorSelection: {
            ...{ userVerification: 'required', residentKey: 'required', authenticatorAttachment: 'cross-platform' },
          },
          excludeCredentials: [{ id: ada.key.credential }],
        },
      });
      const tried = async (body: unknown, by = client) => (await by.refusal('POST', '/me/passkeys', body)).code;
      const other = new Authenticator();
      const NOT_ACCEPTED = 'passkey.not-accepted';
      expect(await tried(other.register(asked, 'no PIN', { verified: false }))).toBe(NOT_ACCEPTED);
      expect(await tried(other.register(asked, 'after it'))).toBe(NOT_ACCEPTED);
      expect(await tried(other.register(await ask(), 'far', { origin: 'https://evil.example' }))).toBe(NOT_ACCEPTED);
      expect(await tried(other.register(await ask(), 'far', { rpId: 'evil.example' }))).toBe(NOT_ACCEPTED);
      const elsewhere = await rig().accounts.signedIn('keyed-ada', OWN);
      expect(await tried(other.register(await ask(), 'found'), elsewhere)).toBe(NOT_ACCEPTED);
      expect(await tried(ada.key.register(await ask(), 'twice'))).toBe('passkey.known');
      expect(await tried(other.register(await ask(), 'belt'))).toBe('passkey.name-taken');
      expect((await client.refusal('POST', '/me/passkeys', other.register(await ask(), '  '))).status).toBe(400);
      const failed = async () => (await rig().accounts.security('passkey-registration.failed')).at(-1);
      expect(await failed()).toMatchObject({ by: { person: ada.id }, values: { why: 'wrong-passkey' } });
      const late = await ask();
      await rig().accounts.pass('passkey_challenge', ['until'], '4 minutes');
      expect(await tried(other.register(late, 'late'))).toBe(NOT_ACCEPTED);
      expect(await failed()).toMatchObject({ values: { username: 'keyed-ada', why: 'late-passkey' } });
    });

    it('is of one person, also where it is added twice at once', async () => {
      const key = new Authenticator();
      const bodies: object[] = [];
      for (const { client } of [ada, eve]) {
        const asked = await client.post<Asked>('/me/passkeys/challenge', { password: OWN, attachment: null });
        bodies.push(key.register(asked, 'shared'));
      }
      const answers = await Promise.all(
        [ada, eve].map(({ client }, at) => client.send('POST', '/me/passkeys', bodies[at])),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
      const taker = answers[0]!.status === 201 ? ada : eve;
      const { passkeys } = await taker.client.get<Kept>('/me');
      const { id } = passkeys.find(({ name }) => name === 'shared')!;
      await taker.client.post(`/me/passkeys/${id}/remove`);
    });

    it("11.10(e): stands on its person's record by its hash, and its public key beside the record", async () => {
      const [fact] = await rig().owner.query<{ text: string }[]>(
        `select text from fact where stream = $1 and type = 'passkey.registered' order by seq`,
        [`person/${ada.id}`],
      );
      const { values, by } = JSON.parse(fact!.text) as { values: Record<string, string>; by: object };
      expect(by).toMatchObject({ person: ada.id });
      expect(values).toEqual({
        ...{ passkey: ada.passkey, credential: ada.key.credential, name: 'belt' },
        publicKeyHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      });
      await rig().owner.query(`update passkey_key set public_key = public_key || '\\x00' where passkey = $1`, [
        ada.passkey,
      ]);
      expect(await refused(ada.key.answer(await challenge()))).toBe(NOT);
      await rig().owner.query(
        `update passkey_key set public_key = substring(public_key for length(public_key) - 1) where passkey = $1`,
        [ada.passkey],
      );
    });

    it('11.200(b): begins a session as a password does, for the person whose key it is', async () => {
      const asked = await challenge();
      expect(asked.options).toMatchObject({ userVerification: 'required', allowCredentials: [] });
      const client = nobody();
      const answer = await client.send<{ person: object }>('POST', '/session/passkey', ada.key.answer(asked));
      expect([answer.status, answer.body.person]).toEqual([201, expect.objectContaining({ id: ada.id })]);
      expect(answer.headers.getSetCookie()[0]).toMatch(
        /^ballroom_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/,
      );
      const own = await client.get<Kept>('/me');
      expect(own.passkeys).toMatchObject([{ name: 'belt', usedAt: expect.any(String) }]);
      expect((await rig().accounts.security('session.started')).at(-1)).toMatchObject({
        by: { person: ada.id },
        values: { username: 'keyed-ada', by: 'passkey', passkey: ada.passkey },
      });
    });

    it('11.300(d): is refused when replayed, copied, unproven, or made for another address or challenge', async () => {
      const asked = await challenge();
      const answered = ada.key.answer(asked);
      await nobody().post('/session/passkey', answered);
      expect(await refused(answered)).toBe(NOT);
      expect(await refused(ada.key.answer(asked))).toBe(NOT);
      const forged = async (forgery: Parameters<Authenticator['answer']>[1]) => {
        await rig().owner.query('delete from failed_attempt');
        return refused(ada.key.answer(await challenge(), forgery));
      };
      expect(await forged({ verified: false })).toBe(NOT);
      expect(await lastFailure('keyed-ada')).toMatchObject({ person: ada.id, why: 'wrong-passkey' });
      expect(await forged({ origin: 'https://evil.example' })).toBe(NOT);
      expect(await forged({ rpId: 'evil.example' })).toBe(NOT);
      expect(await forged({ type: 'webauthn.create' })).toBe(NOT);
      expect(await forged({ challenge: 'AAAA' })).toBe(NOT);
      expect(await forged({ counter: 1 })).toBe(NOT);
      const copied = { person: ada.id, username: 'keyed-ada', passkey: ada.passkey };
      expect(await lastFailure('keyed-ada')).toMatchObject({ ...copied, why: 'copied-passkey' });
      const { events } = await rig().admin.get<{ events: object[] }>('/security/events?alerts=true');
      expect(events).toContainEqual(expect.objectContaining({ type: 'passkey.copied', alert: true, values: copied }));
      const another = Buffer.from(eve.id).toString('base64url');
      expect(await forged({ holder: another })).toBe(NOT);
      const eves = eve.key.answer(await challenge());
      expect(await refused({ ...eves, credential: ada.key.credential })).toBe(NOT);
      const signing = { meaning: 'performed', hash: '0'.repeat(64) };
      const other = await ada.client.post<Asked>('/me/signing-challenge', signing);
      expect(await refused(ada.key.answer(other))).toBe(NOT);
      expect(await refused(new Authenticator().answer(await challenge()))).toBe(NOT);
      await rig().owner.query('delete from failed_attempt');
      await nobody().post('/session/passkey', ada.key.answer(await challenge()));
    });

    it('11.300(d): that answers too late is refused and recorded, and locks nobody, for nothing was guessed', async () => {
      for (const _ of [1, 2, 3, 4, 5, 6]) {
        const late = await challenge();
        await rig().accounts.pass('passkey_challenge', ['until'], '4 minutes');
        expect(await refused(ada.key.answer(late))).toBe(NOT);
        expect(await lastFailure('keyed-ada')).toMatchObject({ why: 'late-passkey' });
      }
      await nobody().post('/session/passkey', ada.key.answer(await challenge()));
    });

    it('is asked of whoever comes, however many ask, and of one session a few times at once', async () => {
      await rig().owner.query(
        `insert into passkey_challenge (hash, purpose, until)
         select 'flood ' || n, 'sign-in', clock_timestamp() + interval '1 minute' from generate_series(1, 10100) n`,
      );
      await nobody().post('/session/passkey', ada.key.answer(await challenge()));
      const signing = { meaning: 'performed', hash: '0'.repeat(64), username: null };
      for (let asked = 0; asked < 12; asked += 1) await ada.client.post<Asked>('/me/signing-challenge', signing);
      const kept = await rig().owner.query<{ purpose: string; most: number }[]>(
        `select purpose, max(n)::int as most from (
           select purpose, session, count(*) as n from passkey_challenge group by 1, 2) of group by 1 order by 1`,
      );
      expect(kept).toMatchObject(expect.arrayContaining([{ purpose: 'signing', most: 10 }]));
      const { most } = kept.find(({ purpose }) => purpose === 'sign-in')!;
      expect([9_999, 10_000]).toContain(most);
      await rig().owner.query(`delete from passkey_challenge where hash like 'flood %'`);
    });

    it('11.300(d): is locked with its person, whose failures count whatever they tried with', async () => {
      const { key } = ada;
      await nobody().refusal('POST', '/session', { username: 'keyed-ada', password: 'wrong wrong wrong' });
      for (const _ of [1, 2, 3, 4]) expect(await refused(key.answer(await challenge(), { verified: false }))).toBe(NOT);
      expect(await refused(key.answer(await challenge()))).toBe(NOT);
      expect(await lastFailure('keyed-ada')).toMatchObject({ why: 'locked', lockedUntil: expect.any(String) });
      expect((await rig().accounts.security('person.locked')).at(-1)).toMatchObject({
        values: { username: 'keyed-ada', failures: 5 },
      });
      await rig().owner.query('delete from failed_attempt');
    });

    it('11.300(c): that is lost is revoked by an administrator with a reason, and its sessions end', async () => {
      const { id, key, passkey, client } = eve;
      const session = nobody();
      await session.post('/session/passkey', key.answer(await challenge()));
      const path = `/people/${id}/passkeys/${passkey}/revoke`;
      expect((await client.refusal('POST', path, { reason: 'mine' })).code).toBe('permission.missing');
      const after = await rig().admin.post<Kept>(path, { reason: 'left in the gowning room' });
      expect(after.passkeys).toEqual([]);
      expect((await session.refusal('GET', '/session')).status).toBe(401);
      expect(await refused(key.answer(await challenge()))).toBe(NOT);
      expect((await rig().admin.refusal('POST', path, { reason: 'again' })).code).toBe('passkey.not-found');
      const [last] = await rig().admin.get<object[]>(`/people/${id}/history`);
      expect(last).toMatchObject({ type: 'passkey.revoked', by: 'R. Duarte', reason: 'left in the gowning room' });
    });

    it("is removed by its person, nobody else's by it, and ends the sessions but this one", async () => {
      const { key, passkey, client } = ada;
      const session = nobody();
      await session.post('/session/passkey', key.answer(await challenge()));
      const eves = await rig().accounts.signedIn('keyed-eve', OWN);
      expect((await eves.refusal('POST', `/me/passkeys/${passkey}/remove`)).code).toBe('passkey.not-found');
      expect((await client.post<Kept>(`/me/passkeys/${passkey}/remove`)).passkeys).toEqual([]);
      expect((await session.refusal('GET', '/session')).status).toBe(401);
      await client.get('/session');
      expect(await refused(key.answer(await challenge()))).toBe(NOT);
    });

    it('11.200(a)(3), 11.10(d): opens nothing more once its person is reset or disabled', async () => {
      const reset = await keyHolder(rig(), 'keyed-reset');
      await rig().admin.post(`/people/${reset.id}/password`, { password: 'for a moment only' });
      expect(await refused(reset.key.answer(await challenge()))).toBe(NOT);
      const again = await rig().accounts.signedIn('keyed-reset', 'for a moment only');
      expect((await again.get<Kept>('/me')).passkeys).toEqual([]);
      const early = await again.refusal('POST', '/me/passkeys/challenge', { password: 'for a moment only' });
      expect(early.code).toBe('session.must-change-password');
      const gone = await keyHolder(rig(), 'keyed-gone');
      await rig().admin.post(`/people/${gone.id}/disable`, { reason: 'left the company' });
      expect(await refused(gone.key.answer(await challenge()))).toBe(NOT);
      expect(await lastFailure('keyed-gone')).toMatchObject({ why: 'disabled' });
    });
  });
}
