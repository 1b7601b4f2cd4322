import type { BatchState } from './batch-state.js';
import { inRound } from './expand.js';
import { type Block, type Choice, type Flow, insideOf, isBlock, isPhase, type Loop, type Recipe } from './recipe.js';
import type { Element, Step } from './rows.js';

const OVER = new Set(['complete', 'stopped', 'aborted', 'skipped', 'omitted']);
const AT_WORK = new Set(['running', 'holding', 'held', 'restarting', 'paused']);

export const isOver = ({ state }: Pick<Step, 'state'>): boolean => OVER.has(state);
export const isAtWork = ({ state }: Pick<Step, 'state'>): boolean => AT_WORK.has(state);

/** Complete before one of its values was corrected: it is signed again, and what comes later goes on meanwhile. */
export const isReopened = ({ state, completedAt }: Step): boolean => state === 'completing' && completedAt !== null;

/** How far a batch has come in the procedure of its recipe. */
export interface Progress {
  /** steps whose turn it is, or that have begun and are not over */
  open: Step[];
  /** choices and loops that the procedure has come to, and nothing has said yet which way it goes on */
  undecided: { block: Choice | Loop; element: Element }[];
  done: boolean;
}

/** Walks the procedure: sequence, parallel branches, the option taken, rounds of loops, and repeats beside their phase. */
export function progressOf(state: BatchState, recipe: Recipe): Progress {
  const walk = new Walk(state);
  const done = walk.sequence(recipe.procedure, '');
  walk.open.push(...state.inOrder().filter(isReopened));
  for (const element of state.elements.values()) {
    const block = element.kind === 'ad-hoc' ? recipe.adHoc?.find(({ id }) => id === element.name) : undefined;
    if (block !== undefined) walk.rounds(element, block.phases, '');
  }
  return { open: walk.open, undecided: walk.undecided, done: done && walk.open.length === 0 };
}

class Walk {
  readonly open: Step[] = [];
  readonly undecided: Progress['undecided'] = [];

  constructor(private readonly state: BatchState) {}

  /** Whether all of it is done; what comes after something that is not is not looked at, but for what repeats beside it. */
  sequence(flows: Flow[], at: string): boolean {
    let done = true;
    for (const flow of flows) {
      if (!done && !(isBlock(flow) && flow.kind === 'repeat')) continue;
      const own = isPhase(flow)
        ? this.phase(flow.id, at)
        : isBlock(flow)
          ? this.block(flow, at)
          : this.inside(flow, at);
      done &&= own;
    }
    return done;
  }

  private inside(flow: Exclude<Flow, Block | { sign: unknown }>, at: string): boolean {
    return insideOf(flow).every((body) => this.sequence(body, at));
  }

  /** A phase without a step was passed under an earlier version. */
  private phase(phase: string, at: string): boolean {
    const step = this.state.stepIn(phase, at);
    if (step === undefined || isOver(step) || isReopened(step)) return true;
    this.open.push(step);
    return false;
  }

  private block(block: Block, at: string): boolean {
    const element = this.state.elementAt(block.id, at);
    if (element === undefined) return true;
    switch (block.kind) {
      case 'parallel':
        return block.branches.map(({ body }) => this.sequence(body, at)).every(Boolean);
      case 'choice': {
        const taken = block.options.find(({ id }) => id === element.option);
        return taken === undefined ? this.waits(block, element) : this.sequence(taken.body, at);
      }
      case 'loop': {
        if (!this.sequence(block.body, inRound(at, block.id, element.round))) return false;
        const { judged, round } = element;
        return (judged?.round === round && judged.ends) || this.waits(block, element);
      }
      case 'repeat': {
        const done = this.rounds(element, block.body, at);
        const during = this.state.stepIn(block.during, at);
        return done && (during === undefined || !isAtWork(during));
      }
    }
  }

  private waits(block: Choice | Loop, element: Element): boolean {
    this.undecided.push({ block, element });
    return false;
  }

  rounds({ name, round }: Element, body: Flow[], at: string): boolean {
    return Array.from({ length: round }, (_, index) => this.sequence(body, inRound(at, name, index + 1))).every(
      Boolean,
    );
  }
}

/** What a unit procedure, operation or block is in, by the states of its steps (IEC 61512-1). */
export function stateOf(steps: readonly string[]): string {
  const some = (state: string): boolean => steps.includes(state);
  for (const passing of ['aborting', 'stopping', 'holding', 'restarting']) if (some(passing)) return passing;
  const done = steps.filter((state) => state !== 'omitted');
  if (steps.length === 0) return 'idle';
  if (done.length === 0) return 'omitted';
  for (const last of ['aborted', 'stopped']) if (some(last)) return last;
  if (done.every((state) => state === 'complete' || state === 'skipped')) return 'complete';
  if (done.every((state) => state === 'idle')) return 'idle';
  for (const one of ['running', 'held', 'paused']) if (some(one)) return one;
  return some('idle') ? 'running' : 'completing';
}

/** The steps of an element. */
export function stepsOf(state: BatchState, { kind, name, rounds }: Element): Step[] {
  const inside = (step: Step): boolean => {
    switch (kind) {
      case 'unit-procedure':
        return step.unitProcedure === name;
      case 'operation':
        return step['operation'] === name;
      case 'parallel':
      case 'choice':
        return blocksOf(state, step).includes(name);
      default:
        return step.rounds.startsWith(`${rounds}${name}[`);
    }
  };
  return state.inOrder().filter((step) => step.rounds.startsWith(rounds) && inside(step));
}

const blocksOf = (state: BatchState, step: Step): string[] => state.placed(step)?.blocks ?? [];
