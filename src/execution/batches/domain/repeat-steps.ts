import type { Instant } from '../../../kernel/ids.js';
import { bodiesOf, type Flow, isBlock, type Repeat } from '../../../definition/recipes/domain/index.js';
import { scaledMs } from '../../rules/domain/index.js';
import { addRound } from './conclude.js';
import type { Draft } from './draft.js';
import { roundOf } from './progress.js';
import { raise, record } from './raise.js';
import type { ElementRow, StepRow, TimerRow } from './rows.js';
import { isAtWork } from './tables.js';
import { cancelStepTimers, later, setTimer } from './windows.js';

type Body = readonly Flow<unknown>[];

/** Every repeat of a recipe, wherever it stands. */
function repeatsIn(body: Body): Repeat<unknown>[] {
  return body.flatMap((flow): Repeat<unknown>[] => {
    const one = flow as object;
    if (isBlock(one as Flow<object>)) {
      const block = one as Repeat<unknown>;
      return [
        ...(block.kind === 'repeat' ? [block] : []),
        ...bodiesOf(block).flatMap((inner) => repeatsIn(inner.body)),
      ];
    }
    if ('operations' in one) return repeatsIn(one.operations as Body);
    return 'phases' in one ? repeatsIn(one.phases as Body) : [];
  });
}

const elementOf = (draft: Draft, { rounds }: StepRow, id: string): ElementRow | undefined => draft.element(rounds, id);

/** What is repeated while a step runs becomes due for the first time. */
export function startRepeats(draft: Draft, step: StepRow): void {
  for (const { id, during, every } of repeatsIn(draft.recipe.procedure))
    if (during === step.phase && elementOf(draft, step, id) !== undefined)
      setTimer(draft, 'repeat-due', later(draft.when, scaledMs(every, draft.speed)), { step: step.id, window: id });
}

/** Another round is due, and the one after it in time; one that is not done when the next is due is a thing to trend. */
export function repeatDue(draft: Draft, { step: id, window, dueAt }: TimerRow): void {
  const step = draft.step(id!);
  const block = repeatsIn(draft.recipe.procedure).find((one) => one.id === window);
  const element = elementOf(draft, step, window!);
  if (block === undefined || element === undefined || !isAtWork(step.state)) return;
  const open = draft.steps.some(
    ({ rounds, state }) => rounds.startsWith(`${element.rounds}${element.name}[`) && state === 'idle',
  );
  const round = element.round + 1;
  if (open) {
    const identity = `repeat/${element.rounds}${element.name}/${round}`;
    const values = { repeat: element.name, round };
    record(draft, { step, kind: 'repeat.overdue', identity, values, startedAt: dueAt });
  }
  addRound(draft, element, block.body, round);
  setTimer(draft, 'repeat-due', later(dueAt, scaledMs(block.every, draft.speed)), { step: step.id, window });
}

/** Of the interval: a round that fell due so shortly before the end coincides with it, and is none that was missed. */
const AT_THE_END = 0.1;

/**
 * What was repeated during a step is not due again when that has ended. A round that has begun is finished; one that nobody began
 * looks at nothing any more: it is omitted, and where it was due well before the end, that it was missed is an exception.
 */
export function endRepeats(draft: Draft, step: StepRow, endedAt: Instant): void {
  cancelStepTimers(draft, step, 'repeat-due');
  for (const { id, during, every } of repeatsIn(draft.recipe.procedure)) {
    const element = during === step.phase ? elementOf(draft, step, id) : undefined;
    if (element === undefined) continue;
    const clocks = Object.values(draft.state.timer).filter(
      (timer) => timer.step === step.id && timer.window === id && timer.state === 'fired',
    );
    const margin = scaledMs(every, draft.speed) * AT_THE_END;
    const left = Array.from({ length: element.round }, (_, index) => {
      const own = draft.steps.filter(({ rounds }) => rounds.startsWith(roundOf(element, index + 1)));
      return own.every(({ state }) => state === 'idle') ? [{ round: index + 1, own, dueAt: clocks[index]?.dueAt }] : [];
    }).flat();
    if (left.length === 0) continue;
    draft.add('steps.omitted', { element: element.id, steps: left.flatMap(({ own }) => own.map((one) => one.id)) });
    for (const { round, dueAt } of left)
      if (dueAt !== undefined && later(dueAt, margin) <= endedAt)
        raise(draft, {
          step: draft.step(step.id),
          kind: 'repeat.missed',
          identity: `repeat/${element.rounds}${element.name}/${round}/missed`,
          values: { repeat: element.name, round, dueAt, endedAt },
          startedAt: dueAt,
          endedAt,
          criticality: 'IPC',
          onBreach: 'continue',
        });
  }
}
