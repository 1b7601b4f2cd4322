import { phasesOf } from './elements.js';
import type { MasterRecipe, Phase } from './model.js';

const valuesOf = (phase: Phase): { id: string; title: string | null }[] => {
  switch (phase.kind) {
    case 'entry':
    case 'measure':
    case 'result':
      return phase.fields;
    case 'program':
      return phase.monitor.map(({ tag }) => ({ id: tag, title: tag }));
    case 'calculation':
      return [
        { id: 'result', title: null },
        { id: 'percent', title: '%' },
      ];
    case 'compare':
      return [{ id: 'offset', title: null }];
    case 'scan':
    case 'instruction':
    case 'review':
    case 'wait':
    case 'decision':
    case 'clearance':
    case 'material':
    case 'sample':
    case 'label':
      return [];
  }
};

/** What the names in formulas and conditions stand for, as people call them. */
export function referencesOf(recipe: MasterRecipe): ReadonlyMap<string, string> {
  return new Map([
    ...recipe.parameters.map(({ id, title }) => [`parameters.${id}`, title] as const),
    ...phasesOf(recipe).flatMap(({ phase }) =>
      valuesOf(phase).map(({ id, title }) => {
        return [`${phase.id}.${id}`, title === null ? phase.title : `${phase.title} › ${title}`] as const;
      }),
    ),
  ]);
}

const SIGNS: Record<string, string> = { '>=': '≥', '<=': '≤', '!=': '≠', '==': '=', '*': '×', '/': '÷' };
const NAME = /[a-z][a-z0-9]*(?:-[a-z0-9]+)*\.[a-z][a-z0-9]*(?:-[a-z0-9]+)*/g;

/** A formula with the titles of what it names and the signs that people write. A unit keeps its stroke: `2e6 /mL`. */
export const formulaText = (formula: string, references: ReadonlyMap<string, string>): string =>
  formula
    .replace(/(>=|<=|!=|==)| ([*/]) /g, (found, compared?: string, computed?: string) =>
      compared === undefined ? ` ${SIGNS[computed ?? ''] ?? found} ` : (SIGNS[compared] ?? found),
    )
    .replace(NAME, (name) => references.get(name) ?? name);
