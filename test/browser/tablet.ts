import { expect } from '@jest/globals';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Locator, Page } from 'playwright-core';
import { DEMO_PASSWORD, DEMO_PEOPLE } from '../../tools/demo/people.js';
import { openPage } from '../support/browser.js';

type Username = (typeof DEMO_PEOPLE)[number]['username'];

const nameOf = (username: Username): string => DEMO_PEOPLE.find((person) => person.username === username)!.name;

/** A cleanroom tablet as its people use it: by what they read on it. */
export class Tablet {
  /** what the page itself failed with; to be empty */
  readonly failures: string[] = [];

  private constructor(
    readonly page: Page,
    readonly url: string,
  ) {
    page.setDefaultTimeout(60_000); // of patience with a busy machine
    page.on('pageerror', ({ message }) => this.failures.push(message));
  }

  static async open(browser: Browser, url: string, size = { width: 1280, height: 800 }): Promise<Tablet> {
    const tablet = new Tablet(await openPage(browser, { viewport: size }), url);
    await tablet.go('/');
    return tablet;
  }

  async go(path: string): Promise<void> {
    await this.page.goto(`${this.url}${path}`);
  }

  sees(text: string | RegExp): Promise<void> {
    return this.page.getByText(text).first().waitFor();
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  /** Fails with what the page shows, where the button is off or not there. */
  async press(name: string | RegExp): Promise<void> {
    try {
      await this.button(name).click();
    } catch (error) {
      const shown = await this.page.locator('body').innerText();
      throw new Error(`${(error as Error).message}\nshown: ${shown.slice(0, 1500)}`, { cause: error });
    }
  }

  async signIn(username: Username): Promise<void> {
    await this.page.getByLabel('Username').fill(username);
    await this.page.getByLabel('Password').fill(DEMO_PASSWORD);
    await this.press('Sign in');
    await this.button(/Account and sign-out/).waitFor();
  }

  async signOut(): Promise<void> {
    await this.press(/Account and sign-out/);
    await this.press('Sign out');
    await this.sees('Username');
  }

  /** What a scanner does: types the code wherever the keyboard stands, and Enter. */
  async scan(code: string): Promise<void> {
    await this.page.locator('input:focus').waitFor();
    await this.page.keyboard.type(code);
    await this.page.keyboard.press('Enter');
  }

  /** Signs in place, by the demo's button for a person. */
  async sign(as: string, username: Username): Promise<void> {
    await this.page.getByRole('heading', { name: `Sign as ${as}` }).waitFor();
    await this.page
      .getByRole('button', { name: nameOf(username) })
      .last()
      .click();
    await this.press(`Sign as ${as}`);
  }

  heading(name: string): Promise<void> {
    return this.page.getByRole('heading', { name, exact: true }).waitFor();
  }

  /** A picture of the page, where the environment names a folder for them. */
  async shot(name: string): Promise<void> {
    if (process.env.SHOTS !== undefined) await this.page.screenshot({ path: `${process.env.SHOTS}/${name}.png` });
  }

  /** Findings of axe that keep somebody from reading or using the page; on the floor with the contrast of AAA. */
  async findings(where: 'floor' | 'desk'): Promise<string[]> {
    const rules = { 'color-contrast-enhanced': { enabled: where === 'floor' } };
    const { violations } = await new AxeBuilder({ page: this.page }).options({ rules }).analyze();
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
  }

  /** What a gloved finger has to hit and is smaller than 15 mm (88 CSS px at this size), as `text width × height`. */
  smallTargets(least = 88): Promise<string[]> {
    const targets = 'a[href], button, input, textarea, summary, select';
    return this.page.locator(targets).evaluateAll((elements, size) => {
      const area = (element: Element): DOMRect => {
        const whole = getComputedStyle(element, '::after').position === 'absolute' ? element.closest('article') : null;
        return (whole ?? element.closest('label:has(input)') ?? element).getBoundingClientRect();
      };
      return elements
        .filter((element) => element.checkVisibility())
        .map((element) => ({ element, box: area(element) }))
        .filter(({ box }) => box.width > 0 && (box.width < size - 0.5 || box.height < size - 0.5))
        .map(
          ({ element, box }) =>
            `${element.textContent.slice(0, 40)} ${Math.round(box.width)} × ${Math.round(box.height)}`,
        );
    }, least);
  }

  /** Nothing on a floor page may be hard to hit, to read or to use. */
  async fitsGloves(): Promise<void> {
    expect(await this.findings('floor')).toEqual([]);
    expect(await this.smallTargets()).toEqual([]);
    expect(await this.smallText()).toEqual([]);
  }

  /** What does not fit into where it stands on the page. */
  cut(): Promise<string[]> {
    return this.page.locator('main, main *').evaluateAll((elements) =>
      elements
        .filter((element) => element.scrollWidth > element.clientWidth + 1)
        .filter((element) => getComputedStyle(element).display !== 'inline')
        .map((element) => element.outerHTML.slice(0, 120)),
    );
  }

  /** Text on the page that is smaller than 18 px. */
  smallText(least = 18): Promise<string[]> {
    return this.page.locator('body *').evaluateAll(
      (elements, size) =>
        elements
          .filter((element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim()))
          .filter((element) => element.checkVisibility() && parseFloat(getComputedStyle(element).fontSize) < size)
          .map((element) => `${getComputedStyle(element).fontSize} ${element.textContent.slice(0, 40)}`),
      least,
    );
  }
}
