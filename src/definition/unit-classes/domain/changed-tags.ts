import { canonicalJson } from '../../../kernel/canonical-json.js';
import type { Tag, UnitClass } from './unit-class.js';

/** Tags of a class that a later definition of it lacks, or whose values mean something else in it: of another type, unit or range. */
export function changedTags(was: Pick<UnitClass, 'tags'>, is: Pick<UnitClass, 'tags'>): string[] {
  const meaning = ({ type, unit, range }: Tag): string =>
    canonicalJson({ type, ...(unit !== undefined && { unit }), ...(range !== undefined && { range }) });
  const later = new Map(is.tags.map((tag) => [tag.tag, meaning(tag)]));
  return was.tags.filter((tag) => later.get(tag.tag) !== meaning(tag)).map(({ tag }) => tag);
}
