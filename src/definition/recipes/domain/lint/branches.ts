import type { Choice, Loop } from '../flow.js';
import { type Expression, parseExpression, references } from '../expression.js';
import { domainsOf } from './domains.js';
import { neededBy } from './existence.js';
import { lintFault, type LintFault } from './rules.js';
import type { PlacedBlock, Survey } from './survey.js';
import { type Domain, outcomes } from './truth.js';

const expressionOf = (text: string): Expression | undefined => {
  const parsed = parseExpression(text);
  return 'expression' in parsed ? parsed.expression : undefined;
};

/** Options that no batch can take, and decisions whose answer has no steps. */
export function deadOptions(found: Survey): LintFault[] {
  const [able, inLimits] = [domainsOf(found, false), domainsOf(found, true)];
  return found.blocks.flatMap(({ block, before }) => {
    if (block.kind !== 'choice') return [];
    return block.on === null ? onConditions(block, able, inLimits) : onDecision(block, block.on, before, found);
  });
}

function onConditions(
  block: Choice<object>,
  able: (reference: string) => Domain | undefined,
  inLimits: (reference: string) => Domain | undefined,
): LintFault[] {
  const last = block.options.findIndex(({ when }) => when === null);
  const asked = last < 0 ? block.options : block.options.slice(0, last + 1);
  const faults = block.options.slice(asked.length).map(({ id }, index) => {
    const message = `${block.id}: ${id} comes after the option without a condition`;
    return lintFault('branch.after-otherwise', block, ['options', asked.length + index], message);
  });
  const conditions = asked.map(({ when }) => (when === null ? null : expressionOf(when)));
  if (conditions.some((condition) => condition === undefined)) return faults;
  const [ever, kept] = [able, inLimits].map((domain) => outcomes(conditions as (Expression | null)[], domain));
  if (!ever) return faults;
  asked.forEach(({ id, when }, index) => {
    const path = ['options', index, ...(when === null ? [] : ['when'])];
    const fault = (code: Parameters<typeof lintFault>[0], message: string): unknown =>
      faults.push(lintFault(code, block, path, `${block.id}: ${message}`));
    if (!ever.possible.has(index)) fault('branch.never', `${id} is never taken: ${when} cannot hold`);
    else if (!ever.taken.has(index)) fault('branch.shadowed', `${id} is never taken: an option before it always holds`);
    else if (kept && when !== null && !kept.possible.has(index))
      fault('branch.only-in-breach', `${id} is taken only beyond action limits: ${when}`);
  });
  if (ever.none)
    faults.push(lintFault('branch.no-otherwise', block, ['options'], `${block.id}: for some values no option holds`));
  return faults;
}

function onDecision(block: Choice<object>, on: string, before: ReadonlySet<string>, { phase }: Survey): LintFault[] {
  const decision = phase.get(on);
  const faults: LintFault[] = [];
  if (decision?.kind !== 'decision' || !before.has(on)) {
    const message = `${block.id} follows ${on}, which may not have been decided here`;
    return [lintFault('decision.may-not-exist', block, ['on'], message)];
  }
  for (const { id, then } of decision.options) {
    if (then === 'stop' || block.options.some((option) => option.id === id)) continue;
    faults.push(lintFault('decision.no-way-on', block, ['options'], `${block.id} has no way on for ${on}: ${id}`));
  }
  block.options.forEach((option, index) => {
    const chosen = decision.options.find(({ id }) => id === option.id);
    if (chosen?.then === 'continue') return;
    const because = chosen ? `the batch stops there` : `${on} has no such option`;
    const message = `${block.id}: ${option.id} is never taken: ${because}`;
    faults.push(lintFault('branch.never', block, ['options', index], message));
  });
  return faults;
}

const LARGEST_BOUND = 100;

/** Loops that never end, never run again, or cannot tell when to end. */
export function endlessLoops(found: Survey): LintFault[] {
  const able = domainsOf(found, false);
  return found.blocks.flatMap((placed): LintFault[] => {
    const { block } = placed;
    if (block.kind !== 'loop') return [];
    const fault = (code: Parameters<typeof lintFault>[0], key: string, message: string): LintFault =>
      lintFault(code, block, [key], `${block.id}: ${message}`);
    const faults: LintFault[] = [];
    if (!Number.isInteger(block.max) || block.max < 1) faults.push(fault('loop.no-bound', 'max', 'no bound'));
    else if (block.max === 1) faults.push(fault('loop.runs-once', 'max', 'its bound is one round'));
    else if (block.max > LARGEST_BOUND) faults.push(fault('loop.bound-large', 'max', `${block.max} rounds`));
    const condition = expressionOf(block.until);
    const possible = condition && outcomes([condition], able);
    if (!condition || !possible) return faults;
    if (possible.taken.size === 0) faults.push(fault('loop.never-ends', 'until', `${block.until} cannot hold`));
    else if (!possible.none) faults.push(fault('loop.runs-once', 'until', `${block.until} always holds`));
    else if (!changes(placed, block, condition, found))
      faults.push(
        fault('loop.condition-fixed', 'until', `no step of its body, or beside it, records a value of ${block.until}`),
      );
    return faults;
  });
}

/** Whether a round of the loop, or what runs beside it, records something that the condition reads. */
function changes(placed: PlacedBlock, loop: Loop<object>, condition: Expression, { places, recipe }: Survey): boolean {
  const needs = new Set(references(condition).flatMap((name) => neededBy(name, recipe.parameters)));
  const beside = placed.blocks.filter(({ kind }) => kind === 'parallel');
  return places.some(({ phase, blocks }) => {
    if (!needs.has(phase.id)) return false;
    if (blocks.some(({ block }) => block === loop.id)) return true;
    return beside.some((outer) => blocks.some(({ block, body }) => block === outer.block && body !== outer.body));
  });
}
