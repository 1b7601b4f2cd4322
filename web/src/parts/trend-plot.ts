import uPlot from 'uplot';
import type { Limits, Tag } from '../api/types.js';
import { word } from '../text/words.js';
import { decimalText, unitText } from './number-format.js';
import { statusWord } from './status-word.js';
import type { ArchivedSpan, EmptySpan, LimitBand, TrendMark } from './trend-spans.js';

export interface TrendSubject {
  tag: Tag;
  zone: string;
  bands: readonly LimitBand[];
  /** milliseconds since 1970; without an end the plot runs to the last value */
  from: number;
  to: number | null;
}

/** What changes while a plot stands. */
export interface TrendOverlay {
  spans: readonly EmptySpan[];
  marks: readonly TrendMark[];
  archived: readonly ArchivedSpan[];
}

type Colour = (name: string) => string;

const FONT = '18px system-ui, sans-serif';

const bounds = (limits: Limits | null): number[] =>
  [limits?.low, limits?.high].filter((end) => end != null).map(Number);

/** From the lowest to the highest of values and limits, with room at both ends. */
function range({ bands }: TrendSubject) {
  const limits = bands.flatMap(({ alert, action }) => [...bounds(alert), ...bounds(action)]);
  return (_: uPlot, low: number | null, high: number | null): [number, number] => {
    const all = [...limits, ...(low === null ? [] : [low]), ...(high === null ? [] : [high])];
    if (all.length === 0) return [0, 1];
    const [least, most] = [Math.min(...all), Math.max(...all)];
    const room = (most - least || Math.abs(most) || 1) * 0.12;
    return [least - room, most + room];
  };
}

/** From the start of what is shown to its end, or so far: half a minute at least. */
const span =
  ({ from, to }: TrendSubject) =>
  (_: uPlot, __: number | null, last: number | null): [number, number] => [
    from / 1000,
    to === null ? Math.max(last ?? 0, from / 1000 + 30) : to / 1000,
  ];

/** Pixels of a time that is shown, from its left to its right; null where none of it is. */
function pixels(plot: uPlot, from: number, to: number | null): Place | null {
  const [edge, end] = [plot.bbox.left, plot.bbox.left + plot.bbox.width];
  const left = Math.max(edge, plot.valToPos(from / 1000, 'x', true));
  const right = to === null ? end : Math.min(end, plot.valToPos(to / 1000, 'x', true));
  return right > left && left < end ? { left, width: right - left } : null;
}

/** What lies inside the action limits is shaded, each limit is a line: dashed for alert, solid for action. */
function drawLimits({ bands }: TrendSubject, colour: Colour) {
  return (plot: uPlot): void => {
    const { ctx, bbox } = plot;
    const y = (value: number): number => plot.valToPos(value, 'y', true);
    ctx.save();
    for (const { from, to, alert, action } of bands) {
      const place = pixels(plot, from, to);
      if (place === null) continue;
      const [low, high] = [action?.low, action?.high].map((end) => (end == null ? null : y(Number(end))));
      const top = high ?? bbox.top;
      ctx.fillStyle = colour('--raised');
      if (action !== null) ctx.fillRect(place.left, top, place.width, (low ?? bbox.top + bbox.height) - top);
      const line = (value: number, dash: number[]): void => {
        ctx.strokeStyle = colour('--edge');
        ctx.lineWidth = 2;
        ctx.setLineDash(dash);
        ctx.beginPath();
        ctx.moveTo(place.left, y(value));
        ctx.lineTo(place.left + place.width, y(value));
        ctx.stroke();
      };
      for (const end of bounds(alert)) line(end, [8, 8]);
      for (const end of bounds(action)) line(end, []);
    }
    ctx.restore();
  };
}

function spanWord(empty: EmptySpan): string {
  switch (empty.kind) {
    case 'gap':
      return word('gapCause', empty.cause);
    case 'bad':
      return statusWord(empty.status);
    case 'silent':
      return word('trend', 'silent');
  }
}

const HATCH = 14;

interface Place {
  left: number;
  width: number;
}

/** Slanted lines over a time, on a ground of its own. `lean`: to which side. */
function hatch(
  { ctx, bbox }: uPlot,
  { left, width }: Place,
  look: { ground?: string; line: string; lean: 1 | -1 },
): void {
  const foot = look.lean === 1 ? bbox.top + bbox.height : bbox.top;
  const head = look.lean === 1 ? bbox.top : bbox.top + bbox.height;
  ctx.beginPath();
  ctx.rect(left, bbox.top, width, bbox.height);
  ctx.clip();
  if (look.ground !== undefined) {
    ctx.fillStyle = look.ground;
    ctx.fill();
  }
  ctx.strokeStyle = look.line;
  ctx.lineWidth = 2;
  ctx.beginPath();
  for (let x = left - bbox.height; x < left + width; x += HATCH) {
    ctx.moveTo(x, foot);
    ctx.lineTo(x + bbox.height, head);
  }
  ctx.stroke();
}

/** Times without numbers, hatched, with why where there is room for the words. */
function drawSpans({ spans }: TrendOverlay, plot: uPlot, colour: Colour): void {
  const { ctx, bbox } = plot;
  for (const empty of spans) {
    const place = pixels(plot, empty.from, empty.to);
    if (place === null) continue;
    const wide = { left: place.left, width: Math.max(place.width, 3) };
    const [ground, line] = empty.kind === 'bad' ? ['--alert-ground', '--alert'] : ['--ground', '--line'];
    ctx.save();
    hatch(plot, wide, { ground: colour(ground), line: colour(line), lean: 1 });
    writeWord(ctx, [spanWord(empty)], { ...wide, middle: bbox.top + bbox.height / 2 }, colour);
    ctx.restore();
  }
}

