import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Problem } from '../api/problem.js';
import type { Field } from '../api/types.js';
import { type Drafts, useDrafts } from '../parts/drafts.js';
import { Keypad } from '../parts/keypad.js';
import { plainDecimal } from '../parts/number-format.js';
import { type StepAtHand, type StepCommand, useStepCommand } from './step-at-hand.js';

/** The draft of why a value takes the place of another. */
export const REASON = 'reason of correction';

export const toRecord = (field: Pick<Field, 'id' | 'type' | 'unit'>, text: string) =>
  field.type === 'number'
    ? { field: field.id, value: plainDecimal(text), ...(field.unit === null ? {} : { unit: field.unit }) }
    : { field: field.id, value: text.trim() };

export interface Entering {
  /** fields to type, those to correct among them */
  typed: readonly Field[];
  /** those that must have a value and have none */
  empty: readonly Field[];
  /** nothing is typed */
  untouched: boolean;
  uncaptured: readonly Field[];
  /** says with a reason that a field has no value here */
  none: (field: Field, reason: string) => void;
  drafts: Drafts;
  change: (id: string, text: string) => void;
  /** the field that the keypad writes into */
  active: string | null;
  activate: (id: string | null) => void;
  /** types a value that is on record once more */
  again: (id: string) => void;
  correcting: boolean;
  /** leaves what is on record as it is */
  cancel: () => void;
  needsReason: boolean;
  record: () => void;
  capture: (field: Field) => void;
  give: StepCommand['give'];
  busy: boolean;
  error: Problem | null;
  keypad: ReactNode;
}

/** The values of a step while they are typed, and the commands that put them on record. */
export function useEntering(at: StepAtHand): Entering {
  const { t } = useTranslation();
  const { step, person, barred } = at;
  const { drafts, change, forget } = useDrafts(person.username, `step/${step.id}`);
  const [active, activate] = useState<string | null>(null);
  const [correcting, setCorrecting] = useState<readonly string[]>([]);
  const cancel = (): void => {
    forget();
    setCorrecting([]);
    activate(null);
  };
  const entries = useStepCommand(at, cancel);
  const { give, busy: giving, error } = useStepCommand(at);
  // one command at a time: the next names the version that this one leaves
  const busy = giving || entries.busy;

  const text = (id: string): string => (drafts[id] ?? '').trim();
  const typed = step.fields.filter(({ id, tag, entry }) => tag === null && (entry === null || correcting.includes(id)));
  const filled = typed.filter(({ id }) => text(id) !== '');
  const pad = typed.find(({ id, type }) => id === active && type === 'number');
  /** on to the next number that nobody has typed yet */
  const next = (): void => {
    const later = typed.slice(typed.indexOf(pad!) + 1).find(({ id, type }) => type === 'number' && text(id) === '');
    activate(later?.id ?? null);
  };
  const reason = text(REASON);
  return {
    typed,
    empty: typed.filter((field) => !filled.includes(field) && !field.optional),
    untouched: filled.length === 0,
    uncaptured: step.fields.filter(({ tag, entry }) => tag !== null && entry === null),
    ...{ drafts, change, active, activate, busy },
    again: (id) => {
      setCorrecting([...correcting, id]);
      activate(id);
    },
    correcting: correcting.length > 0,
    cancel,
    needsReason: correcting.length > 0 && reason.length < 3,
    record: () =>
      entries.give('entries', {
        values: filled.map((field) => toRecord(field, drafts[field.id]!)),
        ...(correcting.length > 0 ? { reason } : {}),
      }),
    none: (field, reason) => give('entries', { values: [{ field: field.id, notApplicable: true }], reason }),
    capture: (field) =>
      give('capture', { fields: [field.id], ...(field.entry === null ? {} : { reason: t('step.capture.again') }) }),
    give,
    error: entries.error ?? error,
    keypad: pad !== undefined && barred === null && (
      <Keypad
        title={pad.title}
        value={drafts[pad.id] ?? ''}
        decimals={pad.decimals}
        change={(typing) => change(pad.id, typing)}
        close={next}
      />
    ),
  };
}
