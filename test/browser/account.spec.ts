import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { DEMO_PASSWORD } from '../../tools/demo/people.js';
import { freePort } from '../../tools/demo/ports.js';
import { startApp, type TestApp } from '../support/app.js';
import { launchBrowser } from '../support/browser.js';
import { keyedTablet } from './keyed-tablet.js';
import { Tablet } from './tablet.js';

const [FIRST, OWN] = ['set-by-somebody-else', 'chosen-by-herself-26'];

describe('a person new to the site', () => {
  let app: TestApp;
  let browser: Browser;
  let tablet: Tablet;
  beforeAll(async () => {
    const PORT = String(await freePort());
    [app, browser] = await Promise.all([startApp({ env: { PORT } }), launchBrowser()]);
    const administrator = await app.as('administrator');
    const made = { username: 'newcomer', name: 'I. Novak', site: 'demo', password: FIRST };
    const { id } = await administrator.post<{ id: string }>('/people', made);
    await administrator.post(`/people/${id}/roles`, { role: 'operator', reason: 'new here' });
    tablet = await Tablet.open(browser, app.url);
  });
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
    const typed = tablet.page.getByLabel('New password');
    await typed.fill(OWN);
    expect(await typed.getAttribute('type')).toBe('password');
    await tablet.press('Show the new password');
    expect(await typed.getAttribute('type')).toBe('text');
    expect(await tablet.smallTargets(48)).toEqual([]);
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

  keyedTablet(() => ({ app, browser }));
});

