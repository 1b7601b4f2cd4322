import type { UnitClass } from '../../unit-classes/domain/index.js';
import { type PhaseSources, placeOf } from './build-phases.js';
import type { Phase } from './phase.js';
import { type MasterRecipe } from './recipe.js';
import { everyBlock, everyPhase } from './walk.js';

/** What the kind of record allows: only a patient batch carries a chain of identity, only prepared material yields a lot. */
export function checkRecord(recipe: MasterRecipe, sources: PhaseSources): void {
  const { type = 'patient-batch', yields } = recipe;
  if (type === 'prepared-material' && !yields)
    sources.faults.push({ code: 'yields.missing', path: ['type'], message: 'say under "yields" which lot it makes' });
  if (type !== 'prepared-material' && yields)
    sources.faults.push({ code: 'yields.not-prepared', path: ['yields'], message: `a ${type} record yields no lot` });
  if (type === 'patient-batch') return;
  const fault = (node: object, key: string, what: string): unknown =>
    sources.faults.push({
      code: 'identity.none',
      path: placeOf(sources, node, key),
      message: `a ${type} record has no ${what}`,
    });
  for (const phase of everyPhase(recipe)) {
    if (phase.kind === 'scan')
      for (const scan of phase.scans)
        if (scan.expects !== 'unit') fault(scan, 'expects', scan.expects === 'coi' ? 'chain of identity' : 'patient');
    if (phase.kind === 'label')
      for (const label of phase.labels) {
        const named = label.lines.join().match(/\{(coi|patient)\}/)?.[0];
        if (named) fault(label, 'lines', named);
      }
  }
}

/** What an ad-hoc block runs on is bound somewhere in the procedure. */
export function checkAdHoc(
  { adHoc = [] }: MasterRecipe,
  used: ReadonlyMap<string, UnitClass>,
  { faults }: PhaseSources,
) {
  adHoc.forEach(({ unitClass }, index) => {
    if (unitClass === null || used.has(unitClass)) return;
    const message = `no unit procedure runs on ${unitClass}: there is nothing to insert it in`;
    faults.push({ code: 'unit-class.unused', path: ['adHoc', index, 'unitClass'], message });
  });
}

/** Every translation is of a text that the recipe has. */
export function checkTranslations(recipe: MasterRecipe, { faults }: PhaseSources): void {
  const known = new Set([...everyPhase(recipe).flatMap(textsOf), ...everyBlock(recipe).flatMap(wordsOf)]);
  for (const [language, texts] of Object.entries(recipe.translations ?? {}))
    for (const key of Object.keys(texts))
      if (!known.has(key)) {
        const message = `the recipe has no text "${key}"`;
        faults.push({ code: 'translation.unknown', path: ['translations', language, key], message, onKey: true });
      }
}

const wordsOf = (block: ReturnType<typeof everyBlock>[number]): string[] => {
  const bodies = block.kind === 'parallel' ? block.branches : block.kind === 'choice' ? block.options : [];
  return ['title', ...bodies.map(({ id }) => id)].map((key) => `${block.id}.${key}`);
};

function textsOf(phase: Phase): string[] {
  const keys = ['title', 'instruction', ...partIds(phase)];
  const choices =
    phase.kind === 'entry' || phase.kind === 'result'
      ? phase.fields.flatMap((field) =>
          field.type === 'choice' ? field.choices.map(({ id }) => `${field.id}.${id}`) : [],
        )
      : [];
  return [...keys, ...choices].map((key) => `${phase.id}.${key}`);
}

/** What stands in a phase with a title of its own. */
function partIds(phase: Phase): string[] {
  switch (phase.kind) {
    case 'entry':
    case 'measure':
    case 'result':
      return phase.fields.map(({ id }) => id);
    case 'scan':
      return phase.scans.map(({ id }) => id);
    case 'decision':
      return phase.options.map(({ id }) => id);
    case 'clearance':
      return phase.checks.map(({ id }) => id);
    case 'material':
      return phase.materials.map(({ id }) => id);
    case 'label':
      return phase.labels.map(({ id }) => id);
    case 'sample':
      return ['container'];
    case 'instruction':
    case 'calculation':
    case 'program':
    case 'wait':
    case 'review':
    case 'compare':
      return [];
  }
}
