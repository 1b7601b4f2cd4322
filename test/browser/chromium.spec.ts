import { expect, it } from '@jest/globals';
import { launchBrowser, openPage } from '../support/browser.js';

it('shows a page in the browser that npm brought, in a session for each tablet', async () => {
  await using browser = await launchBrowser();
  const tablets = await Promise.all([openPage(browser), openPage(browser)]);
  for (const tablet of tablets)
    await tablet.setContent('<button onclick="this.textContent = navigator.language">Start</button>');
  for (const tablet of tablets) await tablet.click('button');
  expect(await Promise.all(tablets.map((tablet) => tablet.textContent('button')))).toEqual(['en-US', 'en-US']);
});
