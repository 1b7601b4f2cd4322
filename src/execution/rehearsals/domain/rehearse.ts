import { Refusal } from '../../../kernel/refusal.js';
import type { MasterRecipe } from '../../../definition/recipes/domain/index.js';
import type { Act } from './act.js';
import { Crew } from './crew.js';
import { Interventions } from './interventions.js';
import { type Rehearsal, type Standstill, tell } from './rehearsal.js';
import type { Script } from './script.js';
import { Signals } from './signals.js';
import { Stage } from './stage.js';
import { StepWork } from './step-work.js';
import { Units } from './units.js';
import { Watch } from './watch.js';
import { Work } from './work.js';

/** A rehearsal that has not ended by then never will. */
const MOST_TURNS = 100_000;
const LONGEST_MS = 400 * 86_400_000;

/**
 * Runs a recipe in virtual time on the engine that runs batches: its decisions, its facts, its monitors. Units, readings and
 * people are simulated; what the script does not say goes as it should. The same recipe and script give the same result.
 * Yields between turns of some milliseconds at most, so that others may have theirs.
 */
export function* rehearsing(recipe: MasterRecipe, script: Script = {}): Generator<void, Rehearsal> {
  const stage = new Stage(recipe, script);
  const units = new Units(stage);
  const signals = new Signals(stage, units);
  const watch = new Watch(stage, signals);
  const work = new Work(stage, signals);
  const crew = new Crew(stage, new StepWork(stage, units, work));
  const beside = new Interventions(stage, work.refused);
  let stuck: Standstill | null = null;
  for (let turn = 0; stuck === null && !isOver(stage, units); turn++) {
    yield;
    units.listen();
    if (stage.fireTimers() || units.speak()) {
      watch.endOver();
      continue;
    }
    const acts = [...beside.acts(), ...crew.acts()];
    const refused = doFirst(acts.filter(({ at }) => at <= stage.clock));
    if (refused === null) continue;
    const next = Math.min(stage.nextTimer(), units.next(), ...acts.flatMap(({ at }) => (at > stage.clock ? [at] : [])));
    if (!Number.isFinite(next)) stuck = refused[0] ?? nothingDue(stage);
    else if (turn > MOST_TURNS || stage.elapsed > LONGEST_MS)
      stuck = { ...nothingDue(stage), code: 'rehearsal.endless' };
    else watch.passTo(next);
  }
  return tell(stage, { refused: [...work.refused, ...beside.undone()], standstill: stuck });
}

/** As `rehearsing`, at one go. */
export function rehearse(recipe: MasterRecipe, script: Script = {}): Rehearsal {
  const run = rehearsing(recipe, script);
  for (let next = run.next(); ; next = run.next()) if (next.done) return next.value;
}

const OVER = new Set(['complete', 'stopped', 'aborted']);

const isOver = ({ batch: { state } }: Stage, units: Units): boolean => OVER.has(state) && !units.busy;

/** Does the first thing that the engine allows; null then, or every refusal. */
function doFirst(acts: readonly Act[]): Standstill[] | null {
  const refused: Standstill[] = [];
  for (const { step, does } of acts) {
    try {
      does();
      return null;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refused.push({ step: step?.phase ?? null, code: error.code, values: error.values });
    }
  }
  return refused;
}

function nothingDue(stage: Stage): Standstill {
  const open = stage.steps.find(({ state }) => state !== 'idle' && state !== 'complete' && state !== 'omitted');
  const next = open ?? stage.steps.find(({ state }) => state === 'idle');
  const values = { batch: stage.batch.state, state: next?.state ?? null };
  return { step: next?.phase ?? null, code: 'rehearsal.nothing-due', values };
}
