/** A range of decimals, both ends included; null is open. */
export interface Span {
  low: string | null;
  high: string | null;
}

export interface Limits {
  alert?: Span;
  action?: Span;
  onBreach?: string;
  criticality?: string;
  /** whether a breach opens a deviation; as policy says where absent */
  deviation?: boolean;
}

export interface Quantity {
  value: string;
  unit: string;
}

/** How a value is rounded: to decimals or to significant digits. */
export type Rounding = { mode: string } & ({ decimals: number } | { significant: number });

export interface Field extends Limits {
  id: string;
  title?: string;
  type?: string;
  unit?: string;
  decimals?: number;
  capture?: { tag: string; aggregate: string };
  optional?: boolean;
  /** of a yes or no, or of a choice: what it must be */
  expects?: boolean | string[];
  choices?: { id: string }[];
  /** of a measured field: the largest coefficient of variation, in percent */
  cv?: string;
}

export interface Label {
  id: string;
  title: string;
  copies: number;
  lines: string[];
}

export type SafeState = { setpoint: string; value: Quantity }[];

/** A limit on what a unit says of itself while a program runs. Delays count source time. */
export interface Monitor extends Limits {
  tag: string;
  unit: string;
  delay: string;
  staleAfter: string;
  /** in place of the real one while a speed factor is in force */
  demo?: { delay: string };
}

/** A hold time between two edges of phases, on event time. */
export interface HoldWindow {
  id: string;
  from: { phase: string; edge: 'start' | 'end' };
  to: { phase: string; edge: 'start' | 'end' };
  min?: string;
  max?: string;
  alert?: string;
  onBreach: string;
  criticality: string;
  deviation?: boolean;
  /** in place of the real ones while a speed factor is in force */
  demo?: { max: string; alert?: string };
}

/** What the verifier reads of a phase: what its kind does not have is not there. */
export interface Phase extends Limits {
  id: string;
  kind: string;
  sign: { meaning: string; role: string }[];
  /** what whoever does or verifies it is trained in */
  skills?: { skill: string; title: string }[];
  documents?: { document: string; version: string; title: string }[];
  mode?: string;
  fields?: Field[];
  scans?: { id: string; expects: string }[];
  checks?: { id: string }[];
  materials?: { id: string; title: string; critical: boolean }[];
  replicates?: number;
  recounts?: number;
  container?: string;
  /** of a result: the phase of its sample, and when it is due after that */
  of?: string;
  within?: string;
  labels?: Label[];
  capture?: { tag: string; aggregate: string };
  unit?: string;
  decimals?: number;
  /** of a calculation */
  formula?: string;
  rounding?: Rounding;
  yield?: { theoretical: string } & Limits;
  /** of a program */
  program?: string;
  monitor?: Monitor[];
  set?: { name: string; target: string; value?: Quantity; formula?: string }[];
  until?: { ends: string; after?: string; or?: string };
  /** where a hold takes it; as the unit class says where it is not said */
  safeState?: SafeState;
  /** of a wait */
  for?: string;
  /** of a decision */
  options?: { id: string; then: string }[];
}

interface BlockBase {
  id: string;
}
export interface Parallel extends BlockBase {
  kind: 'parallel';
  branches: { id: string; body: Flow[] }[];
}
export interface Choice extends BlockBase {
  kind: 'choice';
  on: string | null;
  options: { id: string; when: string | null; body: Flow[] }[];
}
export interface Loop extends BlockBase, Limits {
  kind: 'loop';
  until: string;
  max: number;
  body: Flow[];
}
export interface Repeat extends BlockBase {
  kind: 'repeat';
  every: string;
  during: string;
  body: Flow[];
}
export type Block = Parallel | Choice | Loop | Repeat;

export interface Operation {
  operation: string;
  phases: Flow[];
}
export interface UnitProcedure {
  unitProcedure: string;
  unitClass: string | null;
  operations: Flow[];
  /** asked of the steps of ad-hoc blocks that are inserted here too */
  skills?: { skill: string; title: string }[];
}

/** What stands in a sequence: an element of its level, or a block that orders such. */
export type Flow = UnitProcedure | Operation | Phase | Block;

export type Parameter = Partial<Limits> & { id: string; unit: string; range: Span } & (
    | { source: 'constant'; target: string }
    | { source: 'patient' }
    | { source: 'formula'; formula: string; rounding: Rounding }
    | { source: 'entry' | 'reading'; from: string }
  );

export interface AdHoc {
  id: string;
  max: number;
  sign: string;
  unitClass: string | null;
  phases: Flow[];
}

/** What a recipe may set on a unit, or give to a program. */
export interface Settable {
  name: string;
  unit: string;
  range: Span;
}

