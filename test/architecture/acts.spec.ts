import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { ACT_GROUPS, actsOf, isCritical, KINDS } from '../../src/outlook/trail/domain/index.js';

const TYPE = '([a-z]+(?:-[a-z]+)*\\.[a-z]+(?:-[a-z]+)*)';

/** How a source states a fact, or declares its values. */
const STATED = [`\\btype: '${TYPE}'`, `Fact<\\s*'${TYPE}'`, `\\bstated\\('${TYPE}'`, `failure: '${TYPE}'`].map(
  (pattern) => new RegExp(pattern, 'g'),
);
const DECLARED = new RegExp(`interface \\w*Facts \\{|type \\w*Facts = `);
const KEY = new RegExp(`^  '${TYPE}': `, 'gm');

async function factTypes(): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for await (const file of glob('src/**/*.ts')) {
    if (file.endsWith('.spec.ts')) continue;
    const text = readFileSync(file, 'utf8');
    const patterns = DECLARED.test(text) ? [...STATED, KEY] : STATED;
    for (const pattern of patterns) for (const [, type] of text.matchAll(pattern)) found.set(type!, file);
  }
  return found;
}

describe('the classes of facts', () => {
  let types: Map<string, string>;
  beforeAll(async () => {
    types = await factTypes();
  });

  it('An.11-9: name each fact that the server can state; a new one is put in src/outlook/trail/domain/acts.ts', () => {
    expect(types.size).toBeGreaterThan(150);
    expect([...types].filter(([type]) => !ACT_GROUPS.has(type))).toEqual([]);
  });

  it('11.10(d): know whose eyes each kind of stream is for; a new one is put in src/outlook/trail/domain/kinds.ts', async () => {
    const kinds: string[] = [];
    for await (const file of glob('src/**/domain/!(*.spec).ts'))
      for (const [, kind] of readFileSync(file, 'utf8').matchAll(/kind: '([a-z-]+)',\s*empty:/g)) kinds.push(kind!);
    expect(kinds.length).toBeGreaterThan(15);
    expect(kinds.filter((kind) => !KINDS.includes(kind))).toEqual([]);
  });

  it('name no fact that nobody states', () => {
    const sources = new Set([...types.keys()]);
    const nowhere = [...ACT_GROUPS.keys()].map((act) => act.split(':')[0]!).filter((type) => !sources.has(type));
    expect(nowhere.filter((type) => !WRITTEN_OTHERWISE.has(type))).toEqual([]);
  });

  it('An.11-9: count as critical what changes rights, definitions and what was recorded', () => {
    const critical = [
      'role.granted',
      'recipe.made-effective',
      'entry.recorded:corrected',
      'access-policy.changed',
      'clock.jumped',
    ];
    expect(critical.filter((act) => !isCritical(act))).toEqual([]);
    expect(['entry.recorded', 'timer.set', 'session.started'].filter(isCritical)).toEqual([]);
    expect(actsOf('role.*').sort()).toEqual(['role.changed', 'role.granted', 'role.revoked']);
  });
});

/** Chosen or put together where they are stated. */
const WRITTEN_OTHERWISE = new Set([
  ...['set-up.refused', 'ledger.checked', 'ledger.broken'],
  ...['cleaned', 'calibrated', 'qualified', 'maintained', 'firmware-reported', 'firmware-approved'].map(
    (act) => `unit.${act}`,
  ),
  ...['taken-out-of-service', 'returned-to-service'].map((act) => `unit.${act}`),
]);
