import { convert, sameDimension } from '../../../../kernel/quantity.js';
import { seconds } from '../../../unit-classes/domain/index.js';
import type { Phase } from '../phase.js';
import type { PhaseEdge } from '../recipe.js';
import { lintFault, type LintFault } from './rules.js';
import type { Place, Survey } from './survey.js';

/** The least that a phase lasts, in seconds, as far as the recipe says. */
function least(phase: Phase): number {
  if (phase.kind === 'wait') return seconds(phase.for);
  if (phase.kind !== 'program' || phase.until.or !== undefined) return 0;
  if (phase.until.ends === 'after') return seconds(phase.until.after);
  const length = phase.set.find(({ name }) => name === 'duration')?.value;
  return length && sameDimension(length.unit, 's') ? Number(convert(length, 's').value) : 0;
}

/** A repeat comes due at least once while what it runs beside lasts. */
export const repeatsNeverDue = ({ blocks, phase }: Survey): LintFault[] =>
  blocks.flatMap(({ block }) => {
    const during = block.kind === 'repeat' ? phase.get(block.during) : undefined;
    if (block.kind !== 'repeat' || !during) return [];
    const lasts =
      during.kind === 'program' && during.until.ends === 'after' ? seconds(during.until.after) : least(during);
    if (lasts === 0 || seconds(block.every) < lasts) return [];
    return [
      lintFault(
        'repeat.never-due',
        block,
        ['every'],
        `${block.id}: ${during.id} has ended when the first round is due`,
      ),
    ];
  });

/** Windows that every batch breaks, or none ever runs. */
export function impossibleWindows(found: Survey): LintFault[] {
  const { recipe, places } = found;
  return recipe.windows.flatMap((window): LintFault[] => {
    const [first, last] = [placeOf(places, window.from.phase), placeOf(places, window.to.phase)];
    const [from, to] = [places[first], places[last]];
    if (!from || !to || first > last) return [];
    const other = from.blocks.find(
      ({ block, kind, body }) => kind === 'choice' && to.blocks.some((one) => one.block === block && one.body !== body),
    );
    if (other) {
      const message = `${window.id}: ${from.phase.id} and ${to.phase.id} are in different options of ${other.block}`;
      return [lintFault('window.never-runs', window, [], message)];
    }
    if (window.max === undefined) return [];
    const lasts = leastBetween(found, window.from, window.to);
    if (lasts === null || lasts <= seconds(window.max)) return [];
    const message = `${window.id}: at most ${window.max}, and the steps between last ${Math.round(lasts / 60)} min`;
    return [lintFault('window.never-met', window, ['max'], message)];
  });
}

/** Results that are overdue before their step can begin. */
export const resultsNeverInTime = (found: Survey): LintFault[] =>
  found.places.flatMap(({ phase, adHoc }): LintFault[] => {
    if (phase.kind !== 'result' || phase.within === undefined || adHoc) return [];
    const comes = leastBetween(found, { phase: phase.of, edge: 'end' }, { phase: phase.id, edge: 'start' });
    if (comes === null || comes <= seconds(phase.within)) return [];
    const message = `${phase.id}: due ${phase.within} after ${phase.of}, and not reached within ${Math.round(comes / 60)} min of it`;
    return [lintFault('result.never-in-time', phase, ['within'], message)];
  });

/** The least time in seconds between two edges: what lasts, and hold times that are waited for, on the way that every batch takes. */
function leastBetween({ recipe, places }: Survey, from: PhaseEdge, to: PhaseEdge): number | null {
  const [first, last] = [placeOf(places, from.phase), placeOf(places, to.phase)];
  const [begins, ends] = [places[first], places[last]];
  if (!begins || !ends || first > last) return null;
  const reached = new Map([[edgeOf(from), 0]]);
  const reach = (edge: PhaseEdge, soonest: number): number => {
    const known = reached.get(edgeOf(edge));
    if (known !== undefined) return known;
    const held = recipe.windows.flatMap((window) => {
      const since = edgeOf(window.to) === edgeOf(edge) ? reached.get(edgeOf(window.from)) : undefined;
      return since === undefined || window.min === undefined ? [] : [since + seconds(window.min)];
    });
    const at = Math.max(soonest, ...held);
    reached.set(edgeOf(edge), at);
    return at;
  };
  let time = 0;
  for (const place of places.slice(first, last + 1).filter((one) => isPassed(one, begins, ends))) {
    const { id } = place.phase;
    if (id !== from.phase || from.edge === 'start') time = reach({ phase: id, edge: 'start' }, time);
    if (id === to.phase && to.edge === 'start') break;
    if (id !== from.phase || from.edge === 'start') time = reach({ phase: id, edge: 'end' }, time + least(place.phase));
  }
  return time;
}

const placeOf = (places: readonly Place[], id: string): number =>
  places.findIndex(({ phase, adHoc }) => phase.id === id && !adHoc);

const edgeOf = ({ phase, edge }: PhaseEdge): string => `${phase}.${edge}`;

/** Whether a phase is passed each time on the way between two, once at least: what is around it is around both, or a loop. */
const isPassed = (place: Place, from: Place, to: Place): boolean =>
  place.blocks.every(
    (around) =>
      around.kind === 'loop' ||
      [from, to].every((edge) => edge.blocks.some(({ block, body }) => block === around.block && body === around.body)),
  );
