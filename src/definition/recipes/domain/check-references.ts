import { type PhaseSources, placeOf } from './build-phases.js';
import { type Block, type Choice, type Flow, isBlock } from './flow.js';
import { type Order, orderOf } from './order.js';
import type { Phase, ResultPhase } from './phase.js';
import type { MasterRecipe, Operation, UnitProcedure } from './recipe.js';
import { everyBlock, everyPhase, phaseLists } from './walk.js';

/** Whatever names another phase: a choice its decision, a result its sample, a repeat what it runs beside. */
export function checkReferences(recipe: Pick<MasterRecipe, 'procedure' | 'adHoc'>, sources: PhaseSources): void {
  const order = orderOf(recipe);
  const phases = everyPhase(recipe);
  const named = new Map(phases.map((phase) => [phase.id, phase]));
  for (const block of everyBlock(recipe)) if (block.kind === 'choice') checkChoice(block, named, order, sources);
  for (const phase of phases) if (phase.kind === 'result') checkSample(phase, named, order, sources);
  for (const list of phaseLists(recipe)) checkRepeats(list, sources);
}

/** One way to go on for whatever the decision says, or for whatever the values are. */
function checkChoice(
  block: Choice<UnitProcedure> | Choice<Operation> | Choice<Phase>,
  named: ReadonlyMap<string, Phase>,
  order: Order,
  sources: PhaseSources,
): void {
  const fault = (code: string, node: object, key: string[], message: string): unknown =>
    sources.faults.push({ code, path: placeOf(sources, node, ...key), message });
  const { on, options } = block;
  if (on === null) {
    options.forEach((option, index) => {
      const last = index === options.length - 1;
      if (option.when === null && !last)
        fault('choice.otherwise-not-last', option, [], 'taken always: nothing after it ever is');
      if (option.when !== null && last)
        fault('choice.no-otherwise', option, ['when'], 'the last option has no "when": taken where no other holds');
    });
    return;
  }
  for (const option of options)
    if (option.when !== null) fault('choice.decided', option, ['when'], `"${on}" decides, not a condition`);
  const decision = named.get(on);
  if (!decision) return void fault('choice.unknown-decision', block, ['on'], `there is no phase "${on}"`);
  if (decision.kind !== 'decision')
    return void fault('choice.not-a-decision', block, ['on'], `"${on}" decides nothing`);
  if (order.relation(decision, block) !== 'before')
    fault('choice.later-decision', block, ['on'], `"${on}" is not surely decided before`);
  const ways = decision.options.filter(({ then }) => then === 'continue').map(({ id }) => id);
  for (const option of options)
    if (!ways.includes(option.id))
      fault('choice.unknown-option', option, ['id'], `"${on}" has no option "${option.id}" that goes on`);
  for (const way of ways)
    if (!options.some(({ id }) => id === way))
      fault('choice.missing-option', block, ['options'], `"${on}" may go on with "${way}"`);
}

/** A result is that of a sample which an earlier phase surely took. */
function checkSample(phase: ResultPhase, named: ReadonlyMap<string, Phase>, order: Order, sources: PhaseSources): void {
  const fault = (code: string, message: string): unknown =>
    sources.faults.push({ code, path: placeOf(sources, phase, 'of'), message });
  const sample = named.get(phase.of);
  if (!sample) return void fault('result.unknown-sample', `there is no phase "${phase.of}"`);
  if (sample.kind !== 'sample') return void fault('result.not-a-sample', `"${phase.of}" takes no sample`);
  const relation = order.relation(sample, phase);
  if (relation === 'after') fault('result.later-sample', `"${phase.of}" is taken only after this step`);
  else if (relation !== 'before') fault('result.unsure-sample', `"${phase.of}" is not surely taken before`);
}

/** A repeat stands right after what it runs during, or after other repeats of it. */
function checkRepeats(list: readonly Flow<Phase>[], sources: PhaseSources): void {
  list.forEach((flow, index) => {
    if (!isRepeat(flow)) return;
    const during = list.slice(0, index).findLast((before) => !(isRepeat(before) && before.during === flow.during));
    const fault = (code: string, message: string): unknown =>
      sources.faults.push({ code, path: placeOf(sources, flow, 'during'), message });
    if (during?.id !== flow.during)
      fault('repeat.not-beside', `"${flow.during}" does not stand right before it in the same list`);
    else if (during.kind !== 'program' && during.kind !== 'wait')
      fault('repeat.not-running', `"${flow.during}" is neither a program nor a wait`);
  });
}

const isRepeat = (flow: Flow<Phase>): flow is Extract<Block<Phase>, { kind: 'repeat' }> =>
  isBlock(flow) && flow.kind === 'repeat';
