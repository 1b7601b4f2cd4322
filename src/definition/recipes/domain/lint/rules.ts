import type { Path } from '../../../unit-classes/domain/index.js';

type Severity = 'error' | 'warning';

const error = (why: string) => ({ severity: 'error' as Severity, why });
const warning = (why: string) => ({ severity: 'warning' as Severity, why });

/** Every rule of the lint: whether it stops submission for review, and why it matters. */
export const LINT_RULES = {
  'limit.missing': error('A critical value that nothing judges can be wrong without anyone being told.'),
  'limit.alert-alone': warning(
    'An alert is an event to look at; only an action limit makes an exception that is answered.',
  ),
  'sign.verifier-missing': error(
    'What bears on quality is done by one person and verified by a second (211.101, 211.103).',
  ),
  'skill.nobody': warning('What begins and ends by itself is done by nobody, so nobody is asked for the skill.'),
  'limits.not-nested': error(
    'An alert that does not come before its action limit, or a limit that no value reaches, warns of nothing.',
  ),
  'limits.empty': error('Limits that no value can meet make every batch an exception.'),
  'limits.alert-equals-action': warning('An alert at the action limit comes too late to act on.'),
  'limits.one-value': warning(
    'What is measured is hardly ever one value to the last digit, so nearly every batch would be outside.',
  ),
  'limits.target-outside': error('What the recipe itself asks for would be an exception.'),
  'limits.target-in-alert': warning('A process on target should be quiet; alerts that always come are not heard.'),
  'branch.never': error('Steps that no batch can reach are reviewed and approved for nothing, and hide a mistake.'),
  'branch.shadowed': error('An earlier option always takes its place, so the order of the options hides it.'),
  'branch.after-otherwise': error(
    'The option without a condition takes whatever came to it; those after it are never asked.',
  ),
  'branch.only-in-breach': warning(
    'It is taken only with a value beyond its action limit, where the step has stopped.',
  ),
  'branch.no-otherwise': warning('Where no condition holds nothing is done; say so with an option that has none.'),
  'decision.no-way-on': error('A person may sign an option for which the recipe has no steps.'),
  'decision.may-not-exist': error('A choice that waits for a decision which this way never takes cannot go on.'),
  'loop.no-bound': error('A loop without a bound may hold a patient’s cells for ever.'),
  'loop.bound-large': warning('A bound that is never reached in practice protects nothing.'),
  'loop.runs-once': warning('A loop that never runs again is no loop, and says something else than it does.'),
  'loop.never-ends': error('Its condition can never hold: each batch runs to the bound and ends in an exception.'),
  'loop.condition-fixed': error('Nothing that it repeats can change its condition, so it runs once or to the bound.'),
  'repeat.never-due': error('What it repeats beside ends before the first round is due, so it is never done.'),
  'result.never-in-time': error(
    'The result is entered in its step, which comes after its time is over: every batch is overdue.',
  ),
  'until.never': error('A program that waits for what cannot come true runs to its full length each time.'),
  'tag.unknown': error('The unit class has no such value, so nothing is watched or captured.'),
  'set.unknown': error('The unit class knows no such setting, so the unit would refuse it.'),
  'unit.not-compatible': error('Units that do not convert compare numbers that mean different things.'),
  'monitor.missing': warning('A critical value that the recipe sets and does not watch may drift unseen.'),
  'identity.missing': error(
    'At a hand-over a bag can be another patient’s; only a scan before the first touch finds it.',
  ),
  'identity.unit-not-scanned': warning('A program started for the wrong unit runs on somebody else’s cells.'),
  'formula.may-not-exist': error('A formula whose value was never recorded has no result, and the batch waits there.'),
  'sample.may-not-exist': error('The result of a sample that this way never takes can never be entered.'),
  'parallel.two-units': warning(
    'Both branches need a unit of the class at the same time; a room with one stands still.',
  ),
  'parallel.one-unit': error('A unit runs one program at a time, so the second start is refused by the unit.'),
  'hold.no-safe-state': error('A hold must take a running culture somewhere safe; without one it can only stop.'),
  'label.missing': warning(
    'Material that leaves without a label of its own can be mistaken for another’s (211.125, 211.130).',
  ),
  'picture.missing': error('People would work by a picture that nobody can show them.'),
  'window.never-met': error('The steps between take longer than its longest time: every batch is an exception.'),
  'window.never-runs': error('Its two edges lie on ways that exclude each other, so the time is never watched.'),
} as const satisfies Record<string, { severity: Severity; why: string }>;

export type LintCode = keyof typeof LINT_RULES;

/** What the lint found. Errors stop a recipe from being submitted for review. */
export interface LintFault {
  code: LintCode;
  severity: Severity;
  message: string;
  /** one sentence: what goes wrong in a batch */
  why: string;
  /** the phase, block, field, parameter or window of the recipe that it concerns; null: the recipe as a whole */
  node: object | null;
  /** from the node's own text to the very key */
  path: Path;
}

export const lintFault = (code: LintCode, node: object | null, path: Path, message: string): LintFault => ({
  code,
  ...LINT_RULES[code],
  message,
  node,
  path,
});
