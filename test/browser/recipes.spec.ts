import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Locator } from 'playwright-core';
import { startApp, type TestApp } from '../support/app.js';
import { launchBrowser } from '../support/browser.js';
import { makeEffective } from '../support/effective-recipe.js';
import { until } from '../support/walk.js';
import { branchedRecipe } from './branched-recipe.js';
import { Tablet } from './tablet.js';

const faulty = branchedRecipe.replace('- { tag: co2,', '- { tag: c2o,');
const narrowed = branchedRecipe.replace('action: [36.0, 38.0]', 'action: [36.2, 37.8]').replace('max: 5', 'max: 4');

describe('a recipe at the tablet', () => {
  let app: TestApp;
  let browser: Browser;
  let tablet: Tablet;
  let address: string;
  beforeAll(async () => {
    [app, browser] = await Promise.all([startApp({ speed: 60 }), launchBrowser()]);
    await makeEffective(app, branchedRecipe);
    tablet = await Tablet.open(browser, app.url);
    await tablet.signIn('engineer');
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await app.stop();
  });

  const link = (name: string | RegExp) => tablet.page.getByRole('link', { name });
  const chart = () => tablet.page.getByRole('region', { name: 'Procedure as a chart' });

  const phase = (name: RegExp) => chart().getByRole('button', { name });

  /** Where a glide of the chart ends, not where it was seen. */
  async function atRest(node: Locator) {
    let last = await node.boundingBox();
    return until('the chart stands still', async () => {
      const now = await node.boundingBox();
      const stands = now !== null && now.y === last?.y && now.x === last.x && now.width === last.width;
      last = now;
      return stands && now;
    });
  }

  async function open(name: RegExp): Promise<void> {
    // a finger that the chart glides away from comes again
    await until(`${name.source} is open`, async () => {
      await atRest(phase(name));
      await phase(name).click();
      return (await phase(name).getAttribute('aria-pressed')) === 'true';
    });
  }

  async function comeAs(person: 'engineer' | 'supervisor' | 'qa'): Promise<void> {
    await tablet.signOut();
    await tablet.signIn(person);
    await tablet.page.goto(address);
  }

  it('says of a text with an error what is wrong and on which line, and keeps the text', async () => {
    await link('Recipes').click();
    await link(/^Version 1/)
      .first()
      .waitFor();
    await tablet.fitsGloves();
    await link('Upload a recipe').click();
    const file = { name: 'branched.yaml', mimeType: 'text/yaml', buffer: Buffer.from(faulty) };
    await tablet.page.getByLabel('Choose a file').setInputFiles(file);
    await tablet.press('Upload as draft');
    await tablet.sees('closed-bioreactor has no tag "c2o"');
    const line = faulty.split('\n').findIndex((one) => one.includes('c2o')) + 1;
    await tablet.press(`line ${line}`);
    const text = tablet.page.getByLabel('Or paste the text here');
    const chosen = await text.evaluate((area: HTMLTextAreaElement) =>
      area.value.slice(area.selectionStart, area.selectionEnd),
    );
    expect(chosen).toContain('tag: c2o');
    await tablet.fitsGloves();
  });

  it('draws what was uploaded as a chart: at once, one of several, again, and while another runs', async () => {
    await tablet.page.getByLabel('Or paste the text here').fill(narrowed);
    await tablet.press('Upload as draft');
    await chart().waitFor();
    await tablet.sees('branched, version 2');
    address = tablet.page.url();
    for (const words of [
      'on a unit: Closed automated bioreactor',
      'all at the same time',
      'every 15 min while “Grow the culture” runs',
      'again until Count the cells › Viable cells ≥ Density to reach, 4 times at most',
      'one of these, as decided in “Harvest or stop?”',
    ])
      await chart().getByText(words).waitFor();
    await tablet.fitsGloves();
  });

  it('goes wherever a drag or a pinch would, by taps', async () => {
    const node = phase(/Grow the culture/);
    const box = async () => (await node.boundingBox())!;
    const before = await atRest(node);
    await tablet.press('Down');
    await until('the chart has moved', async () => (await box()).y < before.y - 100);
    await tablet.press('Whole procedure');
    await until('all of it is seen', async () => (await box()).width < before.width / 2);
    const whole = await atRest(node);
    await tablet.press('Closer');
    await until('it is closer', async () => (await box()).width > whole.width);
  });

  it('opens a phase with all that the recipe says of it', async () => {
    await open(/Grow the culture/);
    const panel = tablet.page.getByRole('complementary', { name: 'Grow the culture' });
    await panel.getByText('action 36.2 – 37.8 °C').waitFor();
    await panel.getByText('breached after 2 min outside').first().waitFor();
    await panel.getByText('Mixed to growing').waitFor();
    expect(await tablet.findings('floor')).toEqual([]);
    await tablet.press('The phase after');
    await tablet.page.getByRole('complementary', { name: 'Look for foam' }).waitFor();
    await tablet.press('Close');
  });

  it('shows parameters, hold times, findings with their lines, and the text', async () => {
    await link('Parameters').click();
    await tablet.page.getByRole('cell', { name: /^1(\.0)? – 4(\.0)? 10⁶\/mL$/ }).waitFor();
    await link('Hold times').click();
    await link('end of Mix the medium').waitFor();
    await tablet.fitsGloves();
    await link(/^Findings/).click();
    await link(/^line \d+$/)
      .first()
      .click();
    await tablet.page.locator('li[aria-current="true"]').waitFor();
    await tablet.fitsGloves();
  });

  it('is rehearsed in virtual time, and keeps what came of it as evidence', async () => {
    await link('Rehearsals').click();
    await tablet.sees('It has not been rehearsed yet');
    await tablet.press('Run it dry');
    await tablet.sees('J. Okafor, ');
    await tablet.page.getByText(/^\d+ of \d+ complete$/).waitFor();
    await tablet.sees('passed');
    await tablet.fitsGloves();
  });

  it('211.186(a): is submitted by its author’s signature under a change control', async () => {
    await tablet.press('Submit for review');
    await tablet.page.getByLabel('Change control').fill('CC-26-014');
    expect(await tablet.findings('floor')).toEqual([]);
    await tablet.sign('author', 'engineer');
    await tablet.sees('in review');
    expect(await tablet.button('Check and sign').count()).toBe(0);
  });

  it('is commented on a phase, and approved by nobody while a comment is open', async () => {
    await comeAs('supervisor');
    await open(/Count the cells/);
    await tablet.press('Comment');
    await tablet.page.getByLabel('What should its author know?').fill('Why not count twice?');
    await tablet.press('Record the comment');
    await tablet.sees('Why not count twice?');
    await tablet.press('Check and sign');
    await tablet.sign('technical checker', 'supervisor');
    await tablet.sees('A comment is open');
    await tablet.press('Cancel');
    await tablet.press('Resolve');
    await tablet.page.getByLabel('How was it answered?').fill('Counted twice from version 3 on.');
    await tablet.press('Record as resolved');
    await tablet.sees(/Resolved by A. Lindqvist/);
  });

  it('11.70: is checked and approved by two persons, each on the hash that they see', async () => {
    await tablet.press('Check and sign');
    await tablet.sees('Hash of what is signed');
    await tablet.sign('technical checker', 'supervisor');
    await tablet.button('Check and sign').waitFor({ state: 'detached' });
    await comeAs('qa');
    await link('Review').click();
    await tablet.sees('Quality’s approval is due');
    await tablet.fitsGloves();
    await tablet.press('Approve and sign');
    await tablet.sign('approver', 'qa');
    await tablet.sees('Quality’s turn: make it effective');
    await tablet.sees(/Signed by S. Tanaka as approver/);
  });

  it('tells what differs from the version before, in the language of the process, and what that touches', async () => {
    await link('Compare with version 1').click();
    await tablet.heading('Version 1 → version 2: 2 changes');
    const changes = tablet.page.getByRole('region', { name: 'Changes' });
    await changes.getByRole('heading', { name: 'Grow the culture' }).waitFor();
    await changes.getByText('36.0–38.0 °C').waitFor();
    await changes.getByText('36.2–37.8 °C').waitFor();
    await tablet.page
      .getByRole('region', { name: 'What it touches' })
      .getByText(/Where it is in effect: 1/)
      .waitFor();
    await tablet.fitsGloves();
  });

  it('takes effect where quality says, and takes the place of the version before', async () => {
    await link('To the version').click();
    await tablet.press('Make effective');
    expect(await tablet.findings('floor')).toEqual([]);
    await tablet.sign('releaser', 'qa');
    await link('Review').click();
    await tablet.sees(/all sites · all markets · from/);
    await link('Recipes').click();
    await link(/^Version 2\s*effective/).waitFor();
    await link(/^Version 1\s*superseded/).waitFor();
    expect(tablet.failures).toEqual([]);
  });
});
