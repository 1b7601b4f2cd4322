import { createRequire } from 'node:module';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { places, PlantedTree, ROOT, type Plant } from './planted-tree.js';

interface Rule {
  name: string;
  comment?: string;
}
const config = join(ROOT, '.dependency-cruiser.cjs');
const { forbidden } = createRequire(import.meta.url)(config) as { forbidden: Rule[] };
const lines = forbidden.filter(({ name }) => name.startsWith('line ')).map(({ name }) => name.slice(5));

const imports = (specifier: string) => `export * from '${specifier}';\n`;
const door = (line: string) => (line === 'platform' ? 'platform/clock/index' : `${line}/index`);
const up = (line: string) => '../'.repeat(line.split('/').length);

const looksDown = lines.map((line, at): Plant => {
  const below = lines[at + 1];
  return {
    rule: `line ${line}`,
    file: `src/${line}/looks-down.ts`,
    source: imports(`${up(line)}${below ? door(below) : 'app.module'}.js`),
  };
});

const plants: Plant[] = [
  ...looksDown,
  ...['plant/equipment', 'plant/readings', 'plant/alarms'].map((line) => ({
    rule: `line ${line}`,
    file: `src/${line}/knows-recipes.ts`,
    source: imports('../../definition/recipes/index.js'),
  })),
  {
    rule: 'line definition/recipes',
    file: 'src/definition/recipes/names-a-unit.ts',
    source: imports('../../plant/equipment/domain/index.js'),
  },
  {
    rule: 'line execution/batches',
    file: 'src/execution/batches/asks-quality.ts',
    source: imports('../../quality/deviations/index.js'),
  },
  { rule: 'every folder of src is a line', file: 'src/attic/old.ts', source: imports('../kernel/index.js') },
  {
    rule: 'modules are entered by their front doors',
    file: 'src/quality/release/by-the-window.ts',
    source: imports('../../trust/ledger/ledger.store.js'),
  },
  {
    rule: 'modules are entered by their front doors',
    file: 'src/quality/release/domain/by-the-cellar.ts',
    source: imports('../../../trust/ledger/domain/head.js'),
  },
  {
    rule: 'start-up and tools enter by front doors too',
    file: 'src/main.ts',
    source: imports('./trust/ledger/ledger.store.js'),
  },
  {
    rule: 'start-up and tools enter by front doors too',
    file: 'tools/inspect.ts',
    source: imports('../src/trust/ledger/ledger.store.js'),
  },
  {
    rule: 'domain knows only domain',
    file: 'src/trust/ledger/domain/asks-a-store.ts',
    source: imports('../ledger.store.js'),
  },
  {
    rule: 'domain knows only domain',
    file: 'src/trust/ledger/domain/asks-the-clock.ts',
    source: imports('../../../platform/clock/index.js'),
  },
  {
    rule: 'pure code uses only pure libraries',
    file: 'src/trust/ledger/domain/streams.ts',
    source: imports('rxjs'),
  },
  { rule: 'pure code uses only pure libraries', file: 'src/kernel/nest.ts', source: imports('@nestjs/common') },
  { rule: 'pure code does no input or output', file: 'src/trust/ledger/domain/reads.ts', source: imports('node:fs') },
  { rule: 'pure code does no input or output', file: 'src/kernel/listens.ts', source: imports('node:net') },
  {
    rule: 'only stores and entities know the database',
    file: 'src/trust/ledger/append-fact.service.ts',
    source: imports('typeorm'),
  },
  {
    rule: 'only stores and entities know the database',
    file: 'src/platform/clock/ask.ts',
    source: `import type { Pool } from 'pg';\nexport type P = Pool;\n`,
  },
  { rule: 'a migration stands alone', file: 'migrations/0001-ledger.ts', source: imports('../src/kernel/index.js') },
  { rule: 'the verifier shares only the canonical form', file: 'tools/verify.ts', source: imports('./print.js') },
  {
    rule: 'the verifier shares only the canonical form',
    file: 'tools/verify/chain.ts',
    source: imports('../../src/kernel/index.js'),
  },
  { rule: 'simulators stand alone', file: 'simulators/unit.ts', source: imports('../src/trust/ledger/index.js') },
  { rule: 'the web page stands alone', file: 'web/src/page.tsx', source: imports('../../src/kernel/index.js') },
  {
    rule: 'the server knows no tool, simulator, test or page',
    file: 'src/platform/clock/demo.ts',
    source: imports('../../../simulators/growth.js'),
  },
  {
    rule: 'a test of the server borrows only from test/support',
    file: 'src/kernel/ids.spec.ts',
    source: imports('../../tools/print.js'),
  },
  {
    rule: 'the server runs without development packages',
    file: 'src/platform/clock/dev.ts',
    source: imports('fast-check'),
  },
  {
    rule: 'domain knows only domain',
    file: 'src/trust/ledger/domain/knows-a-migration.ts',
    source: imports('../../../../migrations/0002-batches.js'),
  },
  { rule: 'no circles', file: 'src/trust/identity/domain/egg.ts', source: imports('./hen.js') },
  { rule: 'every import is found', file: 'src/platform/clock/lost.ts', source: imports('./nowhere.js') },
];

