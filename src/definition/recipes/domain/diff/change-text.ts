import type { Change } from './diff-recipes.js';

/** `action limit of temperature in expand: 36.0–38.0 → 36.2–37.8 Cel` */
export function changeText({ at, what, before, after, kind, part }: Change): string {
  const where = at === '' ? what : `${what} ${part === null ? 'of' : 'in'} ${at}`;
  switch (kind) {
    case 'added':
      return `${where}: added, ${after}`;
    case 'removed':
      return `${where}: removed, was ${before}`;
    case 'moved':
      return `${where}: moved, ${before} → ${after}`;
    case 'changed':
      return `${where}: ${withoutUnit(before ?? '', after ?? '')} → ${after}`;
  }
}

/** A unit that both have is said once, at the end. */
function withoutUnit(before: string, after: string): string {
  const unit = / \S+$/.exec(before)?.[0];
  const number = /^(?:at (?:least|most) )?-?\d[\d.]*(?:–-?\d[\d.]*)?$/;
  const alone = unit === undefined ? before : before.slice(0, -unit.length);
  return unit !== undefined && after.endsWith(unit) && number.test(alone) ? alone : before;
}
