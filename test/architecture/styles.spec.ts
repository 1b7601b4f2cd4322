import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const IMPORT = /^import (\w+) from '([^']+\.module\.css)';$/gm;

/** Classes of style sheets that a page names, as `file: sheet.class`. */
function namedIn(file: string): { where: string; sheet: string; name: string }[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(IMPORT)].flatMap(([, local, path]) => {
    const sheet = join(dirname(file), path!);
    const code = text.replaceAll(/'[^'\n]*'/g, "''");
    const names = [...code.matchAll(new RegExp(`\\b${local}\\.(\\w+)`, 'g'))].map(([, name]) => name!);
    return [...new Set(names)].map((name) => ({ where: `${file}: ${local}.${name}`, sheet, name }));
  });
}

const classesOf = (sheet: string): Set<string> =>
  new Set([...readFileSync(sheet, 'utf8').matchAll(/\.([A-Za-z][\w-]*)/g)].map(([, name]) => name!));

describe('the pages', () => {
  const named = globSync('web/src/**/*.tsx').flatMap(namedIn);

  it('name no class that their style sheet does not have', () => {
    expect(named.length).toBeGreaterThan(300);
    expect(named.filter(({ sheet, name }) => !classesOf(sheet).has(name)).map(({ where }) => where)).toEqual([]);
  });
});
