import type { UnitClass } from '../../../unit-classes/domain/index.js';
import { type Block, bodiesOf, type Flow, isBlock } from '../flow.js';
import type { Phase } from '../phase.js';
import type { MasterRecipe, PlacedPhase, UnitProcedure } from '../recipe.js';

/** Ids of phases that are surely complete, whatever way the batch took. */
export type Sure = ReadonlySet<string>;

/** A phase where it stands, with what is surely complete when it begins. */
export interface Place extends PlacedPhase {
  /** null by hand, and where the class is not defined */
  on: UnitClass | null;
  before: Sure;
  adHoc: boolean;
}

/** A block where it stands: what is surely complete when it begins, and when its body has run once. */
export interface PlacedBlock {
  block: Block<object>;
  /** null above the unit procedures */
  unitProcedure: string | null;
  blocks: PlacedPhase['blocks'];
  before: Sure;
  after: Sure;
}

/** A recipe as the rules look at it. */
export interface Survey {
  recipe: MasterRecipe;
  places: Place[];
  blocks: PlacedBlock[];
  phase: ReadonlyMap<string, Phase>;
}

interface Context {
  unitProcedure: UnitProcedure | null;
  operation: string;
  blocks: PlacedPhase['blocks'];
  adHoc: boolean;
}

/** Walks every way through a recipe once. */
export function survey(recipe: MasterRecipe): Survey {
  const places: Place[] = [];
  const blocks: PlacedBlock[] = [];
  const entered: { unitClass: string | null; before: Sure }[] = [];

  const phase = (one: Phase, before: Sure, { unitProcedure, operation, blocks: around, adHoc }: Context): Sure => {
    const unitClass = unitProcedure?.unitClass ?? null;
    const on = recipe.unitClasses.find(({ code }) => code === unitClass) ?? null;
    const where = { unitProcedure: unitProcedure?.unitProcedure ?? '', operation, unitClass, blocks: around };
    places.push({ phase: one, ...where, on, before, adHoc });
    return new Set([...before, one.id]);
  };
  const along = <E extends object>(
    body: readonly Flow<E>[],
    start: Sure,
    context: Context,
    element: (one: E, before: Sure, context: Context) => Sure,
  ): Sure => {
    const began = new Map<string, Sure>();
    let sure = start;
    for (const flow of body) {
      if (!isBlock(flow)) {
        if ('id' in flow) began.set(String(flow.id), sure);
        sure = element(flow, sure, context);
        continue;
      }
      const before = flow.kind === 'repeat' ? (began.get(flow.during) ?? sure) : sure;
      const ends = bodiesOf(flow).map(({ id, body: inner }) => {
        const around = [...context.blocks, { block: flow.id, kind: flow.kind, body: id }];
        const known = flow.kind === 'choice' && flow.on !== null ? taken(before, flow.on, id) : before;
        return { id, end: along(inner, known, { ...context, blocks: around }, element) };
      });
      const all = new Set(ends.flatMap(({ end }) => [...end]));
      blocks.push({
        block: flow,
        unitProcedure: context.unitProcedure?.unitProcedure ?? null,
        blocks: context.blocks,
        before,
        after: all,
      });
      if (flow.kind === 'parallel' || flow.kind === 'loop') sure = all;
      else if (flow.kind === 'choice' && flow.on !== null) {
        const { on } = flow;
        sure = new Set([...sure, ...ends.flatMap(({ id, end }) => [...end].map((one) => `${optionOf(on, id)}${one}`))]);
      }
    }
    return sure;
  };

  const start: Context = { unitProcedure: null, operation: '', blocks: [], adHoc: false };
  along(recipe.procedure, new Set(), start, (unitProcedure, before, outer) => {
    entered.push({ unitClass: unitProcedure.unitClass, before });
    return along(unitProcedure.operations, before, { ...outer, unitProcedure }, ({ operation, phases }, sure, inner) =>
      along(phases, sure, { ...inner, operation }, phase),
    );
  });
  for (const { id, title, unitClass, phases } of recipe.adHoc ?? []) {
    const unitProcedure = { unitProcedure: '', title, unitClass, operations: [] };
    const before = entered.filter((one) => unitClass === null || one.unitClass === unitClass).map((one) => one.before);
    const always = [...(before[0] ?? [])].filter((one) => before.every((sure) => sure.has(one)));
    along(phases, new Set(always), { unitProcedure, operation: id, blocks: [], adHoc: true }, phase);
  }
  return { recipe, places, blocks, phase: new Map(places.map((place) => [place.phase.id, place.phase])) };
}

// what an option of a decision's choice brought stands in the set as `<decision>=<option>/<phase>`: no phase has such an id
const optionOf = (decision: string, option: string | null): string => `${decision}=${option ?? ''}/`;

/** A second choice on the same decision takes the same option, so what the first brought there is there. */
function taken(sure: Sure, decision: string, option: string | null): Sure {
  const prefix = optionOf(decision, option);
  return new Set([...sure, ...[...sure].flatMap((one) => (one.startsWith(prefix) ? [one.slice(prefix.length)] : []))]);
}
