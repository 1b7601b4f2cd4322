import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { BatchActs } from '../support/batch-acts.js';
import { launchBrowser } from '../support/browser.js';
import { makeEffective } from '../support/effective-recipe.js';
import { askForKit } from '../support/kit.js';
import { type Room, startRoom } from '../support/room.js';
import { until } from '../support/walk.js';
import { holdByLaw } from './legal-hold.js';
import { replacesWithANewKit } from './new-kit.js';
import { BRANCHED, CULTURE, UNDECIDED } from './steered-recipes.js';
import { Tablet } from './tablet.js';

/** of the demo's site */
const ZONE = 'Europe/Vienna';

describe('a tablet when a batch leaves its usual way', () => {
  let room: Room;
  let browser: Browser;
  let tablet: Tablet;
  let acts: BatchActs;
  let batch: string;
  /** on a unit */
  let culture: string;
  beforeAll(async () => {
    [room, browser] = await Promise.all([startRoom({ speed: 120, units: ['U-01', 'U-02'] }), launchBrowser()]);
    for (const recipe of [BRANCHED, CULTURE, UNDECIDED]) await makeEffective(room.app, recipe);
    acts = await BatchActs.of(room.app);
    batch = (await acts.supervisor.post<{ id: string }>('/batches', { site: 'demo', recipe: 'branched' })).id;
    tablet = await Tablet.open(browser, room.app.url);
    await tablet.signIn('operator');
    await tablet.go(`/batches/${batch}`);
  }, 90_000);
  afterAll(async () => {
    await browser.close();
    await room.stop();
  });

  const tile = (title: string) => tablet.page.getByRole('main').getByRole('link', { name: title });
  const nav = () => tablet.page.getByRole('navigation', { name: 'Steps' });

  it('lets a person choose which of several steps at hand to work on', async () => {
    await tablet.heading('Which step do you work on?');
    await nav().getByText('Media and cells · Media').waitFor();
    await tablet.shot('choose');
    await tablet.fitsGloves();
    await tile('Count the cells').click();
    await tablet.heading('Count the cells');
    await tablet.press('Start step');
    await tablet.sees('you work on this');
  });

  it('says who works on a step, and lets another take it over with a reason', async () => {
    await tablet.signOut();
    await tablet.signIn('operator2');
    await tablet.go(`/batches/${batch}`);
    await tile('Count the cells').click();
    await tablet.sees(/works on this/);
    await tablet.shot('owner');
    await tablet.fitsGloves();
    await tablet.press('Take over');
    await tablet.page.getByLabel('Why?').fill('End of the shift.');
    await tablet.fitsGloves();
    await tablet.button('Take over').last().click();
    await tablet.sees('you work on this');
  });

  it('records that a value is not applicable, with the reason', async () => {
    await tablet.button('Not applicable…').last().click();
    await tablet.page.getByLabel('Why?').fill('It is colourless.');
    await tablet.press('Record as not applicable');
    await tablet.sees(/Colour of the medium: not applicable/);
    await tablet.shot('not-applicable');
    await tablet.fitsGloves();
    await tablet.sees('It is colourless.');
  });

  it('11.10(e): corrects a recorded value with a reason, and shows the original struck through', async () => {
    await tablet.page.getByRole('textbox', { name: /^Cells/ }).fill('120');
    await tablet.press('Record');
    await tablet.press('Done');
    await tablet.sign('performer', 'operator2');
    await tablet.sees(/Complete at/);
    await tablet.button('Correct').first().click();
    await tablet.page.getByLabel('Right value').fill('121');
    await tablet.page.getByLabel('Why?').fill('Read the wrong line.');
    await tablet.shot('correct');
    await tablet.fitsGloves();
    await tablet.press('Record the correction');
    await tablet.heading('Sign as performer');
    await tablet.sees('void: the content changed after it');
    await tablet.sign('performer', 'operator2');
    await tablet.sees(/Complete at/);
    expect(await tablet.page.locator('del').allInnerTexts()).toEqual([expect.stringMatching(/^120/)]);
    await tablet.shot('corrected');
    await tablet.fitsGloves();
  });

  it('inserts an approved block with a supervisor’s signature, and shows it as such', async () => {
    await tablet.press('More…');
    await tablet.fitsGloves();
    await tablet.press(/Insert “Sample again”/);
    await tablet.page.getByLabel('Why?').fill('The first clotted.');
    await tablet.fitsGloves();
    await tablet.sign('approver', 'supervisor');
    await nav().getByText('Inserted: Sample again').waitFor();
    await tablet.page.getByRole('link', { name: 'Go on with the batch' }).click();
    await tablet.heading('Which step do you work on?');
    await tile('Draw once more').click();
    await tablet.heading('Draw once more');
    await tablet.fitsGloves();
  });

  it('takes a time that is stated, and puts it on record as when it happened', async () => {
    await tablet.go(`/batches/${batch}`);
    await tile('Warm the medium').click();
    await tablet.press('It happened earlier…');
    const shown = new Intl.DateTimeFormat('sv-SE', { timeZone: ZONE, dateStyle: 'short', timeStyle: 'medium' });
    const at = Math.floor(Date.now() / 1000 - 2) * 1000;
    await tablet.page.getByLabel('Time', { exact: true }).fill(shown.format(at).replace(' ', 'T'));
    await tablet.fitsGloves();
    await tablet.press('Use this time');
    await tablet.sees(/What you record next happened at/);
    await tablet.fitsGloves();
    await tablet.press('Start step');
    await tablet.sees('you work on this');
    expect((await acts.step(batch, 'warm')).startedAt).toBe(new Date(at).toISOString());
  });

  it('puts a note and a photo on the step, the photo by its hash', async () => {
    await tablet.press('Note');
    await tablet.press('Observation');
    await tablet.page.getByLabel('What is to be said?').fill('A bubble at the port.');
    await tablet.fitsGloves();
    await tablet.press('Record the note');
    await tablet.sees('A bubble at the port.');
    const photo = { name: 'port.png', mimeType: 'image/png', buffer: await tablet.page.screenshot() };
    await tablet.page.getByLabel('Photo or file').setInputFiles(photo);
    const link = tablet.page.getByRole('link', { name: /^port\.png/ });
    await link.waitFor();
    const hash = createHash('sha256').update(photo.buffer).digest('hex');
    expect(await link.getAttribute('href')).toBe(`/api/batches/${batch}/files/${hash}`);
    await tablet.shot('noted');
    await tablet.fitsGloves();
  });

  it('skips a step when a supervisor signs for it', async () => {
    await tablet.go(`/batches/${batch}`);
    await tile('Draw once more').click();
    await tablet.heading('Draw once more');
    await tablet.press('More…');
    await tablet.press(/Skip this step/);
    await tablet.page.getByLabel('Why?').fill('No sample is needed after all.');
    await tablet.sign('supervisor, override', 'supervisor');
    await tablet.sees('This step was skipped');
    await tablet.shot('skipped');
    await tablet.fitsGloves();
  });

  it('holds and frees a batch for quality, on every screen of it', async () => {
    await tablet.press('More…');
    await tablet.press(/Place a quality hold/);
    await tablet.page.getByLabel('Why?').fill('Donor recall.');
    await tablet.sign('quality', 'qa');
    await tablet.heading('Quality hold');
    await tablet.shot('quality-hold');
    await tablet.fitsGloves();
  });

  it('takes a value by hand where the unit gives none, when a second person signs for it', async () => {
    const { id, coi } = await acts.issued('paused');
    culture = id;
    await acts.operator.post(`/batches/${id}/bind`, { unitProcedure: 'culture', scanned: 'U-01' });
    await acts.identified(id, coi);
    await tablet.signOut();
    await tablet.signIn('operator');
    await tablet.go(`/batches/${id}`);
    await tablet.heading('Glucose at the start');
    await tablet.press('Start step');
    await tablet.press('Type it instead…');
    await tablet.page.getByRole('textbox', { name: /^Value read at the unit/ }).fill('5.10');
    await tablet.page.getByLabel('Why?').fill('The probe is being calibrated.');
    await tablet.shot('manual');
    await tablet.fitsGloves();
    await tablet.sign('witness', 'operator2');
    await tablet.sees(/typed in place of the unit’s value/);
    await tablet.fitsGloves();
    const { entries, exceptions } = await acts.step(id, 'glucose');
    expect(entries).toMatchObject([{ value: '5.10', source: 'manual' }]);
    expect(exceptions).toMatchObject([{ kind: 'value.manual' }]);
    await tablet.page.getByRole('button', { name: 'Done', exact: true, disabled: false }).click();
    await tablet.sign('performer', 'operator');
    await tablet.heading('Expand');
  });

  it('pauses a program for a while, and goes on with it', async () => {
    await tablet.press('Start step');
    await tablet.sees(/^since \d\d:\d\d:\d\d$/);
    await tablet.press('More…');
    await tablet.press(/Pause the program/);
    await tablet.page.getByLabel('Why?').fill('To look at the bag.');
    await tablet.press('Pause it now');
    await tablet.sees('The program is paused');
    await tablet.shot('paused');
    await tablet.fitsGloves();
    await tablet.press('Go on with the program');
    await tablet.sees('The program is still running.');
  });

  it('goes on on another unit when its own has died: both labels scanned, the old one quarantined, with the kit that its class asks for since', async () => {
    await replacesWithANewKit(tablet, 'U-01', 'U-02', () => askForKit(room.app));
    await tablet.page.getByRole('link', { name: 'Unit U-02: trends and data' }).waitFor();
    await tablet.sees('Unit U-01 was replaced by U-02');
    await tablet.fitsGloves();
    await until(
      'the program runs on the other',
      async () => (await acts.step(culture, 'expand')).run?.state === 'running',
    );
    expect((await acts.shown(culture)).units).toMatchObject([{ code: 'U-02', kit: { serial: '8', given: 'typed' } }]);
    expect(await acts.operator.get('/units/U-01')).toMatchObject({ quarantine: { reason: 'The door broke.' } });
  });

  it('goes by a newer version from a step on, when quality has seen what changes and signs for it', async () => {
    await makeEffective(room.app, CULTURE.replace('Look once.', 'Look twice.'));
    await tablet.page.reload();
    await tablet.press('More…');
    await tablet.press(/Apply a newer recipe version/);
    await tablet.page.getByLabel('From which step on').selectOption({ label: '4 Look at the cells' });
    await tablet.fitsGloves();
    await tablet.press('What changes');
    await tablet.heading('What changes');
    await tablet.shot('change');
    const changes = tablet.page.getByRole('listitem').filter({ hasText: 'Look once.' });
    expect(await changes.innerText()).toMatch(/Look once\..*Look twice\./);
    await tablet.page.getByLabel('Why?').fill('Bubbles were missed.');
    await tablet.fitsGloves();
    await tablet.sign('approver', 'qa');
    await tablet.sees('Paused culture, version 2');
    await nav()
      .getByRole('link', { name: /Look at the cells/ })
      .first()
      .click();
    await tablet.sees('Look twice.');
  });

  it('aborts a batch when a supervisor signs, and never starts it again', async () => {
    await tablet.press('More…');
    await tablet.press(/Abort the batch/);
    await tablet.page.getByLabel('Why?').fill('The cells are dead.');
    await tablet.fitsGloves();
    await tablet.sign('supervisor', 'supervisor');
    await until('the batch is aborted', async () => (await acts.shown(culture)).state === 'aborted');
    await tablet.go(`/batches/${culture}`);
    await tablet.sees('The batch was aborted');
    await tablet.shot('aborted');
    await tablet.fitsGloves();
  });

  it('11.10(c): keeps its record, and holds it by law when quality signs', () => holdByLaw(tablet, culture));

  it('asks a supervisor how it goes on where nobody decided, before the batch is over', async () => {
    const { id } = await acts.supervisor.post<{ id: string }>('/batches', { site: 'demo', recipe: 'undecided' });
    await tablet.go(`/batches/${id}`);
    await tablet.heading('Fresh or frozen?');
    await tablet.press('Start step');
    await tablet.sees('Choose one.');
    await tablet.press('More…');
    await tablet.press(/Skip this step/);
    await tablet.page.getByLabel('Why?').fill('Nobody was there to decide.');
    await tablet.sign('supervisor, override', 'supervisor');
    await tablet.sees('No option of a choice holds');
    await tablet.shot('undecided');
    await tablet.fitsGloves();
    await tablet.press('Answer as supervisor');
    await tablet.page.getByLabel('Assessment').fill('Frozen, as the order says.');
    await tablet.sign('supervisor', 'supervisor');
    await tablet.sees('The batch is complete');
  });

  it('issues a record without a patient, and says on it that it is not GMP', async () => {
    await tablet.signOut();
    await tablet.signIn('supervisor');
    await tablet.go('/issue');
    await tablet.press('Another record');
    await tablet.press(/Branched/);
    await tablet.press('Training');
    await tablet.shot('issue');
    expect(await tablet.findings('desk')).toEqual([]);
    await tablet.press('Issue the record');
    await tablet.sees('Training — not GMP');
    await tablet.heading('Which step do you work on?');
    await tablet.shot('training');
    await tablet.fitsGloves();
    expect(tablet.failures).toEqual([]);
  });
});
