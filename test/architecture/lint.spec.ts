import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { places, PlantedTree, ROOT, type Plant } from './planted-tree.js';

const CONFIG = ['oxlint.config.mts', 'lint-rules.mjs'];
const { NEVER } = (await import(join(ROOT, CONFIG[0]!))) as { NEVER: string[] };

const plants: Plant[] = [
  { rule: 'typescript/TS2322', file: 'src/kernel/number.ts', source: `export const one: number = 'one';` },
  { rule: 'typescript/TS2322', file: 'test/api/number.spec.ts', source: `export const two: number = 'two';` },
  { rule: 'typescript/TS2322', file: 'web/src/number.tsx', source: `export const three: number = 'three';` },
  { rule: 'typescript/no-explicit-any', file: 'src/kernel/any.ts', source: 'export type Loose = any;' },
  {
    rule: 'typescript/no-floating-promises',
    file: 'tools/floating.ts',
    source: 'export function go() { Promise.resolve(1); }',
  },
  {
    rule: 'typescript/no-misused-promises',
    file: 'simulators/misused.ts',
    source: 'export const go = () => [1].forEach(async () => Promise.resolve());',
  },
  {
    rule: 'typescript/switch-exhaustiveness-check',
    file: 'src/kernel/default-in-a-union.ts',
    source: `export function word(side: 'left' | 'right') { switch (side) { case 'left': return 1; case 'right': return 2; default: return 3; } }`,
  },
  {
    rule: 'typescript/switch-exhaustiveness-check',
    file: 'src/kernel/missing-case.ts',
    source: `export function word(side: 'left' | 'right') { switch (side) { case 'left': return 1; } return 2; }`,
  },
  {
    rule: 'typescript/switch-exhaustiveness-check',
    file: 'src/kernel/case-by-default.ts',
    source: `export function word(side: 'left' | 'right') { switch (side) { case 'left': return 1; default: return 2; } }`,
  },
  {
    rule: 'typescript/consistent-type-imports',
    file: 'src/kernel/value-import.ts',
    source: `import { Server } from 'node:net';\nexport type S = Server;`,
  },
  { rule: 'eqeqeq', file: 'web/src/loose.tsx', source: `export const same = (a: string) => a == 'b';` },
  {
    rule: 'ballroom/no-forward-ref',
    file: 'src/platform/http/circle.ts',
    source: `import { forwardRef } from '@nestjs/common';\nexport const later = forwardRef;`,
  },
  {
    rule: 'ballroom/five-arguments',
    file: 'tools/six.ts',
    source: 'export class Six { constructor(a: 1, b: 2, c: 3, d: 4, e: 5, f: 6) { void [a, b, c, d, e, f]; } }',
  },
  { rule: 'ballroom/names-of-the-field', file: 'src/kernel/name-a.ts', source: 'export class BatchManager {}' },
  { rule: 'ballroom/names-of-the-field', file: 'src/kernel/name-b.ts', source: 'export function handleScan() {}' },
  { rule: 'ballroom/names-of-the-field', file: 'web/src/name-c.ts', source: 'export const utils = { a: 1 };' },
  { rule: 'ballroom/names-of-the-field', file: 'tools/name-d.ts', source: 'export class Scan { processLabel() {} }' },
  { rule: 'ballroom/every-test-runs', file: 'src/kernel/only.spec.ts', source: `it.only('runs alone', () => {});` },
  { rule: 'ballroom/every-test-runs', file: 'test/api/skip.spec.ts', source: `describe.skip('never', () => {});` },
  {
    rule: 'ballroom/every-test-runs',
    file: 'test/api/each.spec.ts',
    source: `it.skip.each([1])('never %s', () => {});`,
  },
  { rule: 'ballroom/every-test-runs', file: 'test/api/x.spec.ts', source: `xit('never', () => {});` },
  {
    rule: 'ballroom/reason-for-silence',
    file: 'src/kernel/silent.ts',
    source: '// oxlint-disable-next-line typescript/no-explicit-any\nexport type Loose = any;',
  },
  { rule: 'ballroom/no-environment', file: 'src/trust/ledger/env.ts', source: 'export const port = process.env.PORT;' },
  {
    rule: 'ballroom/no-environment',
    file: 'src/trust/ledger/env-import.ts',
    source: `import { env } from 'node:process';\nexport const port = env.PORT;`,
  },
  { rule: 'ballroom/no-clock', file: 'src/trust/ledger/now-a.ts', source: 'export const now = new Date();' },
  { rule: 'ballroom/no-clock', file: 'src/trust/ledger/now-b.ts', source: 'export const now = Date.now();' },
  { rule: 'ballroom/no-clock', file: 'src/trust/ledger/now-c.ts', source: 'export const now = [1].map(Date.now);' },
  { rule: 'ballroom/no-chance', file: 'src/kernel/dice.ts', source: 'export const dice = Math.random();' },
  {
    rule: 'ballroom/no-chance',
    file: 'src/kernel/new-id.ts',
    source: `import { randomUUID } from 'node:crypto';\nexport const id = randomUUID();`,
  },
  {
    rule: 'ballroom/no-http-exception',
    file: 'src/trust/identity/sign-in.service.ts',
    source: `import { ForbiddenException } from '@nestjs/common';\nexport const no = ForbiddenException;`,
  },
  {
    rule: 'ballroom/no-sql',
    file: 'src/trust/identity/find-person.service.ts',
    source: 'export const sql = (name: string) => [`select id\n from person where name = $1`, name];',
  },
  { rule: 'ballroom/no-sql', file: 'src/trust/identity/drop.ts', source: `export const sql = 'delete from person';` },
  {
    rule: 'ballroom/no-sql',
    file: 'src/trust/identity/shout.ts',
    source: `export const sql = 'UPDATE person SET name = 1';`,
  },
  {
    rule: 'ballroom/no-base-class',
    file: 'src/trust/identity/add-person.service.ts',
    source: 'class Base {}\nexport class AddPerson extends Base {}',
  },
];