/** Behind the line, which is by the minute there: times whose single readings are archived, hatched the other way, with the word. */
function drawArchived({ archived }: TrendOverlay, plot: uPlot, colour: Colour): void {
  const { ctx, bbox } = plot;
  const words = [word('trend', 'archived.minutes'), word('trend', 'archived')];
  for (const { from, to } of archived) {
    const place = pixels(plot, from, to);
    if (place === null) continue;
    ctx.save();
    hatch(plot, place, { line: colour('--line'), lean: -1 });
    writeWord(ctx, words, { ...place, middle: bbox.top + bbox.height - 20 * devicePixelRatio }, colour);
    ctx.restore();
  }
}

/** The first of some words for which there is room. */
function writeWord(
  ctx: CanvasRenderingContext2D,
  words: readonly string[],
  { left, width, middle }: Place & { middle: number },
  colour: Colour,
): void {
  ctx.font = scaled(FONT);
  const text = words.find((one) => ctx.measureText(one).width + 16 <= width);
  if (text === undefined) return;
  const size = ctx.measureText(text).width;
  const height = 28 * devicePixelRatio;
  ctx.fillStyle = colour('--surface');
  ctx.fillRect(left + (width - size) / 2 - 8, middle - height / 2, size + 16, height);
  ctx.fillStyle = colour('--text');
  ctx.textBaseline = 'middle';
  ctx.textAlign = 'left';
  ctx.fillText(text, left + (width - size) / 2, middle);
}

const scaled = (font: string): string => font.replace(/^\d+/, (size) => String(Number(size) * devicePixelRatio));

/** Exceptions and events: a bar over their time at the top, with a triangle and the name, beneath one another where they are near. */
function drawMarks({ marks }: TrendOverlay, plot: uPlot, colour: Colour): void {
  const { ctx, bbox } = plot;
  const size = 9 * devicePixelRatio;
  const ends: number[] = [];
  ctx.save();
  ctx.font = `bold ${scaled(FONT)}`;
  [ctx.textBaseline, ctx.textAlign] = ['top', 'left'];
  for (const { id, from, to, tone } of marks) {
    const place = pixels(plot, from, to) ?? pixels(plot, from, from + 1000);
    if (place === null) continue;
    const { left } = place;
    const free = ends.findIndex((end) => end < left);
    const row = free < 0 ? ends.length : free;
    const top = bbox.top + 8 + row * 2.4 * size;
    ctx.fillStyle = colour(tone === 'action' ? '--action' : '--alert');
    ctx.fillRect(left, bbox.top, Math.max(place.width, 4), 5);
    ctx.beginPath();
    ctx.moveTo(left, top);
    ctx.lineTo(left + 2 * size, top);
    ctx.lineTo(left + size, top + 1.8 * size);
    ctx.fill();
    ctx.fillText(id, left + 2 * size + 4, top + 1);
    ends[row] = left + 2 * size + 12 + ctx.measureText(id).width;
  }
  ctx.restore();
}

export function trendOptions(
  subject: TrendSubject,
  overlay: { current: TrendOverlay },
  element: HTMLElement,
): Omit<uPlot.Options, 'width' | 'height'> {
  const style = getComputedStyle(element);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  // asked at each drawing: the look may change while the plot stands
  const axis = { stroke: () => colour('--quiet'), font: FONT, ticks: { stroke: () => colour('--line') } };
  return {
    legend: { show: false },
    cursor: { show: false },
    // room for half of the last time
    padding: [8, 64, 0, 0],
    tzDate: (at) => uPlot.tzDate(new Date(at * 1000), subject.zone),
    scales: { x: { time: true, range: span(subject) }, y: { range: range(subject) } },
    axes: [
      { ...axis, grid: { show: false }, values: clock(subject.zone), space: 120 },
      {
        ...axis,
        grid: { show: false },
        values: (_, splits) => splits.map((at) => decimalText(String(Number(at.toPrecision(10))))),
        size: 64,
        label: unitText(subject.tag.unit),
        labelSize: 24,
        labelFont: axis.font,
      },
    ],
    series: [{}, { stroke: () => colour('--text'), width: 2, points: { show: false }, spanGaps: false }],
    hooks: {
      drawClear: [drawLimits(subject, colour), (plot) => drawArchived(overlay.current, plot, colour)],
      draw: [
        (plot) => {
          drawSpans(overlay.current, plot, colour);
          drawMarks(overlay.current, plot, colour);
        },
      ],
    },
  };
}

const DAY = 86_400;

/** Times of the clock, and the day too where more than one is shown. */
const clock = (zone: string) => {
  const time = { hour: '2-digit', minute: '2-digit' } as const;
  const seconds = new Intl.DateTimeFormat('en-GB', { timeZone: zone, ...time, second: '2-digit' });
  const minutes = new Intl.DateTimeFormat('en-GB', { timeZone: zone, ...time });
  const days = new Intl.DateTimeFormat('en-GB', { timeZone: zone, day: 'numeric', month: 'short', ...time });
  return (_: uPlot, splits: number[]): string[] => {
    const length = (splits.at(-1) ?? 0) - (splits[0] ?? 0);
    const format = length > DAY ? days : length > 1200 ? minutes : seconds;
    return splits.map((at) => format.format(new Date(at * 1000)));
  };
};
