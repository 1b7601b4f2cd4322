import { type Formula, parse } from './formula.js';
import { allIn, type Made, type Pin } from './overlay.js';
import { type Flow, isPhase } from './recipe.js';
import { sameJson } from './report.js';

/** A block of the library as it was kept. */
export interface LibraryBlock extends Pin {
  title: unknown;
  unitClass: string | null;
  phases: Flow[];
}

/** What a recipe that uses a block under a name has otherwise than the block says. */
export function unlike(recipe: Made, block: LibraryBlock, as: string): string[] {
  const all = allIn([...recipe.procedure, ...(recipe.adHoc ?? []).flatMap(({ phases }) => phases)]);
  const id = (inner: string): string => `${as}-${inner}`;
  return block.phases.flatMap((flow) => {
    const name = id(nameOf(flow));
    const found = all.find((one) => nameOf(one) === name);
    const same =
      found !== undefined &&
      sameJson(
        told(flow, id),
        told(found, (own) => own),
      );
    return same ? [] : [name];
  });
}

const nameOf = (flow: Flow): string => ('id' in flow ? flow.id : '');

/** Ids that a phase or block names, each by where it stands. */
const IDS = ['id', 'on', 'during', 'of'];

/** A part of a block with its ids under another name, and its formulas as trees. */
function told(flow: Flow, id: (inner: string) => string): unknown {
  const text = (formula: unknown): unknown => (typeof formula === 'string' ? renamed(parse(formula), id) : formula);
  const made: Record<string, unknown> = { ...flow };
  for (const key of IDS) if (typeof made[key] === 'string') made[key] = id(made[key]);
  if (isPhase(flow)) {
    const { yield: yields, set, until, labels, kind } = flow;
    if (kind === 'calculation') made['formula'] = text(flow.formula);
    if (yields !== undefined) made['yield'] = { ...yields, theoretical: text(yields.theoretical) };
    if (set !== undefined) made['set'] = set.map((one) => ({ ...one, formula: text(one.formula) ?? null }));
    if (until !== undefined) made['until'] = { ...until, or: text(until.or) ?? null };
    if (labels !== undefined) made['labels'] = labels.map((label) => ({ ...label, id: id(label.id) }));
    return made;
  }
  const inner = (flows: Flow[]): unknown[] => flows.map((one) => told(one, id));
  if (!('kind' in flow)) return made;
  switch (flow.kind) {
    case 'parallel':
      return { ...made, branches: flow.branches.map((one) => ({ ...one, body: inner(one.body) })) };
    case 'choice':
      return {
        ...made,
        options: flow.options.map((one) => ({ ...one, when: text(one.when), body: inner(one.body) })),
      };
    case 'loop':
      return { ...made, until: text(flow.until), body: inner(flow.body) };
    case 'repeat':
      return { ...made, body: inner(flow.body) };
  }
}

function renamed(formula: Formula, id: (phase: string) => string): Formula {
  const of = (one: Formula): Formula => renamed(one, id);
  switch (formula.is) {
    case 'number':
    case 'truth':
      return formula;
    case 'name': {
      const [phase = '', field = ''] = formula.name.split('.');
      return phase === 'parameters' ? formula : { ...formula, name: `${id(phase)}.${field}` };
    }
    case 'minus':
    case 'not':
    case 'round':
      return { ...formula, of: of(formula.of) };
    case 'min':
    case 'max':
      return { ...formula, of: formula.of.map(of) };
    case 'pair':
      return { ...formula, left: of(formula.left), right: of(formula.right) };
  }
}
