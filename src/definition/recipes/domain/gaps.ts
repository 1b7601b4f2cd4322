import type { Finding } from '../../unit-classes/domain/index.js';
import { inDevelopment } from './lifecycle.js';
import { isBlockContent, type Pinned } from './pins.js';
import { NOT_GMP } from './recipe.js';
import type { RecipeVersionRow } from './recipe-version.js';

/** What stands between a recipe in development and one that is made for patients. */
export interface Gap {
  /** `gap.…`, or the code of a finding */
  code: string;
  path: string;
  message: string;
}

export interface Known {
  findings: readonly Finding[];
  pinned: readonly Pinned[];
  /** a dry run or tests that its text as it stands passed are on record */
  rehearsed: boolean;
}

/** Empty for a version that is not in development. */
export function gapsOf(row: RecipeVersionRow, { findings, pinned, rehearsed }: Known): Gap[] {
  const { content } = row;
  if (isBlockContent(content) || !inDevelopment(row)) return [];
  const gaps: Gap[] = [{ code: 'gap.stage', path: 'stage', message: 'the text says that it is in development' }];
  if (NOT_GMP.has(content.type ?? 'patient-batch'))
    gaps.push({ code: 'gap.record-type', path: 'type', message: `its record is one of ${content.type}` });
  for (const { code, version, state, development } of pinned) {
    if (development || (state !== 'approved' && state !== 'effective'))
      gaps.push({
        code: 'gap.rests-on',
        path: '',
        message: `${code}@${version} is ${development ? 'in development' : state}`,
      });
  }
  if (!rehearsed)
    gaps.push({ code: 'gap.not-rehearsed', path: '', message: 'no dry run or test that it passed is on record' });
  const errors = findings.filter(({ severity }) => severity === 'error');
  return [...gaps, ...errors.map(({ code, path, message }) => ({ code, path, message }))];
}
