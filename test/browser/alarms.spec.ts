import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { readPlant } from '../../tools/demo/plant-file.js';
import { BatchActs } from '../support/batch-acts.js';
import { launchBrowser } from '../support/browser.js';
import { makeEffective } from '../support/effective-recipe.js';
import { type Room, startRoom } from '../support/room.js';
import { until } from '../support/walk.js';
import { ALARMS, defineAlarms, defineUnreachable, LONG, Pager, TOO_MANY, WATCHED } from './alarmed-room.js';
import { Tablet } from './tablet.js';

let room: Room;
let browser: Browser;
let tablet: Tablet;
let acts: BatchActs;
let batch: string;
let pager: Pager;

beforeAll(async () => {
  pager = await Pager.start();
  [room, browser] = await Promise.all([startRoom({ speed: 60, units: ['U-01'] }), launchBrowser()]);
  await defineAlarms(room.app, ALARMS);
  await makeEffective(room.app, WATCHED);
  acts = await BatchActs.of(room.app);
  const { id, coi } = await acts.issued('watched');
  batch = id;
  await acts.operator.post(`/batches/${id}/bind`, { unitProcedure: 'culture', scanned: 'U-01' });
  await acts.identified(id, coi);
  await acts.act(id, 'expand', 'start');
  tablet = await Tablet.open(browser, room.app.url);
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await room?.stop();
  pager.stop();
});

const tab = (name: RegExp) =>
  tablet.page.getByRole('navigation', { name: 'Lists of alarms' }).getByRole('link', { name });
const line = (title: string) => tablet.page.getByRole('main').locator('ul > li', { hasText: title }).first();
const story = (title: string) => line(title).getByRole('button', { name: new RegExp(`story of .*${title}`) });
const dialog = () => tablet.page.getByRole('dialog');
const does = (name: string) => dialog().getByRole('button', { name, exact: true }).click();

