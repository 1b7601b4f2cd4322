import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, CDPSession } from 'playwright-core';
import { DEMO_PASSWORD } from '../../tools/demo/people.js';
import type { TestApp } from '../support/app.js';
import { KeptScale } from './kept-scale.js';
import { Tablet } from './tablet.js';

interface Rig {
  app: TestApp;
  browser: Browser;
}

/** Passkeys at a tablet that has a security key at hand, at an app that runs already under a name of its own. */
export function keyedTablet(rig: () => Rig): void {
  describe('a passkey at the tablet', () => {
    let tablet: Tablet;
    let keys: CDPSession;
    let key: string;
    const proves = (isUserVerified: boolean) =>
      keys.send('WebAuthn.setUserVerified', { authenticatorId: key, isUserVerified });
    const act = async (name: string, remark: string) => {
      await tablet.page.getByRole('button', { name }).click();
      const dialog = tablet.page.getByRole('dialog');
      if (name === 'Calibrated') await dialog.getByLabel('Good until the end of').fill('2999-12-31');
      await dialog.getByLabel('What was done, by which document').fill(remark);
      return dialog;
    };

    beforeAll(async () => {
      const { app, browser } = rig();
      const scale = new KeptScale(app);
      await scale.define();
      const administrator = await app.as('administrator');
      const { hash } = await administrator.get<{ hash: string }>('/me/statement');
      await administrator.post('/me/statement', { username: 'administrator', password: DEMO_PASSWORD, hash });
      tablet = await Tablet.open(browser, app.config.publicUrl, { width: 1180, height: 820 });
      keys = await tablet.page.context().newCDPSession(tablet.page);
      await keys.send('WebAuthn.enable');
      const made = await keys.send('WebAuthn.addVirtualAuthenticator', {
        options: {
          ...{ protocol: 'ctap2', transport: 'nfc', hasResidentKey: true, hasUserVerification: true },
          ...{ isUserVerified: true, automaticPresenceSimulation: true },
        },
      });
      key = made.authenticatorId;
      await tablet.signIn('operator');
    });

    it('11.300(a): is added in one’s account by whoever knows the password, and has the key’s PIN', async () => {
      await tablet.go('/me');
      const form = tablet.page.getByRole('form', { name: 'Add a passkey' });
      await form.getByLabel(/^What you call it/).fill('belt');
      const add = async (password: string) => {
        await form.getByLabel(/^Your password/).fill(password);
        await form.getByRole('button', { name: 'Add a passkey' }).click();
      };
      await add('not-this-one');
      await tablet.sees('The present password is wrong');
      await proves(false);
      await add(DEMO_PASSWORD);
      await tablet.sees('No passkey was used');
      await tablet.shot('passkey-not-used');
      await proves(true);
      await add(DEMO_PASSWORD);
      await tablet.sees('The passkey is added.');
      await tablet.sees('Not used yet');
      expect(await tablet.findings('desk')).toEqual([]);
      expect(await tablet.smallTargets(48)).toEqual([]);
      expect(await tablet.cut()).toEqual([]);
      await tablet.shot('passkeys');
    });

    it('11.200(b): signs its person in, without a username', async () => {
      await tablet.signOut();
      await tablet.fitsGloves();
      await tablet.shot('sign-in-passkey');
      await proves(false);
      await tablet.press('Use a passkey');
      await tablet.sees('No passkey was used');
      await proves(true);
      await tablet.press('Use a passkey');
      await tablet.button(/Account and sign-out/).waitFor();
      await tablet.go('/me');
      await tablet.sees(/^Used last on/);
    });

    it('11.200(a)(1): signs for what is done, with its PIN in the place of the password', async () => {
      await tablet.go('/units/S-01?tab=condition');
      const dialog = await act('Calibrated', 'Three weights, SOP-0142');
      await tablet.fitsGloves();
      await tablet.shot('sign-passkey');
      await proves(false);
      await tablet.press('Sign with a passkey');
      await dialog.getByText('No passkey was used').waitFor();
      await tablet.shot('sign-passkey-not-used');
      await proves(true);
      await tablet.press('Sign with a passkey');
      await tablet.sees('Calibrated: to be verified');
      await tablet.press('Verify');
      await dialog.getByLabel('Username').fill('operator2');
      await tablet.press('Sign with a passkey');
      await dialog.getByText('operator2 has no passkey').waitFor();
      await dialog.getByLabel('Username').fill('');
      await tablet.press('Sign with a passkey');
      await dialog.getByText('Who did it cannot verify it').waitFor();
      await tablet.shot('sign-passkey-same-person');
      await tablet.sign('verifier', 'operator2');
      await tablet.sees('good until 31 December 2999');
    });

    it('is asked for nothing more once its panel is closed, be the server ever so slow', async () => {
      const uses = async () => {
        const { credentials } = await keys.send('WebAuthn.getCredentials', { authenticatorId: key });
        return credentials[0]!.signCount;
      };
      const before = await uses();
      const route = '**/api/me/signing-challenge';
      const answer = Promise.withResolvers<void>();
      await tablet.page.route(route, async (asked) => {
        await answer.promise;
        await asked.continue();
      });
      await act('Cleaned', 'SOP-0100');
      await tablet.press('Sign with a passkey');
      await tablet.press('Cancel');
      const answered = tablet.page.waitForResponse(/signing-challenge/);
      answer.resolve();
      await (await answered).finished();
      await tablet.page.unroute(route);
      await tablet.signOut();
      await tablet.press('Use a passkey');
      await tablet.button(/Account and sign-out/).waitFor();
      expect(await uses()).toBe(before + 1);
    });

    it('11.200(a)(1)(i): the first signature by both is given again as it was where its answer was lost', async () => {
      const administrator = await rig().app.as('administrator');
      const { settings } = await administrator.get<{ settings: object }>('/security/policy');
      await administrator.put('/security/policy', { ...settings, signing: 'part-11', reason: 'CC-2026-030' });
      await tablet.go('/units/S-01?tab=condition');
      const route = '**/api/units/S-01/upkeep';
      await tablet.page.route(route, async (sent) => {
        if (sent.request().method() !== 'POST') return sent.continue();
        await sent.fetch();
        await sent.abort();
      });
      const dialog = await act('Cleaned', 'SOP-0100, again');
      await dialog.getByLabel('Password').fill(DEMO_PASSWORD);
      const told = tablet.page.waitForResponse(
        async (answer) => answer.url().endsWith('/api/session') && (await answer.text()).includes('"signsAlone":true'),
      );
      await tablet.press('Sign as performer');
      await dialog.getByText('The server does not answer').waitFor();
      await told;
      await tablet.page.unroute(route);
      await dialog.getByLabel('Password').fill(DEMO_PASSWORD);
      await tablet.press('Sign as performer');
      await tablet.sees('Cleaned: to be verified');
      const supervisor = await rig().app.as('supervisor');
      const waiting = await supervisor.get<{ id: string; hash: string }[]>('/units/S-01/upkeep');
      expect(waiting).toHaveLength(1);
      const [{ id, hash }] = waiting as [{ id: string; hash: string }];
      const signing = { username: 'supervisor', password: DEMO_PASSWORD, meaning: 'verified', hash };
      await supervisor.post(`/units/S-01/upkeep/${id}/verify`, { signing });
    });

    it('11.200(a)(1)(i): after it the password alone signs on, where the policy says so; for anybody else both do', async () => {
      const administrator = await rig().app.as('administrator');
      const { settings } = await administrator.get<{ settings: object }>('/security/policy');
      await administrator.put('/security/policy', { ...settings, signing: 'part-11', reason: 'CC-2026-031' });
      await tablet.go('/units/S-01?tab=condition');
      const dialog = await act('Maintained', 'Bearings greased, SOP-0160');
      await dialog.getByText('You sign as M. Weber.').waitFor();
      expect(await dialog.getByLabel('Username').count()).toBe(0);
      await dialog.getByLabel('Password').fill(DEMO_PASSWORD);
      await tablet.fitsGloves();
      await tablet.shot('sign-alone');
      await tablet.press('Sign as performer');
      await tablet.sees('Maintained: to be verified');
      await tablet.press('Verify');
      await dialog.getByLabel('Username').waitFor();
      await tablet.press('Cancel');
      await administrator.put('/security/policy', { ...settings, reason: 'CC-2026-032', signing: 'full' });
    });

    it('11.300(c): is revoked by an administrator, and opens nothing any more', async () => {
      const { app } = rig();
      const people = await (await app.as('qa')).get<{ id: string; username: string }[]>('/people');
      const { id } = people.find(({ username }) => username === 'operator')!;
      await tablet.signOut();
      await tablet.signIn('administrator' as never);
      await tablet.go(`/people/${id}`);
      await tablet.press('Revoke the passkey belt');
      await tablet.page.getByLabel(/^Why/).fill('left in the gowning room');
      await tablet.shot('passkey-revoke');
      await tablet.press('Revoke');
      await tablet.sees('Passkey revoked');
      await tablet.signOut();
      await tablet.press('Use a passkey');
      await tablet.sees('This passkey opens nothing here');
      expect(tablet.failures).toEqual([]);
    });
  });
}
