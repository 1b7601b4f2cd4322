import type { UnitClass } from '../../../unit-classes/domain/index.js';
import { type Block, bodiesOf, type Flow, isBlock } from '../flow.js';
import type {
  AdHocBlock,
  HoldWindow,
  MasterRecipe,
  Operation,
  Parameter,
  PinnedVersion,
  UnitProcedure,
} from '../recipe.js';
import { amount, type Element, type Fact, length, lengthText, limits } from './element.js';
import { breach, judged, phaseElements } from './phase-elements.js';

type Within = Element['within'];
const WHOLE: Within = { key: '', name: '' };

/** All of a recipe, each thing with its identity, in the order of the process. */
export const recipeElements = (recipe: MasterRecipe): Element[] => [
  header(recipe),
  ...recipe.parameters.map(parameterElement),
  ...along(recipe.procedure, WHOLE, unitProcedureElements),
  ...recipe.windows.map(windowElement),
  ...(recipe.adHoc ?? []).flatMap(adHocElements),
  ...(recipe.blocks ?? []).map((pin) => element('library block', pin.as, pin.code, [['version', pinned(pin)]])),
  ...(recipe.documents ?? []).map(({ document, version, title }) =>
    element('document', document, title, [
      ['version', version],
      ['title', title],
    ]),
  ),
  ...Object.entries(recipe.translations ?? {}).map(([language, texts]) =>
    element('language', language, `${Object.keys(texts).length} texts`, Object.entries(texts)),
  ),
  ...recipe.unitClasses.map(unitClassElement),
];

const element = (what: string, id: string, summary: string, facts: Fact[], within = WHOLE): Element => ({
  ...{ key: `${what}/${id}`, what, id, partOf: null, within, summary, phase: null, facts },
});

const pinned = ({ code, version, hash }: PinnedVersion): string => `${code}@${version} (${hash.slice(0, 8)})`;

function header(recipe: MasterRecipe): Element {
  const { title, product, label, description, type, stage, yields, statedWithin, madeFrom, training } = recipe;
  return element('recipe', '', title, [
    ['code', recipe.recipe],
    ['title', title],
    ['product', product],
    ['label', label],
    ['description', description],
    ['type', type],
    ['stage', stage],
    ['yields', yields && `${yields.title} (${yields.material}) in ${yields.unit}, keeps ${lengthText(yields.keeps)}`],
    ['stated within', statedWithin === undefined ? undefined : `${statedWithin} min`],
    ['documents are read before the work', training?.documents && 'yes'],
    ['people who have read it before it takes effect', training?.quorum?.toString()],
    ['made from', madeFrom?.map(pinned).join(', ')],
  ]);
}

function parameterElement(parameter: Parameter): Element {
  const { id, title, unit, range, source, criticality } = parameter;
  const facts: Fact[] = [
    ['title', title],
    ['unit', unit],
    ['source', source],
    ['target', source === 'constant' ? amount({ value: parameter.target, unit }) : undefined],
    ['range', limits(range, unit)],
    ...judged(parameter, unit),
  ];
  if (source === 'formula') {
    const { rounding } = parameter;
    const places = 'decimals' in rounding ? `${rounding.decimals} decimals` : `${rounding.significant} digits`;
    facts.push(['formula', parameter.formula], ['rounding', `${places}, ${rounding.mode}`]);
  }
  if (source === 'entry' || source === 'reading') facts.push(['from', parameter.from]);
  return { ...element('parameter', id, title, facts), criticality };
}

const windowElement = (window: HoldWindow): Element => ({
  ...element('hold time', window.id, window.title, [
    ['title', window.title],
    ['begin', `${window.from.edge} of ${window.from.phase}`],
    ['end', `${window.to.edge} of ${window.to.phase}`],
    ['shortest time', length(window.min)],
    ['longest time', length(window.max)],
    ['alert', length(window.alert)],
    ...breach(window),
    ['longest time in a demo', length(window.demo?.max)],
    ['alert in a demo', length(window.demo?.alert)],
  ]),
  criticality: window.criticality,
});

