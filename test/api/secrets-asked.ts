import { describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { SYSTEM_SCOPE } from '../../src/platform/database/index.js';
import type { Caller } from '../../src/platform/http/index.js';
import { Signatures } from '../../src/trust/signatures/index.js';
import { type Accounts, OWN } from '../support/accounts.js';
import type { TestApp } from '../support/app.js';
import type { Client } from '../support/client.js';

interface Rig {
  app: TestApp;
  owner: DataSource;
  admin: Client;
  accounts: Accounts;
  /** a password that the server's list of breached ones holds */
  leaked: string;
}

const SIGNING = { meaning: 'performed', hash: '0'.repeat(64) };

const POLICY = {
  password: { least: 12, remembered: 5, maxAgeDays: 365 },
  lockout: { failures: 5, windowMinutes: 15, lockMinutes: 15 },
  session: { idleMinutes: 15, lifetimeHours: 12 },
  signing: 'full',
};

/** Confirmed, and bound by the statement. */
async function signer(rig: () => Rig, username: string, role = 'operator'): Promise<{ id: string; client: Client }> {
  const { id } = await rig().accounts.person(rig().admin, username, role);
  await rig().admin.post(`/people/${id}/identity`, { evidence: 'passport' });
  const client = await rig().accounts.signedIn(username, OWN);
  const { hash } = await client.get<{ hash: string }>('/me/statement');
  await client.post('/me/statement', { username, password: OWN, hash });
  return { id, client };
}

/** What is asked of passwords, locks and resets, at a server that runs already. */
export function secretsAsked(rig: () => Rig): void {
  describe('what is asked of passwords', () => {
    const put = (policy: object, reason = 'CC-2026-014') => rig().admin.put('/security/policy', { ...policy, reason });
    const change = (client: Client, password: string, newPassword: string) =>
      client.refusal('POST', '/me/password', { password, newPassword });

    it('11.300(b), Draft 12: is data that an administrator changes within bounds, with what it was and why', async () => {
      expect(await rig().admin.get('/security/policy')).toEqual({ settings: POLICY, certification: null });
      const idle = { ...POLICY, session: { idleMinutes: 61, lifetimeHours: 12 } };
      expect((await rig().admin.refusal('PUT', '/security/policy', { ...idle, reason: 'longer' })).status).toBe(400);
      expect((await rig().admin.refusal('PUT', '/security/policy', { ...POLICY, reason: 'as it is' })).code).toBe(
        'access-policy.unchanged',
      );
      const longer = { ...POLICY, password: { ...POLICY.password, least: 16 } };
      await put(longer);
      const [fact] = await rig().owner.query<{ text: string }[]>(
        `select text from fact where type = 'access-policy.changed'`,
      );
      expect(JSON.parse(fact!.text)).toMatchObject({ values: { was: POLICY, is: longer }, reason: 'CC-2026-014' });
      await rig().accounts.person(rig().admin, 'typist', 'operator');
      const typist = await rig().accounts.signedIn('typist', OWN);
      expect((await change(typist, OWN, 'fifteen letters')).values).toMatchObject({ why: 'short', least: 16 });
      await put(POLICY);
    });

    it('11.300(b): a password that rig().leaked, names its person or was theirs before is refused', async () => {
      await rig().accounts.person(rig().admin, 'rememberer', 'operator');
      const client = await rig().accounts.signedIn('rememberer', OWN);
      expect((await change(client, OWN, rig().leaked)).code).toBe('password.breached');
      expect((await change(client, OWN, 'Rememberer and more')).values).toMatchObject({ why: 'name' });
      expect((await change(client, OWN, 'password-2026!')).values).toMatchObject({ why: 'common' });
      await client.post('/me/password', { password: OWN, newPassword: 'another phrase of hers' });
      expect((await change(client, 'another phrase of hers', OWN)).code).toBe('password.used-before');
    });

    it('11.300(b): one that is too old opens nothing but the way to another, and signs nothing', async () => {
      const { id, client } = await signer(rig, 'old-timer');
      await rig().owner.query(`update secret set set_at = set_at - interval '366 days' where person = $1`, [id]);
      expect((await client.refusal('GET', '/sites')).code).toBe('session.must-change-password');
      expect(await client.get('/session')).toMatchObject({
        mustChangePassword: true,
        signingNeeds: ['session.must-change-password'],
      });
      const signatures = rig().app.server.app.get(Signatures, { strict: false });
      const caller = { person: { id }, role: 'operator', scope: SYSTEM_SCOPE } as unknown as Caller;
      const signing = signatures.authenticate(
        caller,
        { ...SIGNING, username: 'old-timer', password: OWN },
        'specimen/new',
      );
      await expect(signing).rejects.toMatchObject({
        code: 'signature.not-enabled',
        values: { needs: ['session.must-change-password'] },
      });
      await client.post('/me/password', { password: OWN, newPassword: 'a newer phrase of hers' });
      await client.get('/sites');
    });

    it("11.100(c): the company's letter about its signatures is kept with its day", async () => {
      const letter = { reference: 'FDA-ESIG-2026-01', sentOn: '2026-11-02' };
      await rig().admin.put('/security/certification', { ...letter, reason: 'first letter' });
      expect(await rig().admin.get('/security/policy')).toMatchObject({ certification: letter });
    });
  });

  describe('a lock', () => {
    it('11.300(d), Draft 11.3: alerts at once, and is ended by another person, never by oneself', async () => {
      const { id } = await rig().accounts.person(rig().admin, 'locked-out', 'administrator');
      const own = await rig().accounts.signedIn('LOCKED-OUT', OWN);
      for (const _ of [1, 2, 3, 4, 5])
        await rig().app.nobody().refusal('POST', '/session', { username: 'Locked-Out', password: 'wrong wrong wrong' });
      const alerts = await rig().admin.get<{ events: object[] }>('/security/events?alerts=true');
      expect(alerts.events[0]).toMatchObject({
        type: 'person.locked',
        alert: true,
        values: { person: id, username: 'locked-out', failures: 5 },
      });
      expect(await rig().admin.get(`/people/${id}`)).toMatchObject({ lockedUntil: expect.any(String) });
      const reason = 'called from the room, voice known';
      expect((await own.refusal('POST', `/people/${id}/unlock`, { reason })).code).toBe('person.own-access');
      await rig().admin.post(`/people/${id}/unlock`, { reason });
      expect((await rig().admin.refusal('POST', `/people/${id}/unlock`, { reason })).code).toBe('person.not-locked');
      expect((await rig().accounts.security('person.unlocked'))[0]).toMatchObject({ reason, values: { person: id } });
      await rig().accounts.signedIn('locked-out', OWN);
    });

    it('the log is read in pages, the newest first', async () => {
      type Page = { events: { id: string; at: string }[]; next: string | null };
      const first = await rig().admin.get<Page>('/security/events?limit=3');
      const second = await rig().admin.get<Page>(`/security/events?limit=3&cursor=${encodeURIComponent(first.next!)}`);
      const both = [...first.events, ...second.events];
      expect(new Set(both.map(({ id }) => id)).size).toBe(6);
      expect(both.map(({ at }) => at)).toEqual(
        both
          .map(({ at }) => at)
          .sort()
          .reverse(),
      );
    });
  });

  describe('the reset of whoever signs', () => {
    it('11.200(a)(3): takes two administrators, each with half of a one-time password that opens only the way to an own one', async () => {
      const { id, client } = await signer(rig, 'signer-one');
      await rig().accounts.person(rig().admin, 'second-admin', 'administrator');
      const second = await rig().accounts.signedIn('second-admin', OWN);
      await rig().accounts.person(rig().admin, 'third-admin', 'administrator');
      const third = await rig().accounts.signedIn('third-admin', OWN);
      expect((await rig().admin.refusal('POST', `/people/${id}/password`, { password: 'set by one alone' })).code).toBe(
        'person.reset-needs-two',
      );
      const left = `insert into reset_part (reset, part, at)
        values (gen_random_uuid(), 'left behind', clock_timestamp() - interval '25 hours')`;
      await rig().owner.query(left);
      type Part = { reset: string; part: string | null };
      const again = { 'idempotency-key': 'asked-once-and-again' };
      const ask = () => third.send<Part>('POST', `/people/${id}/resets`, { reason: 'forgot it' }, again);
      const { body: asked } = await ask();
      expect((await ask()).body).toEqual({ reset: asked.reset, part: null });
      expect(await second.get(`/people/${id}`)).toMatchObject({
        reset: { id: asked.reset, askedBy: 'third-admin Muster' },
      });
      const path = `/people/${id}/resets/${asked.reset}/confirm`;
      expect((await third.refusal('POST', path)).code).toBe('secret-reset.same-person');
      expect((await rig().admin.refusal('POST', path)).code).toBe('secret-reset.not-independent');
      const confirmed = await second.post<Part>(path);
      expect((await client.refusal('GET', '/session')).status).toBe(401);
      for (const part of [asked.part!, confirmed.part!])
        await rig().app.nobody().refusal('POST', '/session', { username: 'signer-one', password: part });
      const stored = await rig().owner.query<object[]>(
        `select answer::text from idempotency union all select text from fact union all select part from reset_part`,
      );
      for (const part of [asked.part!, confirmed.part!]) expect(JSON.stringify(stored)).not.toContain(part);
      const once = `${asked.part}-${confirmed.part}`;
      const fresh = await rig().accounts.signedIn('signer-one', once);
      expect(await rig().owner.query<object[]>('select reset from reset_part')).toEqual([]);
      expect(await fresh.get('/session')).toMatchObject({
        mustChangePassword: true,
        signingNeeds: ['session.must-change-password'],
      });
      expect((await fresh.refusal('GET', '/sites')).code).toBe('session.must-change-password');
      await fresh.post('/me/password', { password: once, newPassword: 'her own phrase again' });
      expect(await fresh.get('/session')).toMatchObject({ mustChangePassword: false, signingNeeds: [] });
      const history = await rig().admin.get<{ type: string; by: string; reason: string | null }[]>(
        `/people/${id}/history`,
      );
      expect(history.slice(0, 4).map(({ type, by }) => [type, by])).toEqual([
        ['person.secret-set', 'signer-one Muster'],
        ['person.secret-set', 'second-admin Muster'],
        ['secret-reset.confirmed', 'second-admin Muster'],
        ['secret-reset.asked', 'third-admin Muster'],
      ]);
    });
  });
}
