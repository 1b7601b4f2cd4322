import { needsOf } from '../../../definition/recipes/domain/index.js';
import type { NewFact } from '../../../trust/ledger/domain/index.js';
import type { Need } from '../../../trust/qualifications/domain/index.js';
import type { Draft } from './draft.js';
import { WITNESSED } from './witness.js';

/** A person who does or verifies a step, and what it asks of them. */
export interface Asked {
  person: string;
  name: string;
  step: string;
  needs: Need[];
}

/** Signatures of whoever did the work or looked at it; who reviews, approves or sets aside answers for that alone. */
const WORKED = new Set(['performed', 'verified', WITNESSED]);

/** 11.10(i): whom a decision lets begin, take over or sign a step that asks for a skill or for documents. */
export const askedOfPeople = (draft: Draft): Asked[] => draft.facts.flatMap((fact) => askedBy(draft, fact));

function askedBy(draft: Draft, { type, values }: NewFact): Asked[] {
  const { by } = draft;
  if (type === 'signature.given') {
    const { person, name, subject, meaning } = values as Record<'person' | 'name' | 'subject' | 'meaning', string>;
    return WORKED.has(meaning) ? asks(draft, subject, { person, name }) : [];
  }
  const begins = type === 'step.started' && values['automatic'] !== true;
  if (!begins && type !== 'step.taken-over') return [];
  return 'person' in by ? asks(draft, String(values['step']), by) : [];
}

function asks(draft: Draft, id: string, { person, name }: { person: string; name: string }): Asked[] {
  const step = draft.state.step[id];
  if (step === undefined) return [];
  const needs = needsOf(draft.recipeOf(step), draft.phase(step));
  return needs.length === 0 ? [] : [{ person, name, step: step.phase, needs }];
}
