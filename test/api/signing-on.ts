import { beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { hashOf } from '../../src/kernel/canonical-json.js';
import { SYSTEM_SCOPE } from '../../src/platform/database/index.js';
import type { Caller } from '../../src/platform/http/index.js';
import type { Signatures, Signer } from '../../src/trust/signatures/index.js';
import { DEMO_PASSWORD } from '../../tools/demo/people.js';
import { KeptScale } from '../browser/kept-scale.js';
import type { TestApp } from '../support/app.js';
import { type Asked, Authenticator } from '../support/authenticator.js';
import type { Client } from '../support/client.js';

interface Rig {
  owner: DataSource;
  admin: Client;
  signatures: Signatures;
  /** a person who may sign, with this password */
  signer(username: string, role: string): Promise<{ id: string; client: Client }>;
  password: string;
  /** a signature on a new record, of whoever has authenticated; its fact */
  give(signer: Signer): Promise<Record<string, unknown>>;
  signedIn(username: string): Promise<Client>;
  /** a further session of a person */
  opened(person: string, by: 'provider'): Promise<unknown>;
  app: TestApp;
}

const WHAT = { meaning: 'performed', hash: 'a'.repeat(64) };
const NOT = { code: 'signature.not-authenticated' };
const DUE = { code: 'signature.username-due' };

/** Signatures by passkey, and by the second component alone, at a server that runs already. */
export function signingOn(rig: () => Rig): void {
  const callerOf = async (id: string, username: string): Promise<Caller> => {
    const [row] = await rig().owner.query<{ id: string }[]>(
      `select id from session where person = $1 order by started_at desc limit 1`,
      [id],
    );
    const person = { id, username, name: `${username} Muster` };
    return { person, role: 'operator', permissions: new Set(), scope: SYSTEM_SCOPE, session: row!.id };
  };
  type Given = Parameters<Signatures['authenticate']>[1];
  const sign = (caller: Caller, given: Given) => rig().signatures.authenticate(caller, given, 'specimen/new');
  const keyOf = async (client: Client, password = rig().password) => {
    const key = new Authenticator();
    const asked = await client.post<Asked>('/me/passkeys/challenge', { password });
    await client.post('/me/passkeys', key.register(asked, 'belt'));
    return key;
  };

  describe('a signature by passkey', () => {
    let [ada, vera]: { id: string; client: Client; key: Authenticator; caller: Caller }[] = [] as never;
    beforeAll(async () => {
      const holder = async (username: string, role: string) => {
        const { id } = await rig().signer(username, role);
        const client = await rig().signedIn(username);
        return { id, client, key: await keyOf(client), caller: await callerOf(id, username) };
      };
      ada = await holder('key-ada', 'operator');
      vera = await holder('key-vera', 'qa-reviewer');
    });
    const ask = (username?: string, what = WHAT) =>
      ada!.client.post<Asked>('/me/signing-challenge', { ...what, ...(username === undefined ? {} : { username }) });

    it('11.200(a)(1): is given for one content and one meaning, and its fact says by what', async () => {
      const asked = await ask('key-ada');
      expect(asked.options).toMatchObject({
        ...{
          userVerification: 'required',
          allowCredentials: [{ id: ada!.key.credential, transports: ['usb', 'nfc'] }],
        },
      });
      const signer = await sign(ada!.caller, { ...WHAT, passkey: ada!.key.answer(asked) });
      expect(signer).toMatchObject({ person: ada!.id, by: 'passkey', session: ada!.caller.session });
      const { passkeys } = await ada!.client.get<{ passkeys: { id: string }[] }>('/me');
      expect(await rig().give(signer)).toMatchObject({ person: ada!.id, by: 'passkey', passkey: passkeys[0]!.id });
      const typed = await sign(ada!.caller, { ...WHAT, username: 'key-ada', password: rig().password });
      expect(await rig().give(typed)).toMatchObject({ person: ada!.id, by: 'password' });
    });

    it("11.200(a)(2): is a second person's at the first one's tablet, whom the key itself names", async () => {
      const signer = await sign(ada!.caller, { ...WHAT, passkey: vera!.key.answer(await ask()) });
      expect(signer).toMatchObject({ person: vera!.id, username: 'key-vera', by: 'passkey', roles: ['qa-reviewer'] });
      expect(signer).not.toHaveProperty('session');
    });

    it('11.70, 11.300(d): is refused for other content, another meaning, session or person, replayed or unproven', async () => {
      const refuses = async (given: Given, caller = ada!.caller) => {
        await expect(sign(caller, given)).rejects.toMatchObject(NOT);
        await rig().owner.query('delete from failed_attempt');
      };
      const answer = async (username?: string) => ada!.key.answer(await ask(username));
      await refuses({ ...WHAT, hash: 'b'.repeat(64), passkey: await answer() });
      await refuses({ ...WHAT, meaning: 'verified', passkey: await answer() });
      await refuses({ ...WHAT, passkey: await answer() }, vera!.caller);
      await refuses({ ...WHAT, passkey: vera!.key.answer(await ask('key-ada')) });
      await refuses({ ...WHAT, passkey: ada!.key.answer(await ask(), { verified: false }) });
      await refuses({ ...WHAT, passkey: ada!.key.answer(await ask(), { origin: 'https://evil.example' }) });
      await refuses({ ...WHAT, passkey: ada!.key.answer(await ada!.client.post<Asked>('/session/challenge')) });
      const once = await answer();
      await sign(ada!.caller, { ...WHAT, passkey: once });
      await refuses({ ...WHAT, passkey: once });
      const [last] = await rig().owner.query<{ text: string }[]>(
        `select text from fact where type = 'signing.failed' order by at desc, seq desc limit 1`,
      );
      expect(JSON.parse(last!.text)).toMatchObject({ values: { username: 'key-ada', why: 'wrong-passkey' } });
    });

    it('under one idempotency key is one where one key gives it again, and not another person’s', async () => {
      const { app } = rig();
      await new KeptScale(app).define();
      const [weber, marek] = [await app.as('operator'), await app.as('operator2')];
      const [own, other] = [await keyOf(weber, DEMO_PASSWORD), await keyOf(marek, DEMO_PASSWORD)];
      const given = { act: 'cleaned', remark: 'SOP-0100' };
      const what = { meaning: 'performed', hash: hashOf({ unit: 'S-01', ...given }) };
      const perform = async (key: Authenticator) => {
        const passkey = key.answer(await weber.post<Asked>('/me/signing-challenge', what));
        const headers = { 'idempotency-key': 'cleaned-once' };
        return weber.send('POST', '/units/S-01/upkeep', { ...given, signing: { passkey } }, headers);
      };
      const first = await perform(own);
      expect(first.status).toBe(201);
      expect((await perform(own)).body).toEqual(first.body);
      expect(await perform(other)).toMatchObject({ status: 422, body: { code: 'idempotency-key.reused' } });
    });

    it('is none where its members are null', async () => {
      const path = `/me/readings/${ada!.id}/sign`;
      const nothing = { ...WHAT, passkey: null, username: null };
      expect(await ada!.client.refusal('POST', path, nothing)).toMatchObject({ status: 400 });
      const password = { ...nothing, password: rig().password };
      expect(await ada!.client.refusal('POST', path, password)).toMatchObject({ status: 403, ...DUE });
      await ada!.client.post('/me/signing-challenge', { ...WHAT, username: null });
    });

    it('is asked of nobody who has none, and signs nothing once its person is disabled', async () => {
      await rig().signer('key-less', 'operator');
      const body = { ...WHAT, username: 'key-less' };
      expect((await ada!.client.refusal('POST', '/me/signing-challenge', body)).code).toBe('passkey.none');
      const asked = await ask('key-vera');
      await rig().admin.post(`/people/${vera!.id}/disable`, { reason: 'left the company' });
      const gone = { ...WHAT, username: 'key-vera' };
      expect((await ada!.client.refusal('POST', '/me/signing-challenge', gone)).code).toBe('passkey.none');
      await expect(sign(ada!.caller, { ...WHAT, passkey: vera!.key.answer(asked) })).rejects.toMatchObject(NOT);
    });
  });

  describe('signing on within one session', () => {
    const policy = async (signing: 'full' | 'part-11') => {
      const { settings } = await rig().admin.get<{ settings: object }>('/security/policy');
      await rig().admin.put('/security/policy', { ...settings, signing, reason: `CC-2026-031: ${signing}` });
    };
    const due = (caller: Caller, password = rig().password) =>
      expect(sign(caller, { ...WHAT, password })).rejects.toMatchObject(DUE);
    const alone = (client: Client) => client.get<{ signsAlone: boolean }>('/session').then((one) => one.signsAlone);

    it('11.200(a)(1)(i), (ii): is by the password alone after one by both, in that session, of that person, where the policy says so', async () => {
      const { id } = await rig().signer('series', 'operator');
      const client = await rig().signedIn('series');
      const caller = await callerOf(id, 'series');
      const both = { ...WHAT, username: 'series', password: rig().password };
      await rig().give(await sign(caller, both));
      await due(caller);
      expect(await alone(client)).toBe(false);

      await policy('part-11');
      const later = await rig().signedIn('series');
      const next = await callerOf(id, 'series');
      await due(next);
      const authenticated = await sign(next, both);
      await due(next);
      const { signature: first } = await rig().give(authenticated);
      expect(await alone(later)).toBe(true);
      const second = await sign(next, { ...WHAT, password: rig().password });
      expect(await rig().give(second)).toMatchObject({
        ...{ person: id, by: 'password', alone: first, session: next.session },
      });
      const third = await sign(next, { ...WHAT, password: rig().password });
      expect(await rig().give(third)).toMatchObject({ alone: first });
      await expect(sign(next, { ...WHAT, password: 'wrong wrong wrong' })).rejects.toMatchObject(NOT);

      const { id: guest } = await rig().signer('series-guest', 'operator');
      const atHers = { ...next, person: { ...next.person, id: guest, username: 'series-guest' } };
      await due(atHers);
      const stranger = await sign(next, { ...WHAT, username: 'series-guest', password: rig().password });
      expect(stranger).not.toHaveProperty('session');
      await later.send('DELETE', '/session');
      await due(next);

      await policy('full');
      const facts = await rig().owner.query<{ text: string }[]>(
        `select text from fact where type = 'access-policy.changed' order by seq`,
      );
      expect(facts.map(({ text }) => JSON.parse(text) as object)).toMatchObject([
        { values: { was: { signing: 'full' }, is: { signing: 'part-11' } }, reason: 'CC-2026-031: part-11' },
        { values: { was: { signing: 'part-11' }, is: { signing: 'full' } } },
      ]);
      await due(caller);
    });

    it('11.200(a)(1)(ii): begins with both again after an idle end, and in a session that a provider began', async () => {
      await policy('part-11');
      const { id } = await rig().signer('idle-series', 'operator');
      const both = { ...WHAT, username: 'idle-series', password: rig().password };
      const begun = async () => {
        const caller = await callerOf(id, 'idle-series');
        await due(caller);
        const { signature } = await rig().give(await sign(caller, both));
        const next = await rig().give(await sign(caller, { ...WHAT, password: rig().password }));
        expect(next).toMatchObject({ alone: signature, session: caller.session });
        return caller;
      };
      const client = await rig().signedIn('idle-series');
      const caller = await begun();
      await rig().owner.query(`update session set seen_at = seen_at - interval '1 day' where id = $1`, [
        caller.session,
      ]);
      expect((await client.refusal('GET', '/session')).status).toBe(401);
      await due(caller);
      await rig().signedIn('idle-series');
      await begun();
      await rig().opened(id, 'provider');
      await begun();
      await policy('full');
    });
  });
}
