import { existsSync } from 'node:fs';

const cluster = {
  globalSetup: './test/support/global-setup.mjs',
  globalTeardown: './test/support/global-teardown.mjs',
};

/**
 * Test files share a worker's modules, so that each worker loads the server once and not once a file (ADR 25).
 */
export default {
  runner: './test/support/runner.mjs',
  setupFiles: ['<rootDir>/test/support/source-maps.mjs', '<rootDir>/test/support/typescript.mjs'],
  roots: ['<rootDir>/src', '<rootDir>/simulators', '<rootDir>/tools', '<rootDir>/test'],
  testRegex: '\\.spec\\.ts$',
  testSequencer: './test/sequencer.mjs',
  ...Object.fromEntries(Object.entries(cluster).filter(([, file]) => existsSync(new URL(file, import.meta.url)))),
  maxWorkers: 2,
};
