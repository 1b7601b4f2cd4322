import { hashOf } from '../../../kernel/canonical-json.js';
import schema from '../../../../recipes/recipe.schema.json' with { type: 'json' };
import { readSource, schemaCheck, type Finding, type UnitClass } from '../../unit-classes/domain/index.js';
import { buildPhases } from './build-phases.js';
import { checkFormulas } from './check-formulas.js';
import { checkIds } from './check-ids.js';
import { checkReferences } from './check-references.js';
import type { LibraryBlock } from './library-block.js';
import type { Locate } from './locate.js';
import { locateBy, sourcesOf } from './parse-recipe.js';
import type { BlockFileText } from './recipe-text.js';

const schemaFaults = schemaCheck({ ...schema.$defs.blockFile, $defs: schema.$defs });

/**
 * The block of phases that a YAML text states, as a version of the library's; or everything that is wrong with it.
 * It rests on nothing outside itself: no parameter, no phase of the recipe, no other block. Pure, and never throws.
 */
export function parseBlock(
  text: string,
  unitClasses: readonly UnitClass[],
  version = 0,
): { block: LibraryBlock; locate: Locate } | { findings: Finding[] } {
  const read = readSource(text);
  if ('findings' in read) return read;
  const { value, findings } = read.source;
  const wrong = schemaFaults(value);
  if (wrong.length > 0) return { findings: findings(wrong) };
  const file = value as BlockFileText;
  const { block: code, title, unitClass: named = null, phases: list } = file;
  const sources = sourcesOf(file, []);
  const unitClass = named === null ? null : unitClasses.find((one) => one.code === named);
  if (unitClass === undefined) {
    const message = `no unit class "${named}" is defined`;
    sources.faults.push({ code: 'unit-class.unknown', path: ['unitClass'], message });
  }
  const phases = buildPhases(list, unitClass, ['phases'], sources);
  const alone = {
    parameters: [],
    windows: [],
    procedure: [{ unitProcedure: code, title, unitClass: named, operations: [{ operation: code, title, phases }] }],
    unitClasses: unitClass ? [unitClass] : [],
  };
  checkIds(alone, sources);
  checkReferences(alone, sources);
  checkFormulas(alone, sources);
  if (sources.faults.length > 0) return { findings: findings(sources.faults) };
  const says = { code, version, title, unitClass: named, phases };
  return { block: { ...says, hash: hashOf(says) }, locate: locateBy(sources, findings) };
}
