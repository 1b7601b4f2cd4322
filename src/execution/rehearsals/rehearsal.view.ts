import type { RehearsalSummaryDto } from './rehearsal.dto.js';
import type { RehearsalBrief } from './rehearsal.store.js';

/** A rehearsal as a list shows it. */
export const brief = (row: RehearsalBrief): RehearsalSummaryDto => {
  const { id, recipe, code, version, hash, kind, passed, scriptHash, name: by, at } = row;
  return { id, recipe, code, version, hash, kind, passed, scriptHash, by, at };
};
