import type { Path } from '../../../unit-classes/domain/index.js';
import { parseExpression, references } from '../expression.js';
import type { Parameter } from '../recipe.js';
import { lintFault, type LintFault } from './rules.js';
import type { Place, Sure, Survey } from './survey.js';
import { domainsOf } from './domains.js';
import { outcomes } from './truth.js';

/** An expression and where it is read. */
interface Reader {
  node: object;
  path: Path;
  /** of the phase or block */
  id: string;
  text: string;
  known: Sure;
}

const readersIn = ({ phase, before }: Place): Reader[] => {
  const reader = (text: string | undefined, ...path: string[]): Reader[] =>
    text === undefined ? [] : [{ node: phase, path, id: phase.id, text, known: before }];
  if (phase.kind === 'program') return phase.set.flatMap(({ name, formula }) => reader(formula, 'set', name));
  if (phase.kind !== 'calculation') return [];
  return [...reader(phase.formula, 'formula'), ...reader(phase.yield?.theoretical, 'yield', 'theoretical')];
};

const readersOf = ({ places, blocks }: Survey): Reader[] => [
  ...places.flatMap(readersIn),
  ...blocks.flatMap(({ block, before, after }): Reader[] => {
    const { id } = block;
    if (block.kind === 'loop') return [{ node: block, path: ['until'], id, text: block.until, known: after }];
    if (block.kind !== 'choice') return [];
    return block.options.flatMap(({ when }, index) =>
      when === null ? [] : [{ node: block, path: ['options', index, 'when'], id, text: when, known: before }],
    );
  }),
];

/** Every formula reads what surely is there when it is computed. */
export const missingValues = (found: Survey): LintFault[] =>
  readersOf(found).flatMap(({ node, path, id, text, known }) => {
    const parsed = parseExpression(text);
    if (!('expression' in parsed)) return [];
    return references(parsed.expression).flatMap((name): LintFault[] => {
      const because = doubt(name, known, found);
      if (because === undefined) return [];
      return [lintFault('formula.may-not-exist', node, path, `${id} reads ${name}: ${because}`)];
    });
  });

/** Why a name may have no value, where it may. */
function doubt(name: string, known: Sure, { recipe, phase, places }: Survey): string | undefined {
  const needs = neededBy(name, recipe.parameters);
  const missing = needs.find((id) => !known.has(id));
  if (missing !== undefined) {
    const place = places.find((one) => one.phase.id === missing);
    if (!place) return `there is no phase ${missing}`;
    const around = place.blocks.findLast(({ kind }) => kind !== 'loop');
    return around ? `${missing} is in ${around.block} and may not be done by then` : `${missing} comes later`;
  }
  const optional = [name, ...fromOf(name, recipe.parameters)].find((reference) => {
    const [id, field] = reference.split('.');
    const owner = phase.get(id ?? '');
    return (
      owner &&
      'fields' in owner &&
      owner.fields.some((one) => one.id === field && 'optional' in one && one.optional === true)
    );
  });
  return optional === undefined ? undefined : `${optional} is optional`;
}

const fromOf = (name: string, parameters: Parameter[]): string[] => {
  const parameter = parameters.find(({ id }) => `parameters.${id}` === name);
  return parameter?.source === 'entry' || parameter?.source === 'reading' ? [parameter.from] : [];
};

/** The phases that must have recorded something for a name to have a value; through parameters to what they rest on. */
export function neededBy(name: string, parameters: Parameter[], seen: ReadonlySet<string> = new Set()): string[] {
  if (seen.has(name)) return [];
  if (!name.startsWith('parameters.')) return [name.split('.')[0]!];
  const parameter = parameters.find(({ id }) => `parameters.${id}` === name);
  const deeper = new Set([...seen, name]);
  if (parameter?.source === 'formula') {
    const parsed = parseExpression(parameter.formula);
    return 'expression' in parsed
      ? references(parsed.expression).flatMap((inner) => neededBy(inner, parameters, deeper))
      : [];
  }
  return fromOf(name, parameters).flatMap((from) => neededBy(from, parameters, deeper));
}

/** A result is of a sample that surely was taken. */
export const missingSamples = ({ places }: Survey): LintFault[] =>
  places.flatMap(({ phase, before }) =>
    phase.kind !== 'result' || before.has(phase.of)
      ? []
      : [
          lintFault(
            'sample.may-not-exist',
            phase,
            ['of'],
            `${phase.id} awaits ${phase.of}, which may not have been taken`,
          ),
        ],
  );

/** A program that ends early on a condition reads something that can change while it runs, and can come true. */
export function deadEnds(found: Survey): LintFault[] {
  const able = domainsOf(found, false);
  return found.places.flatMap((place): LintFault[] => {
    const { phase } = place;
    if (phase.kind !== 'program' || phase.until.or === undefined) return [];
    const text = phase.until.or;
    const parsed = parseExpression(text);
    if (!('expression' in parsed)) return [];
    const fault = (message: string): LintFault[] => [
      lintFault('until.never', phase, ['until', 'or'], `${phase.id}: ${message}`),
    ];
    if (outcomes([parsed.expression], able)?.taken.size === 0) return fault(`${text} cannot hold`);
    const beside = besideOf(place, found);
    const needs = references(parsed.expression).flatMap((name) => neededBy(name, found.recipe.parameters));
    const unrecorded = needs.find((id) => !beside.has(id) && !place.before.has(id));
    if (unrecorded !== undefined) return fault(`${unrecorded} is not done before it or while it runs`);
    return needs.some((id) => beside.has(id)) ? [] : fault(`nothing that is done while it runs changes ${text}`);
  });
}

/** Phases that can be done while this one runs: of repeats during it, and of other branches. */
function besideOf({ phase, blocks: own }: Place, { places, blocks }: Survey): Set<string> {
  const repeats = blocks.flatMap(({ block }) =>
    block.kind === 'repeat' && block.during === phase.id ? [block.id] : [],
  );
  const beside = places.filter((other) =>
    other.blocks.some(
      ({ block, body }) =>
        repeats.includes(block) ||
        own.some((around) => around.kind === 'parallel' && around.block === block && around.body !== body),
    ),
  );
  return new Set(beside.map((other) => other.phase.id));
}
