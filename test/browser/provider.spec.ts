import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { DEMO_PASSWORD } from '../../tools/demo/people.js';
import { startApp, type TestApp } from '../support/app.js';
import { type AtProvider, startProvider } from '../support/at-provider.js';
import { launchBrowser } from '../support/browser.js';
import { Tablet } from './tablet.js';

/** The browser finds the server under this name, which the provider sends it back to. */
const NAME = 'ballroom.example.org';
const PUBLIC = `http://${NAME}`;

describe('a person with an account at the identity provider', () => {
  const dir = mkdtempSync(join(tmpdir(), 'ballroom-provider-'));
  let provider: AtProvider;
  let app: TestApp;
  let browser: Browser;
  let tablet: Tablet;

  const typeAtProvider = async (name: string) => {
    await tablet.page.waitForURL(`${provider.issuer}/**`);
    await tablet.page.locator('input[name=login]').fill(name);
    await tablet.page.locator('input[name=login]').press('Enter');
    await tablet.page.waitForURL(`${PUBLIC}/**`);
  };

  beforeAll(async () => {
    const secret = join(dir, 'secret');
    writeFileSync(secret, 'known-to-both-alone', { mode: 0o600 });
    provider = await startProvider(`${PUBLIC}/api/session/sso/return`, 'known-to-both-alone');
    app = await startApp({
      env: {
        ...{ BALLROOM_PUBLIC_URL: PUBLIC, OIDC_ISSUER: provider.issuer, OIDC_CLIENT_ID: 'ballroom' },
        ...{ OIDC_SECRET_FILE: secret, OIDC_TITLE: 'Works account' },
      },
    });
    browser = await launchBrowser([`--host-resolver-rules=MAP ${NAME}:80 ${new URL(app.url).host}`]);
    tablet = await Tablet.open(browser, PUBLIC);
  });
  afterAll(async () => {
    await browser.close();
    await app.stop();
    await provider.stop();
    rmSync(dir, { recursive: true });
  });

  it('is told what to do where nobody linked it, links it by their password here, and signs in by it from then on', async () => {
    await tablet.press('Sign in with Works account');
    await typeAtProvider('works-4711');
    await tablet.sees('Your account there is linked to nobody here');
    expect(new URL(tablet.page.url()).search).toBe('');
    expect(await tablet.findings('desk')).toEqual([]);
    expect(await tablet.smallTargets(48)).toEqual([]);
    await tablet.shot('provider-not-linked');

    await tablet.signIn('operator');
    await tablet.go('/me');
    const account = tablet.page.getByRole('region', { name: 'My account at the identity provider' });
    await account.getByLabel('Password now').fill(DEMO_PASSWORD);
    await tablet.shot('provider-link');
    await tablet.press('Link my account at Works account');
    await typeAtProvider('works-4711');
    await tablet.sees('works-4711 came back from Works account');
    await tablet.shot('provider-returned');
    await tablet.press('It is mine: link it');
    await tablet.sees('Your account at Works account signs you in here.');
    expect(await tablet.findings('desk')).toEqual([]);
    await tablet.shot('provider-linked');

    await tablet.signOut();
    await tablet.press('Sign in with Works account');
    await typeAtProvider('works-4711');
    await tablet.button(/Account and sign-out/).waitFor();
    await tablet.go('/me');
    await tablet.press('Unlink it');
    await tablet.button('Link my account at Works account').waitFor();
    expect(tablet.failures).toEqual([]);
  });
});
