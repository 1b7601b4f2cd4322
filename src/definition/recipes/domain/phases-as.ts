import { skillsAsked } from './build-skills.js';
import { renameReferences } from './expression.js';
import { type Flow, isBlock } from './flow.js';
import type { LibraryBlock } from './library-block.js';
import type { Phase } from './phase.js';
import type { SkillReference } from './skill-reference.js';

/**
 * A block's phases with every id `<as>-<id>`, and so every reference inside; labels too, as copies' codes are made of them.
 * `asked`: skills that they ask for besides their own, where they are used.
 */
export function phasesAs({ phases }: LibraryBlock, as: string, asked: readonly SkillReference[] = []): Flow<Phase>[] {
  const id = (inner: string): string => `${as}-${inner}`;
  const text = (formula: string): string => renameReferences(formula, id);
  const flow = (body: readonly Flow<Phase>[]): Flow<Phase>[] =>
    body.map((one): Flow<Phase> => {
      if (!isBlock(one)) return { ...rename(one, id, text), ...skillsAsked(asked, one.skills) };
      switch (one.kind) {
        case 'parallel':
          return {
            ...one,
            id: id(one.id),
            branches: one.branches.map((branch) => ({ ...branch, body: flow(branch.body) })),
          };
        case 'choice':
          return {
            ...one,
            id: id(one.id),
            on: one.on === null ? null : id(one.on),
            options: one.options.map((option) => ({
              ...option,
              when: option.when === null ? null : text(option.when),
              body: flow(option.body),
            })),
          };
        case 'loop':
          return { ...one, id: id(one.id), until: text(one.until), body: flow(one.body) };
        case 'repeat':
          return { ...one, id: id(one.id), during: id(one.during), body: flow(one.body) };
      }
    });
  // each use has its own: parts are found by identity
  return flow(structuredClone(phases));
}

function rename(phase: Phase, id: (inner: string) => string, text: (formula: string) => string): Phase {
  const named = { ...phase, id: id(phase.id) };
  switch (named.kind) {
    case 'calculation':
      return {
        ...named,
        formula: text(named.formula),
        ...(named.yield ? { yield: { ...named.yield, theoretical: text(named.yield.theoretical) } } : {}),
      };
    case 'program':
      return {
        ...named,
        set: named.set.map((one) => (one.formula === undefined ? one : { ...one, formula: text(one.formula) })),
        until: named.until.or === undefined ? named.until : { ...named.until, or: text(named.until.or) },
      };
    case 'result':
      return { ...named, of: id(named.of) };
    case 'label':
      return { ...named, labels: named.labels.map((label) => ({ ...label, id: id(label.id) })) };
    case 'scan':
    case 'instruction':
    case 'entry':
    case 'wait':
    case 'decision':
    case 'review':
    case 'clearance':
    case 'material':
    case 'measure':
    case 'sample':
    case 'compare':
      return named;
  }
}
