import { type Duration, seconds } from '../../../definition/unit-classes/domain/index.js';
import type { Rehearsal, RehearsedEvent, RehearsedException } from './rehearsal.js';

/** Something that must have happened; what it does not name may be as it is. */
export interface Happening {
  kind: string;
  step?: string | null;
  round?: string;
  field?: string;
  tag?: string;
  window?: string;
  criticality?: string;
  onBreach?: string;
  deviation?: boolean;
}

/** What must be so at the end of a rehearsal. Lists name all that happened, in any order. */
export interface Expectation {
  complete?: boolean;
  state?: Rehearsal['state'];
  exceptions?: Happening[];
  events?: Happening[];
  deviations?: number;
  values?: Record<string, string>;
  steps?: Record<string, string>;
  rounds?: Record<string, number>;
  lasts?: readonly [Duration, Duration];
  standstill?: { step?: string; code?: string };
  refused?: { step: string; code: string }[];
}

/** Where a rehearsal came out otherwise, in words. */
export interface Difference {
  of: string;
  expected: string;
  got: string;
}

/** Everything in which a rehearsal is not as it must be. */
export function differences(then: Expectation, found: Rehearsal): Difference[] {
  const { values = {}, steps = {}, rounds = {}, refused = [] } = then;
  const began = (step: string) => found.steps.filter((row) => row.step === step && row.started !== null);
  return [
    ...ending(then, found),
    ...happened('exceptions', then.exceptions, found.exceptions),
    ...happened('events', then.events, found.events),
    ...(then.deviations === undefined ? [] : deviating(then.deviations, found)),
    ...Object.entries(values).flatMap(([name, value]) => differs(`value ${name}`, value, found.values[name] ?? 'none')),
    ...Object.entries(steps).flatMap(([step, state]) =>
      differs(`step ${step}`, state, found.steps.findLast((row) => row.step === step)?.state ?? 'none'),
    ),
    ...Object.entries(rounds).flatMap(([step, times]) =>
      differs(`rounds of ${step}`, `${times}`, `${began(step).length}`),
    ),
    ...differs('refused', listed(refused.map(refusal)), listed(found.refused.map(refusal))),
  ];
}

const differs = (of: string, expected: string, got: string): Difference[] =>
  expected === got ? [] : [{ of, expected, got }];

const listed = (texts: string[]): string => (texts.length === 0 ? 'none' : texts.sort().join(', '));

const refusal = ({ step, code }: { step: string; code: string }): string => `${code} at ${step}`;

function ending({ state, complete, standstill, lasts }: Expectation, found: Rehearsal): Difference[] {
  const got = found.standstill === null ? found.state : `${found.state}: ${standing(found)}`;
  if (standstill !== undefined) {
    const { step = found.standstill?.step, code = found.standstill?.code } = standstill;
    const isSo = found.standstill !== null && step === found.standstill.step && code === found.standstill.code;
    return isSo ? [] : [{ of: 'end', expected: `standing: ${code} at ${step}`, got }];
  }
  const wanted = state ?? (complete === false ? null : 'complete');
  const isNot = wanted === null ? found.state === 'complete' : found.state !== wanted;
  const ends = isNot ? [{ of: 'end', expected: wanted ?? 'not complete', got }] : [];
  if (lasts === undefined) return ends;
  const [least, most] = lasts;
  const isWithin = seconds(found.lasted) >= seconds(least) && seconds(found.lasted) <= seconds(most);
  return isWithin ? ends : [...ends, { of: 'lasts', expected: `${least} to ${most}`, got: found.lasted }];
}

const standing = ({ standstill }: Rehearsal): string =>
  `${standstill!.code} at ${standstill!.step ?? 'the batch'} ${JSON.stringify(standstill!.values)}`;

const deviating = (expected: number, { exceptions }: Rehearsal): Difference[] => {
  const opened = exceptions.filter(({ deviation }) => deviation);
  const got = `${opened.length} (${listed(opened.map(inWords))})`;
  return opened.length === expected ? [] : [{ of: 'deviations', expected: `${expected}`, got }];
};

function happened(of: string, expected: Happening[] | undefined, got: RehearsedEvent[]): Difference[] {
  if (expected === undefined) return [];
  const left = [...got];
  const missing = expected.filter((one) => {
    const at = left.findIndex((event) => isThe(one, event));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  if (missing.length === 0 && left.length === 0) return [];
  return [{ of, expected: listed(expected.map(named)), got: listed(got.map(inWords)) }];
}

function isThe({ kind, step, round, ...more }: Happening, event: RehearsedEvent): boolean {
  const known: Record<string, unknown> = { ...event.values, ...event };
  return (
    kind === event.kind &&
    (step === undefined || step === event.step) &&
    (round === undefined || round === event.round) &&
    Object.entries(more).every(([key, value]) => known[key] === value)
  );
}

const named = ({ kind, step, ...more }: Happening): string =>
  [kind, ...(step === undefined ? [] : [`at ${step ?? 'the batch'}`]), ...Object.values(more).map(String)].join(' ');

/** `limit.action at seeding (viability 65.0 %), after PT12M`. */
export function inWords({ kind, step, round, at, values }: RehearsedEvent | RehearsedException): string {
  const { field, tag, window, value, extreme, unit } = values as Record<string, string | number | null | undefined>;
  const what = [field ?? tag ?? window, value ?? extreme, unit].filter((part) => part !== undefined && part !== null);
  const where = step === null ? 'the batch' : round === null ? step : `${step} (${round})`;
  return `${kind} at ${where}${what.length > 0 ? ` (${what.join(' ')})` : ''} after ${at}`;
}
