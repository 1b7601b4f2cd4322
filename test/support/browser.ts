import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

const PACKAGE = fileURLToPath(import.meta.resolve('@sparticuz/chromium'));
const UNPACK = `import chromium from ${JSON.stringify(PACKAGE)}; await chromium.executablePath();`;

/**
 * Path of Chromium, unpacked once a version into the temporary folder (209 MB, about 2 s). The package unpacks into
 * TMPDIR and takes whatever lies there for whole, so it unpacks aside and the result is moved into place.
 */
function executable(): string {
  const { version } = JSON.parse(readFileSync(join(PACKAGE, '../../package.json'), 'utf8')) as { version: string };
  const home = join(tmpdir(), `ballroom-chromium-${version}`);
  if (!existsSync(home)) {
    const aside = mkdtempSync(`${home}-`);
    execFileSync(process.execPath, ['--input-type=module', '--eval', UNPACK], {
      env: { ...process.env, TMPDIR: aside },
    });
    try {
      renameSync(aside, home);
    } catch {
      rmSync(aside, { recursive: true }); // another worker was first
    }
  }
  return join(home, 'chromium');
}

/** A headless Chromium; close it, or take it by `await using`. Not with the package's own arguments: with those it dies with its first context. */
export const launchBrowser = (more: readonly string[] = []): Promise<Browser> =>
  chromium.launch({
    executablePath: executable(),
    headless: true,
    env: { ...process.env, LANG: 'en_US.UTF-8' },
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...more,
    ],
  });

/** A page with a session of its own, the size of a cleanroom tablet unless `options` say otherwise. */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1280, height: 800 }, ...options });
  return context.newPage();
}
