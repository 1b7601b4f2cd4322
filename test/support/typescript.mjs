// `node --import ./test/support/typescript.mjs file.ts` runs our sources as they stand, without a build: each file is
// compiled as for the tests, an import of a `.js` that is not there is its `.ts`, and `@jest/globals` is what a light
// runner has
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire, enableCompileCache, registerHooks } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const OPTIONS = {
  jsc: {
    target: 'es2022',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
    keepClassNames: true,
    experimental: { keepImportAttributes: true },
  },
  module: { type: 'es6' },
  sourceMaps: 'inline',
};

const JEST_GLOBALS = import.meta.resolve('./jest-globals.mjs');

const require = createRequire(import.meta.url);
const CACHE = join(import.meta.dirname, '../../node_modules/.cache');
const TRANSFORMED = join(CACHE, 'transformed');
const MADE_BY = JSON.stringify([OPTIONS, require('@swc/core/package.json').version]);

enableCompileCache(join(CACHE, 'compiled'));
mkdirSync(TRANSFORMED, { recursive: true });

/** A file as JavaScript: made once, since each program that a test starts needs hundreds. */
function transformed(filename) {
  const source = readFileSync(filename, 'utf8');
  const key = createHash('sha1').update(MADE_BY).update(filename).update('\0').update(source).digest('hex');
  const kept = join(TRANSFORMED, `${key}.js`);
  try {
    return readFileSync(kept, 'utf8');
  } catch {
    const { code } = require('@swc/core').transformSync(source, { ...OPTIONS, filename });
    const whole = `${kept}.${process.pid}`;
    writeFileSync(whole, code);
    renameSync(whole, kept);
    return code;
  }
}

registerHooks({
  resolve(specifier, context, next) {
    if (specifier === '@jest/globals') return next(JEST_GLOBALS, context);
    try {
      return next(specifier, context);
    } catch (error) {
      if (error.code !== 'ERR_MODULE_NOT_FOUND' || !/^(\.{1,2}\/|file:).*\.js$/.test(specifier)) throw error;
      return next(specifier.replace(/\.js$/, '.ts'), context);
    }
  },
  load(url, context, next) {
    if (!/^file:.*\.ts(\?|$)/.test(url) || url.includes('/node_modules/')) return next(url, context);
    return { format: 'module', source: transformed(fileURLToPath(url)), shortCircuit: true };
  },
});
