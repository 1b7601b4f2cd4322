import { checkLength, checkUnit, seconds, type Path, type UnitClass } from '../../unit-classes/domain/index.js';
import { buildFlow } from './build-flow.js';
import { buildParameter } from './build-parameter.js';
import { buildPhases, type PhaseSources } from './build-phases.js';
import type { RunsOn } from './build-tag.js';
import { skillsAsked, skillsNamed } from './build-skills.js';
import { buildWindow } from './build-window.js';
import { checkFormulas } from './check-formulas.js';
import { checkIds } from './check-ids.js';
import { checkAdHoc, checkRecord, checkTranslations } from './check-record.js';
import { checkReferences } from './check-references.js';
import { orderOf } from './order.js';
import type { DocumentReference } from './phase.js';
import { type AdHocBlock, type MasterRecipe, phasesOf, type UnitProcedure } from './recipe.js';
import type { AdHocText, OperationText, RecipeText, UnitProcedureText } from './recipe-text.js';
import { everyPhase } from './walk.js';

/** The recipe that a text which the schema let through states; what is wrong with it goes to the sources' faults. */
export function buildRecipe(text: RecipeText, unitClasses: readonly UnitClass[], sources: PhaseSources): MasterRecipe {
  const { faults, paths } = sources;
  const used = new Map<string, UnitClass>();
  const parameters = Object.entries(text.parameters ?? {}).map(([id, parameter]) =>
    placed(buildParameter(id, parameter, ['parameters', id], faults), ['parameters', id]),
  );
  const procedure = buildFlow(text.procedure, 'procedure', ['procedure'], sources, unitProcedure);
  const adHoc = text.adHoc?.map((block, index) => placed(inserted(block, ['adHoc', index]), ['adHoc', index]));
  const order = orderOf({ procedure });
  const phases = new Map(phasesOf({ procedure }).map(({ phase }) => [phase.id, phase]));
  const windows = (text.windows ?? []).map((window, index) =>
    placed(buildWindow(window, phases, order, ['windows', index], faults), ['windows', index]),
  );
  const recipe: MasterRecipe = {
    ...headerOf(text, sources),
    parameters,
    procedure,
    windows,
    ...(adHoc && adHoc.length > 0 ? { adHoc } : {}),
    ...(sources.uses.length > 0 ? { blocks: sources.uses.map(({ pinned }) => pinned) } : {}),
    ...(text.translations ? { translations: text.translations } : {}),
    unitClasses: [...used.values()],
  };
  const documents = documentsOf(recipe, sources);
  if (documents.length > 0) recipe.documents = documents;
  checkIds(recipe, sources);
  checkReferences(recipe, sources);
  checkFormulas(recipe, sources);
  checkRecord(recipe, sources);
  checkAdHoc(recipe, used, sources);
  checkTranslations(recipe, sources);
  return recipe;

  function placed<T extends object>(node: T, path: Path): T {
    paths.set(node, path);
    return node;
  }

  function unitProcedure(one: UnitProcedureText, path: Path): UnitProcedure[] {
    const unitClass = classNamed(one.unitClass, path);
    if (unitClass) used.set(unitClass.code, offeredBy(unitClass));
    const asked = skillsNamed(one.skills ?? [], sources.skills, path, faults);
    const within = { ...sources, asked };
    const operations = buildFlow(
      one.operations,
      'operations',
      [...path, 'operations'],
      sources,
      (of: OperationText, at) => {
        const { operation, title } = of;
        return [placed({ operation, title, phases: buildPhases(of.phases, unitClass, [...at, 'phases'], within) }, at)];
      },
    );
    const { unitProcedure: id, title, requires } = one;
    const built = { unitProcedure: id, title, unitClass: one.unitClass ?? null, operations };
    return [placed({ ...built, ...skillsAsked(asked), ...(requires ? { requires } : {}) }, path)];
  }

  function inserted(block: AdHocText, path: Path): AdHocBlock {
    const { id, title, max, sign, unitClass = null } = block;
    const on = classNamed(block.unitClass, path);
    return { id, title, max, sign, unitClass, phases: buildPhases(block.phases, on, [...path, 'phases'], sources) };
  }

  function classNamed(code: string | undefined, path: Path): RunsOn {
    if (code === undefined) return null;
    const unitClass = unitClasses.find((one) => one.code === code);
    if (!unitClass)
      faults.push({
        code: 'unit-class.unknown',
        path: [...path, 'unitClass'],
        message: `no unit class "${code}" is defined`,
      });
    return unitClass;
  }
}

/** A recipe rests on what a class offers; its alarms, what its units ask, which versions of programs are approved and which kits it takes are no part of it. */
const offeredBy = ({ alarms: _, prompts: _asked, programs, upkeep = {}, ...offered }: UnitClass): UnitClass => {
  const { kit: _kit, ...kept } = upkeep;
  return {
    ...offered,
    programs: programs.map(({ approved: _approved, ...program }) => program),
    ...(Object.keys(kept).length > 0 && { upkeep: kept }),
  };
};

type Header = Pick<
  MasterRecipe,
  'recipe' | 'title' | 'product' | 'label' | 'description' | 'type' | 'stage' | 'yields' | 'statedWithin' | 'training'
>;

function headerOf(text: RecipeText, { faults }: PhaseSources): Header {
  const { recipe, title, product, label, description, type, stage, yields, statedWithin, training } = text;
  if (yields) {
    checkUnit(yields.unit, ['yields', 'unit'], faults);
    checkLength(yields.keeps, ['yields', 'keeps'], faults);
  }
  const length = statedWithin === undefined ? undefined : seconds(statedWithin);
  if (length !== undefined && (length % 60 !== 0 || length === 0))
    faults.push({ code: 'stated-within.minutes', path: ['statedWithin'], message: 'is not in whole minutes' });
  return {
    recipe,
    title,
    product,
    ...(label === undefined ? {} : { label }),
    ...(description === undefined ? {} : { description }),
    ...(type === undefined ? {} : { type }),
    ...(stage === undefined ? {} : { stage }),
    ...(yields ? { yields } : {}),
    ...(length === undefined ? {} : { statedWithin: length / 60 }),
    ...(training ? { training } : {}),
  };
}

/** The header's documents and those that the library's blocks brought: one version of each. */
function documentsOf(recipe: MasterRecipe, sources: PhaseSources): DocumentReference[] {
  const documents = new Map(sources.documents);
  for (const phase of everyPhase(recipe))
    for (const document of phase.documents ?? []) {
      const known = documents.get(document.document);
      if (!known) documents.set(document.document, document);
      else if (known.version !== document.version) {
        const message = `the library's block has ${document.document} in version ${document.version}, this recipe ${known.version}`;
        sources.faults.push({ code: 'document.other-version', path: sources.paths.get(phase) ?? [], message });
      }
    }
  return [...documents.values()];
}
