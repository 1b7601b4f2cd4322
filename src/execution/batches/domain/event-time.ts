import type { Instant, Uuid } from '../../../kernel/ids.js';
import { Refusal } from '../../../kernel/refusal.js';
import { phasesOf, type PlacedPhase } from '../../../definition/recipes/domain/index.js';
import type { Draft } from './draft.js';
import { seenAsIs } from './guards.js';
import { raiseSaid } from './raise.js';
import type { StepRow } from './rows.js';
import type { Signing } from './sign-step.js';
import { witness } from './witness.js';

/** When something happened, as a person states it; `reason` and a second person's `signing` where that is long ago. */
export interface Stated {
  step: Uuid;
  seen: number;
  act: 'start' | 'enter' | 'scan' | 'decide' | 'finish';
  at?: Instant | undefined;
  reason?: string | undefined;
  signing?: Signing | undefined;
  /** what is given with it, as the second person signs it */
  given?: Record<string, unknown>;
}

/** Minutes, where a recipe says nothing. */
export const STATED_WITHIN = 15;

/**
 * Does what a person states to have happened at a time. Without one it happens now. Refuses with `time.in-future`,
 * `time.out-of-order`, `time.by-unit`, and with `entry.late` what is older than the recipe allows without reason and witness.
 */
export function atStatedTime<T>(draft: Draft, stated: Stated, does: () => T): T {
  const { act, at, reason, signing } = stated;
  if (at === undefined) return does();
  const step = draft.step(stated.step);
  seenAsIs(step, stated.seen);
  inOrder(draft, step, act, at);
  const minutes = draft.recipeOf(step).statedWithin ?? STATED_WITHIN;
  draft.when = at;
  if (Date.parse(draft.now) - Date.parse(at) <= minutes * 60_000) return does();
  if (!reason || signing === undefined)
    throw new Refusal('unprocessable', 'entry.late', { at, minutes, needs: ['reason', 'signing'] });
  const signs = witness(draft, step, signing, { act, at, reason, ...stated.given });
  draft.late = true;
  const answer = does();
  // a wrong label is a near miss, and nothing was entered
  if (answer instanceof Refusal) return answer;
  signs();
  raiseSaid(draft, reason, {
    step: draft.step(step.id),
    kind: 'entry.late',
    identity: `late-entry/${signing.id}`,
    values: { act, at, recordedAt: draft.now, minutes, signature: signing.id },
    criticality: 'info',
    onBreach: 'continue',
  });
  return answer;
}

function inOrder(draft: Draft, step: StepRow, act: Stated['act'], at: Instant): void {
  const phase = draft.phase(step);
  if (phase.kind === 'program' && phase.mode !== 'manual' && (act === 'start' || act === 'finish'))
    throw new Refusal('unprocessable', 'time.by-unit', { step: step.phase });
  if (Number.isNaN(Date.parse(at))) throw new Refusal('invalid', 'time.not-an-instant', { at });
  if (at > draft.now) throw new Refusal('unprocessable', 'time.in-future', { at, now: draft.now });
  const notBefore = (act === 'start' ? startable(draft, step) : begun(draft, step, act)).reduce<Instant | null>(
    (last, one) => (last === null || one > last ? one : last),
    null,
  );
  if (notBefore !== null && at < notBefore) throw new Refusal('unprocessable', 'time.out-of-order', { at, notBefore });
}

/** A step's start comes after the end of all that is before it, and after its unit was bound. */
function startable(draft: Draft, step: StepRow): Instant[] {
  const before = draft.steps.filter(({ place }) => place < step.place).filter((one) => !beside(draft, one, step));
  const ends = before.flatMap(({ endedAt }) => endedAt ?? []);
  return [draft.batch.issuedAt, ...ends, ...[draft.bindingOf(step.unitProcedure)?.boundAt ?? []].flat()];
}

function begun(draft: Draft, { id, startedAt }: StepRow, act: Stated['act']): Instant[] {
  const entered = Object.values(draft.state.entry).flatMap(({ step, at }) => (step === id ? [at] : []));
  return [...[startedAt ?? []].flat(), ...(act === 'finish' ? entered : [])];
}

/** Whether two steps stand in different branches of a parallel block, so that neither is before the other. */
function beside(draft: Draft, one: StepRow, other: StepRow): boolean {
  const blocks = ({ phase }: StepRow): PlacedPhase['blocks'] =>
    phasesOf(draft.recipe).find((placed) => placed.phase.id === phase)?.blocks ?? [];
  const theirs = blocks(other);
  return blocks(one).some(
    ({ block, kind, body }) =>
      kind === 'parallel' && theirs.some((their) => their.block === block && their.body !== body),
  );
}
