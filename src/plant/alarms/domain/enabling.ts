import type { AlarmEnabling } from '../../../definition/unit-classes/domain/index.js';

/** What of a unit decides which of its alarms are enabled. */
export interface Use {
  isInService: boolean;
  isBound: boolean;
  /** that run, or are held */
  programs: readonly string[];
}

/** Why an alarm is suppressed by design as the unit is used now; null where it is enabled. */
export function suppressedBecause(enabled: AlarmEnabling, { isInService, isBound, programs }: Use): string | null {
  if (!isInService) return 'unit-out-of-service';
  if (enabled === 'always') return null;
  if (enabled === 'in-use') return isBound ? null : 'not-in-use';
  return enabled.some((program) => programs.includes(program)) ? null : 'program-not-running';
}
