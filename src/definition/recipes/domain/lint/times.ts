import { convert, sameDimension } from '../../../../kernel/quantity.js';
import { seconds } from '../../../unit-classes/domain/index.js';
import type { Phase } from '../phase.js';
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
export const impossibleWindows = ({ recipe, places }: Survey): LintFault[] =>
  recipe.windows.flatMap((window): LintFault[] => {
    const at = (id: string): number => places.findIndex(({ phase, adHoc }) => phase.id === id && !adHoc);
    const [first, last] = [at(window.from.phase), at(window.to.phase)];
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
    const between = places
      .slice(window.from.edge === 'start' ? first : first + 1, window.to.edge === 'end' ? last + 1 : last)
      .filter((place) => inOneSequence(place, from, to));
    const sum = between.reduce((total, { phase }) => total + least(phase), 0);
    if (sum <= seconds(window.max)) return [];
    const message = `${window.id}: at most ${window.max}, and the steps between last ${Math.round(sum / 60)} min`;
    return [lintFault('window.never-met', window, ['max'], message)];
  });

/** Whether a phase is passed each time on the way between two: whatever is around it is around both. */
const inOneSequence = (place: Place, from: Place, to: Place): boolean =>
  place.blocks.every((around) =>
    [from, to].every((edge) => edge.blocks.some(({ block, body }) => block === around.block && body === around.body)),
  );
