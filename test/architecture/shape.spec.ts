import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ROOT } from './planted-tree.js';

const FOLDERS = ['src', 'migrations', 'simulators', 'tools', 'test', 'bench', 'web'];
const LONGEST = 300;
/** Made from docs/openapi.json and checked against it. */
const GENERATED = 'web/src/api/schema.d.ts';

const filesOf = (folder: string) =>
  existsSync(join(ROOT, folder))
    ? readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => join(parentPath, name).slice(ROOT.length + 1))
        .filter((file) => !/(^|\/)(node_modules|dist)\//.test(file))
    : [];
const files = FOLDERS.flatMap(filesOf);

const NOUN = '[a-z0-9]+(-[a-z0-9]+)*';
/** What a module may hold, below `src/<layer>/<module>/`. */
const KINDS = [
  'index',
  'domain/index',
  `domain/${NOUN}`,
  `${NOUN}\\.dto`,
  `${NOUN}\\.controller`,
  `[a-z]+-${NOUN}\\.service`,
  `${NOUN}\\.store`,
  `${NOUN}\\.entity`,
  `on-${NOUN}`,
  `${NOUN}\\.module`,
  `${NOUN}\\.view`,
];
/** Folders of equipment: each a connector to one protocol, the only place that speaks it, or what keeps their values meanwhile. */
const CONNECTOR = `(opcua|mqtt|sparkplug|spool)/${NOUN}`;
/** Folders of recipes: each one thing that is said of a recipe, pure, behind the recipes' pure front door. */
const OF_RECIPES = `domain/(lint|diff|overlay)/${NOUN}`;
const START_UP = ['src/main.ts', 'src/app.module.ts', 'src/server.ts'];

/** Why a file of src is of no kind, or undefined. */
function strange(file: string): string | undefined {
  const [, layer, module, ...rest] = file.split('/');
  if (START_UP.includes(file) || layer === 'kernel' || layer === 'platform') return undefined;
  const own = { equipment: [CONNECTOR], recipes: [OF_RECIPES] }[module ?? ''] ?? [];
  const kinds = [...KINDS, ...own];
  return new RegExp(`^(${kinds.join('|')})(\\.spec)?\\.ts$`).test(rest.join('/')) ? undefined : file;
}

const LAZY = /(^|[/.-])(manag|handl|process|util|helper|common)(e|es|er|ers|ed|ing|or|ors|s)?([/.-]|$)/i;

describe('shape', () => {
  it.each([
    'src/plant/readings/readings.service.ts',
    'src/plant/readings/ReadingStore.ts',
    'src/plant/readings/lib/codec.ts',
    'src/plant/readings/domain/deep/gap.ts',
    'src/plant/readings/opcua/session.ts',
    'src/plant/readings/codec.ts',
    'src/extra.ts',
  ])('%s would be of no kind', (file) => {
    expect(strange(file)).toBe(file);
  });

  it('holds in a module only the kinds of file that a module has', () => {
    expect(files.filter((file) => file.startsWith('src/') && strange(file))).toEqual([]);
  });

  it(`keeps every file within ${LONGEST} lines`, () => {
    const lines = (file: string) => readFileSync(join(ROOT, file), 'utf8').split('\n').length - 1;
    const code = files.filter((file) => /\.(ts|tsx|mjs|cjs)$/.test(file));
    expect(code.length).toBeGreaterThan(50);
    expect(code.filter((file) => file !== GENERATED && lines(file) > LONGEST)).toEqual([]);
  });

  it.each([
    'src/trust/utils/a.ts',
    'src/batch-manager.ts',
    'web/src/commonTypes/x.ts',
    'tools/process.ts',
    'src/helpers.ts',
  ])('%s would be a lazy name', (file) => {
    expect(lazy(file)).toBe(true);
  });

  it('names files and folders in words of the field', () => {
    expect(files.filter(lazy)).toEqual([]);
  });

  it('locks each package with its integrity and no address of a registry', () => {
    const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { resolved?: string; integrity?: string; link?: boolean }>;
    };
    const installed = Object.entries(packages).filter(([name]) => name.startsWith('node_modules/'));
    expect(installed.length).toBeGreaterThan(100);
    expect(installed.filter(([, { resolved }]) => resolved?.startsWith('http')).map(([name]) => name)).toEqual([]);
    expect(installed.filter(([, { integrity, link }]) => !integrity && !link).map(([name]) => name)).toEqual([]);
  });
});

function lazy(file: string): boolean {
  return LAZY.test(file.replace(/([a-z])([A-Z])/g, '$1-$2'));
}
