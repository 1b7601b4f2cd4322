import { entriesOf } from './asked.js';
import type { BatchState, Step } from './batch-state.js';
import { offsetDue } from './check-entry.js';
import { measureFaults } from './check-measure.js';
import type { Fact } from './fact.js';
import type { Phase } from './recipe.js';
import { type Report, sameJson } from './report.js';

/** 211.188(b): a step whose work is done has everything on record that its recipe asks for. */
export function checkFinished(report: Report, state: BatchState, fact: Fact, step: Step, phase: Phase): void {
  const wrong = (what: string, expected: unknown, found: unknown): void =>
    report.wrong(fact.stream, fact.seq, `step ${phase.id} was finished ${what}`, expected, found);
  const missing = [...entriesOf(phase).keys()].filter((name) => state.standing(step.id, name) === undefined);
  if (missing.length > 0) wrong('with values missing', 'an entry for each', missing);
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
