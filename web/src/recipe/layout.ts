import { block, type BlockWords } from './layout-blocks.js';
import { type Drawn, beside, framed, below, PHASE, type Direction, type Box, type Line } from './layout-parts.js';
import { isBlock } from './elements.js';
import type { Flow, MasterRecipe, Operation, Phase, UnitProcedure } from './model.js';

export type { Box, Line } from './layout-parts.js';

/** Words that stand in the chart; the layout leaves room for them. */
export interface ChartWords extends BlockWords {
  /** what a unit procedure runs on */
  place: (procedure: UnitProcedure) => string;
  adHoc: (block: { title: string; max: number; sign: string }) => string;
}

/** Everything that is drawn, in pixels from the upper left corner; frames before what stands in them. */
export interface ChartLayout {
  width: number;
  height: number;
  boxes: Box[];
  lines: Line[];
}

const GAP = 48;

const phaseBox = (phase: Phase): Drawn => ({
  ...PHASE,
  mid: PHASE.height / 2,
  out: PHASE.width,
  boxes: [{ kind: 'phase', key: phase.id, x: 0, y: 0, ...PHASE, phase }],
  lines: [],
});

/**
 * Draws a sequence: to the right along one line, or downwards from frame to frame. A repeat hangs below the phase during
 * which it comes due; what follows in the sequence follows that phase.
 */
function sequence<Element extends object>(
  body: readonly Flow<Element>[],
  draw: (element: Element) => Drawn,
  direction: Direction,
  words: ChartWords,
): Drawn {
  const idOf = (flow: Flow<Element>): unknown => ('id' in flow ? flow.id : undefined);
  const drawn = (flow: Flow<Element>): Drawn =>
    isBlock(flow) ? block(flow, (inner) => sequence(inner, draw, direction, words), direction, words) : draw(flow);
  const hanging = (flow: Flow<Element>): boolean =>
    isBlock(flow) && flow.kind === 'repeat' && body.some((other) => idOf(other) === flow.during);
  const main = body.filter((flow) => !hanging(flow));
  const columns = main.map((flow) => {
    const repeats = body.filter(
      (other) => isBlock(other) && other.kind === 'repeat' && other.during === idOf(flow) && other !== flow,
    );
    return repeats.reduce((column, one) => below(column, drawn(one), 'during'), drawn(flow));
  });
  return beside(columns, direction);
}

/** The procedure as a chart: phases run to the right; operations and unit procedures follow below, or `oneLine` to the right. */
export function chartOf(
  { procedure, adHoc = [] }: Pick<MasterRecipe, 'procedure' | 'adHoc'>,
  words: ChartWords,
  oneLine = false,
): ChartLayout {
  const outer: Direction = oneLine ? 'right' : 'down';
  const phases = (body: readonly Flow<Phase>[]): Drawn => sequence(body, phaseBox, 'right', words);
  const operation = ({ operation: id, title, phases: body }: Operation): Drawn =>
    framed(phases(body), { key: `operation ${id}`, of: 'operation', title, label: null });
  const unitProcedure = (one: UnitProcedure): Drawn =>
    framed(sequence(one.operations, operation, outer, words), {
      ...{ key: `unitProcedure ${one.unitProcedure}`, of: 'unitProcedure', title: one.title },
      label: words.place(one),
    });
  const whole = adHoc
    .map((one) =>
      framed(phases(one.phases), { key: `adHoc ${one.id}`, of: 'adHoc', title: one.title, label: words.adHoc(one) }),
    )
    .reduce((above, one) => below(above, one, null, GAP), sequence(procedure, unitProcedure, outer, words));
  return { width: whole.width, height: whole.height, boxes: unique(whole.boxes), lines: whole.lines };
}

/** An id that a faulty recipe names twice is drawn twice all the same. */
function unique(boxes: Box[]): Box[] {
  const seen = new Map<string, number>();
  return boxes.map((box) => {
    const n = seen.get(box.key) ?? 0;
    seen.set(box.key, n + 1);
    return n === 0 ? box : { ...box, key: `${box.key} ${n}` };
  });
}
