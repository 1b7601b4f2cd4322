import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { startApp, type TestApp } from '../support/app.js';
import { launchBrowser } from '../support/browser.js';
import { BatchActs } from '../support/batch-acts.js';
import { benchOnly } from '../support/bench-culture.js';
import { makeEffective } from '../support/effective-recipe.js';
import { unitDefinition } from '../support/room-units.js';
import { dayOf, KeptScale, NAME } from './kept-scale.js';
import { Tablet } from './tablet.js';

const LATER = '2999-12-31';

let app: TestApp;
let browser: Browser;
let tablet: Tablet;
let scale: KeptScale;

beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(), launchBrowser()]);
  scale = new KeptScale(app);
  await scale.define();
  await (await app.as('engineer')).put('/units/C-01', unitDefinition('C-01'));
  tablet = await Tablet.open(browser, app.url);
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

const region = (name: string) => tablet.page.getByRole('region', { name });
const card = () => region('Status label');
const tab = (name: string) =>
  tablet.page.getByRole('navigation', { name: 'Parts of the unit’s page' }).getByRole('link', { name }).click();

describe('the equipment section', () => {
  it('lists the units of each room with what their status labels say and what is to be done first', async () => {
    await tablet.go('/equipment');
    await tablet.signIn('operator');
    await tablet.heading('Room B2, demo');
    const line = tablet.page.getByRole('link', { name: 'S-01' });
    expect(await line.innerText()).toMatch(/to clean[\s\S]*5 things to do first/);
    await tablet.press('Free to use (1)');
    await line.waitFor({ state: 'detached' });
    await tablet.press('Want somebody (2)');
    await tablet.fitsGloves();
    await tablet.shot('equipment-units');
    await line.click();
    await tablet.heading('S-01');
  });
});

describe('a unit’s condition', () => {
  it('says what keeps the unit from a batch, and which unit it must be', async () => {
    await card().getByText('Unit S-01 is not qualified, or no longer').waitFor();
    await card().getByText('The calibration of S-01 is not in date').waitFor();
    await tablet.sees('urn:ballroom:scale:SC-0001');
    await tablet.fitsGloves();
    await tablet.shot('unit-condition-unfit');
  });

  it('211.67, 11.200(a)(1): is put on record by who did it, with what the act asks for', async () => {
    await tablet.page.getByRole('button', { name: 'Calibrated' }).click();
    const sign = tablet.page.getByRole('dialog');
    await sign.getByText('Say until when it is good.').waitFor();
    await sign.getByLabel('Good until the end of').fill('2999-12-31');
    await sign.getByText('Say what was done.').waitFor();
    await sign.getByLabel('What was done, by which document').fill('Three weights, SOP-0142');
    await tablet.shot('upkeep-perform');
    await tablet.fitsGloves();
    await tablet.sign('performer', 'operator');
    await tablet.sees('Calibrated: to be verified');
    await card().getByText('The calibration of S-01 is not in date').waitFor();
  });

  it('counts once a second person has verified it, who is not the one who did it', async () => {
    await tablet.press('Verify');
    const sign = tablet.page.getByRole('dialog');
    await sign.getByText('Three weights, SOP-0142').waitFor();
    await tablet.sign('verifier', 'operator');
    await sign.getByText('Who did it cannot verify it').waitFor();
    await tablet.shot('upkeep-verify-refused');
    await tablet.sign('verifier', 'operator2');
    await card().getByText('The calibration of S-01 is not in date').waitFor({ state: 'detached' });
    await tablet.sees('good until 31 December 2999');
    expect(await tablet.page.getByRole('button', { name: 'Verify' }).count()).toBe(0);
  });

  it('211.182: has no effect where the second person refuses it, who says why; it stands struck out until done again', async () => {
    await tablet.page.getByRole('button', { name: 'Maintained' }).click();
    await tablet.page.getByLabel('What was done, by which document').fill('Bearings greased, SOP-0160');
    await tablet.sign('performer', 'operator');
    await tablet.sees('Maintained: to be verified');
    await tablet.press('Refuse');
    const sign = tablet.page.getByRole('dialog');
    await sign.getByText('Say what is not as stated.').waitFor();
    await sign.getByLabel('What is not as stated').fill('The old grease is still on');
    await tablet.fitsGloves();
    await tablet.shot('upkeep-refuse');
    await tablet.sign('second person, refusing', 'operator');
    await sign.getByText('Who did it cannot verify it').waitFor();
    await tablet.sign('second person, refusing', 'operator2');
    const refused = region('Refused, to be done again');
    await refused.getByRole('heading', { name: 'Maintained: refused, without effect' }).waitFor();
    expect(await refused.innerText()).toMatch(/K\. Marek, Operator, [\s\S]*The old grease is still on/);
    const done = refused.getByText('Bearings greased, SOP-0160');
    expect(await done.evaluate((element) => element.closest('[class*=struck]') !== null)).toBe(true);
    await card()
      .getByText(/maintenance of S-01/i)
      .waitFor();
    await tablet.fitsGloves();
    await tablet.shot('upkeep-refused');
    await scale.did('maintained');
    await refused.waitFor({ state: 'detached' });
  });

  it('shows the clock of the clean hold, and after a use that of the dirty one', async () => {
    await scale.did('qualified', { until: LATER }, 'qa');
    await scale.did('firmware-reported', { version: '4.2.0' });
    await scale.did('cleaned');
    await card().getByText('Nothing of its upkeep keeps it from a batch.').waitFor();
    await card()
      .getByText(/stays clean for 6 d 23 h/)
      .waitFor();
    await tablet.shot('unit-condition-clean');
    await scale.used();
    await card()
      .getByText(/to be cleaned within 23:\d\d:\d\d/)
      .waitFor();
    await card().getByText('Unit S-01 is not clean since its last use').waitFor();
  });

  it('takes it out of service at once, by one signature', async () => {
    await tablet.page.getByRole('button', { name: 'Out of service' }).click();
    await tablet.page.getByLabel('Why').fill('Drifts by 2 g over an hour');
    await tablet.sign('performer', 'operator');
    await card().getByText('Unit S-01 is out of service: Drifts by 2 g over an hour').waitFor();
    await tablet.page.getByRole('button', { name: 'Back to service' }).waitFor();
    await tablet.shot('unit-condition-out');
  });
});

