import { expect } from '@jest/globals';
import { kitLabel } from '../support/kit.js';
import type { Tablet } from './tablet.js';

/** What is printed on a kit; `half`: while its expiry is missing. */
async function typesTheKit(tablet: Tablet, serial: string, half?: () => Promise<void>): Promise<void> {
  await tablet.press('Type it instead');
  await tablet.page.getByLabel('Lot').fill('A213B1');
  await tablet.page.getByLabel('Serial number').fill(serial);
  await half?.();
  await tablet.page.getByLabel('Good to the end of').click();
  for (const key of '20491231') await tablet.press(key);
  await tablet.sees('31 December 2049');
}

/** Binds a unit with a kit that is typed, after labels that are none and one that is past its expiry; its page then shows the kit. */
export async function bindsWithANewKit(tablet: Tablet, unit: string, then: { batch: string; heading: string }) {
  await tablet.scan(unit);
  await tablet.heading(`Scan the kit for ${unit}`);
  await tablet.sees(/^It runs with a new kit: Culture set\./);
  await tablet.scan('KIT-7');
  await tablet.sees('That is not the label of a kit');
  await tablet.scan(kitLabel('7', '250131'));
  await tablet.sees('The kit is past its expiry');
  await tablet.shot('kit-expired');
  await tablet.fitsGloves();
  await typesTheKit(tablet, '7', async () =>
    expect(await tablet.button('Take this kit').getAttribute('aria-disabled')).toBe('true'),
  );
  await tablet.shot('kit-typed');
  await tablet.fitsGloves();
  await tablet.press('Take this kit');
  await tablet.heading(then.heading);
  await tablet.go(`/units/${unit}`);
  await tablet.sees(/^Culture set, lot A213B1, serial number 7, expiry 31 December 2049$/);
  await tablet.go(`/batches/${then.batch}`);
  await tablet.heading(then.heading);
}

/** Replaces a unit by another whose class asks for a kit since the page was read. */
export async function replacesWithANewKit(
  tablet: Tablet,
  failed: string,
  other: string,
  ask: () => Promise<void>,
): Promise<void> {
  const classes = tablet.page.waitForResponse(/\/api\/unit-classes$/);
  await tablet.page.reload();
  await tablet.press('More…');
  await tablet.press(new RegExp(`Replace unit ${failed}`));
  await classes;
  await ask();
  await tablet.page.getByLabel('Label of the unit that failed').focus();
  await tablet.scan(failed);
  await tablet.scan(other);
  await tablet.page.keyboard.type('The door broke.');
  await tablet.sign('supervisor', 'supervisor');
  await tablet.sees(`Unit ${other} needs a new kit`);
  await tablet.page.getByLabel('Label of the kit').waitFor();
  await typesTheKit(tablet, '8');
  await tablet.shot('replace');
  await tablet.fitsGloves();
  await tablet.sign('supervisor', 'supervisor');
}