const unitProcedureElements = (one: UnitProcedure, within: Within): Element[] => {
  const { unitProcedure: id, title, unitClass, operations, requires, skills } = one;
  const own = element('unit procedure', id, title, [
    ['title', title],
    ['unit class', unitClass ?? 'by hand'],
    ['requirements', requires?.join('; ')],
    ['skills', skills?.map(({ skill, title: named }) => `${skill} ${named}`).join(', ')],
  ]);
  return [{ ...own, within }, ...along(operations, { key: own.key, name: id }, operationElements)];
};

const operationElements = ({ operation: id, title, phases }: Operation, within: Within): Element[] => {
  const own = element('operation', id, title, [['title', title]], within);
  return [own, ...along(phases, { key: own.key, name: id }, phaseElements)];
};

function adHocElements({ id, title, max, sign, unitClass, phases }: AdHocBlock): Element[] {
  const own = element('ad-hoc block', id, title, [
    ['title', title],
    ['at most', String(max)],
    ['approved by', sign],
    ['unit class', unitClass ?? 'by hand'],
  ]);
  return [own, ...along(phases, { key: own.key, name: id }, phaseElements)];
}

/** A sequence: its elements, and its blocks with what stands in them. */
const along = <E extends object>(
  body: readonly Flow<E>[],
  within: Within,
  each: (one: E, within: Within) => Element[],
): Element[] => body.flatMap((flow) => (isBlock(flow) ? blockElements(flow, within, each) : each(flow, within)));

function blockElements<E extends object>(
  block: Block<E>,
  within: Within,
  each: (one: E, within: Within) => Element[],
): Element[] {
  const own = element('block', block.id, `${block.title} (${block.kind})`, blockFacts(block), within);
  const inner = bodiesOf(block).flatMap(({ id, title, body }, index) => {
    if (id === null) return along(body, { key: own.key, name: block.id }, each);
    const what = block.kind === 'choice' ? 'option' : 'branch';
    const when: Fact = ['condition', block.kind === 'choice' ? (block.options[index]?.when ?? undefined) : undefined];
    const way = { ...element(what, `${block.id}.${id}`, title, [['title', title], when]) };
    return [
      { ...way, within: { key: own.key, name: block.id } },
      ...along(body, { key: way.key, name: `${block.id}.${id}` }, each),
    ];
  });
  return [own, ...inner];
}

function blockFacts(block: Block<object>): Fact[] {
  const own: Fact[] = [
    ['title', block.title],
    ['kind', block.kind],
  ];
  switch (block.kind) {
    case 'parallel':
      return own;
    case 'choice':
      return [...own, ['decision', block.on ?? undefined]];
    case 'loop':
      return [...own, ['condition', block.until], ['bound', String(block.max)], ...breach(block)];
    case 'repeat':
      return [...own, ['interval', lengthText(block.every)], ['during', block.during]];
  }
}

/** A unit class as the recipe froze it. */
function unitClassElement({ code, title, version, use, tags, setpoints, programs }: UnitClass): Element {
  const settings = (list: UnitClass['setpoints'], before: string): Fact[] =>
    list.flatMap(({ name, title: words, unit, range }): Fact[] => [
      [`${before} ${name}`, limits(range, unit)],
      [`${before} ${name}, title`, words],
    ]);
  return element('unit class', code, title, [
    ['version', version === undefined ? undefined : String(version)],
    ['title', title],
    ['use', use],
    ...tags.flatMap(({ tag, title: words, type, unit, range, criticality, staleAfter }): Fact[] => [
      [`tag ${tag}`, [type, unit, criticality].filter(Boolean).join(', ')],
      [`tag ${tag}, title`, words],
      [`tag ${tag}, range`, limits(range, unit ?? '1')],
      [`tag ${tag}, stale after`, lengthText(staleAfter)],
    ]),
    ...settings(setpoints, 'setpoint'),
    ...programs.flatMap((program): Fact[] => [
      [`program ${program.name}`, program.title],
      [`program ${program.name}, setpoints that it moves`, 'moves' in program ? program.moves?.join(', ') : undefined],
      [`program ${program.name}, pausable`, 'pausable' in program && program.pausable ? 'yes' : undefined],
      ...settings(program.parameters, `program ${program.name}, parameter`),
      ...program.safeState.map(({ setpoint, value }): Fact => [
        `program ${program.name}, safe state of ${setpoint}`,
        amount(value),
      ]),
    ]),
  ]);
}
