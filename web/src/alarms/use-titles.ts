import { useQuery } from '@tanstack/react-query';
import { unitClassesQuery, unitsQuery } from '../api/queries.js';
import type { Tag } from '../api/types.js';
import type { TitleOf } from './alarm-words.js';

/** Titles of tags, as the kind of their unit names them. */
export function useTitles(): TitleOf {
  const classes = useQuery(unitClassesQuery).data;
  const units = useQuery(unitsQuery).data;
  return (unit, tag) => {
    const kind = units?.find(({ code }) => code === unit)?.unitClass;
    const tags: readonly Tag[] = classes?.find(({ code }) => code === kind)?.definition.tags ?? [];
    return tags.find((one) => one.tag === tag)?.title ?? tag;
  };
}
