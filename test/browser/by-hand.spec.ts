import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { startApp, type TestApp } from '../support/app.js';
import { BatchActs } from '../support/batch-acts.js';
import { benchTablet } from '../support/bench-culture.js';
import { launchBrowser } from '../support/browser.js';
import { makeEffective } from '../support/effective-recipe.js';
import { Tablet } from './tablet.js';

describe('a tablet at a bench, where no unit is bound', () => {
  let app: TestApp;
  let browser: Browser;
  let tablet: Tablet;
  let acts: BatchActs;
  let issued: { id: string; code: string; coi: string };
  let code: string;
  beforeAll(async () => {
    [app, browser] = await Promise.all([startApp({ speed: 60 }), launchBrowser()]);
    await makeEffective(app, benchTablet);
    acts = await BatchActs.of(app);
    issued = await acts.issued('bench-tablet');
    code = issued.code;
    tablet = await Tablet.open(browser, app.url);
    await tablet.signIn('operator');
    await tablet.go(`/batches/${issued.id}`);
  }, 90_000);
  afterAll(async () => {
    await browser.close();
    await app.stop();
  });

  const nav = () => tablet.page.getByRole('navigation', { name: 'Steps' });

  async function signBoth(): Promise<void> {
    await tablet.sign('performer', 'operator');
    await tablet.sign('verifier', 'operator2');
  }

  it('folds the steps by operation, and says where each part is done', async () => {
    await tablet.heading('Clear the line');
    await tablet.page.getByRole('banner').getByText('by hand').waitFor();
    await nav()
      .getByRole('button', { name: /^1 · Clear and count 0 of 4 done$/ })
      .waitFor();
    expect(await nav().getByText('6 Result').count()).toBe(0);
    await nav()
      .getByRole('button', { name: /^2 · Sample, dose and label 6 steps$/ })
      .click();
    await nav().getByText('6 Result').waitFor();
    await tablet.fitsGloves();
  });

  it('211.130: says what “not clear” does before it is recorded, and asks the supervisor after', async () => {
    await tablet.press('Start step');
    await tablet.button('Yes').first().click();
    await tablet.button('Not clear').last().click();
    await tablet.sees(/Recording “not clear” calls a supervisor/);
    await tablet.press('Record');
    await tablet.sees(/E1 Not clear: It is clean/);
    await tablet.sees('Not clear yet: It is clean');
    await tablet.fitsGloves();
    await tablet.page.getByLabel('Your comment').fill('A drop under the sealer.');
    await tablet.press('Record the comment');
    await tablet.press('Answer as supervisor');
    await tablet.page.getByLabel('Assessment').fill('I looked myself.');
    await tablet.sign('supervisor', 'supervisor');
    await tablet.sees('Answered by A. Lindqvist: go on.');
    await tablet.button('Correct').last().click();
    await tablet.press('Yes');
    await tablet.page.getByLabel('Why does this value replace the recorded one?').fill('Wiped it.');
    await tablet.press('Record');
    await tablet.press('Done');
    await tablet.heading('Sign as performer');
    expect(await tablet.page.getByLabel('What you sign').innerText()).toMatch(
      /It is clean\s+Not clear[\s\S]*It is clean\s+Yes/,
    );
    await signBoth();
    await tablet.heading('Materials');
  });

  it('counts a hold time down above every step, by its title', async () => {
    await tablet.page
      .getByRole('list', { name: 'Running clocks' })
      .getByText(/^lapses in \d\d:\d\d$/)
      .waitFor();
    await tablet.sees('Cleared to labelled');
  });

  it('211.101(d): shows an expiry in words, stops a lot that is past it, and says where the right one is', async () => {
    await tablet.press('Start step');
    await tablet.scan('MED-2290-A');
    await tablet.sees('Lot MED-2290-A');
    for (const key of '20209931') await tablet.press(key);
    await tablet.sees('There is no such day');
    await tablet.press('Clear');
    for (const key of '20200131') await tablet.press(key);
    await tablet.sees('31 January 2020');
    await tablet.sees('Past its expiry: it will be stopped');
    await tablet.press('Released');
    await tablet.press('Record the lot');
    await tablet.sees('Medium: lot MED-2290-A is past its expiry');
    await tablet.sees(/Put it aside and scan a lot that is in date/);
    await tablet.sees('N1 · Lot MED-2290-A was stopped: past its expiry, 31 January 2020');
    await tablet.fitsGloves();
    await tablet.press('Another lot');
    await tablet.scan('MED-2301');
    for (const key of '20990228') await tablet.press(key);
    await tablet.sees('More than ten years away: look at the label again');
    await tablet.press('Quarantine');
    await tablet.sees('Only a released lot is used: it will be stopped');
    await tablet.press('Released');
    await tablet.press('Record the lot');
    await tablet.sees('Good to the end of 28 February 2099 · Released');
    await tablet.press('Done');
    await signBoth();
    await tablet.heading('Identity');
    await acts.identified(issued.id, issued.coi);
    await tablet.heading('Count');
  });

  const countOf = async (n: number, value: string): Promise<void> => {
    await tablet.page.getByLabel(`Viable cells, Count ${n}`).click();
    for (const key of value) await tablet.press(key);
    await tablet.press(`Record count ${n}`);
  };

  it('211.103: shows counts beside each other, and asks for a recount in plain words where they scatter', async () => {
    await tablet.sees('CV at most 10 %');
    await tablet.press('Start step');
    await tablet.heading('Count 1 of 2');
    await countOf(1, '2.00');
    await tablet.heading('Count 2 of 2');
    await countOf(2, '3.00');
    await tablet.sees('Count again: 2 more counts');
    await tablet.sees(/Viable cells scattered too much: CV 28\.3 %, at most 10 % is allowed/);
    await tablet.sees('2.00 · 3.00 10⁶/mL');
    await tablet.fitsGloves();
    await countOf(3, '2.00');
    await countOf(4, '2.60');
    await tablet.sees(/E2 Viable cells: the counts scatter too much, and no recount is left/);
    await tablet.press('Correct count 4');
    await tablet.page.getByLabel('Viable cells, Count 4').fill('2.06');
    await tablet.page.getByLabel('Why does this value replace the recorded one?').fill('Misread a six.');
    await tablet.press('Record count 4');
    const counted = tablet.page.getByRole('region', { name: 'Viable cells' });
    await counted.getByText('2.1 %').waitFor();
    expect(await counted.innerText()).toMatch(
      /Count 3\s+2\.00\s+Count 4\s+2\.06\s+Mean\s+2\.03\s+CV\s+2\.1 %\s+at most 10\s%/,
    );
    await tablet.fitsGloves();
    await tablet.page.getByLabel('Your comment').fill('A slip of the pen.');
    await tablet.press('Record the comment');
    await tablet.press('Answer as supervisor');
    await tablet.page.getByLabel('Assessment').fill('The corrected counts agree.');
    await tablet.sign('supervisor', 'supervisor');
    await tablet.press('Done');
    await signBoth();
  });

  it('folds what is done to a line with its exceptions, and opens the next operation', async () => {
    await nav()
      .getByRole('button', { name: /^1 · Clear and count all 4 done · E1 E2$/ })
      .waitFor();
    expect(await nav().getByText('4 Count', { exact: true }).count()).toBe(0);
    await nav().getByText('5 Draw').waitFor();
  });

  it('211.188(b)(10): shows the sample’s id large, and takes none but its own label', async () => {
    await tablet.heading('Draw');
    await tablet.press('Start step');
    await tablet.page.getByRole('region', { name: 'Sample' }).getByText(`${code}-S1`).waitFor();
    await tablet.scan('26-9999-S1');
    await tablet.sees('Read 26-9999-S1. This is not the id of this sample.');
    await tablet.fitsGloves();
    await tablet.scan(`${code}-S1`);
    await tablet.sees(/Label read back at/);
    await tablet.press('Done');
    await tablet.sign('performer', 'operator');
  });

  it('shows a result’s sample, its limits and its clock', async () => {
    await tablet.heading('Result');
    await tablet.page
      .getByRole('region', { name: 'Sample' })
      .getByText(/^result due in \d\d:\d\d$/)
      .waitFor();
    await tablet.sees('action ≤ 0.5 IU/mL');
    await tablet.press('Start step');
    await tablet.page.getByLabel(/Endotoxin/).click();
    for (const key of '0.05') await tablet.press(key);
    await tablet.sees('within limits');
    await tablet.fitsGloves();
    await tablet.press('Record');
    await tablet.press('Done');
    await signBoth();
    await tablet.heading('Dose');
    await tablet.press('Start step');
    await tablet.sees('10.2');
    await tablet.press('Done');
    await tablet.sign('performer', 'operator');
  });

  it('draws a curve against its limits while it is typed, each OK leading on to the next place', async () => {
    await tablet.heading('Freeze');
    await tablet.press('Start step');
    await tablet.page.getByLabel(/At the start/).click();
    for (const key of '4.2') await tablet.press(key);
    await tablet.press('OK');
    await tablet.press('Change the sign');
    for (const key of '40') await tablet.press(key);
    await tablet.page.getByRole('img', { name: 'Curve; At the start 4.2 °C; After ten minutes -40 °C' }).waitFor();
    await tablet.sees('outside the action limits: recording it raises an exception');
    await tablet.fitsGloves();
    await tablet.page.getByRole('textbox', { name: /After ten minutes/ }).fill('-6.0');
    await tablet.press('Record');
    await tablet.press('Done');
    await tablet.sign('performer', 'operator');
  });

  it('211.125: draws each label, reads it back, and shows the sum before it is recorded', async () => {
    await tablet.heading('Labels');
    await tablet.press('Start step');
    await tablet.sees(`Test cells, ${code}`);
    await tablet.scan(`${code}-BAG-2`);
    await tablet.sees(/This is not the code of this label/);
    await tablet.fitsGloves();
    await tablet.scan(`${code}-BAG-1`);
    await tablet.sees(`Scan every label first: ${code}-BAG-2 is next.`);
    await tablet.scan(`${code}-BAG-2`);
    await tablet.page.getByLabel('Printed').click();
    for (const key of ['3', 'OK', '2', 'OK', '0']) await tablet.press(key);
    await tablet.sees('It does not add up: 3 printed, but 2 applied + 0 destroyed = 2');
    await tablet.press('Clear');
    await tablet.press('1');
    await tablet.sees('3 printed = 2 applied + 1 destroyed');
    await tablet.fitsGloves();
    await tablet.press('Record Bag');
    await tablet.sees('3 printed, 2 applied, 1 destroyed');
    await tablet.press('Done');
    await tablet.heading('Sign as performer');
    expect(await tablet.page.getByLabel('What you sign').innerText()).toMatch(/Bag 1, text of the label/);
    await signBoth();
  });

  it('shows a step that is over as it was recorded, on a smaller tablet in the light look too', async () => {
    await tablet.heading('Check');
    const other = await Tablet.open(browser, app.url, { width: 1024, height: 768 });
    await other.signIn('operator2');
    await other.press(/Account and sign-out/);
    await other.press('Light');
    await other.press('Close');
    await other.go(new URL(tablet.page.url()).pathname);
    for (const [operation, steps] of [
      [/1 · Clear/, ['Clear the line', 'Materials', 'Count']],
      [/2 · Sample/, ['Draw', 'Result', 'Freeze', 'Labels']],
    ] as const) {
      const group = other.page.getByRole('navigation').getByRole('button', { name: operation });
      if ((await group.getAttribute('aria-expanded')) === 'false') await group.click();
      for (const step of steps) {
        await other.page
          .getByRole('navigation')
          .getByRole('link', { name: new RegExp(`^\\d ${step}`) })
          .click();
        await other.heading(step);
        await other.sees(/Complete at/);
      }
    }
    expect(await other.findings('desk')).toEqual([]);
    expect(await other.smallTargets(78)).toEqual([]);
    expect(await other.page.getByLabel('Bag', { exact: true }).innerText()).toMatch(
      /3 printed, 2 applied, 1 destroyed/,
    );
    expect([...tablet.failures, ...other.failures]).toEqual([]);
    await other.page.close();
  });
});
