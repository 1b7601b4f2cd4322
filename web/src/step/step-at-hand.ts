import { useConnection } from '../api/connection.js';
import { address, type Body } from '../api/routes.js';
import type { Problem } from '../api/problem.js';
import type { Batch, BatchAnswer, Step } from '../api/types.js';
import { useCommand } from '../api/use-command.js';
import type { Names } from '../parts/happening.js';
import { useTags } from '../parts/use-tags.js';
import { usePerson, useZone, type Person } from '../session/use-session.js';

const STEP = '/api/batches/{id}/steps/{step}';

type StepVerb = 'start' | 'scan' | 'entries' | 'capture' | 'decide' | 'complete';
/** What a verb needs besides the version that was seen. */
type Said<V extends StepVerb> = Omit<Body<`${typeof STEP}/${V}`>, 'seen'>;

/** A step, the batch that it is of, and who stands before it. */
export interface StepAtHand {
  batch: Batch;
  step: Step;
  person: Person;
  zone: string;
  names: Names;
  /** why nothing can be done just now, or null */
  barred: 'offline' | 'noRight' | null;
}

const fieldsOf = (batch: Batch): Names['fields'] =>
  batch.steps.flatMap(({ fields, scans, result }) => [...fields, ...scans, ...(result === null ? [] : [result])]);

/** The class of the unit that a step runs on, whether one is bound or not. */
export const unitClassOf = (batch: Batch, unitProcedure: string): string | undefined =>
  batch.unitProcedures.find(({ id }) => id === unitProcedure)?.unitClass;

export function useNames(batch: Batch, unitProcedure: string | undefined): Names {
  const unitClass = unitProcedure === undefined ? undefined : unitClassOf(batch, unitProcedure);
  const tags = useTags(unitClass === undefined ? {} : { unitClass });
  return { fields: fieldsOf(batch), tags };
}

export function useStepAtHand(batch: Batch, step: Step): StepAtHand {
  const person = usePerson();
  const zone = useZone();
  const names = useNames(batch, step.unitProcedure);
  const offline = useConnection() === 'offline';
  const barred = offline ? 'offline' : person.may('step.perform') ? null : 'noRight';
  return { batch, step, person, zone, names, barred };
}

export interface StepCommand {
  give: <V extends StepVerb>(verb: V, said: Said<V>) => void;
  busy: boolean;
  error: Problem | null;
}

/** A command on the step as it is shown: the version seen goes with it. */
export function useStepCommand({ batch, step }: StepAtHand, done?: (answer: BatchAnswer) => void): StepCommand {
  const { mutate, isPending, error } = useCommand<BatchAnswer>(done === undefined ? {} : { done });
  const give: StepCommand['give'] = (verb, said) =>
    mutate({
      path: address(`${STEP}/${verb}`, { id: batch.id, step: step.id }),
      body: { ...said, seen: step.version },
    });
  return { give, busy: isPending, error };
}

/** Exceptions that a supervisor must answer before the step goes on. */
export const unanswered = ({ exceptions }: Step): string[] =>
  exceptions.filter(({ onBreach, answer }) => onBreach !== 'continue' && answer === null).map(({ id }) => id);

export const uncommented = ({ exceptions }: Step): string[] =>
  exceptions.filter(({ comment }) => comment === null).map(({ id }) => id);
