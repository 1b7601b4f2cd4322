import type { UnitUse, UpkeepRule } from '../../../definition/unit-classes/domain/index.js';
import type { Instant, Uuid } from '../../../kernel/ids.js';

/** What good standing an act gives a unit, until it lapses. */
export const STANDINGS = ['cleaned', 'calibrated', 'qualified', 'maintained'] as const;

/** What people do to a unit so that it stays fit for use, or leaves use. */
export const UPKEEP_ACTS = [
  ...STANDINGS,
  ...(['firmware-reported', 'firmware-approved', 'taken-out-of-service', 'returned-to-service'] as const),
] as const;

export type StandingAct = (typeof STANDINGS)[number];
export type UpkeepAct = (typeof UPKEEP_ACTS)[number];

export interface Standing {
  upkeep: Uuid;
  at: Instant;
  /** of cleaning an instant, else a day that is good to its end at the site; null where it does not lapse */
  until: string | null;
}

/** How a unit stands. What lets it be used counts once it is verified; what takes it out of use counts at once. */
export interface Upkeep {
  /** how many batches hold it, or positions of it */
  held: number;
  /** when a batch last left it */
  usedUntil: Instant | null;
  standing: { [A in StandingAct]?: Standing };
  firmware: { version: string; at: Instant } | null;
  /** versions of firmware that are approved for this unit */
  approved: string[];
  outOfService: { reason: string; since: Instant } | null;
}

export const NEVER_KEPT: Upkeep = {
  ...{ held: 0, usedUntil: null, standing: {}, firmware: null, approved: [], outOfService: null },
};

/** One act, signed by who did it and then by who checked it. */
export interface UpkeepRow {
  id: Uuid;
  unit: Uuid;
  act: UpkeepAct;
  doneAt: Instant;
  until: string | null;
  version: string | null;
  remark: string;
  performedBy: Uuid;
  performedAt: Instant;
  verifiedAt: Instant | null;
  /** when its second person refused it, and why: it has no effect then */
  refusedAt: Instant | null;
  refusal: string | null;
}

/** What a unit's class asks of it, and the zone in which its days end. */
export interface KeptAs {
  use: UnitUse;
  upkeep?: UpkeepRule;
  zone: string;
}

// a type, not an interface: only that has the index signature of a fact's values
export type UpkeepDone = {
  upkeep: Uuid;
  doneAt: Instant;
  until: string | null;
  version: string | null;
  remark: string;
  performedBy: Uuid;
};

/** `counts`: false where a later act has taken its place before it was verified. */
export type UpkeepFacts = { [A in UpkeepAct as `unit.${A}`]: UpkeepDone } & {
  'unit.upkeep-verified': { upkeep: Uuid; act: UpkeepAct; counts: boolean };
  /** its reason is the fact's */
  'unit.upkeep-refused': { upkeep: Uuid; act: UpkeepAct };
};
