import { useState } from 'react';
import type { Field } from '../api/types.js';
import { type Drafts, useDrafts } from '../parts/drafts.js';
import type { Measure } from './measure-field.js';
import { type StepAtHand, type StepCommand, useStepCommand } from './step-at-hand.js';
import { REASON, toRecord } from './use-entering.js';

export interface Counting {
  /** number of the round's first count */
  first: number;
  /** the count that is typed now; null when the round is full */
  at: number | null;
  correcting: boolean;
  drafts: Drafts;
  change: (id: string, text: string) => void;
  active: Field | undefined;
  activate: (id: string | null) => void;
  /** fields of this count that nobody typed yet */
  empty: Field[];
  correct: (n: number | null) => void;
  record: () => void;
  /** on to the next field */
  next: () => void;
  counts: StepCommand;
}

/** A measurement while it is counted: count after count, each recorded whole. */
export function useCounting(at: StepAtHand, measure: Measure): Counting {
  const { step, person } = at;
  const [active, activate] = useState<string | null>(null);
  const [again, setAgain] = useState<number | null>(null);
  const { round, replicates, due } = measure;
  const first = (round - 1) * replicates + 1;
  const current = again ?? (due === 0 ? null : first + replicates - due);
  const { drafts, change, forget } = useDrafts(person.username, `step/${step.id}`, `count ${current}`);
  const correct = (n: number | null): void => {
    forget();
    setAgain(n);
    activate(n === null ? null : (step.fields[0]?.id ?? null));
  };
  const counts = useStepCommand(at, () => correct(null));
  const empty = step.fields.filter(({ id }) => (drafts[id] ?? '').trim() === '');
  const shown = current === null ? undefined : step.fields.find(({ id }) => id === active);
  const reason = (drafts[REASON] ?? '').trim();
  return {
    ...{ first, drafts, change, activate, empty, correct, counts },
    at: current,
    correcting: again !== null,
    active: shown,
    record: () =>
      counts.give('count', {
        values: step.fields.map((field) => toRecord(field, drafts[field.id] ?? '')),
        ...(again === null ? {} : { count: again, reason }),
      }),
    next: () => {
      const later = step.fields.slice(step.fields.indexOf(shown!) + 1).find((field) => empty.includes(field));
      activate(later?.id ?? null);
    },
  };
}
