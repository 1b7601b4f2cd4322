import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { BatchActs } from '../support/batch-acts.js';
import { benchAndUnit } from '../support/bench-culture.js';
import { launchBrowser } from '../support/browser.js';
import { makeEffective } from '../support/effective-recipe.js';
import { type Room, startRoom } from '../support/room.js';
import { Walk } from '../support/walk.js';
import { Tablet } from './tablet.js';

describe('a tablet beside a running program', () => {
  let room: Room;
  let browser: Browser;
  let tablet: Tablet;
  let walk: Walk;
  beforeAll(async () => {
    [room, browser] = await Promise.all([startRoom({ speed: 600 }), launchBrowser()]);
    walk = await Walk.begin(room.app, 'U-01');
    for (const phase of ['identity', 'prepare', 'seeding', 'vector', 'vector-volume', 'add-vector', 'warm-up'])
      await walk.do(phase);
    tablet = await Tablet.open(browser, room.app.url);
    await tablet.signIn('operator');
    await tablet.go(`/batches/${walk.id}`);
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await room.stop();
  });

  it('starts the program on the unit, and shows what is watched: value, limits and trend', async () => {
    await tablet.heading('Expand');
    // for the next test, asked for already: it takes seconds to heat up, and the unit does not wait for a slow test
    await room.fault('U-01', 'temperature-excursion', { durationSeconds: 16 });
    await tablet.press('Start step');
    await tablet.sees(/^since \d\d:\d\d:\d\d$/);
    await tablet.sees(/^about (?:\d\d:)+\d\d left$/);
    const temperature = tablet.page.getByRole('button', { name: /Temperature/ });
    expect(await temperature.innerText()).toMatch(/3[678]\.\d+\s*°C/);
    await tablet.page.getByLabel('Trend of Temperature').locator('canvas').waitFor();
    await tablet.page.getByRole('button', { name: /CO2/ }).click();
    await tablet.page.getByLabel('Trend of CO2 in the gas').waitFor();
    expect(await tablet.findings('floor')).toEqual([]);
  });

  it('shows an excursion by itself, with its deviation, while the program goes on', async () => {
    await tablet.page.getByText(/E1 Temperature outside its action limits/).waitFor({ timeout: 40_000 });
    await tablet.sees(/Found 3[89]\.\d+ °C\. Action limits 36 – 38 °C\./);
    await tablet.sees(/Deviation DEV-\d+ opened/);
    await tablet.sees('The step goes on. Its comment is due before the step is signed.');
    expect(await tablet.findings('floor')).toEqual([]);
    expect(await tablet.smallTargets()).toEqual([]);
  }, 60_000);

  it('calls on the board for the deviation of the excursion, and leads to its step by one tap', async () => {
    // for the next test, asked for already: one sample in five is so
    for (const fault of ['conflict', 'bad-values']) await room.fault('U-01', fault, { durationSeconds: 25 });
    await tablet.go('/');
    const tile = tablet.page.getByRole('article');
    await tile.getByText(/DEV-\d+ · assess now/).waitFor();
    expect(await tile.getByRole('img').getAttribute('aria-label')).toBe('action needed');
    expect(await tile.innerText()).toMatch(/U-01\s+COI …7F3K\s+Expand/);
    expect(await tablet.findings('floor')).toEqual([]);
    await tile.click();
    await tablet.heading('Expand');
    await tablet.sees(/E1 Temperature outside its action limits/);
  });

  it('shows the unit on a page of its own: how it stands, every trend, and what it said wrong, as it came', async () => {
    await tablet.page.getByRole('link', { name: 'Unit U-01: trends and data' }).click();
    await tablet.heading('U-01');
    await tablet.sees('connected');
    await tablet.sees('OPC UA');
    await tablet.page.getByText(/instants? so far/).waitFor({ timeout: 30_000 });
    const reject = tablet.page.locator('summary', { hasText: 'Its value is outside what the sensor can say' }).last();
    await reject.waitFor({ timeout: 30_000 });
    await reject.click();
    await tablet.page.getByText(/^\{"tag":"[a-z0-9]+","value":\d+/).waitFor();
    for (const tag of ['Temperature', 'pH', 'Glucose'])
      await tablet.page.getByLabel(`Trend of ${tag}`, { exact: true }).locator('canvas').waitFor();
    await tablet.sees('No reading of this time is missing.');
    expect(await tablet.findings('floor')).toEqual([]);
    expect(await tablet.smallTargets()).toEqual([]);
    expect(await tablet.smallText()).toEqual([]);
  }, 90_000);

  it('marks the exception on the trend, over any time, and leads from there to its step', async () => {
    await tablet.press('Whole batch');
    const notes = tablet.page.getByLabel('About the trend of Temperature');
    await notes.getByRole('link', { name: /E1 Temperature outside its action limits/ }).click();
    await tablet.heading('Expand');
  });

  it('asks for the comment before the step can be signed', async () => {
    await tablet.page.getByRole('button', { name: 'Done', exact: true, disabled: false }).click({ timeout: 60_000 });
    await tablet.sees('Comment on E1 first');
    await tablet.page.getByLabel('Your comment').fill('Heater fault, cause found, cells unharmed.');
    await tablet.press('Record the comment');
    await tablet.sign('performer', 'operator');
    await tablet.heading('Count the culture');
  }, 90_000);

  it('takes from the unit what the unit knows, with its evidence', async () => {
    await tablet.press('Start step');
    await tablet.button('Take from U-01').first().click();
    await tablet.sees(/last value of glucose, \d\d:\d\d:\d\d to \d\d:\d\d:\d\d, good/);
    await walk.finish('count');
    await tablet.heading('Harvest now?');
  });

  it('lets a supervisor decide, who signs for it', async () => {
    await tablet.press('Start step');
    await tablet.sees('Choose first.');
    await tablet.press(/Harvest now/);
    await tablet.sees('chosen');
    expect(await tablet.smallTargets()).toEqual([]);
    await tablet.press('Done');
    await tablet.sign('performer', 'supervisor');
    await tablet.page.getByRole('heading', { name: 'Harvest', exact: true }).waitFor();
  });

  it('says at the end that the batch is complete, who signed what, and gives the record', async () => {
    for (const phase of ['harvest', 'final-check']) await walk.do(phase);
    await tablet.sees('The batch is complete');
    await tablet.sees(/E1 Temperature outside its action limits/);
    await tablet.sees(/Signed by S\. Tanaka as reviewer/);
    expect(await tablet.findings('floor')).toEqual([]);
    const [download] = await Promise.all([
      tablet.page.waitForEvent('download'),
      tablet.page.getByRole('link', { name: 'Download the record' }).click(),
    ]);
    const record = JSON.parse(readFileSync(await download.path(), 'utf8'));
    expect(record).toMatchObject({ format: 'ballroom-record/2' });
    expect(tablet.failures).toEqual([]);
  });

  it('goes from the bench to a unit and back: asks for one only where it is needed, and says that it is free again', async () => {
    await makeEffective(room.app, benchAndUnit);
    const acts = await BatchActs.of(room.app);
    const { id, coi } = await acts.issued('bench-and-unit');
    await tablet.go(`/batches/${id}`);
    await tablet.heading('Received');
    await tablet.page.getByRole('banner').getByText('by hand').waitFor();
    await acts.act(id, 'received', 'start');
    await acts.act(id, 'received', 'scan', { scan: 'bag', scanned: coi });
    await acts.finish(id, 'received', false);
    await tablet.heading('Scan the label of the unit');
    await tablet.sees('Culture · no unit yet');
    await tablet.scan('U-01');
    await tablet.heading('Identity');
    await acts.identified(id, coi);
    await tablet.heading('Glucose beside the unit');
    await tablet.press('Start step');
    await tablet.sees('Unit U-01 says');
    await tablet.sees(/^\d+ s old$/);
    await tablet.page.getByLabel(/You measured/).click();
    for (const key of '4.00') await tablet.press(key);
    await tablet.press('Record');
    await tablet.press('Take from U-01');
    await tablet.sees(/^Difference: measured less unit$/);
    await tablet.page.getByText('calculated').waitFor();
    await tablet.fitsGloves();
    await tablet.press('Done');
    await tablet.sign('performer', 'operator');
    await tablet.sign('verifier', 'operator2');
    await tablet.heading('Check');
    await tablet.sees('Unit U-01 is released');
    await tablet.sees('The rest is done by hand.');
    await tablet.sees('Culture · U-01');
    await tablet.fitsGloves();
    expect(tablet.failures).toEqual([]);
  }, 60_000);
});
