import type { Uuid } from '../../kernel/ids.js';
import type { KnownConditions, Use } from './domain/index.js';
import type { KnownUnit } from './know-alarms.service.js';
import type { Sighting } from './state-alarms.service.js';
import type { Watch } from './watch.store.js';

/** What was found of one unit, or of one site where `unit` is null. */
export interface Looked {
  unit: Uuid | null;
  sightings: Sighting[];
  /** as they were known, where conditions were looked at */
  conditions: KnownConditions | null;
  watch: Omit<Watch, 'conditions'> | null;
}

/** Who uses units, and for what. */
export interface UseOf {
  batches: ReadonlyMap<Uuid, Uuid[]>;
  programs: ReadonlyMap<Uuid, string[]>;
}

export const useOf = ({ unit: { id }, isInService }: KnownUnit, { batches, programs }: UseOf): Use => ({
  ...{ isInService, isBound: batches.has(id), programs: programs.get(id) ?? [] },
});