/** The same words where they are right: nothing may be found here. */
const lawful: Record<string, string> = {
  'src/platform/clock/clock.ts': `import { randomUUID } from 'node:crypto';\nexport const world = () => [new Date(), randomUUID(), process.env.PORT];`,
  'src/kernel/instant.ts': 'export const parse = (text: string) => new Date(text).getTime();',
  'src/kernel/instant.spec.ts': 'export const now = Date.now();',
  'src/kernel/side.ts': `export function word(side: 'left' | 'right') { switch (side) { case 'left': return 1; case 'right': return 2; } }`,
  'src/kernel/refusal.ts': 'export class Refusal extends Error {}',
  'src/kernel/silence.ts':
    '// oxlint-disable-next-line typescript/no-explicit-any -- the library says so\nexport type Loose = any;',
  'src/kernel/prose.ts': `export const words = ['Select a unit from the list', 'Update the label', 'handle with care'];`,
  'src/trust/ledger/ledger.store.ts': 'export const sql = `insert into fact (id) values ($1)`;',
  'src/platform/http/refusal.filter.ts': `import { BadRequestException } from '@nestjs/common';\nexport const no = BadRequestException;`,
};

interface Found {
  /** `typescript(no-explicit-any)` */
  code?: string;
  message: string;
  filename: string;
}

/** As it is configured: `typescript/no-explicit-any`, and `eqeqeq` of ESLint's own. */
const ruleOf = (code: string) => code.replace(/^(.*)\((.*)\)$/, '$1/$2').replace(/^eslint\//, '');

describe('lint', () => {
  let found: { rule: string; file: string }[];

  beforeAll(async () => {
    using tree = new PlantedTree({
      ...lawful,
      ...Object.fromEntries(plants.map(({ file, source }) => [file, `${source}\n`])),
      ...Object.fromEntries(CONFIG.map((file) => [file, readFileSync(join(ROOT, file), 'utf8')])),
      'web/tsconfig.json': JSON.stringify({ extends: '../tsconfig.json', include: ['src'], exclude: [] }),
    });
    const output = await tree.run('oxlint', [
      '--format',
      'json',
      ...new Set(plants.map(({ file }) => file.split('/')[0]!)),
    ]);
    const { diagnostics } = JSON.parse(output) as { diagnostics: Found[] };
    found = diagnostics.map(({ code, message, filename }) => ({ rule: ruleOf(code ?? message), file: filename }));
  }, 60_000);

  it.each(NEVER)('%s: a planted violation is found, and only there', (name) => {
    const planted = plants.filter(({ rule }) => rule === name);
    expect(planted).not.toEqual([]);
    expect(places(found.filter(({ rule }) => rule === name))).toEqual(places(planted));
  });

  it('checks types in the same run', () => {
    const wrong = 'typescript/TS2322';
    const planted = plants.filter(({ rule }) => rule === wrong);
    expect(places(found.filter(({ rule }) => rule === wrong))).toEqual(places(planted));
  });

  it('finds nothing in lawful code', () => {
    expect(found.filter(({ file }) => file in lawful)).toEqual([]);
  });
});
