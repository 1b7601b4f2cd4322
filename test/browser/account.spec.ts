import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { startApp, type TestApp } from '../support/app.js';
import { launchBrowser } from '../support/browser.js';
import { Tablet } from './tablet.js';

const [FIRST, OWN] = ['set-by-somebody-else', 'chosen-by-herself-26'];

describe('a person new to the site', () => {
  let app: TestApp;
  let browser: Browser;
  let tablet: Tablet;
  beforeAll(async () => {
    [app, browser] = await Promise.all([startApp(), launchBrowser()]);
    const administrator = await app.as('administrator');
    const made = { username: 'newcomer', name: 'I. Novak', site: 'demo', password: FIRST };
    const { id } = await administrator.post<{ id: string }>('/people', made);
    await administrator.post(`/people/${id}/roles`, { role: 'operator', reason: 'new here' });
    tablet = await Tablet.open(browser, app.url);
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await app.stop();
  });

  it('11.300(a): chooses a password that nobody else knows before anything else', async () => {
    await tablet.page.getByLabel('Username').fill('newcomer');
    await tablet.page.getByLabel('Password').fill(FIRST);
    await tablet.press('Sign in');
    await tablet.heading('Choose a password of your own');
    await tablet.page.getByLabel('Password now').fill(FIRST);
    await tablet.page.getByLabel('New password').fill('newcomer');
    await tablet.press('Set the password');
    await tablet.sees(/^Use at least 12 characters, neither your name/);
    await tablet.page.getByLabel('New password').fill(OWN);
    await tablet.press('Set the password');
  });

  it('11.100(c): accepts that the signature binds like one by hand, before signing', async () => {
    await tablet.heading('Your electronic signature');
    expect(await tablet.findings('floor')).toEqual([]);
    await tablet.page.getByLabel('Password').fill(OWN);
    await tablet.press('Accept and sign');
    await tablet.sees('Ballroom B2');
    expect(tablet.failures).toEqual([]);
  });

  it('finds equipment in the account, as everybody does but who looks after units, who has it one tap away', async () => {
    expect(await tablet.page.getByRole('link', { name: 'Equipment' }).count()).toBe(0);
    await tablet.press(/Account and sign-out/);
    await tablet.page.getByRole('link', { name: 'Equipment' }).click();
    await tablet.heading('Equipment');
    await tablet.signOut();
    await tablet.go('/');
    await tablet.signIn('supervisor');
    await tablet.page.getByRole('banner').getByRole('link', { name: 'Equipment' }).click();
    await tablet.heading('Equipment');
    await tablet.signOut();
  });
});
