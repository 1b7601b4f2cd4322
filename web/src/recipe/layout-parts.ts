import type { Block, Phase } from './model.js';

export type Direction = 'right' | 'down';
export type Point = readonly [x: number, y: number];

interface Place {
  key: string;
  x: number;
  y: number;
  width: number;
  height: number;
}

/** What a frame is of. */
export type FrameOf = 'unitProcedure' | 'operation' | 'adHoc' | Block<unknown>['kind'];

export type Box = Place &
  (
    | { kind: 'phase'; phase: Phase }
    | { kind: 'frame'; of: FrameOf; title: string; label: string | null }
    /** of a branch or an option: its title, and when it is taken */
    | { kind: 'heading'; title: string; label: string | null }
  );

/** `bar` opens and closes a choice, `double` what runs at the same time (IEC 61131-3). */
export interface Line {
  kind: 'next' | 'back' | 'during' | 'bar' | 'double';
  points: Point[];
}

/** A part of the chart from its own upper left corner. */
export interface Drawn {
  width: number;
  height: number;
  /** how far down the line through it runs, where what follows stands to its right */
  mid: number;
  /** how far to the right that line leaves it */
  out: number;
  boxes: Box[];
  lines: Line[];
}

export const PHASE = { width: 248, height: 136 };
export const STEP = 40;
/** how far from the left a line downwards stands */
export const DOWN = 56;
const PAD = 20;
const LINE = 25;
const LETTER = 9.8;

export const moved = ({ boxes, lines, ...size }: Drawn, dx: number, dy: number): Drawn => ({
  ...size,
  boxes: boxes.map((box) => ({ ...box, x: box.x + dx, y: box.y + dy })),
  lines: lines.map(({ kind, points }) => ({ kind, points: points.map(([x, y]) => [x + dx, y + dy] as const) })),
});

/** Lines that a text needs in a width, and no more than it is shown. */
export const textHeight = (text: string | null, width: number, most = 4): number =>
  text === null || text === '' ? 0 : LINE * Math.min(most, Math.ceil((text.length * LETTER) / width));

const together = (parts: Drawn[], lines: Line[]): Pick<Drawn, 'boxes' | 'lines'> => ({
  boxes: parts.flatMap(({ boxes }) => boxes),
  lines: [...lines, ...parts.flatMap((part) => part.lines)],
});

/** One after another, joined by lines. */
export function beside(parts: readonly Drawn[], direction: Direction): Drawn {
  if (parts.length === 0) return { width: 0, height: 0, mid: 0, out: 0, boxes: [], lines: [] };
  if (direction === 'down')
    return parts.slice(1).reduce((above, part) => below(above, part, 'next'), { ...parts[0]!, mid: 0 });
  const mid = Math.max(...parts.map((part) => part.mid));
  let [x, out] = [0, 0];
  const lines: Line[] = [];
  const placed = parts.map((part, index) => {
    const at = index === 0 ? 0 : x + STEP;
    if (index > 0) lines.push({ kind: 'next', points: [[out, mid] as const, [at, mid] as const] });
    x = at + part.width;
    out = at + part.out;
    return moved(part, at, mid - part.mid);
  });
  const height = Math.max(...parts.map((part) => mid - part.mid + part.height));
  return { width: x, height, mid, out, ...together(placed, lines) };
}

/** One under another; the line through the upper one goes on. */
export function below(above: Drawn, part: Drawn, line: 'next' | 'during' | null, gap = STEP): Drawn {
  const y = above.height + gap;
  const points: Point[] = [
    [DOWN, above.height],
    [DOWN, y],
  ];
  return {
    width: Math.max(above.width, part.width),
    height: y + part.height,
    mid: above.mid,
    out: above.out,
    ...together([above, moved(part, 0, y)], line === null ? [] : [{ kind: line, points }]),
  };
}

interface Frame {
  key: string;
  of: FrameOf;
  title: string;
  label: string | null;
}

/** A frame around a part, with room for its words. */
export function framed(part: Drawn, frame: Frame, foot = 0): Drawn {
  const width = Math.max(part.width, PHASE.width) + 2 * PAD;
  const head = 22 + textHeight(frame.title, width - 2 * PAD, 2) + textHeight(frame.label, width - 2 * PAD);
  const inner = moved(part, PAD, head);
  const height = head + part.height + foot + PAD;
  return {
    ...{ width, height, mid: head + part.mid, out: width },
    boxes: [{ kind: 'frame', x: 0, y: 0, width, height, ...frame }, ...inner.boxes],
    lines: inner.lines,
  };
}