describe('alarms', () => {
  it('are one touch away on every page, and an empty list says so', async () => {
    await tablet.signIn('operator');
    await tablet.page.getByRole('link', { name: /^Alarms ?none waits/ }).click();
    await tablet.heading('Alarms');
    await tablet.heading('No alarm stands');
    await tablet.fitsGloves();
    await tablet.shot('alarms-empty');
  });

  it('come to the tile of their unit by themselves: how many, how urgent, whether one waits; and lead to the list', async () => {
    await tablet.go('/');
    await tablet.heading('Ballroom B2');
    await room.fault('U-01', 'gas-supply-low', { durationSeconds: 3600 });
    const mark = tablet.page.getByRole('link', { name: /^Alarms of unit U-01: critical 1 alarm new/ });
    await mark.waitFor({ timeout: 60_000 });
    expect(await mark.innerText()).toMatch(/critical\s+1 alarm\s+new/);
    await tablet.page.getByRole('article').getByRole('img', { name: 'action needed' }).waitFor();
    await tablet.page.getByRole('link', { name: /^Alarms ?1 waits for somebody, the most urgent critical/ }).waitFor();
    await tablet.shot('alarms-board');
    await tablet.fitsGloves();
    await mark.click();
    await tablet.heading('Alarms');
    expect(new URL(tablet.page.url()).search).toBe('?unit=U-01');
  }, 90_000);

  it('say what to do, why, and how long is left to do it', async () => {
    await tablet.page.getByLabel('Unit', { exact: true }).selectOption('');
    await tab(/^Standing \(1\)$/).waitFor();
    const gas = line('Gas supply low');
    expect(await gas.innerText()).toMatch(/critical\s+U-01[\s\S]*CO2 supply pressure[\s\S]*not acknowledged\s+since/);
    await gas.getByText(/^respond within 0\d:\d\d$/).waitFor();
    await story('Gas supply low').click();
    await gas.getByText('Change to the second bottle.').waitFor();
    await gas.getByText('The bottle is empty.').waitFor();
    await gas.getByRole('region', { name: 'Its story' }).getByText('Raised').waitFor();
    await tablet.fitsGloves();
    await tablet.shot('alarm-story');
  });

  it('11.50, Draft 8: are acknowledged by name, with a comment, and stand until their cause is gone', async () => {
    await line('Gas supply low').getByRole('button', { name: 'Acknowledge' }).first().click();
    await dialog()
      .getByLabel(/Comment/)
      .fill('Changing the bottle');
    await tablet.shot('alarm-acknowledge');
    await does('Acknowledge');
    await dialog().waitFor({ state: 'detached' });
    await line('Gas supply low')
      .getByText(/M\. Weber, .*, after 0\d:\d\d/)
      .waitFor();
    await line('Gas supply low').locator('q', { hasText: 'Changing the bottle' }).waitFor();
    await tablet.page.getByRole('link', { name: /^Alarms ?none waits/ }).waitFor();
    await room.lift('U-01', 'gas-supply-low');
    await tablet.heading('No alarm stands');
  }, 60_000);

  it('that are latched stay when their cause is gone, until somebody has seen and reset them', async () => {
    await room.fault('U-01', 'door-open', { durationSeconds: 3600 });
    await line(LONG).waitFor({ timeout: 60_000 });
    await room.lift('U-01', 'door-open');
    await line(LONG).getByText('over and latched, not acknowledged').waitFor({ timeout: 60_000 });
    await tablet.shot('alarm-latched');
    await line(LONG).getByRole('button', { name: 'Acknowledge' }).click();
    await does('Acknowledge');
    await line(LONG).getByRole('button', { name: 'Reset' }).click();
    await does('Reset');
    await tablet.heading('No alarm stands');
  }, 90_000);

  it('of many units that go away at once are one, with its units', async () => {
    await defineUnreachable(room.app);
    await line('Many units offline').waitFor({ timeout: 60_000 });
    await story('Many units offline').click();
    await line('Many units offline').getByRole('link', { name: 'U-03' }).waitFor();
    await tablet.page.getByLabel('Unit', { exact: true }).selectOption('U-03');
    await line('Many units offline').waitFor();
    await tablet.page.getByLabel('Unit', { exact: true }).selectOption('U-01');
    await tablet.sees('None of this unit or room.');
    await tablet.page.getByLabel('Unit', { exact: true }).selectOption('');
    await tablet.shot('alarms-grouped');
    await tablet.fitsGloves();
    await tablet.go('/');
    for (const code of ['U-02', 'U-03', 'U-04'])
      await tablet.page.getByRole('link', { name: `Alarms of unit ${code}: high 1 alarm new` }).waitFor();
    expect(await tablet.page.getByRole('listitem').getByText('Many units offline', { exact: true }).count()).toBe(1);
    await tablet.go('/alarms');
    await story('Many units offline').click();
  }, 90_000);

  it('are shelved for a time, with a reason, and come back', async () => {
    await line('Many units offline').getByRole('button', { name: 'Shelve' }).click();
    await dialog().getByRole('button', { name: '2 h' }).click();
    await dialog().getByLabel('Why?').fill('The switch is being changed');
    await tablet.shot('alarm-shelve');
    await tablet.fitsGloves();
    await does('Shelve');
    await tablet.heading('No alarm stands');
    await tab(/^Shelved \(1\)$/).click();
    await story('Many units offline').click();
    await line('Many units offline')
      .getByText(/M\. Weber since .*, until .*: The switch is being changed/)
      .waitFor();
    await line('Many units offline').getByText('its cause is there now').waitFor();
    await tablet.fitsGloves();
    await line('Many units offline').getByRole('button', { name: 'Back on the list' }).first().click();
    await does('Back on the list');
    await tablet.heading('No alarm is shelved');
  });

  it('that mean nothing as their unit is used are suppressed by design, listed with why', async () => {
    await tab(/^Suppressed by design \(\d+\)$/).click();
    await story('CO2 too high').first().click();
    await line('CO2 too high').getByText('no program runs for which it counts').waitFor();
    expect(await line('CO2 too high').getByRole('region', { name: 'Its story' }).count()).toBe(0);
    await tablet.fitsGloves();
    await tablet.shot('alarms-suppressed');
    await tab(/^History$/).click();
    await story('Gas supply low').click();
    await line('Gas supply low').getByText('acknowledged by M. Weber').waitFor();
    await line('Gas supply low').locator('q', { hasText: 'Changing the bottle' }).waitFor();
    await tablet.fitsGloves();
    await tablet.shot('alarms-history');
    expect(await tablet.page.getByRole('link', { name: 'Who is told' }).count()).toBe(0);
    await tablet.signOut();
  });

  it('are taken out of service by who may, who also says who is told outside the room', async () => {
    await tablet.go('/alarms');
    await tablet.signIn('supervisor');
    await story('Many units offline').click();
    await line('Many units offline').getByRole('button', { name: 'Out of service' }).click();
    await dialog().getByLabel('Why?').fill('The switch is being changed');
    await does('Out of service');
    await tab(/^Out of service \(1\)$/).click();
    await line('Many units offline').getByRole('button', { name: 'Back to service' }).click();
    await dialog().getByLabel('Why?').fill('It is changed');
    await does('Back to service');
    await tablet.heading('No alarm is out of service');
    await tablet.page.getByRole('link', { name: 'Who is told' }).click();
    await tablet.heading('Who is told of alarms');
    await tablet.press('Add a contact');
    await tablet.page.getByLabel('Name').fill('Pager of the plant');
    await tablet.page.getByLabel('Reached by').selectOption('webhook');
    await tablet.page.getByLabel('Address').fill('not an address');
    await tablet.press('Add a step');
    await tablet.page.getByLabel('Minutes after the alarm').fill('0.1');
    await tablet.press('Pager of the plant');
    await tablet.press('Save');
    await tablet.sees('Something here does not hold together');
    await tablet.page.getByLabel('Address').fill(pager.url);
    await tablet.press('Add a duty');
    await tablet.press('Save');
    await tablet.sees('As it is saved');
    await tablet.fitsGloves();
    await tablet.shot('escalation');
    const policy = await acts.supervisor.get(`/alarms/escalation/${readPlant().site.code}`);
    expect(policy).toMatchObject({
      contacts: [{ kind: 'webhook', name: 'Pager of the plant' }],
      rota: [{ days: [1, 2, 3, 4, 5], contact: 'Pager of the plant' }],
      steps: [{ after: 'PT6S', priorities: ['critical', 'high'], to: ['Pager of the plant'] }],
    });
  }, 60_000);

  it('say on the phone of whoever was told that knowing acknowledges nothing', async () => {
    const url = await until('the pager is told', async () => pager.answers[0]);
    const phone = await Tablet.open(browser, room.app.url, { width: 390, height: 844 });
    await phone.go('/alarms/answers/cut-off');
    await phone.press('I know');
    await phone.sees('This address is of no alarm');
    await phone.go(new URL(url).pathname.replace('/api', ''));
    await phone.sees('This acknowledges nothing');
    await phone.shot('answer');
    expect(await phone.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    expect([await phone.findings('floor'), await phone.smallTargets(48)]).toEqual([[], []]);
    await phone.press('I know');
    await phone.sees('It is noted that you know');
    await phone.page.reload();
    await phone.press('I know');
    await phone.sees('Somebody has said already that they know');
    await phone.sees(/It was Pager of the plant/);
    await phone.page.context().close();
    await tablet.go('/alarms');
    await line('Many units offline').getByText('not acknowledged').waitFor();
    await story('Many units offline').click();
    await line('Many units offline')
      .getByText(/^Pager of the plant, .*This acknowledges nothing\.$/)
      .waitFor();
    await line('Many units offline')
      .getByText(/webhook to Pager of the plant: delivered/)
      .waitFor();
    await tablet.shot('alarm-delivered');
  }, 90_000);

  it('that come faster than anybody can answer are called a flood', async () => {
    await defineAlarms(room.app, [...ALARMS, ...TOO_MANY]);
    await tablet.page.getByRole('heading', { name: /^Alarm flood: 1\d alarms/ }).waitFor({ timeout: 60_000 });
    await tablet.shot('alarms-flood');
    await tablet.fitsGloves();
    for (const width of [1024, 800]) {
      await tablet.page.setViewportSize({ width, height: width === 800 ? 1280 : 768 });
      expect(await tablet.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      expect(await tablet.smallTargets(78)).toEqual([]);
      await tablet.shot(`alarms-${width}`);
    }
    await tablet.go('/');
    await tablet.page.getByRole('link', { name: /^Alarms of unit U-01/ }).waitFor();
    await tablet.page.setViewportSize({ width: 1024, height: 768 });
    await tablet.shot('alarms-board-1024');
    await tablet.page.setViewportSize({ width: 1280, height: 800 });
    await tablet.shot('alarms-board-many');
    await tablet.go('/units/U-01');
    await tablet.page.getByRole('link', { name: /1\d alarms, the first low/ }).waitFor();
    await tablet.shot('unit-alarms');
    await tablet.fitsGloves();
    await defineAlarms(room.app, ALARMS);
  }, 90_000);
});

describe('a setpoint that was changed at the unit’s own panel', () => {
  it('11.10(f): is put to the operator, who has it set back by one touch; the unit does it', async () => {
    await tablet.signOut();
    await tablet.go(`/batches/${batch}`);
    await tablet.signIn('operator');
    await tablet.heading('Expand');
    const { control } = room.units['U-01']!;
    // its setpoints have long been read, since the program runs
    const pressed = await fetch(`${control}/panel`, { method: 'POST', body: '{"set":{"co2":"4.5 %"}}' });
    expect(pressed.status).toBe(200);
    await tablet.page.getByText(/CO2.* was changed at the unit itself/).waitFor({ timeout: 60_000 });
    await tablet.sees('Set CO2 in the gas back to 5 %?');
    await tablet.fitsGloves();
    await tablet.shot('set-back');
    await tablet.press('Set back');
    await tablet.page
      .getByText(/CO2 in the gas was changed at the unit itself · \d\d:\d\d:\d\d to \d\d:\d\d:\d\d/)
      .waitFor({
        timeout: 60_000,
      });
    expect(await tablet.button('Set back').count()).toBe(0);
  }, 90_000);

  it('stands in the logbook of the unit by itself, as what was done there', async () => {
    await tablet.go('/units/U-01?tab=logbook');
    await tablet.press('At the unit');
    const rows = tablet.page.getByRole('table').locator('tbody tr');
    await rows
      .getByText(/CO2 in the gas from 5 to 4\.5|co2 from 5 to 4\.5/)
      .first()
      .waitFor();
    for (const row of await rows.allInnerTexts()) expect(row).toContain('Changed at the unit itself');
    await tablet.shot('logbook-local');
    expect(tablet.failures).toEqual([]);
  });
});
