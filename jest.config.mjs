import { existsSync } from 'node:fs';

const cluster = {
  globalSetup: './test/support/global-setup.mjs',
  globalTeardown: './test/support/global-teardown.mjs',
};

export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/src', '<rootDir>/simulators', '<rootDir>/tools', '<rootDir>/test'],
  testRegex: '\\.spec\\.ts$',
  testSequencer: './test/sequencer.mjs',
  ...Object.fromEntries(Object.entries(cluster).filter(([, file]) => existsSync(new URL(file, import.meta.url)))),
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  testTimeout: 120_000,
  maxWorkers: 2,
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          keepClassNames: true,
          experimental: { keepImportAttributes: true },
        },
        module: { type: 'es6' },
      },
    ],
  },
};
