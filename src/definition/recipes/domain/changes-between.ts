import type { RecipeVersionRow } from './recipe-version.js';

export interface Change {
  at: string;
  what: string;
  before: string | null;
  after: string | null;
  kind: 'added' | 'removed' | 'changed' | 'moved';
  criticality?: string;
}

/** What changed from one version to another. */
export function changesBetween(_before: RecipeVersionRow | null, _after: RecipeVersionRow): Change[] {
  return [];
}
