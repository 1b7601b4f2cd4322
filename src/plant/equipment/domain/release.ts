import type { Uuid } from '../../../kernel/ids.js';
import type { NewFact } from '../../../trust/ledger/domain/index.js';
import { decidePromptsOver, type PromptFacts } from './prompt.js';
import type { UnitState } from './rows.js';
import { boundBy, type UnitFacts } from './unit.js';

type Released =
  NewFact<'unit.released', UnitFacts['unit.released']> | NewFact<'unit.prompt-ended', PromptFacts['unit.prompt-ended']>;

/** All that the batch holds of the unit, and before that what the unit waits for in its name. Refuses with `unit.not-bound`. */
export function decideRelease(state: UnitState, unit: Uuid, batch: Uuid): Released[] {
  const held = boundBy(state, unit, batch);
  return [
    ...decidePromptsOver(state, batch),
    ...held.map(({ id: binding, position, coi }): Released => ({
      type: 'unit.released',
      values: { binding, position, batch, coi },
    })),
  ];
}