describe('people and access', () => {
  let app: TestApp;
  let browser: Browser;
  let tablet: Tablet;
  let operator: string;

  const enter = async (username: string, password: string) => {
    await tablet.page.getByLabel('Username').fill(username);
    await tablet.page.getByLabel('Password').fill(password);
    await tablet.press('Sign in');
    await tablet.button(/Account and sign-out/).waitFor();
  };
  const looksRight = async (name: string) => {
    await tablet.shot(name);
    expect(await tablet.findings('desk')).toEqual([]);
    expect(await tablet.smallTargets(48)).toEqual([]);
  };

  beforeAll(async () => {
    [app, browser] = await Promise.all([startApp(), launchBrowser()]);
    const administrator = await app.as('administrator');
    const { hash } = await administrator.get<{ hash: string }>('/me/statement');
    await administrator.post('/me/statement', { username: 'administrator', password: DEMO_PASSWORD, hash });
    const people = await administrator.get<{ id: string; username: string }[]>('/people');
    operator = people.find(({ username }) => username === 'operator2')!.id;
    tablet = await Tablet.open(browser, app.url);
    await enter('administrator', DEMO_PASSWORD);
  });
  afterAll(async () => {
    await browser.close();
    await app.stop();
  });

  it('An.11-12: everybody is listed with what they may do and where, and a role is given with a reason', async () => {
    await tablet.go('/people');
    await tablet.sees('K. Marek');
    await looksRight('people');
    await tablet.page.getByRole('link', { name: /K\. Marek/ }).click();
    await tablet.sees('Identity confirmed');
    await tablet.press('Give a role');
    await tablet.page.getByLabel('Role', { exact: true }).selectOption({ label: 'Planner' });
    await tablet.page.getByLabel('Last day, if it ends').fill('2099-12-31');
    await tablet.page.getByLabel(/^Why/).fill('stands in for the planner');
    await tablet.shot('give-role');
    expect(await tablet.findings('desk')).toEqual([]);
    await tablet.press('Give the role');
    await tablet.sees(/^Planner · demo, until 1 Jan 2100|^Planner · demo, until 31 Dec 2099/);
    await tablet.sees('stands in for the planner');
    await looksRight('person');
  });

  it('11.200(a)(3): a reset shows each administrator one half of the password, and waits for the second', async () => {
    await tablet.go(`/people/${operator}`);
    await tablet.page.route('**/resets', (route) => route.fulfill({ status: 201, json: { reset: 'r', part: null } }));
    await tablet.press('Reset the password');
    await tablet.page.getByLabel(/^Why/).fill('whose answer is lost');
    await tablet.press('Ask for the reset');
    await tablet.heading('The half was lost: ask again');
    await tablet.press('I ask again');
    await tablet.page.unroute('**/resets');
    await tablet.press('Reset the password');
    await tablet.page.getByLabel(/^Why/).fill('forgot it over the holidays');
    await tablet.press('Ask for the reset');
    await tablet.heading('First half of the one-time password');
    await tablet.page.getByText(/^[a-z2-9]{4}(-[a-z2-9]{4}){2}$/).waitFor();
    expect(await tablet.findings('desk')).toEqual([]);
    await tablet.press('I have given it');
    await tablet.sees(/asked for a reset on/);
    await tablet.press('Confirm the reset');
    await tablet.page.getByRole('dialog').getByRole('button', { name: 'Confirm the reset' }).click();
    await tablet.sees('Another administrator confirms this reset');
    await tablet.shot('reset');
  });

  it('Draft 11.9: sessions are listed and ended at once, and what calls for somebody stands first', async () => {
    for (const _ of [1, 2, 3, 4, 5])
      await app.nobody().refusal('POST', '/session', { username: 'engineer', password: 'wrong wrong wrong' });
    await app.as('supervisor');
    await tablet.go('/sessions');
    const ends = tablet.button('End the session of A. Lindqvist');
    await ends.first().waitFor();
    const open = await ends.count();
    await looksRight('sessions');
    await ends.first().click();
    await tablet.page.getByLabel(/^Why/).fill('tablet was lost');
    await tablet.press('End');
    await ends.nth(open - 1).waitFor({ state: 'detached' });
    await tablet.go('/security');
    await tablet.sees('Locked after too many failures');
    await looksRight('security');
    await tablet.press('Access');
    await tablet.sees('tablet was lost');
  });

  it('11.300(b): everybody sees their own account and changes their password, and nobody else stays signed in by it', async () => {
    await tablet.go('/me');
    await tablet.sees('My roles');
    await tablet.sees('This one');
    await looksRight('me');
    await tablet.page.getByLabel('Password now').fill(DEMO_PASSWORD);
    await tablet.page.getByLabel('New password').fill('password-2026!');
    await tablet.press('Set the password');
    await tablet.sees('This password is too weak');
    await tablet.page.getByLabel('New password').fill('a quiet phrase of mine');
    await tablet.press('Set the password');
    await tablet.sees('The password is changed. Other sessions of yours have ended.');
  });

  it('another person who signs in at the tablet goes on where the one before was', async () => {
    await tablet.go('/batches');
    await tablet.button(/Account and sign-out/).waitFor();
    await tablet.signOut();
    await enter('qa', DEMO_PASSWORD);
    expect(new URL(tablet.page.url()).pathname).toBe('/batches');
    expect(tablet.failures).toEqual([]);
  });

  it('An.11-9, Draft 12.3: the trail says who gave which role, to what and why; a tap shows the fact whole', async () => {
    await tablet.page.setViewportSize({ width: 1180, height: 820 });
    await tablet.go(`/people/${operator}`);
    await tablet.page.getByRole('link', { name: 'Audit trail' }).click();
    await tablet.sees('person K. Marek');
    const row = tablet.page.getByRole('row', { name: /stands in for the planner/ });
    await row.waitFor();
    for (const said of ['Critical', 'Role given', 'R. Duarte (administrator), Administrator', 'Planner'])
      expect(await row.textContent()).toContain(said);
    await looksRight('trail');
    await row.getByRole('button', { name: /^The whole fact/ }).click();
    await tablet.sees('As it is written');
    await tablet.page
      .getByText(/^[0-9a-f]{64}$/)
      .first()
      .waitFor();
    await looksRight('trail-fact');
    await tablet.press('Close');
  });

  it('Draft 12.8: the trail is narrowed by words and kind, ordered by what is critical, and taken out', async () => {
    await tablet.press('Clear');
    await tablet.sees('Signed in');
    await tablet.page.getByLabel('Words').fill('no such word');
    await tablet.press('Search');
    await tablet.heading('Nothing on record fits this.');
    await tablet.page.getByLabel('Words').fill('planner');
    await tablet.press('Search');
    await tablet.sees('stands in for the planner');
    await tablet.page.getByLabel('Order').selectOption({ label: 'Critical first' });
    await tablet.press('More filters');
    await tablet.page.getByLabel('Role', { exact: true }).selectOption({ label: 'Administrator' });
    await tablet.sees('stands in for the planner');
    const [file] = await Promise.all([
      tablet.page.waitForEvent('download'),
      tablet.page.getByRole('link', { name: 'CSV' }).click(),
    ]);
    expect(file.suggestedFilename()).toMatch(/^audit-trail_.+\.csv$/);
    await looksRight('trail-filters');
  });

  it('An.11-9: quality signs that it has reviewed a trail up to a fact, and what comes after waits for the next review', async () => {
    await tablet.go(`/trail?kind=person&subject=${operator}`);
    await tablet.sees('Nobody has reviewed this trail yet.');
    await tablet.press('Sign the review');
    const dialog = tablet.page.getByRole('dialog');
    await dialog.getByLabel('What did you find?').fill('All roles as agreed.');
    await dialog.getByLabel('Username').fill('qa');
    await dialog.getByLabel('Password').fill(DEMO_PASSWORD);
    await looksRight('trail-review');
    await dialog.getByRole('button', { name: /^Sign as/ }).click();
    await tablet.sees('All of it is reviewed.');
    await tablet.sees('All roles as agreed.');
    expect(tablet.failures).toEqual([]);
  });

  it('11.10(i): people stand against what they are trained in, and whoever trains puts it on record with a day', async () => {
    await tablet.go('/training');
    await tablet.page.getByRole('columnheader', { name: 'Sterile tube welding' }).waitFor();
    await tablet.page
      .getByRole('row', { name: /K\. Marek/ })
      .getByText(/^To \d/)
      .first()
      .waitFor();
    await looksRight('training');
    await tablet.page.getByRole('link', { name: 'J. Okafor' }).click();
    await tablet.sees('Nothing on record yet.');
    await tablet.press('Record a training');
    await tablet.page.getByLabel('Trained in').selectOption({ label: 'Work with viral vectors' });
    await tablet.page.getByLabel('Day of the training').fill('2099-01-01');
    await tablet.page.getByLabel(/^How it was shown/).fill('a supervised run');
    await tablet.page.getByRole('dialog').getByRole('button', { name: 'Record a training' }).click();
    await tablet.sees('That day is still to come');
    await tablet.page
      .getByLabel('Day of the training')
      .fill(new Date(Date.now() - 86_400_000).toISOString().slice(0, 10));
    await tablet.page.getByRole('dialog').getByRole('button', { name: 'Record a training' }).click();
    await tablet.button('Revoke: Work with viral vectors').waitFor();
    await tablet.press('Give something to read');
    await tablet.page.getByLabel('Document', { exact: true }).fill('SOP-0042');
    await tablet.page.getByLabel('Version').fill('3');
    await tablet.page.getByRole('dialog').getByRole('button', { name: 'Give something to read' }).click();
    await tablet.button('Withdraw: SOP-0042@3').waitFor();
    await looksRight('person-training');
  });

  it('11.10(k): everybody reads on their own page what they were given, and signs that they understood', async () => {
    const qa = await app.as('qa');
    const { people } = await qa.get<{ people: { id: string; username: string }[] }>('/training');
    const { id } = people.find(({ username }) => username === 'operator2')!;
    await qa.post(`/people/${id}/readings`, { code: 'SOP-0042', version: '3', title: 'Mixing by hand' });
    await tablet.signOut();
    await enter('operator2', DEMO_PASSWORD);
    await tablet.go('/me');
    await tablet.press('Read and sign: SOP-0042@3 Mixing by hand');
    await tablet.sees('I have read this and understood it.');
    await tablet.shot('read-and-sign');
    expect(await tablet.findings('desk')).toEqual([]);
    const dialog = tablet.page.getByRole('dialog');
    await dialog.getByLabel('Username').fill('operator2');
    await dialog.getByLabel('Password').fill(DEMO_PASSWORD);
    await dialog.getByRole('button', { name: /^Sign as/ }).click();
    await tablet.sees('Nothing to read.');
    await tablet.sees(/^Read and signed/);
    await looksRight('me-training');
  });
});