export interface UnitClass {
  code: string;
  use?: string;
  tags: { tag: string; unit?: string; criticality?: string }[];
  setpoints?: Settable[];
  programs?: { name: string; parameters: Settable[]; safeState?: SafeState }[];
}

export interface Recipe {
  recipe?: string;
  product: string;
  yields?: { material: string; keeps: string };
  type?: string;
  stage?: string;
  statedWithin?: number;
  training?: { documents?: boolean; quorum?: number };
  parameters?: Parameter[];
  procedure: Flow[];
  windows?: HoldWindow[];
  adHoc?: AdHoc[];
  unitClasses: UnitClass[];
}

const BLOCKS = ['parallel', 'choice', 'loop', 'repeat'];

export const isBlock = (flow: Flow): flow is Block => 'kind' in flow && BLOCKS.includes(flow.kind);
export const isPhase = (flow: Flow): flow is Phase => 'kind' in flow && !isBlock(flow);

/** The sequences inside anything but a phase. */
export function insideOf(flow: Exclude<Flow, Phase>): Flow[][] {
  if ('operations' in flow) return [flow.operations];
  if ('phases' in flow) return [flow.phases];
  switch (flow.kind) {
    case 'parallel':
      return flow.branches.map(({ body }) => body);
    case 'choice':
      return flow.options.map(({ body }) => body);
    case 'loop':
    case 'repeat':
      return [flow.body];
  }
}

export interface Placed {
  phase: Phase;
  /** among all phases in the order of the recipe, from 1; those of ad-hoc blocks come after */
  position: number;
  unitProcedure: string;
  operation: string;
  /** null: by hand, on no unit */
  unitClass: string | null;
  /** ids of the blocks around it, the outermost first */
  blocks: string[];
}

const known = new WeakMap<Recipe, Placed[]>();

/** All phases in the order of the recipe, those of ad-hoc blocks last. */
export function phasesOf(recipe: Recipe): Placed[] {
  const before = known.get(recipe);
  if (before !== undefined) return before;
  const placed: Placed[] = [];
  const look = (flows: Flow[], around: Omit<Placed, 'phase' | 'position'>): void => {
    for (const flow of flows)
      if (isPhase(flow)) placed.push({ phase: flow, position: placed.length + 1, ...around });
      else for (const inner of insideOf(flow)) look(inner, within(flow, around));
  };
  look(recipe.procedure, { unitProcedure: '', operation: '', unitClass: null, blocks: [] });
  for (const { phases, unitClass } of recipe.adHoc ?? [])
    look(phases, { unitProcedure: '', operation: '', unitClass, blocks: [] });
  known.set(recipe, placed);
  return placed;
}

function within<A extends Omit<Placed, 'phase' | 'position'>>(flow: Exclude<Flow, Phase>, around: A): A {
  if ('operations' in flow) return { ...around, unitProcedure: flow.unitProcedure, unitClass: flow.unitClass ?? null };
  if ('phases' in flow) return { ...around, operation: flow.operation };
  return { ...around, blocks: [...around.blocks, flow.id] };
}

export const placedAt = (recipe: Recipe, phase: string): Placed | undefined =>
  phasesOf(recipe).find((placed) => placed.phase.id === phase);

/** Ids of all phases in a part of a procedure. */
export const phasesIn = (flows: Flow[]): string[] =>
  flows.flatMap((flow) => (isPhase(flow) ? [flow.id] : insideOf(flow).flatMap(phasesIn)));

/** A block of the procedure or an ad-hoc block's, by its id. */
export function blockOf(recipe: Recipe, id: string): Block | undefined {
  const find = (flows: Flow[]): Block | undefined => {
    for (const flow of flows) {
      if (isPhase(flow)) continue;
      if (isBlock(flow) && flow.id === id) return flow;
      for (const inner of insideOf(flow)) {
        const found = find(inner);
        if (found !== undefined) return found;
      }
    }
    return undefined;
  };
  return find([...recipe.procedure, ...(recipe.adHoc ?? []).flatMap(({ phases }) => phases)]);
}

/** What a unit procedure runs on; null by hand, undefined where the recipe has none of that name. */
export const unitClassOf = (recipe: Recipe, unitProcedure: string): string | null | undefined =>
  phasesOf(recipe).find((placed) => placed.unitProcedure === unitProcedure)?.unitClass;

/** The class of the units of a unit procedure; another may have programs of the same names. */
export function classOf(recipe: Recipe, unitProcedure: string): UnitClass | undefined {
  const unitClass = unitClassOf(recipe, unitProcedure);
  return recipe.unitClasses.find(({ code }) => code === unitClass);
}

/** A position as text that sorts. */
export const placeOf = (position: number): string => `${position}`.padStart(4, '0');
