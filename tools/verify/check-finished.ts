import { entriesOf } from './asked.js';
import type { BatchState } from './batch-state.js';
import { offsetDue } from './check-entry.js';
import { measureFaults } from './check-measure.js';
import type { Fact } from './fact.js';
import type { Phase } from './recipe.js';
import { type Report, sameJson } from './report.js';
import type { Step } from './rows.js';

/** 211.188(b): a step whose work is done has everything on record that its recipe asks for. */
export function checkFinished(report: Report, state: BatchState, fact: Fact, step: Step, phase: Phase): void {
  const wrong = (what: string, expected: unknown, found: unknown): void =>
    report.wrong(fact.stream, fact.seq, `step ${phase.id} was finished ${what}`, expected, found);
  const { endedAt } = fact.values;
  const ended = step['run'] === null ? fact.happenedAt : step.endedAt;
  if (endedAt !== ended) wrong('at another time than its fact says', ended, endedAt);
  const optional = new Set((phase.fields ?? []).flatMap(({ id, optional: may }) => (may === true ? [id] : [])));
  const asked = [...entriesOf(phase).keys()].filter((name) => !optional.has(name));
  const missing = asked.filter((name) => state.standing(step.id, name) === undefined);
  if (missing.length > 0) wrong('with values missing', 'an entry for each', missing);
  const { decision, run } = step as { decision?: unknown; run?: { state: string } | null };
  if (phase.kind === 'decision' && !phase.options?.some(({ id }) => id === decision))
    wrong(
      'without a decision',
      phase.options?.map(({ id }) => id),
      decision,
    );
  if (phase.kind === 'program' && run?.state !== 'ended') wrong('before its program had ended', 'ended', run?.state);
  if (phase.kind === 'wait') checkWaited(wrong, state, fact, step);
  if (phase.kind === 'clearance')
    for (const { id } of phase.checks ?? []) {
      const said = state.standing(step.id, id)?.value;
      if (said !== undefined && said !== 'true') wrong(`while check ${id} did not stand at yes`, 'true', said);
    }
  if (phase.kind === 'measure') {
    const faults = measureFaults(state, step, phase);
    if (faults.length > 0) wrong('with a measurement that is not whole', 'nothing due', faults);
  }
  if (phase.kind === 'compare') {
    const [due, offset] = [offsetDue(state, step, phase), state.standing(step.id, 'offset')];
    if (due !== null && offset !== undefined && !sameJson(due.inputs, offset.inputs))
      wrong('with an offset of other values than those that stand', due.inputs, offset.inputs);
  }
}

function checkWaited(
  wrong: (what: string, expected: unknown, found: unknown) => void,
  state: BatchState,
  { values }: Fact,
  step: Step,
): void {
  const clock = [...state.timers.values()].find((one) => one.purpose === 'wait' && one.step === step.id);
  if (clock === undefined) return wrong('without a clock for its wait', 'timer.set', 'none');
  if (clock.dueAt > String(values['endedAt'])) wrong('before its wait was over', clock.dueAt, values['endedAt']);
}
