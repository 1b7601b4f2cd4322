import { Refusal } from '../../../kernel/refusal.js';
import { type Fact, type NewFact, type Projection, put } from '../../ledger/domain/index.js';
import { VALIDITY } from './validity.js';

/** Something that people are trained in. Its id is its code, the one that recipes ask for. */
export interface SkillRow {
  id: string;
  title: string;
  /** how long a training is good, ISO 8601; null for ever */
  validity: string | null;
}

export type SkillState = { skill: Record<string, SkillRow> };

type Said = Pick<SkillRow, 'title' | 'validity'>;

export type SkillFact = Fact<'skill.defined', Said> | Fact<'skill.changed', { was: Said; is: Said }>;

export const skillProjection: Projection<SkillState, SkillFact> = {
  kind: 'skill',
  empty: { skill: {} },
  apply(state, fact) {
    const id = fact.stream.slice('skill/'.length);
    switch (fact.type) {
      case 'skill.defined':
        return put(state, 'skill', id, { id, ...fact.values });
      case 'skill.changed':
        return put(state, 'skill', id, { id, ...fact.values.is });
    }
  },
};

/** A skill comes to be, or changes; the same again states nothing. Trainings on record keep their last day. */
export function putSkill(state: SkillState, code: string, is: Said): NewFact[] {
  if (is.validity !== null && !VALIDITY.test(is.validity))
    throw new Refusal('invalid', 'skill.validity-wrong', { validity: is.validity });
  const known = state.skill[code];
  if (known === undefined) return [{ type: 'skill.defined', values: { ...is } }];
  const was = { title: known.title, validity: known.validity };
  if (was.title === is.title && was.validity === is.validity) return [];
  return [{ type: 'skill.changed', values: { was, is } }];
}
