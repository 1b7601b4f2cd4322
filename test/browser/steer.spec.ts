import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { BatchActs } from '../support/batch-acts.js';
import { launchBrowser } from '../support/browser.js';
import { makeEffective } from '../support/effective-recipe.js';
import { type Room, startRoom } from '../support/room.js';
import { until } from '../support/walk.js';
import { Tablet } from './tablet.js';

const BRANCHED = `
recipe: branched
title: Branched
product: Test cells
type: cleaning
adHoc:
  - id: resample
    title: Sample again
    max: 1
    sign: supervisor
    phases:
      - { id: again, kind: instruction, title: Draw once more, instruction: Draw 1 mL., sign: [performed] }
procedure:
  - unitProcedure: bench
    title: Bench
    operations:
      - operation: prepare
        title: Prepare
        phases:
          - id: both
            kind: parallel
            title: Media and cells
            branches:
              - id: media
                title: Media
                phases:
                  - { id: warm, kind: instruction, title: Warm the medium, instruction: To 37 °C., sign: [performed] }
              - id: cells
                title: Cells
                phases:
                  - id: count
                    kind: entry
                    title: Count the cells
                    instruction: Count twice.
                    fields:
                      cells: { type: number, title: Cells, unit: 10*6, decimals: 0, action: [80, 200], onBreach: continue, criticality: IPC }
                      remark: { type: text, title: Colour of the medium }
                    sign: [performed]
          - { id: look, kind: instruction, title: Look at it, instruction: Look., sign: [performed] }
`;

const CULTURE = `
recipe: paused
title: Paused culture
product: Test cells
procedure:
  - unitProcedure: culture
    title: Culture
    unitClass: closed-bioreactor
    operations:
      - operation: grow
        title: Grow
        phases:
          - id: identity
            kind: scan
            title: Check the bag
            instruction: Scan the bag.
            scans: [{ id: bag, title: Bag, expects: coi }]
            sign: [performed]
          - id: expand
            kind: program
            title: Expand
            instruction: Start it.
            program: Expansion
            set: { temperature: 37.0 Cel, co2: 5.0 %, agitation: 10 /min, duration: 200 h }
            monitor: [{ tag: temperature, unit: Cel, action: [20, 40], delay: PT10S, onBreach: continue, criticality: CPP }]
            sign: [performed]
`;

/** of the demo's site */
const ZONE = 'Europe/Vienna';

