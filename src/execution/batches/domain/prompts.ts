import type { Uuid } from '../../../kernel/ids.js';
import { Refusal } from '../../../kernel/refusal.js';
import type { PromptFacts } from '../../../plant/equipment/domain/index.js';
import type { Draft } from './draft.js';
import { isOver } from './guards.js';
import { raise, record } from './raise.js';
import type { StepRow } from './rows.js';
import { criticalityOf } from './run-program.js';
import { isAtWork } from './tables.js';

type OnUnit<T> = T & { unit: Uuid };

const identityOf = ({ prompt }: { prompt: Uuid }): string => `prompt/${prompt}`;

/** Whose program the unit runs, else the step that is at work on it. */
function stepOf(draft: Draft, { step: id, unit }: { step: Uuid | null; unit: Uuid }): StepRow | null {
  const own = id === null ? null : draft.step(id);
  if (own !== null && own.unit === unit) return own;
  return draft.steps.find((step) => step.unit === unit && isAtWork(step.state)) ?? null;
}

/** The unit waits for a person: on record with why it does; of a code that its class does not know, an exception. */
export function unitPrompted(draft: Draft, fact: OnUnit<PromptFacts['unit.prompted']>): void {
  if (isOver(draft)) return;
  const { prompt, code, text, known, runId, raisedAt: startedAt } = fact;
  const step = stepOf(draft, fact);
  const about = { step, identity: identityOf(fact), startedAt };
  if (known !== null) {
    const values = { prompt, code, title: known.title, because: known.cause, text, runId };
    return record(draft, { ...about, kind: 'prompt.raised', values, endedAt: startedAt });
  }
  raise(draft, {
    ...about,
    ...{ kind: 'prompt.unknown', values: { prompt, code, text, runId }, endedAt: null },
    criticality: step === null ? 'IPC' : criticalityOf(draft, step),
    onBreach: 'supervisor',
  });
}

/** The unit waits no more. What a person said at the unit itself is an exception of its own. */
export function promptEnded(draft: Draft, fact: OnUnit<PromptFacts['unit.prompt-ended']>): void {
  const { prompt, code, ending, answer, command } = fact;
  const unknown = Object.values(draft.state.exception).find(({ identity }) => identity === identityOf(fact));
  if (unknown?.endedAt === null) {
    const { number: exception, step } = unknown;
    draft.add('exception.ended', { exception, step, endedAt: draft.now, values: {} });
  }
  if (isOver(draft) || unknown !== undefined) return;
  const values = { prompt, code, ending, answer, command };
  record(draft, { step: stepOf(draft, fact), kind: 'prompt.ended', identity: `${identityOf(fact)}/ended`, values });
}

/** The unit at which a person answers by a step: the step's, while that is at work. Refuses with `step.not-at-work`. */
export function unitOfReply(draft: Draft, id: Uuid): Uuid {
  const step = draft.step(id);
  if (step.unit === null || !isAtWork(step.state))
    throw new Refusal('conflict', 'step.not-at-work', { step: step.phase, state: step.state });
  return step.unit;
}

/** What a person says to a unit, on record with the command that carries it. */
export function replied(
  draft: Draft,
  { step, ...said }: { step: Uuid; prompt: Uuid; code: string; answer: string; title: string; command: Uuid },
): void {
  const identity = `${identityOf(said)}/${said.command}`;
  record(draft, { step: draft.step(step), kind: 'prompt.answered', identity, values: said });
}
