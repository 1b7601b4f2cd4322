import { checkLength, seconds, type Fault, type Path } from '../../unit-classes/domain/index.js';
import { SHORTEST_DEMO } from './build-program.js';
import type { HoldWindow, PhaseEdge } from './recipe.js';
import type { WindowText } from './recipe-text.js';

/** One hold time; `order` gives each phase's place, from 0. */
export function buildWindow(
  text: WindowText,
  order: ReadonlyMap<string, number>,
  path: Path,
  faults: Fault[],
): HoldWindow {
  const { from: fromText, to: toText, ...rest } = text;
  const [from, to] = [edge(fromText), edge(toText)];
  const fault = (code: string, key: string | string[], message: string): unknown =>
    faults.push({ code, path: [...path, ...[key].flat()], message });
  for (const [key, { phase }] of [
    ['from', from],
    ['to', to],
  ] as const) {
    if (!order.has(phase)) fault('window.unknown-phase', key, `there is no phase "${phase}"`);
  }
  const [start, end] = [place(from, order), place(to, order)];
  if (start !== undefined && end !== undefined && start >= end)
    fault('window.order', 'to', `${toText} is not after ${fromText}`);

  const { min, max, alert, demo } = rest;
  if (min === undefined && max === undefined) fault('window.no-length', [], 'needs min or max');
  if (min !== undefined && max !== undefined && seconds(min) > seconds(max))
    fault('window.lengths', 'min', 'min is longer than max');
  checkLength(max, [...path, 'max'], faults);
  if (alert !== undefined && max !== undefined && seconds(alert) >= seconds(max)) {
    fault('window.lengths', 'alert', 'alert is not before max');
  }
  if (demo && seconds(demo.max) < SHORTEST_DEMO)
    fault('demo.too-short', ['demo', 'max'], `shorter than ${SHORTEST_DEMO} s`);
  if (demo?.alert !== undefined && seconds(demo.alert) >= seconds(demo.max)) {
    fault('window.lengths', ['demo', 'alert'], 'alert is not before max');
  }
  return { ...rest, from, to };
}

function edge(text: string): PhaseEdge {
  const cut = text.lastIndexOf('.');
  return { phase: text.slice(0, cut), edge: text.slice(cut + 1) as PhaseEdge['edge'] };
}

const place = ({ phase, edge: side }: PhaseEdge, order: ReadonlyMap<string, number>): number | undefined => {
  const index = order.get(phase);
  return index === undefined ? undefined : 2 * index + (side === 'end' ? 1 : 0);
};
