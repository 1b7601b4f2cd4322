import type { Uuid } from '../../../kernel/ids.js';
import type { NewFact } from '../../../trust/ledger/domain/index.js';
import { type CommandFact, decideFail, NOT_BOUND } from './command.js';
import type { LocalFact } from './local-change.js';
import { decidePromptsOver, type PromptFacts } from './prompt.js';
import type { UnitState } from './rows.js';
import { boundBy, type UnitFacts } from './unit.js';

type Over = NewFact<'unit.prompt-ended', PromptFacts['unit.prompt-ended']> | CommandFact | LocalFact;
type Released = NewFact<'unit.released', UnitFacts['unit.released']> | Over;

/** What a batch that lets a unit go has open there: its answers that were not sent yet never are, and nothing is asked of it any more. */
export function decideLetGo(state: UnitState, batch: Uuid): Over[] {
  const unsent = Object.values(state.unit_command).filter(
    (row) => row.batch === batch && row.action === 'answer' && row.state === 'issued',
  );
  return [...unsent.flatMap(({ id }) => decideFail(state, id, NOT_BOUND)), ...decidePromptsOver(state, batch)];
}

/** All that the batch holds of the unit, and before that what it has open there. Refuses with `unit.not-bound`. */
export function decideRelease(state: UnitState, unit: Uuid, batch: Uuid): Released[] {
  const held = boundBy(state, unit, batch);
  return [
    ...decideLetGo(state, batch),
    ...held.map(({ id: binding, position, coi }): Released => ({
      type: 'unit.released',
      values: { binding, position, batch, coi },
    })),
  ];
}
