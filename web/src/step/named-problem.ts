import { Problem } from '../api/problem.js';
import { dayWords, isDay } from '../parts/day.js';
import { word } from '../text/words.js';
import type { StepAtHand } from './step-at-hand.js';

const ONE = ['field', 'material', 'label'];
const MANY = ['fields', 'checks', 'materials', 'labels', 'copies', 'scans'];

/** A refusal with the names that people know in place of the recipe's ids. */
export function named(problem: Problem, { step, names }: Pick<StepAtHand, 'step' | 'names'>): Problem {
  const { status, code, values } = problem;
  const title = (id: unknown): string =>
    names.fields.find((field) => field.step === step.id && field.id === id)?.title ?? String(id);
  const one = ONE.map((key) => values[key]).find((id) => typeof id === 'string');
  const many = MANY.map((key) => values[key]).find((ids): ids is unknown[] => Array.isArray(ids));
  return new Problem(status, code, {
    ...values,
    ...(one === undefined ? {} : { what: title(one) }),
    ...(many === undefined ? {} : { open: many.map(title).join('; ') }),
    ...(typeof values.status === 'string' ? { status: word('lot', values.status).toLowerCase() } : {}),
    ...(typeof values.expiry === 'string' && isDay(values.expiry) ? { expiry: dayWords(values.expiry) } : {}),
  });
}
