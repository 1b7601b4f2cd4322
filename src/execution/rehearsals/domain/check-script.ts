import { everyPhase, type MasterRecipe, type Phase } from '../../../definition/recipes/domain/index.js';
import { askedFields } from '../../batches/domain/index.js';
import { isOfStep, type Script, type StepScript } from './script.js';

/** What a script names that its recipe has not: each a sentence. */
export function unknownNames(
  recipe: MasterRecipe,
  { when = [], values = {}, unit = {}, parameters = {} }: Script,
): string[] {
  const phases = new Map(everyPhase(recipe).map((phase) => [phase.id, phase]));
  const tags = new Set(recipe.unitClasses.flatMap((one) => one.tags.map(({ tag }) => tag)));
  const known = (what: string, names: Iterable<string>, all: ReadonlySet<string>, where: string): string[] =>
    [...names].filter((name) => !all.has(name)).map((name) => `${where} has no ${what} "${name}"`);
  const adHoc = new Set(recipe.adHoc?.map(({ id }) => id));
  const ofStep = (line: StepScript): string[] => {
    const phase = phases.get(line.step);
    if (phase === undefined) return [`the recipe has no step "${line.step}"`];
    const names = namesOf(phase);
    return [
      ...known('field', Object.keys(line.enter ?? {}), names.fields, line.step),
      ...known('scan', Object.keys(line.scan ?? {}), names.scans, line.step),
      ...known('material', Object.keys(line.material ?? {}), names.materials, line.step),
      ...known('label', Object.keys(line.reconcile ?? {}), names.labels, line.step),
      ...known('option', line.decide === undefined ? [] : [line.decide], names.options, line.step),
      ...known('ad-hoc block', line.inserts === undefined ? [] : [line.inserts.block], adHoc, 'the recipe'),
      ...known('tag', Object.keys(line.reads ?? {}), tags, 'the unit'),
      ...((line.runs ?? line.fails) !== undefined && phase.kind !== 'program' ? [`${line.step} runs no program`] : []),
    ];
  };
  const typed = new Set(
    [...phases.values()].flatMap((phase) => [...namesOf(phase).fields].map((id) => `${phase.id}.${id}`)),
  );
  const patient = new Set(recipe.parameters.flatMap(({ id, source }) => (source === 'patient' ? [id] : [])));
  return [
    ...known('field', Object.keys(values), typed, 'the recipe'),
    ...known('tag', Object.keys(unit), tags, 'the unit'),
    ...known('parameter of the patient', Object.keys(parameters), patient, 'the recipe'),
    ...when.filter(isOfStep).flatMap(ofStep),
  ];
}

function namesOf(phase: Phase) {
  const ids = (of: readonly { id: string }[]): ReadonlySet<string> => new Set(of.map(({ id }) => id));
  return {
    fields: ids(phase.kind === 'measure' ? phase.fields : askedFields(phase)),
    scans: ids(phase.kind === 'scan' ? phase.scans : phase.kind === 'sample' ? [{ id: 'sample' }] : []),
    materials: ids(phase.kind === 'material' ? phase.materials : []),
    labels: ids(phase.kind === 'label' ? phase.labels : []),
    options: ids(phase.kind === 'decision' ? phase.options : []),
  };
}
