import type { Instant } from '../../../kernel/ids.js';
import { needsOf } from '../../../definition/recipes/domain/index.js';
import type { NewFact } from '../../../trust/ledger/domain/index.js';
import type { Need } from '../../../trust/qualifications/domain/index.js';
import type { Draft } from './draft.js';
import type { EntryRow } from './rows.js';
import { WITNESSED } from './witness.js';

/** A person who does or verifies a step, what it asks of them, and the instant at which they have it. */
export interface Asked {
  person: string;
  name: string;
  step: string;
  needs: Need[];
  when: Instant;
}

/** Signatures of whoever did the work or looked at it; who reviews, approves or sets aside answers for that alone. */
const WORKED = new Set(['performed', 'verified', WITNESSED]);

/** Entries that the server makes of others, ids that it gives, and what a device's file says: a person's signature stands for them. */
const MADE: ReadonlySet<EntryRow['source']> = new Set(['calculated', 'assigned', 'file']);

/** 11.10(i): of whom a decision states work on steps that ask for a skill or for documents, each person and step once. */
export function askedOfPeople(draft: Draft): Asked[] {
  const asked = draft.facts.flatMap((fact) => askedBy(draft, fact));
  return [...new Map(asked.map((one) => [`${one.person} ${one.step} ${one.when}`, one])).values()];
}

function askedBy(draft: Draft, fact: NewFact): Asked[] {
  const { type, values } = fact;
  if (type === 'signature.given') {
    const { person, name, subject, meaning } = values as Record<'person' | 'name' | 'subject' | 'meaning', string>;
    return WORKED.has(meaning) ? asks(draft, subject, { person, name, when: draft.now }) : [];
  }
  const { by } = draft;
  if (!('person' in by) || !isWork(draft, fact)) return [];
  // a step is finished when that is said, though its program may have ended before
  const when = type === 'step.finished' ? draft.now : (fact.happenedAt ?? draft.now);
  return asks(draft, String(values['step']), { person: by.person, name: by.name, when });
}

/** Whether a fact is a person's own work on a step, and not what follows from it by itself. */
function isWork(draft: Draft, { type, values }: NewFact): boolean {
  switch (type) {
    case 'step.started':
      return values['automatic'] !== true;
    case 'step.taken-over':
    case 'decision.made':
      return true;
    case 'step.finished':
      return modeOf(draft, String(values['step'])) !== 'automatic';
    case 'entry.recorded':
      return values['because'] === undefined && !MADE.has(values['source'] as EntryRow['source']);
    default:
      return false;
  }
}

function modeOf(draft: Draft, id: string): string | undefined {
  const step = draft.state.step[id];
  const phase = step && draft.phase(step);
  return phase !== undefined && 'mode' in phase ? phase.mode : undefined;
}

function asks(draft: Draft, id: string, who: Pick<Asked, 'person' | 'name' | 'when'>): Asked[] {
  const step = draft.state.step[id];
  if (step === undefined) return [];
  const needs = needsOf(draft.recipeOf(step), draft.phase(step), step.unitProcedure);
  return needs.length === 0 ? [] : [{ ...who, step: step.phase, needs }];
}
