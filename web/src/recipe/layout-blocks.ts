import {
  type Box,
  type Direction,
  type Drawn,
  DOWN,
  framed,
  type Line,
  moved,
  type Point,
  STEP,
  textHeight,
} from './layout-parts.js';
import type { Block, Flow } from './model.js';

export interface BlockWords {
  /** under the title of a block: that its branches run at once, its bound, its rhythm */
  label: (block: Block<unknown>) => string;
  /** when an option is taken */
  when: (option: { when: string | null }, choice: { on: string | null }) => string | null;
}

interface Branch {
  id: string;
  title: string;
  label: string | null;
  drawn: Drawn;
}

const HEADING = 300;
const BETWEEN = 28;
const BACK = 36;

/** A block around its sequences. */
export function block<Element>(
  flow: Block<Element>,
  draw: (body: readonly Flow<Element>[]) => Drawn,
  direction: Direction,
  words: BlockWords,
): Drawn {
  const frame = { key: `block ${flow.id}`, of: flow.kind, title: flow.title, label: words.label(flow) };
  switch (flow.kind) {
    case 'parallel': {
      const branches = flow.branches.map(({ id, title, body }) => ({ id, title, label: null, drawn: draw(body) }));
      return framed(abreast(flow.id, branches, direction, 'double'), frame);
    }
    case 'choice': {
      const branches = flow.options.map(({ id, title, when, body }) => {
        return { id, title, label: words.when({ when }, flow), drawn: draw(body) };
      });
      return framed(abreast(flow.id, branches, direction, 'bar'), frame);
    }
    case 'loop':
      return framed(looped(draw(flow.body), direction), frame);
    case 'repeat':
      return framed(draw(flow.body), frame);
  }
}

const heading = (of: string, { id, title, label }: Branch, width: number): Box => {
  const height = 30 + textHeight(label, width);
  return { kind: 'heading', key: `heading ${of} ${id}`, x: 0, y: 0, width, height, title, label };
};

/** Branches between two bars: one under another, or next to one another where the chart runs downwards. */
function abreast(of: string, branches: readonly Branch[], direction: Direction, bar: 'bar' | 'double'): Drawn {
  const widths = branches.map(({ drawn }) => Math.max(HEADING, drawn.width));
  return direction === 'right' ? stacked(of, branches, Math.max(HEADING, ...widths), bar) : ranged(of, branches, bar);
}

function stacked(of: string, branches: readonly Branch[], width: number, bar: 'bar' | 'double'): Drawn {
  const [left, right] = [6 + STEP, 6 + STEP + width + STEP];
  const boxes: Box[] = [];
  const lines: Line[] = [];
  let y = 0;
  for (const branch of branches) {
    const head = heading(of, branch, width);
    const { drawn } = branch;
    const body = moved(drawn, left, y + head.height + 8);
    const line = drawn.boxes.length === 0 ? y + head.height + 20 : y + head.height + 8 + drawn.mid;
    const end = drawn.boxes.length === 0 ? left : left + drawn.out;
    boxes.push({ ...head, x: left, y }, ...body.boxes);
    if (drawn.boxes.length > 0) lines.push({ kind: 'next', points: level(6, left, line) });
    lines.push(...body.lines, { kind: 'next', points: level(drawn.boxes.length === 0 ? 6 : end, right, line) });
    y += head.height + 8 + Math.max(drawn.height, 32) + BETWEEN;
  }
  const height = Math.max(0, y - BETWEEN);
  for (const x of [3, right + 3]) lines.push({ kind: bar, points: upright(x, 0, height) });
  return { width: right + 6, height, mid: height / 2, out: right + 6, boxes, lines };
}

function ranged(of: string, branches: readonly Branch[], bar: 'bar' | 'double'): Drawn {
  const boxes: Box[] = [];
  const lines: Line[] = [];
  const top = 6 + STEP;
  const heads = branches.map((branch) => heading(of, branch, Math.max(HEADING, branch.drawn.width)));
  const body = top + Math.max(0, ...heads.map(({ height }) => height)) + 8;
  const bottom = body + Math.max(0, ...branches.map(({ drawn }) => drawn.height)) + STEP;
  let x = 0;
  branches.forEach(({ drawn }, index) => {
    const head = heads[index]!;
    const placed = moved(drawn, x, body);
    boxes.push({ ...head, x, y: top }, ...placed.boxes);
    lines.push({ kind: 'next', points: upright(x + DOWN, 6, top) }, ...placed.lines);
    lines.push({ kind: 'next', points: upright(x + DOWN, body + drawn.height, bottom) });
    x += head.width + BETWEEN;
  });
  const width = Math.max(0, x - BETWEEN);
  for (const y of [3, bottom + 3]) lines.push({ kind: bar, points: level(0, width, y) });
  return { width, height: bottom + 6, mid: 0, out: width, boxes, lines };
}

/** The way back from the end to the beginning, beneath or beside the body. */
function looped(body: Drawn, direction: Direction): Drawn {
  const { width, height, mid } = body;
  if (direction === 'down') {
    const [first, last] = [Math.min(height, DOWN), Math.max(0, height - DOWN)];
    const points: Point[] = [
      [BACK, last],
      [0, last],
      [0, first],
      [BACK, first],
    ];
    const inner = moved(body, BACK, 0);
    const wide = width + BACK;
    return { ...inner, width: wide, out: wide, lines: [...inner.lines, { kind: 'back', points }] };
  }
  const side = 20;
  const y = height + BACK - 12;
  const points: Point[] = [
    [side + body.out, mid],
    [side + width + side, mid],
    [side + width + side, y],
    [0, y],
    [0, mid],
    [side, mid],
  ];
  const inner = moved(body, side, 0);
  return {
    ...inner,
    width: width + 2 * side,
    out: width + 2 * side,
    height: height + BACK,
    lines: [...inner.lines, { kind: 'back', points }],
  };
}

const level = (from: number, to: number, y: number): Point[] => [
  [from, y],
  [to, y],
];
const upright = (x: number, from: number, to: number): Point[] => [
  [x, from],
  [x, to],
];
