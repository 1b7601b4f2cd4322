import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import type { InboxFileDto } from '../../src/execution/inbox/inbox.dto.js';
import { TakeMessages } from '../../src/plant/readings/take-messages.service.js';
import { DEMO_PASSWORD } from '../../tools/demo/people.js';
import { startApp, type TestApp } from '../support/app.js';
import { Authority } from '../support/authority.js';
import { BatchActs } from '../support/batch-acts.js';
import { benchOnly } from '../support/bench-culture.js';
import { launchBrowser } from '../support/browser.js';
import { makeEffective } from '../support/effective-recipe.js';
import { message, value } from '../support/ingestion.js';
import { unitDefinition } from '../support/room-units.js';
import { TrustedUnit } from '../support/trusted-unit.js';
import { until } from '../support/walk.js';
import { Tablet } from './tablet.js';

/** By hand, as short as a result can be. */
const recipe = benchOnly
  .replace(/ {10}- id: clear\n[^]*?(?= {10}- id: identity)/, '')
  .replace(/ {10}- id: cells\n[^]*?(?= {10}- id: draw)/, '')
  .replace(/ {10}- id: dose[^]*$/, '');
const mapping = {
  ...{ title: 'Endotoxin reader', deviceKind: 'endotoxin reader', sample: 'Sample' },
  format: { kind: 'csv', separator: ';', decimal: ',' },
  fields: [{ field: 'endotoxin', at: 'EU/mL', type: 'number', unit: '[iU]/mL', belowLimit: ['<0,05'] }],
};

const unit = new TrustedUnit();
let app: TestApp;
let browser: Browser;
let tablet: Tablet;
let acts: BatchActs;

beforeAll(async () => {
  await unit.start();
  [app, browser] = await Promise.all([startApp({ dataDir: unit.data }), launchBrowser()]);
  const engineer = await app.as('engineer');
  await engineer.put('/units/U-07', unit.definition());
  await engineer.put('/units/C-01', unitDefinition('C-01'));
  await makeEffective(app, recipe);
  await engineer.put('/inbox/mappings/endotoxin', mapping);
  acts = await BatchActs.of(app);
  tablet = await Tablet.open(browser, app.url);
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await app?.stop();
  await unit.remove();
});

const tab = (name: string) =>
  tablet.page.getByRole('navigation', { name: 'Parts of the equipment section' }).getByRole('link', { name }).click();
const region = (name: string) => tablet.page.getByRole('region', { name, exact: true });
const grouped = (hex: string) => hex.match(/.{1,4}/g)!.join(' ');

