import type { StepRow } from '../../batches/domain/index.js';
import { isOfStep, type Script, type StepScript } from './script.js';

/** The rounds of the blocks around a step, `feed[2]/daily[1]`; null outside loops and repeats. */
export const roundOf = ({ rounds }: Pick<StepRow, 'rounds'>): string | null => rounds.slice(0, -1) || null;

const isRound = ({ rounds }: Pick<StepRow, 'rounds'>, asked: StepScript['round']): boolean =>
  asked === undefined || (typeof asked === 'string' ? rounds === `${asked}/` : rounds.endsWith(`[${asked}]/`));

const merged = new WeakMap<Script, Map<string, StepScript>>();

/** Everything that a script says of a step; of two lines the later holds. */
export function scriptOf(script: Script, step: Pick<StepRow, 'phase' | 'rounds'>): StepScript {
  const all = merged.get(script) ?? new Map<string, StepScript>();
  merged.set(script, all);
  const name = `${step.rounds}${step.phase}`;
  const known = all.get(name) ?? merge(script, step);
  all.set(name, known);
  return known;
}

function merge({ when = [], values = {} }: Script, step: Pick<StepRow, 'phase' | 'rounds'>): StepScript {
  const prefix = `${step.phase}.`;
  const typed = Object.entries(values).flatMap(([name, value]) =>
    name.startsWith(prefix) ? [[name.slice(prefix.length), value] as const] : [],
  );
  return when
    .filter(isOfStep)
    .filter((line) => line.step === step.phase && isRound(step, line.round))
    .reduce<StepScript>((all, line) => ({ ...all, ...line, enter: { ...all.enter, ...line.enter } }), {
      step: step.phase,
      enter: Object.fromEntries(typed),
    });
}
