import { useQuery } from '@tanstack/react-query';
import { unitClassesQuery, unitsQuery } from '../api/queries.js';
import type { Tag } from '../api/types.js';

/** The tags of a unit's class, or of a class; none until they are known. */
export function useTags(of: { unit?: string; unitClass?: string }): readonly Tag[] {
  const classes = useQuery(unitClassesQuery).data;
  const units = useQuery(unitsQuery).data;
  const code = of.unitClass ?? units?.find(({ code: unit }) => unit === of.unit)?.unitClass;
  return classes?.find((one) => one.code === code)?.definition.tags ?? [];
}