describe('certificates', () => {
  it('are shown to whoever reads the plant, with thumbprint, subject, time and who is connected, and not to be changed', async () => {
    await tablet.signIn('operator');
    await tablet.go('/units/U-07');
    await tablet.sees('connected');
    await tablet.go('/units/U-07?tab=condition');
    await tablet.page.getByRole('link', { name: 'Its certificates' }).click();
    const card = region('Trusted').getByRole('article').filter({ hasText: 'To be of U-07' });
    await card.getByText(grouped(unit.unit.thumbprint)).waitFor();
    expect(await card.innerText()).toMatch(/Connected by it\s+U-07/);
    await region('Ours')
      .getByText(/CN=Ballroom/)
      .waitFor();
    await tablet.sees('No certificate waits for anybody.');
    expect(await tablet.page.getByRole('button', { name: 'Reject' }).count()).toBe(0);
    await tablet.signOut();
  });

  it('11.10(g), 11.10(e): are rejected with a reason, which ends the session, and say where and why one was refused', async () => {
    await tablet.go('/equipment/certificates');
    await tablet.signIn('engineer');
    await tablet.fitsGloves();
    await tablet.shot('certificates');
    await tablet.press('Reject');
    const dialog = tablet.page.getByRole('dialog');
    await dialog.getByText(grouped(unit.unit.thumbprint)).waitFor();
    await dialog.getByLabel('Why?').fill('Its key was copied');
    await dialog.getByRole('button', { name: 'Reject' }).click();
    await tablet.sees('No certificate of a unit is trusted yet.');
    const card = region('Refused').getByRole('article');
    await card.getByText('Nobody has trusted this certificate.').waitFor();
    await card.getByText(/At the address of U-07, opc\.tcp:\/\//).waitFor();
    await tablet.fitsGloves();
    await tablet.shot('certificates-refused');
  }, 60_000);

  it('are trusted once the thumbprint is compared, and the unit connects', async () => {
    await tablet.press('Trust');
    const dialog = tablet.page.getByRole('dialog');
    await dialog.getByLabel('Why?').fill('Compared with the unit’s display');
    await dialog.getByRole('button', { name: 'Trust' }).click();
    const card = region('Trusted').getByRole('article');
    await card.getByText(/^U-07$/).waitFor();
  }, 60_000);

  it('that would open no connection are not trusted, and it is said why', async () => {
    const key = join(unit.dir, 'U-07', 'pki', 'own', 'private', 'private_key.pem');
    const applicationUri = 'urn:ballroom:unit:U-07';
    const issued = new Authority(join(unit.dir, 'authority')).issue(key, { applicationUri, expired: true });
    const file = join(unit.data, 'pki', 'rejected', 'expired.pem');
    writeFileSync(file, issued.certificate);
    await region('Refused').getByText('its time is over').waitFor();
    await tablet.press('Trust');
    const dialog = tablet.page.getByRole('dialog');
    await dialog.getByLabel('Why?').fill('It was good once');
    await dialog.getByRole('button', { name: 'Trust' }).click();
    await dialog.getByText('It would open no connection, even if it were trusted').waitFor();
    await dialog.getByText('Its time is over. Give the unit another one.').waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    rmSync(file);
  }, 60_000);

  it('of our own are changed, the one before serving until units know the new one', async () => {
    await tablet.press('Change ours');
    const dialog = tablet.page.getByRole('dialog');
    await dialog.getByLabel('Why?').fill('Two years old');
    await dialog.getByLabel(/Hours for which/).fill('24');
    await dialog.getByRole('button', { name: 'Change ours' }).click();
    const before = region('Ours').getByRole('article').filter({ hasText: 'The one before' });
    await before.getByText(/^U-07$/).waitFor();
    const [download] = await Promise.all([
      tablet.page.waitForEvent('download'),
      tablet.page.getByRole('link', { name: 'Download for units' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('ballroom.pem');
    await tablet.signOut();
  });
});

describe('files of devices', () => {
  const file = (name: string) =>
    tablet.page.getByRole('list', { name: 'Files of devices' }).locator('details', { hasText: name });

  async function post(name: string, ...rows: string[]): Promise<InboxFileDto> {
    const bytes = Buffer.from(`Sample;EU/mL\n${rows.map((row) => `${row}\n`).join('')}`);
    const path = `/inbox?mapping=endotoxin&name=${name}`;
    return (await acts.operator.send<InboxFileDto>('POST', path, bytes, { 'content-type': 'text/csv' })).body;
  }

  /** A batch whose sample is taken; its result is awaited once that step is started. */
  async function sampled() {
    const batch = await acts.issued('bench-only');
    const sample = `${batch.code}-S1`;
    await acts.identified(batch.id, batch.coi);
    await acts.act(batch.id, 'draw', 'start');
    await acts.act(batch.id, 'draw', 'scan', { scan: 'sample', scanned: sample });
    await acts.finish(batch.id, 'draw', false);
    return { ...batch, sample };
  }

  it('say that none has come yet', async () => {
    await tablet.go('/equipment/inbox');
    await tablet.signIn('operator');
    await tablet.sees(/No device has given a file yet/);
    await tablet.shot('inbox-empty');
  });

  it('say where each result went: to the step that has it, or that it waits for one', async () => {
    const [awaiting, early] = [await sampled(), await sampled()];
    await acts.act(awaiting.id, 'found', 'start');
    await post('plate-7.csv', `${awaiting.sample};0,12`);
    await post('plate-8.csv', `${early.sample};<0,05`);
    await file('plate-7.csv').getByText('taken by steps').waitFor();
    await file('plate-8.csv').getByText('waits for its step').click();
    await file('plate-8.csv').getByText('the device wrote “<0,05”: for a person to enter').waitFor();
    await file('plate-7.csv').locator('summary').click();
    await tablet.fitsGloves();
    await tablet.shot('inbox');
    await file('plate-7.csv').getByText(`Sample ${awaiting.sample}`).waitFor();
    await file('plate-7.csv')
      .getByRole('link', { name: new RegExp(`Batch ${awaiting.code}: `) })
      .click();
    await tablet.page.waitForURL(new RegExp(`/batches/${awaiting.id}\\?step=`));
    await tablet.go('/equipment/inbox');
  });

  it('say why one was refused whole, and what contradicts a value that stands', async () => {
    const batch = await sampled();
    await acts.act(batch.id, 'found', 'start');
    await acts.act(batch.id, 'found', 'entries', { values: [{ field: 'endotoxin', value: '0.10', unit: '[iU]/mL' }] });
    await post('twice.csv', `${batch.sample};0,40`, `${batch.sample};0,41`);
    await post('later.csv', `${batch.sample};0,40`);
    await tablet.press('contradicts the record');
    await file('later.csv').locator('summary').click();
    await tablet.sees('endotoxin: 0.10 stands on record, the file says 0.40');
    await tablet.press('refused');
    await file('later.csv').waitFor({ state: 'detached' });
    await file('twice.csv').locator('summary').click();
    await tablet.page.getByRole('heading', { name: `Sample ${batch.sample} stands in it twice` }).waitFor();
    await tablet.sees(/Nothing of it was taken/);
    const [download] = await Promise.all([
      tablet.page.waitForEvent('download'),
      tablet.page.getByRole('link', { name: 'The file as it came' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('twice.csv');
    await tablet.shot('inbox-refused');
    await tablet.signOut();
  });

  it('11.10(g): are said to be not for those who see no batches, which is no error', async () => {
    await tablet.go('/equipment/inbox');
    await tablet.page.getByLabel('Username').fill('administrator');
    await tablet.page.getByLabel('Password').fill(DEMO_PASSWORD);
    await tablet.press('Sign in');
    // has not accepted that the signature binds, and signs nothing here
    await tablet.press('Later');
    await tablet.sees('Your roles do not include this page');
    await tab('Certificates');
    await region('Ours').waitFor();
    expect(await tablet.page.getByRole('link', { name: 'Files of devices' }).count()).toBe(0);
  });
});

describe('doubtful data', () => {
  const gap = () => tablet.page.getByRole('list', { name: 'Missing readings' }).getByRole('listitem');
  const hostile = '<img src=x onerror="document.title=1">\u202egnp.exe';

  it('are found over all units: what is missing, for whom, and why', async () => {
    const { id } = await acts.operator.get<{ id: string }>('/units/C-01');
    const taking = app.server.app.get(TakeMessages, { strict: false });
    const sent = [
      message(id, [value('heartbeat', -51, 1), value('heartbeat', -50, 2)]),
      message(id, [value('heartbeat', -10, 3)], { cause: 'server-restarted' }),
      message(id, [], undefined, [{ reason: 'payload.malformed', source: 'a topic', bytes: Buffer.from(hostile) }]),
      message(id, [value('heartbeat', 200_000, 7)]),
    ];
    for (const one of sent) taking.take(one);
    await until('all are taken', () => Promise.resolve(sent.every(({ fate }) => fate.length > 0)));
    await tablet.signOut();
    await tablet.go('/equipment/data?unit=C-01');
    await tablet.signIn('operator');
    await gap().getByText('the unit’s server restarted').waitFor();
    expect(await gap().innerText()).toMatch(/missing[\s\S]*00:40 long/);
    expect(await tablet.page.getByRole('button', { name: 'Review', exact: true }).count()).toBe(0);
    await tablet.signOut();
  });

  it('11.10(e): that are missing are reviewed with a comment, by supervisors and quality', async () => {
    await tablet.go('/equipment/data');
    await tablet.signIn('supervisor');
    await tablet.page.getByLabel('Unit', { exact: true }).selectOption('C-01');
    await tablet.fitsGloves();
    await tablet.shot('data-missing');
    await tablet.press('Review');
    await tablet.page.getByLabel('What does it mean for the batch?').fill('The counter was empty');
    await tablet.press('Accept as missing');
    await tablet.sees('Nothing is missing that is still to be reviewed.');
    await tablet.press('Also filled and reviewed');
    await gap().getByText('missing, reviewed').waitFor();
    expect(await gap().innerText()).toMatch(/Reviewed by A\. Lindqvist, Supervisor, .*\s*“?The counter was empty/);
    await tablet.page.getByLabel('From the day').fill('2999-01-01');
    await tablet.sees('No reading of this time is missing.');
  });

  it('that were not stored are shown as they came, and do nothing', async () => {
    await tablet.press('Not stored');
    await tablet.sees('Everything that came from the unit in this time was stored.');
    await tablet.page.getByLabel('From the day').fill('');
    const reject = tablet.page.locator('summary', { hasText: 'The message cannot be read' });
    await reject.click();
    await tablet.sees('<img src=x onerror="document.title=1">\\u202egnp.exe');
    expect(await tablet.page.title()).not.toBe('1');
    await tablet.fitsGloves();
    await tablet.press('Two values at one instant');
    await tablet.sees('The unit said no two different things about one instant of this time.');
    await tablet.press('Of a wrong clock');
    await tablet.sees('Heartbeat: Its time is more than a day ahead');
    await tablet.fitsGloves();
    await tablet.shot('data-quarantined');
  });
});

describe('on a tablet held upright', () => {
  it('stands all of it, with thumbprints in full', async () => {
    const { page } = tablet;
    await tablet.signOut();
    await page.setViewportSize({ width: 800, height: 1280 });
    await tablet.go('/equipment/certificates');
    await tablet.signIn('engineer');
    for (const path of ['certificates', 'inbox', 'data']) {
      await tablet.go(`/equipment/${path}`);
      await page
        .getByText({ inbox: 'plate-7.csv', data: 'Also filled and reviewed' }[path] ?? 'Thumbprint (SHA-1)')
        .first()
        .waitFor();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(800);
      expect(await tablet.smallTargets(78)).toEqual([]);
      await tablet.shot(`upright-${path}`);
    }
    expect(tablet.failures).toEqual([]);
  });
});
