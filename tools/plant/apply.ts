import { type Api, ApiProblem } from '../demo/api.js';
import type { Step } from './step.js';

/** What became of one step. */
export interface Outcome {
  step: Step;
  result: 'done' | 'failed' | 'not-tried';
  /** of one that is not done */
  why?: string;
}

/**
 * Does the steps in their order, each a command of the signed-in person with that reason. One that fails is told, what rests on it
 * is not tried, and the others go on; where the server does not answer, or not to this person, nothing more is tried.
 */
export async function applySteps(api: Api, steps: readonly Step[], reason: string): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const undone = new Set<string>();
  let ended: string | null = null;
  for (const step of steps) {
    const missing = step.restsOn.find((id) => undone.has(id));
    const why = ended ?? (missing === undefined ? null : `${missing} is not there as it should be`);
    const { outcome, isEnd } =
      why === null
        ? await done(api, step, reason)
        : { outcome: { step, result: 'not-tried', why } as const, isEnd: false };
    if (outcome.result !== 'done') undone.add(step.id);
    if (isEnd) ended = 'the server was not asked any more';
    outcomes.push(outcome);
  }
  return outcomes;
}

async function done(api: Api, step: Step, reason: string): Promise<{ outcome: Outcome; isEnd: boolean }> {
  const { method, path, body } = step.request;
  const failed = (why: string, isEnd: boolean) => ({ outcome: { step, result: 'failed', why } as const, isEnd });
  try {
    await (method === 'PUT' ? api.put(path, { ...body, reason }) : api.post(path, { ...body, reason }));
    return { outcome: { step, result: 'done' }, isEnd: false };
  } catch (error) {
    if (error instanceof ApiProblem) return failed(error.message, error.status === 401 || error.status === 403);
    const cause = error instanceof Error ? error.message : String(error);
    return failed(`no answer (${cause}): whether it was done, diff will say`, true);
  }
}

const WORDS = {
  add: 'add',
  change: 'change',
  retire: 'take out of service',
  trust: 'trust',
} as const satisfies Record<Step['act'], string>;

/** `add room B3: Ballroom B3` */
export const stepText = ({ act, id, title }: Step): string => `${WORDS[act]} ${id}: ${title}`;

export const outcomeText = ({ step, result, why }: Outcome): string =>
  `${{ done: '✓', failed: '✗', 'not-tried': '–' }[result]} ${stepText(step)}${why === undefined ? '' : `\n    ${why}`}`;
