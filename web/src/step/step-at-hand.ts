import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useConnection } from '../api/connection.js';
import { address, type Body } from '../api/routes.js';
import { unitClassesQuery, unitsQuery } from '../api/queries.js';
import type { Problem } from '../api/problem.js';
import type { Batch, BatchAnswer, Step, Tag } from '../api/types.js';
import { useCommand } from '../api/use-command.js';
import type { Names } from '../parts/happening.js';
import { namesIn } from './names.js';
import { type Stated, useStated } from './use-stated.js';
import { usePerson, useZone, type Person } from '../session/use-session.js';

const STEP = '/api/batches/{id}/steps/{step}';

type StepVerb =
  | ('start' | 'scan' | 'entries' | 'capture' | 'material' | 'count' | 'reconcile' | 'decide' | 'complete')
  | ('take-over' | 'correct' | 'pause' | 'resume');

/** What may be stated to have happened before now. */
const STATED: ReadonlySet<StepVerb> = new Set(['start', 'scan', 'entries', 'decide', 'complete']);
/** What a verb needs besides the version that was seen. */
type Said<V extends StepVerb> = Omit<Body<`${typeof STEP}/${V}`>, 'seen'>;

/** A step, the batch that it is of, and who stands before it. */
export interface StepAtHand {
  batch: Batch;
  step: Step;
  person: Person;
  zone: string;
  names: Names;
  /** code of the unit that the step is done on; null by hand */
  unit: string | null;
  /** why nothing can be done just now, or null */
  barred: 'offline' | 'noRight' | null;
  /** when what is recorded next happened */
  stated: Stated;
}

/** Names for what happens in a batch: of its entries, of its hold times, of the tags that its kinds of unit have. */
export function useNames(batch: Batch): Names {
  const classes = useQuery(unitClassesQuery).data;
  return useMemo(() => {
    const used = new Set(batch.unitProcedures.map(({ unitClass }) => unitClass));
    const tags = (classes ?? [])
      .filter(({ code }) => used.has(code))
      .flatMap((one): Tag[] => one.definition.tags ?? []);
    return { ...namesIn(batch), tags };
  }, [batch, classes]);
}

/** Code of the unit that a step runs or ran on; of one that has not begun, of the unit that is bound now. */
function useUnitOf({ unit }: Step, batch: Batch): string | null {
  const units = useQuery(unitsQuery).data;
  if (unit === null || unit === batch.unit?.id) return batch.unit?.code ?? null;
  return units?.find(({ id }) => id === unit)?.code ?? null;
}

export function useStepAtHand(batch: Batch, step: Step): StepAtHand {
  const person = usePerson();
  const zone = useZone();
  const names = useNames(batch);
  const unit = useUnitOf(step, batch);
  const offline = useConnection() === 'offline';
  const barred = offline ? 'offline' : person.may('step.perform') ? null : 'noRight';
  const stated = useStated();
  return { batch, step, person, zone, names, unit, barred, stated };
}

export interface StepCommand {
  give: <V extends StepVerb>(verb: V, said: Said<V>) => void;
  busy: boolean;
  error: Problem | null;
}

const timeOf = (time: Stated['time']): { at?: string; reason?: string } =>
  time === null ? {} : { at: time.at, ...(time.reason === '' ? {} : { reason: time.reason }) };

/** A command on the step as it is shown: the version seen goes with it. */
export function useStepCommand({ batch, step, stated }: StepAtHand, done?: (answer: BatchAnswer) => void): StepCommand {
  const { mutate, isPending, error } = useCommand<BatchAnswer>(done === undefined ? {} : { done });
  const give: StepCommand['give'] = (verb, said) => {
    const { time } = stated;
    const body = { ...(STATED.has(verb) ? timeOf(time) : {}), ...said, seen: step.version };
    mutate(
      { path: address(`${STEP}/${verb}`, { id: batch.id, step: step.id }), body },
      {
        onSuccess: () => stated.state(null),
        onError: ({ code }) => code === 'entry.late' && stated.witness({ verb, body, done }),
      },
    );
  };
  return { give, busy: isPending, error };
}

/** Exceptions that a supervisor must answer before the step goes on. */
export const unanswered = ({ exceptions }: Step): string[] =>
  exceptions.filter(({ onBreach, answer }) => onBreach !== 'continue' && answer === null).map(({ id }) => id);

export const uncommented = ({ exceptions }: Step): string[] =>
  exceptions.filter(({ comment }) => comment === null).map(({ id }) => id);