describe('a tablet when a batch leaves its usual way', () => {
  let room: Room;
  let browser: Browser;
  let tablet: Tablet;
  let acts: BatchActs;
  let batch: string;
  beforeAll(async () => {
    [room, browser] = await Promise.all([startRoom({ speed: 120, units: ['U-01'] }), launchBrowser()]);
    await makeEffective(room.app, BRANCHED);
    await makeEffective(room.app, CULTURE);
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

  const shot = (name: string) =>
    process.env.SHOTS === undefined
      ? Promise.resolve()
      : tablet.page.screenshot({ path: `${process.env.SHOTS}/${name}.png` }).then(() => undefined);
  const tile = (title: string) => tablet.page.getByRole('main').getByRole('link', { name: title });
  const nav = () => tablet.page.getByRole('navigation', { name: 'Steps' });

  it('lets a person choose which of several steps at hand to work on', async () => {
    await tablet.heading('Which step do you work on?');
    await nav().getByText('Media and cells · Media').waitFor();
    await shot('choose');
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
    await shot('owner');
    await tablet.fitsGloves();
    await tablet.press('Take over');
    await tablet.page.getByLabel('Why?').fill('End of the shift.');
    await shot('take-over');
    await tablet.fitsGloves();
    await tablet.button('Take over').last().click();
    await tablet.sees('you work on this');
  });

  it('records that a value is not applicable, with the reason', async () => {
    await tablet.button('Not applicable…').last().click();
    await tablet.page.getByLabel('Why?').fill('It is colourless.');
    await tablet.press('Record as not applicable');
    await tablet.sees(/Colour of the medium: not applicable/);
    await shot('not-applicable');
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
    await shot('correct');
    await tablet.fitsGloves();
    await tablet.press('Record the correction');
    await tablet.heading('Sign as performer');
    await tablet.sees('void: the content changed after it');
    await shot('reopened');
    await tablet.sign('performer', 'operator2');
    await tablet.sees(/Complete at/);
    expect(await tablet.page.locator('del').allInnerTexts()).toEqual([expect.stringMatching(/^120/)]);
    await shot('corrected');
    await tablet.fitsGloves();
  });

  it('inserts an approved block with a supervisor’s signature, and shows it as such', async () => {
    await tablet.press('More…');
    await shot('more');
    await tablet.fitsGloves();
    await tablet.press(/Insert “Sample again”/);
    await tablet.page.getByLabel('Why?').fill('The first clotted.');
    await shot('insert');
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
    await shot('stated');
    await tablet.fitsGloves();
    await tablet.press('Use this time');
    await tablet.sees(/What you record next happened at/);
    await shot('stated-shown');
    await tablet.fitsGloves();
    await tablet.press('Start step');
    await tablet.sees('you work on this');
    expect((await acts.step(batch, 'warm')).startedAt).toBe(new Date(at).toISOString());
  });

  it('puts a note and a photo on the step, the photo by its hash', async () => {
    await tablet.press('Note');
    await tablet.press('Observation');
    await tablet.page.getByLabel('What is to be said?').fill('A bubble at the port.');
    await shot('note');
    await tablet.fitsGloves();
    await tablet.press('Record the note');
    await tablet.sees('A bubble at the port.');
    const photo = { name: 'port.png', mimeType: 'image/png', buffer: await tablet.page.screenshot() };
    await tablet.page.getByLabel('Photo or file').setInputFiles(photo);
    const link = tablet.page.getByRole('link', { name: /^port\.png/ });
    await link.waitFor();
    const hash = createHash('sha256').update(photo.buffer).digest('hex');
    expect(await link.getAttribute('href')).toBe(`/api/batches/${batch}/files/${hash}`);
    await shot('noted');
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
    await shot('skipped');
    await tablet.fitsGloves();
  });

  it('holds and frees a batch for quality, on every screen of it', async () => {
    await tablet.press('More…');
    await tablet.press(/Place a quality hold/);
    await tablet.page.getByLabel('Why?').fill('Donor recall.');
    await tablet.sign('quality', 'qa');
    await tablet.heading('Quality hold');
    await shot('quality-hold');
    await tablet.fitsGloves();
  });

  it('pauses a program for a while, and goes on with it', async () => {
    const { id, coi } = await acts.issued('paused');
    await acts.operator.post(`/batches/${id}/bind`, { unitProcedure: 'culture', scanned: 'U-01' });
    await acts.act(id, 'identity', 'start');
    await acts.act(id, 'identity', 'scan', { scan: 'bag', scanned: coi });
    await acts.finish(id, 'identity', false);
    await acts.act(id, 'expand', 'start');
    await until('the program runs', async () => (await acts.step(id, 'expand')).run?.state === 'running');
    await tablet.signOut();
    await tablet.signIn('operator');
    await tablet.go(`/batches/${id}`);
    await tablet.heading('Expand');
    await tablet.press('More…');
    await tablet.press(/Pause the program/);
    await tablet.page.getByLabel('Why?').fill('To look at the bag.');
    await tablet.press('Pause it now');
    await tablet.sees('The program is paused');
    await shot('paused');
    await tablet.fitsGloves();
    await tablet.press('Go on with the program');
    await tablet.sees('The program is still running.');
  });

  it('issues a record without a patient, and says on it that it is not GMP', async () => {
    await tablet.signOut();
    await tablet.signIn('supervisor');
    await tablet.go('/issue');
    await tablet.press('Another record');
    await tablet.press(/Branched/);
    await tablet.press('Training');
    await shot('issue');
    expect(await tablet.findings('desk')).toEqual([]);
    await tablet.press('Issue the record');
    await tablet.sees('Training — not GMP');
    await tablet.heading('Which step do you work on?');
    await shot('training');
    await tablet.fitsGloves();
    expect(tablet.failures).toEqual([]);
  });
});
