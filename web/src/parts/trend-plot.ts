import uPlot from 'uplot';
import type { TagTrace } from '../api/live-values.js';
import type { Limits, Reading, Tag } from '../api/types.js';
import { unitText } from './number-format.js';

export interface TrendSubject {
  tag: Tag;
  zone: string;
  alert: Limits | null;
  action: Limits | null;
  /** milliseconds since 1970; without an end the plot runs to the last value */
  from: number;
  to: number | null;
}

/** Seconds and values for the plot: what was read, and live values after it. A value that is not good is a hole. */
export function trendRows(
  past: readonly Reading[],
  live: TagTrace['points'],
  from: number,
): [number[], (number | null)[]] {
  const last = past.length === 0 ? from : Date.parse(past.at(-1)!.sourceAt);
  const later = live.filter(([at]) => at > last);
  const numbers = past.map(({ value, quality }) => (quality === 'good' && value !== null ? Number(value) : null));
  return [
    [...past.map(({ sourceAt }) => Date.parse(sourceAt) / 1000), ...later.map(([at]) => at / 1000)],
    [...numbers, ...later.map(([, value]) => value)],
  ];
}

const bounds = (limits: Limits | null): number[] =>
  [limits?.low, limits?.high].filter((end) => end != null).map(Number);

/** From the lowest to the highest of values and limits, with room at both ends. */
function range({ alert, action }: TrendSubject) {
  return (_: uPlot, low: number | null, high: number | null): [number, number] => {
    const all = [...bounds(alert), ...bounds(action), ...(low === null ? [] : [low]), ...(high === null ? [] : [high])];
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

/** What lies inside the action limits is shaded, each limit is a line: dashed for alert, solid for action. */
function drawLimits({ alert, action }: TrendSubject, colour: (name: string) => string) {
  return (plot: uPlot): void => {
    const { ctx, bbox } = plot;
    const y = (value: number): number => plot.valToPos(value, 'y', true);
    const [low, high] = [action?.low, action?.high].map((end) => (end == null ? null : y(Number(end))));
    const top = high ?? bbox.top;
    ctx.save();
    ctx.fillStyle = colour('--raised');
    if (action !== null) ctx.fillRect(bbox.left, top, bbox.width, (low ?? bbox.top + bbox.height) - top);
    const line = (value: number, dash: number[]): void => {
      ctx.strokeStyle = colour('--edge');
      ctx.lineWidth = 2;
      ctx.setLineDash(dash);
      ctx.beginPath();
      ctx.moveTo(bbox.left, y(value));
      ctx.lineTo(bbox.left + bbox.width, y(value));
      ctx.stroke();
    };
    for (const end of bounds(alert)) line(end, [8, 8]);
    for (const end of bounds(action)) line(end, []);
    ctx.restore();
  };
}

export function trendOptions(subject: TrendSubject, element: HTMLElement): Omit<uPlot.Options, 'width' | 'height'> {
  const style = getComputedStyle(element);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  const axis = { stroke: colour('--quiet'), font: '18px system-ui, sans-serif', ticks: { stroke: colour('--line') } };
  return {
    legend: { show: false },
    cursor: { show: false },
    tzDate: (at) => uPlot.tzDate(new Date(at * 1000), subject.zone),
    scales: { x: { time: true, range: span(subject) }, y: { range: range(subject) } },
    axes: [
      { ...axis, grid: { show: false }, values: clock(subject.zone), space: 120 },
      {
        ...axis,
        grid: { show: false },
        size: 64,
        label: unitText(subject.tag.unit),
        labelSize: 24,
        labelFont: axis.font,
      },
    ],
    series: [{}, { stroke: colour('--text'), width: 2, points: { show: false }, spanGaps: false }],
    hooks: { drawClear: [drawLimits(subject, colour)] },
  };
}

const clock = (zone: string) => {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  return (_: uPlot, splits: number[]): string[] => splits.map((at) => format.format(new Date(at * 1000)));
};
