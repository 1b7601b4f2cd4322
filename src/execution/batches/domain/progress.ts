import {
  type AdHocBlock,
  type Block,
  type Choice,
  type Flow,
  isBlock,
  type Loop,
  type Operation,
  type Phase,
  type UnitProcedure,
} from '../../../definition/recipes/domain/index.js';
import { LOOP_ENDED } from './apply-batch.js';
import type { Draft } from './draft.js';
import type { ElementRow, StepRow } from './rows.js';
import { isAtWork, isReopened, isStepOver } from './tables.js';

/** What the procedure comes to where it stands. */
export interface Progress {
  /** steps that have begun and are not over, or whose turn it is */
  open: StepRow[];
  /** choices and loops that the procedure has reached and nobody has decided */
  due: { block: Choice<unknown> | Loop<unknown>; element: ElementRow }[];
  done: boolean;
}

const DONE: Progress = { open: [], due: [], done: true };

type Element = UnitProcedure | Operation | Phase;

const innerOf = (element: UnitProcedure | Operation): readonly Flow<Element>[] =>
  'operations' in element ? element.operations : element.phases;

/** Where a batch stands in its procedure: found from its steps alone, so that it never differs from them. */
export function progressOf(draft: Draft): Progress {
  const { recipe } = draft;
  const inserted = Object.values(draft.state.element).flatMap((element): Progress[] => {
    const block = element.kind === 'ad-hoc' ? adHocOf(draft, element.name) : undefined;
    return block === undefined ? [] : rounds(draft, element, block.phases);
  });
  // signed again beside what goes on; the batch is not done before
  const again = draft.steps.filter(isReopened);
  const reopened = again.length === 0 ? [] : [{ open: again, due: [], done: false }];
  return together([sequence(draft, recipe.procedure, ''), ...inserted, ...reopened]);
}

export const adHocOf = ({ recipe }: Draft, id: string): AdHocBlock | undefined =>
  recipe.adHoc?.find((block) => block.id === id);

const together = (parts: Progress[]): Progress => ({
  open: parts.flatMap(({ open }) => open),
  due: parts.flatMap(({ due }) => due),
  done: parts.every(({ done }) => done),
});

/** One after the other; a repeat goes beside the phase during which it runs. */
function sequence(draft: Draft, body: readonly Flow<Element>[], at: string): Progress {
  const reached: Progress[] = [];
  for (const flow of body) {
    const beside = isBlock(flow) && flow.kind === 'repeat';
    if (reached.some(({ done }) => !done) && !beside) continue;
    reached.push(visit(draft, flow, at));
  }
  return together(reached);
}

function visit(draft: Draft, flow: Flow<Element>, at: string): Progress {
  if (isBlock(flow)) return visitBlock(draft, flow, at);
  if ('kind' in flow) return visitPhase(draft, flow, at);
  return sequence(draft, innerOf(flow), at);
}

/** A phase that has no step was passed under an earlier version; of two steps the later is by the version in force. */
function visitPhase(draft: Draft, { id }: Phase, at: string): Progress {
  const step = draft.steps.findLast(({ phase, rounds: own }) => phase === id && own === at);
  return step === undefined || isStepOver(step.state) || isReopened(step)
    ? DONE
    : { open: [step], due: [], done: false };
}

function visitBlock(draft: Draft, block: Block<Element>, at: string): Progress {
  const element = draft.element(at, block.id);
  if (element === undefined) return DONE;
  switch (block.kind) {
    case 'parallel':
      return together(block.branches.map(({ body }) => sequence(draft, body, at)));
    case 'choice': {
      const taken = block.options.find(({ id }) => id === element.option);
      return taken === undefined
        ? { open: [], due: [{ block, element }], done: false }
        : sequence(draft, taken.body, at);
    }
    case 'loop': {
      const round = sequence(draft, block.body, roundOf(element, element.round));
      const judged = element.option === LOOP_ENDED;
      if (!round.done || judged) return round;
      return { open: [], due: [{ block, element }], done: false };
    }
    case 'repeat':
      return together([...rounds(draft, element, block.body), repeating(draft, block.during, at)]);
  }
}

const rounds = (draft: Draft, element: ElementRow, body: readonly Flow<Element>[]): Progress[] =>
  Array.from({ length: element.round }, (_, index) => sequence(draft, body, roundOf(element, index + 1)));

/** While the phase goes on another round may become due. */
function repeating(draft: Draft, during: string, at: string): Progress {
  const step = draft.steps.findLast(({ phase, rounds: own }) => phase === during && own === at);
  return { open: [], due: [], done: step === undefined || !isAtWork(step.state) };
}

/** The rounds within one round of a block, `feed[2]/`. */
export const roundOf = ({ rounds: outer, name }: Pick<ElementRow, 'rounds' | 'name'>, round: number): string =>
  `${outer}${name}[${round}]/`;
