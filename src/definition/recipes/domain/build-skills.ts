import type { Fault, Path } from '../../unit-classes/domain/index.js';
import type { SkillsText } from './recipe-text.js';
import type { SkillReference } from './skill-reference.js';

export type Skills = ReadonlyMap<string, SkillReference>;

/** The skills of a file's header by their code. */
export const skillsOf = (text: SkillsText = {}): Skills =>
  new Map(Object.entries(text).map(([skill, title]) => [skill, { skill, title }]));

/** What a list of codes names; `skill.unknown` where the header has it not. */
export function skillsNamed(codes: readonly string[], known: Skills, path: Path, faults: Fault[]): SkillReference[] {
  return codes.flatMap((code, index) => {
    const skill = known.get(code);
    if (skill) return [skill];
    const message = `the header's skills have no "${code}"`;
    faults.push({ code: 'skill.unknown', path: [...path, 'skills', index], message });
    return [];
  });
}

/** Skills that are asked for around a phase, and its own; absent where there are none. */
export function skillsAsked(
  around: readonly SkillReference[],
  own: readonly SkillReference[] = [],
): { skills?: SkillReference[] } {
  const all = [...around, ...own.filter(({ skill }) => !around.some((outer) => outer.skill === skill))];
  return all.length > 0 ? { skills: all } : {};
}
