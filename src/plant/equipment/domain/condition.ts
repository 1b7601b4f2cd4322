import { seconds } from '../../../definition/unit-classes/domain/index.js';
import type { Instant } from '../../../kernel/ids.js';
import { Refusal } from '../../../kernel/refusal.js';
import { isExpired, siteDay } from '../../../kernel/site-day.js';
import type { UnitRow } from './rows.js';
import type { KeptAs, Standing } from './upkeep.js';

/** What stands on a unit's status label. `ready`: it is free, and its class asks for no cleaning. */
export type StatusLabel = 'in-use' | 'clean' | 'to-clean' | 'ready' | 'out-of-service' | 'quarantined';

/** A label with its clock: of a clean unit its clean hold, of one to clean its dirty hold. */
export interface Condition {
  label: StatusLabel;
  /** when the hold ends or ended; null where there is none */
  until: Instant | null;
  /** the hold is over */
  lapsed: boolean;
}

/** Why a unit may not be bound, as the code and values of a refusal. */
export interface Hindrance {
  code: string;
  values: Record<string, unknown>;
}

const bare = (label: StatusLabel): Condition => ({ label, until: null, lapsed: false });

export function conditionOf(unit: UnitRow, kept: KeptAs, now: Instant): Condition {
  const { upkeep, status, quarantine } = unit;
  if (upkeep.outOfService !== null || status === 'out-of-service') return bare('out-of-service');
  if (quarantine !== null) return bare('quarantined');
  if (upkeep.held > 0) return bare('in-use');
  const { cleaned } = upkeep.standing;
  if (isCleanSince(unit, kept) && (cleaned!.until ?? now) >= now)
    return { label: 'clean', until: cleaned!.until, lapsed: false };
  return kept.upkeep?.cleaned === undefined ? bare('ready') : toClean(unit, kept, now);
}

/** The clean hold that is over, or else the dirty hold since the last use. */
function toClean(unit: UnitRow, kept: KeptAs, now: Instant): Condition {
  const { standing, usedUntil } = unit.upkeep;
  if (isCleanSince(unit, kept)) return { label: 'to-clean', until: standing.cleaned!.until, lapsed: true };
  const dirtyHold = kept.upkeep?.cleaned?.dirtyHold;
  if (usedUntil === null || dirtyHold === undefined) return bare('to-clean');
  const until = new Date(Date.parse(usedUntil) + seconds(dirtyHold) * 1000).toISOString();
  return { label: 'to-clean', until, lapsed: until < now };
}

/** Verified clean after its last use. A unit of positions is not soiled by who leaves one of them. */
function isCleanSince({ upkeep: { standing, usedUntil } }: UnitRow, { use }: KeptAs): boolean {
  const soiled = use === 'positions' ? '' : (usedUntil ?? '');
  return standing.cleaned !== undefined && standing.cleaned.at >= soiled;
}

/** All that keeps a unit from a batch by its upkeep: what its class asks for and is not so, and that it is out of service. */
export function hindrances(row: UnitRow, kept: KeptAs, now: Instant): Hindrance[] {
  const unit = row.code;
  const { standing, outOfService, firmware, approved } = row.upkeep;
  const asked = kept.upkeep ?? {};
  const today = siteDay(now, kept.zone);
  const found: Hindrance[] = [];
  const hinder = (code: string, values: Record<string, unknown>): void =>
    void found.push({ code, values: { unit, ...values } });
  const lapsed = (one: Standing | undefined): boolean =>
    one === undefined || (one.until !== null && isExpired(one.until, today));

  if (outOfService !== null) hinder('unit.out-of-service', { reason: outOfService.reason });
  if (asked.qualified && lapsed(standing.qualified))
    hinder('unit.not-qualified', { until: standing.qualified?.until ?? null });
  if (asked.calibrated && lapsed(standing.calibrated))
    hinder('unit.calibration-lapsed', { until: standing.calibrated?.until ?? null });
  if (asked.maintained && lapsed(standing.maintained))
    hinder('unit.maintenance-due', { until: standing.maintained?.until ?? null });
  if (asked.cleaned && !isCleanSince(row, kept)) hinder('unit.not-clean', { usedUntil: row.upkeep.usedUntil });
  else if (asked.cleaned && (standing.cleaned!.until ?? now) < now)
    hinder('unit.clean-hold-lapsed', { until: standing.cleaned!.until });
  const allowed = [...(asked.firmware ?? []), ...approved];
  if (asked.firmware && !allowed.includes(firmware?.version ?? ''))
    hinder('unit.firmware-not-approved', { firmware: firmware?.version ?? null, approved: allowed });
  return found;
}

/** 211.68(a): refuses with the first hindrance. */
export function checkFit(row: UnitRow, kept: KeptAs, now: Instant): void {
  const [first] = hindrances(row, kept, now);
  if (first !== undefined) throw new Refusal('conflict', first.code, first.values);
}
