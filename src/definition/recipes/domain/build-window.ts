import { checkLength, seconds, type Fault, type Path } from '../../unit-classes/domain/index.js';
import { SHORTEST_DEMO } from './build-program.js';
import type { Order } from './order.js';
import type { Phase } from './phase.js';
import type { HoldWindow, PhaseEdge } from './recipe.js';
import type { WindowText } from './recipe-text.js';

/** One hold time between edges of `phases`, by their ids. */
export function buildWindow(
  text: WindowText,
  phases: ReadonlyMap<string, Phase>,
  order: Order,
  path: Path,
  faults: Fault[],
): HoldWindow {
  const { from: fromText, to: toText, ...rest } = text;
  const [from, to] = [edge(fromText), edge(toText)];
  const fault = (code: string, key: string | string[], message: string): unknown =>
    faults.push({ code, path: [...path, ...[key].flat()], message });
  const [first, last] = [phases.get(from.phase), phases.get(to.phase)];
  if (!first) fault('window.unknown-phase', 'from', `there is no phase "${from.phase}"`);
  if (!last) fault('window.unknown-phase', 'to', `there is no phase "${to.phase}"`);
  if (first && last) {
    const relation = order.relation(first, last);
    const backwards = first === last && !(from.edge === 'start' && to.edge === 'end');
    if (relation === 'beside' || conditions(first, order) !== conditions(last, order))
      fault('window.not-comparable', 'to', `a block holds one of ${from.phase} and ${to.phase} without the other`);
    else if (relation === 'after' || backwards) fault('window.order', 'to', `${toText} is not after ${fromText}`);
  }

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

/** The options and rounds that an element is in: only where they are the same is it always done with another one. */
const conditions = (element: object, order: Order): string =>
  order
    .around(element)
    .flatMap(({ block, body }) => (block.kind === 'parallel' ? [] : [`${block.id}.${body}`]))
    .join(' ');

function edge(text: string): PhaseEdge {
  const cut = text.lastIndexOf('.');
  return { phase: text.slice(0, cut), edge: text.slice(cut + 1) as PhaseEdge['edge'] };
}