/** Lawful code in every place that a rule looks at: nothing may be found here. */
const lawful: Record<string, string> = {
  'src/kernel/index.ts': imports('./canonical-json.js'),
  'src/kernel/canonical-json.ts': imports('canonicalize') + imports('node:crypto'),
  'src/platform/clock/index.ts': imports('../../kernel/index.js'),
  'src/platform/database/connect.ts': imports('typeorm') + imports('pg'),
  'src/app.module.ts': imports('./execution/batches/index.js'),
  ...Object.fromEntries(lines.slice(2).map((line) => [`src/${line}/index.ts`, imports('../../kernel/index.js')])),
  'src/trust/ledger/ledger.store.ts': imports('typeorm') + imports('../../platform/clock/index.js'),
  'src/trust/ledger/fact.entity.ts': imports('typeorm'),
  'src/trust/ledger/domain/index.ts': imports('./head.js'),
  'src/trust/ledger/domain/head.ts': imports('../../../kernel/index.js') + imports('decimal.js'),
  'src/trust/ledger/domain/head.spec.ts':
    imports('fast-check') + imports('node:fs') + imports('../../../../test/support/site.js'),
  'src/trust/identity/domain/hen.ts': imports('./egg.js'),
  'recipes/recipe.schema.json': '{}',
  'src/definition/recipes/domain/schema.ts': imports('../../../../recipes/recipe.schema.json'),
  'src/plant/equipment/domain/index.ts': imports('../../../definition/unit-classes/domain/index.js'),
  'src/definition/unit-classes/domain/index.ts': imports('../../../trust/ledger/domain/index.js'),
  'src/execution/batches/start-step.service.ts':
    imports('../../plant/equipment/index.js') + imports('../../definition/recipes/index.js') + imports('./step.dto.js'),
  'src/execution/batches/step.dto.ts': imports('class-validator'),
  'src/quality/deviations/on-exception-raised.ts': imports('../../execution/batches/index.js'),
  'tools/verify/canonical.ts': imports('../../src/kernel/canonical-json.js'),
  'tools/print.ts': imports('../src/trust/ledger/domain/index.js'),
  'simulators/growth.ts': imports('../src/kernel/index.js'),
  'test/support/site.ts': imports('../../src/trust/ledger/ledger.store.js'),
  'migrations/0002-batches.ts': imports('typeorm'),
};

describe('boundaries', () => {
  let found: { rule: string; file: string }[];

  beforeAll(async () => {
    using tree = new PlantedTree({
      ...lawful,
      ...Object.fromEntries(plants.map(({ file, source }) => [file, source])),
    });
    const folders = ['src', 'migrations', 'simulators', 'tools', 'test', 'web'];
    const output = await tree.run('depcruise', ['-c', config, '-T', 'json', ...folders]);
    const { summary } = JSON.parse(output) as { summary: { violations: { from: string; rule: { name: string } }[] } };
    found = summary.violations.map(({ from, rule }) => ({ rule: rule.name, file: from }));
  }, 60_000);

  it.each(forbidden)('$name: a planted violation is found, and only there', ({ name }) => {
    const planted = plants.filter(({ rule }) => rule === name);
    expect(planted).not.toEqual([]);
    expect(places(found.filter(({ rule }) => rule === name))).toEqual(places(planted));
  });
});
