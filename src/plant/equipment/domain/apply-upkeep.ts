import type { Instant } from '../../../kernel/ids.js';
import { type Fact, patch, put } from '../../../trust/ledger/domain/index.js';
import type { UnitState } from './rows.js';
import type { Upkeep, UpkeepAct, UpkeepDone, UpkeepFacts, UpkeepRow } from './upkeep.js';

const keep = (state: UnitState, unit: string, columns: Partial<Upkeep>): UnitState =>
  patch(state, 'unit', unit, { upkeep: { ...state.unit[unit]!.upkeep, ...columns } });

export const bound = (state: UnitState, unit: string): UnitState =>
  keep(state, unit, { held: state.unit[unit]!.upkeep.held + 1 });

export const released = (state: UnitState, unit: string, at: Instant): UnitState =>
  keep(state, unit, { held: state.unit[unit]!.upkeep.held - 1, usedUntil: at });

/** An act on its way to its verifier; only what takes the unit out of use counts already. */
export const applyPerformed =
  (act: UpkeepAct) =>
  (state: UnitState, { values: { upkeep: id, ...values }, at }: Fact<string, UpkeepDone>, unit: string): UnitState => {
    const row: UpkeepRow = {
      id,
      unit,
      act,
      ...values,
      performedAt: at,
      verifiedAt: null,
      refusedAt: null,
      refusal: null,
    };
    const known = put(state, 'unit_upkeep', id, row);
    if (act !== 'taken-out-of-service') return known;
    return keep(known, unit, { outOfService: { reason: values.remark, since: values.doneAt } });
  };

export function applyVerified(
  before: UnitState,
  { values: { upkeep, counts }, at }: Fact<string, UpkeepFacts['unit.upkeep-verified']>,
  unit: string,
): UnitState {
  const state = patch(before, 'unit_upkeep', upkeep, { verifiedAt: at });
  return counts ? keep(state, unit, given(state.unit[unit]!.upkeep, state.unit_upkeep[upkeep]!)) : state;
}

export const applyRefused = (
  state: UnitState,
  { values: { upkeep }, at, reason }: Fact<'unit.upkeep-refused', UpkeepFacts['unit.upkeep-refused']>,
): UnitState => patch(state, 'unit_upkeep', upkeep, { refusedAt: at, refusal: reason ?? '' });

function given({ standing, approved }: Upkeep, { id, act, doneAt, until, version }: UpkeepRow): Partial<Upkeep> {
  switch (act) {
    case 'cleaned':
    case 'calibrated':
    case 'qualified':
    case 'maintained':
      return { standing: { ...standing, [act]: { upkeep: id, at: doneAt, until } } };
    case 'firmware-reported':
      return { firmware: { version: version!, at: doneAt } };
    case 'firmware-approved':
      return { approved: [...approved, version!] };
    case 'returned-to-service':
      return { outOfService: null };
    case 'taken-out-of-service':
      return {};
  }
}
