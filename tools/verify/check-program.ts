import type { BatchState } from './batch-state.js';
import { calculated, holds } from './evaluate.js';
import type { GoneBy } from './check-corrections.js';
import { isWithin } from './decimal.js';
import type { Fact } from './fact.js';
import { classOf, type Phase, type Quantity, type Settable } from './recipe.js';
import type { Report } from './report.js';
import type { Step } from './rows.js';
import { UnknownUnit } from './units.js';
import { inputsOf, valuesAt } from './values.js';

const LENGTH = 'duration';

/** A unit is told to run the program of the phase with what the recipe sets, and to end it early only where its condition holds. */
export function checkProgram(report: Report, state: BatchState, fact: Fact, step: Step, phase: Phase): GoneBy[] {
  const goneBy = (formulas: string[]): GoneBy[] => {
    const inputs = inputsOf(formulas, valuesAt(state));
    return [{ of: 'program', id: phase.id, rounds: step.rounds, formulas, inputs, seq: fact.seq }];
  };
  if (fact.type === 'step.program-requested') {
    checkRequest(report, state, fact, step, phase);
    return goneBy((phase.set ?? []).flatMap(({ formula }) => formula ?? []));
  }
  if (fact.type !== 'step.program-end-due') return [];
  checkEndDue(report, state, fact, phase);
  return goneBy([phase.until?.or ?? 'true']);
}

function checkEndDue(report: Report, state: BatchState, { stream, seq, values }: Fact, phase: Phase): void {
  const condition = phase.until?.or;
  const known = valuesAt(state);
  if (condition === undefined || !holds(condition, known))
    return report.wrong(
      stream,
      seq,
      `program ${phase.id} was ended though its condition does not hold`,
      condition,
      false,
    );
  const what = `program ${phase.id} was ended by other values than those that stood`;
  report.same(stream, seq, what, inputsOf([condition], known), values['inputs']);
}

function checkRequest(
  report: Report,
  state: BatchState,
  { stream, seq, values }: Fact,
  step: Step,
  phase: Phase,
): void {
  const same = (what: string, expected: unknown, found: unknown): boolean =>
    report.same(stream, seq, `step ${phase.id}: ${what}`, expected, found);
  same('another program was asked for', phase.program, values['program']);
  const given = values['set'] as Record<string, Quantity>;
  const asked = (phase.set ?? []).filter(({ name }) => name !== LENGTH);
  same('other parameters were set', asked.map(({ name }) => name).sort(), Object.keys(given).sort());
  for (const { name, value, formula } of asked) {
    const found = given[name];
    if (found === undefined) continue;
    if (formula === undefined) {
      same(`${name} was set to another value`, value, found);
      continue;
    }
    const offered = settableOf(state, step, phase, name);
    if (offered === undefined) continue;
    const { unit, range } = offered;
    try {
      const rounding = { significant: 15, mode: 'half-even' };
      same(`${name} is not what its formula makes`, calculated({ formula, unit, rounding }, valuesAt(state)), found);
    } catch (error) {
      if (!(error instanceof UnknownUnit)) throw error;
      report.notChecked.push(`${phase.id} ${name}: not recomputed, for unit ${error.message} is not known here`);
    }
    if (!isWithin(found.value, range))
      report.wrong(stream, seq, `${name} was set beyond what the unit allows`, range, found);
  }
  if (phase.until?.ends === 'after') same('it was to run for another time', phase.until.after, values['after']);
}

function settableOf(state: BatchState, step: Step, { program, set = [] }: Phase, name: string): Settable | undefined {
  const target = set.find((one) => one.name === name)?.target;
  const { setpoints = [], programs = [] } = classOf(state.recipeOf(step), step.unitProcedure) ?? {};
  const offered = target === 'setpoint' ? setpoints : programs.find((one) => one.name === program)?.parameters;
  return offered?.find((one) => one.name === name);
}
