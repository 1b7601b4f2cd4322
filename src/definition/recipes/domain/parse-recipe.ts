import { hashOf } from '../../../kernel/canonical-json.js';
import schema from '../../../../recipes/recipe.schema.json' with { type: 'json' };
import {
  checkUnit,
  decimalOf,
  isOutside,
  rangeOf,
  readSource,
  schemaCheck,
  type Fault,
  type Finding,
  type Path,
  type UnitClass,
} from '../../unit-classes/domain/index.js';
import { buildPhase } from './build-phase.js';
import { buildWindow } from './build-window.js';
import { checkFormulas } from './check-formulas.js';
import type { Phase } from './phase.js';
import type { MasterRecipe, Parameter, UnitProcedure } from './recipe.js';
import type { ParameterText, RecipeText } from './recipe-text.js';

const schemaFaults = schemaCheck(schema);

/**
 * The master recipe that a YAML text states, or everything that is wrong with it, each with path and line.
 * `unitClasses` are all that are defined, each code once. Pure, and never throws, whatever the text.
 */
export function parseRecipe(
  text: string,
  unitClasses: UnitClass[],
): { recipe: MasterRecipe } | { findings: Finding[] } {
  const read = readSource(text);
  if ('findings' in read) return read;
  const { value, findings } = read.source;
  const faults = schemaFaults(value);
  if (faults.length > 0) return { findings: findings(faults) };
  const recipe = build(value as RecipeText, unitClasses, faults);
  return faults.length > 0 ? { findings: findings(faults) } : { recipe };
}

/** Hex SHA-256 of the recipe as it is executed: comments and layout of its text do not count, its unit classes do. */
export const recipeHash = (recipe: MasterRecipe): string => hashOf(recipe);

function build(text: RecipeText, unitClasses: UnitClass[], faults: Fault[]): MasterRecipe {
  const placed: { phase: Phase; path: Path }[] = [];
  const used = new Map<string, UnitClass>();
  const parameters = Object.entries(text.parameters ?? {}).map(([id, parameter]) =>
    buildParameter(id, parameter, ['parameters', id], faults),
  );
  const procedure = text.procedure.map((unitProcedure, index): UnitProcedure => {
    const path = ['procedure', index];
    const named = unitProcedure.unitClass ?? null;
    const unitClass = named === null ? null : unitClasses.find(({ code }) => code === named);
    if (unitClass) used.set(unitClass.code, unitClass);
    else if (unitClass === undefined) {
      const message = `no unit class "${named}" is defined`;
      faults.push({ code: 'unit-class.unknown', path: [...path, 'unitClass'], message });
    }
    const operations = unitProcedure.operations.map(({ operation, title, phases }, at) => ({
      operation,
      title,
      phases: phases.map((phaseText, order) => {
        const phasePath = [...path, 'operations', at, 'phases', order];
        const phase = buildPhase(phaseText, unitClass, phasePath, faults);
        placed.push({ phase, path: phasePath });
        return phase;
      }),
    }));
    return {
      unitProcedure: unitProcedure.unitProcedure,
      title: unitProcedure.title,
      unitClass: named,
      operations,
    };
  });
  checkIds(text, placed, faults);
  checkSamples(placed, faults);
  checkFormulas(parameters, placed, faults);
  const order = new Map(placed.map(({ phase }, index) => [phase.id, index]));
  const windows = (text.windows ?? []).map((window, index) => buildWindow(window, order, ['windows', index], faults));
  const { recipe, title, product, label, description } = text;
  return {
    recipe,
    title,
    product,
    ...(label === undefined ? {} : { label }),
    ...(description === undefined ? {} : { description }),
    parameters,
    procedure,
    windows,
    unitClasses: [...used.values()],
  };
}

function buildParameter(id: string, text: ParameterText, path: Path, faults: Fault[]): Parameter {
  const { title, unit, criticality } = text;
  checkUnit(unit, [...path, 'unit'], faults);
  const range = rangeOf(text.range, [...path, 'range'], faults);
  const target = decimalOf(text.target);
  if (isOutside(target, range)) {
    faults.push({
      code: 'parameter.outside-range',
      path: [...path, 'target'],
      message: `${target} is outside its range`,
    });
  }
  return { id, title, unit, source: 'constant', target, range, criticality };
}

/** Every id is used once in its kind, and no phase takes the word by which formulas name parameters. */
function checkIds(text: RecipeText, placed: { phase: Phase; path: Path }[], faults: Fault[]): void {
  const once = (list: { id: string; path: Path }[]): void => {
    const seen = new Set<string>();
    for (const { id, path } of list) {
      if (seen.has(id)) faults.push({ code: 'id.duplicate', path, message: `"${id}" is used before` });
      seen.add(id);
    }
  };
  once(text.procedure.map(({ unitProcedure: id }, index) => ({ id, path: ['procedure', index, 'unitProcedure'] })));
  once(
    text.procedure.flatMap(({ operations }, index) =>
      operations.map(({ operation: id }, at) => ({ id, path: ['procedure', index, 'operations', at, 'operation'] })),
    ),
  );
  once(placed.map(({ phase, path }) => ({ id: phase.id, path: [...path, 'id'] })));
  once((text.windows ?? []).map(({ id }, index) => ({ id, path: ['windows', index, 'id'] })));
  for (const { phase, path } of placed) {
    if (phase.id === 'parameters') {
      faults.push({
        code: 'id.reserved',
        path: [...path, 'id'],
        message: '"parameters" names the recipe\'s parameters',
      });
    }
  }
  // a copy's code is made of its label's id
  const labels = placed.flatMap(({ phase, path }) =>
    phase.kind === 'label' ? phase.labels.map(({ id }, at) => ({ id, path: [...path, 'labels', at, 'id'] })) : [],
  );
  once(labels);
}

/** A result is that of a sample which an earlier phase took. */
function checkSamples(placed: { phase: Phase; path: Path }[], faults: Fault[]): void {
  placed.forEach(({ phase, path }, index) => {
    if (phase.kind !== 'result') return;
    const at = placed.findIndex((other) => other.phase.id === phase.of);
    const fault = (code: string, message: string): unknown => faults.push({ code, path: [...path, 'of'], message });
    if (at < 0) fault('result.unknown-sample', `there is no phase "${phase.of}"`);
    else if (placed[at]!.phase.kind !== 'sample') fault('result.not-a-sample', `"${phase.of}" takes no sample`);
    else if (at > index) fault('result.later-sample', `"${phase.of}" is taken only after this step`);
  });
}