describe('a logbook', () => {
  const rows = () => tablet.page.getByRole('table').locator('tbody tr');
  const titles = () => rows().locator('b:first-child').allInnerTexts();

  it('211.182: tells use and upkeep of a unit in order of time, with who did and who verified it', async () => {
    await tab('Logbook');
    await rows().first().waitFor();
    const all = await rows().allInnerTexts();
    expect(all).toHaveLength(10);
    expect(all[0]).toMatch(/Unit defined\s+serial number SC-0001/);
    expect(all[1]).toMatch(
      /Calibrated\s+good until 31 December 2999\s+Three weights, SOP-0142[\s\S]*M\. Weber, Operator[\s\S]*K\. Marek, Operator/,
    );
    expect(all[2]).toMatch(
      /M\. Weber[\s\S]*refused, without effect\s+The old grease is still on\s+K\. Marek, Operator/,
    );
    expect(await rows().nth(2).locator('[class*=struck]').innerText()).toMatch(/Maintained\s+Bearings greased/);
    expect(all[7]).toMatch(/Bound to a batch\s+for weigh/);
    expect(all[9]).toMatch(/Taken out of service[\s\S]*M\. Weber[\s\S]*waits for a second person/);
    await tablet.fitsGloves();
    await tablet.shot('logbook');
  });

  it('is narrowed by kind and by days', async () => {
    await tablet.press('Use');
    await rows().nth(2).waitFor({ state: 'detached' });
    expect((await titles()).map((title) => title.trim())).toEqual(['Bound to a batch', 'Released from the batch']);
    await tablet.page.getByLabel('From the day').fill('2999-01-01');
    await tablet.sees('Nothing of this kind was written in this time.');
    await tablet.page.getByLabel('From the day').fill('');
    await tablet.press('Everything');
    await rows().nth(9).waitFor();
  });

  it('211.182: is printed whole on A4, each page with the unit, its serial number and the time', async () => {
    const { page } = tablet;
    await page.emulateMedia({ media: 'print' });
    await page.setViewportSize({ width: 703, height: 1000 }); // 210 mm less the margins
    await page.getByText(/Serial number SC-0001\. Room B2, demo\./).waitFor();
    await page.getByText(/ to now\. Printed .* for M\. Weber\./).waitFor();
    expect(await page.getByRole('button').count()).toBe(0);
    const head = page.locator('thead', { hasText: 'Serial number SC-0001' });
    // what each page repeats
    expect(await head.evaluate((element) => getComputedStyle(element).display)).toBe('table-header-group');
    expect(await tablet.cut()).toEqual([]);
    await tablet.shot('logbook-print');
    const pdf = await page.pdf({
      preferCSSPageSize: true,
      ...(process.env.SHOTS && { path: `${process.env.SHOTS}/logbook.pdf` }),
    });
    // A4 in points
    expect(pdf.toString('latin1')).toMatch(/\/MediaBox \[0 0 59[45]\.?\d* 84[12]\.?\d*\]/);
    await page.emulateMedia({ media: null });
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  it('of a room tells of all its units', async () => {
    await tablet.go('/equipment');
    await tablet.page.getByRole('link', { name: 'Logbook of the room' }).click();
    await rows().nth(10).waitFor();
    expect(new Set(await rows().locator('td:nth-child(2)').allInnerTexts())).toEqual(new Set(['S-01', 'C-01']));
    await tablet.fitsGloves();
    await tablet.shot('logbook-room');
  });
});

describe('how long readings stay', () => {
  const week = () => tablet.page.getByRole('list', { name: 'Weeks of readings' }).getByRole('listitem');
  let batch: { id: string; code: string };

  it('is shown to everybody, with what cannot be shortened, and changed by quality alone', async () => {
    await makeEffective(app, benchOnly);
    batch = await (await BatchActs.of(app)).issued('bench-only');
    await scale.weighedLongAgo(batch.id);
    await tablet.go('/equipment');
    await tablet.page.getByRole('link', { name: 'Retention' }).click();
    await tablet.sees('Nobody has said how long yet: nothing is archived.');
    await tablet.sees('No reading is archived before it is 90 days old.');
    await week().getByText('here: nobody has said how long').first().waitFor();
    await tablet.sees('Quality changes this.');
    expect(await tablet.button('Change').count()).toBe(0);
    await tablet.fitsGloves();
    await tablet.signOut();
  });

  it('11.10(e): is changed with a reason, which stands in its history; one that is too short is not', async () => {
    await tablet.go('/equipment/retention');
    await tablet.signIn('qa');
    await tablet.press('Change');
    const dialog = tablet.page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Raw readings stay for a time' }).click();
    const keep = dialog.getByRole('group', { name: 'Raw readings', exact: true }).last();
    await keep.getByLabel('How many').fill('12');
    await keep.getByLabel('Of', { exact: true }).selectOption('W');
    await dialog.getByLabel('By which decision or schedule?').fill('SOP-0042, version 3');
    await dialog.getByRole('button', { name: 'Put into effect' }).click();
    await dialog.getByText('That is too short').waitFor();
    await keep.getByLabel('How many').fill('15');
    await dialog.getByText(/^\d+ weeks that are here are older than that$/).waitFor();
    await tablet.fitsGloves();
    await tablet.shot('retention-change');
    await dialog.getByRole('button', { name: 'Put into effect' }).click();
    await dialog.waitFor({ state: 'detached' });
    await region('As it is now').getByText('stay for 15 weeks').waitFor();
    expect(await region('Its history').innerText()).toMatch(/S\. Tanaka, QA reviewer, [^]*SOP-0042, version 3/);
    await week().getByText('to be archived within the hour').first().waitFor();
  });

  it('says of each week whether it is archived, and for which batch it is kept', async () => {
    await scale.archive();
    await tablet.page.reload();
    await tablet.press(/^Kept for a batch \(1\)$/);
    await week().getByText('kept for a batch').waitFor();
    await tablet.fitsGloves();
    await tablet.shot('retention');
    await week().getByRole('link', { name: batch.code }).click();
    await tablet.page.waitForURL(new RegExp(`/batches/${batch.id}`));
    await tablet.go('/equipment/retention');
    await tablet.press(/^Archived \(\d+\)$/);
    await tablet.sees(/^archived \d/);
    await tablet.shot('retention-archived');
  });

  it('says of a trend what of it is archived, and never that there was nothing', async () => {
    await tablet.go('/units/S-01');
    await tablet.press('Days');
    await tablet.page.getByLabel('From the day').fill(dayOf(-4));
    await tablet.page.getByLabel('To the end of').fill(dayOf(2));
    const archived = tablet.page.getByRole('list', { name: 'What is archived of Heartbeat' });
    await archived.getByText(/Single readings are in the archive since .* What is drawn is by the minute\./).waitFor();
    await tablet.sees('These readings are archived in part: no file of them can be made here.');
    expect(await tablet.page.getByText('No readings in').count()).toBe(0);
    await tablet.fitsGloves();
    await tablet.shot('trend-archived');
  });
});

describe('on a tablet held upright', () => {
  it('stands all of it, with what is long in full', async () => {
    const { page } = tablet;
    await page.setViewportSize({ width: 800, height: 1280 });
    for (const path of ['/equipment', '/units/S-01?tab=condition', '/units/S-01?tab=logbook', '/units/S-01']) {
      await tablet.go(path);
      await page.getByRole('main').waitFor();
      await page
        .getByText(path === '/equipment' ? 'Room B2, demo' : NAME)
        .first()
        .waitFor();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(800);
      expect(await tablet.smallTargets(78)).toEqual([]);
      await tablet.shot(`upright${path.replace(/\W+/g, '-')}`);
    }
    await page.setViewportSize({ width: 1280, height: 800 });
    expect(tablet.failures).toEqual([]);
  });
});
