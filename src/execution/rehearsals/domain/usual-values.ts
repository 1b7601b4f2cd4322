import { convert } from '../../../kernel/quantity.js';
import { Dec } from '../../../kernel/ucum.js';
import {
  everyPhase,
  type MasterRecipe,
  type NumberField,
  type Phase,
  phasesOf,
} from '../../../definition/recipes/domain/index.js';
import type { Range, Tag } from '../../../definition/unit-classes/domain/index.js';

/** The middle of a range; the limit itself, which is inside, where one side is open. */
function middle({ low, high }: Range): Dec | null {
  if (low === null || high === null) return low === null && high === null ? null : new Dec((low ?? high)!);
  return new Dec(low).add(high).div(2);
}

/** A value that nobody would remark on: the middle of its alert limits, else of its action limits. */
export const unremarkable = ({
  alert,
  action,
}: {
  alert?: Range | undefined;
  action?: Range | undefined;
}): Dec | null => (alert && middle(alert)) ?? (action && middle(action)) ?? null;

/** What a person types into a number's field who was told nothing else; 1 where nothing limits it. */
export function usualNumber({ decimals, ...limits }: Pick<NumberField, 'decimals' | 'alert' | 'action'>): string {
  const value = unremarkable(limits) ?? new Dec(1);
  const rounded = value.toDecimalPlaces(decimals, Dec.ROUND_HALF_EVEN);
  return rounded.isZero() ? rounded.abs().toFixed() : rounded.toFixed();
}

const nameOf = (unitClass: string, tag: string): string => `${unitClass}/${tag}`;

/** What a unit of a class shows of a tag that was told no set point: the middle of what the recipe asks of it, or of its range. */
export function usualValues(recipe: MasterRecipe): (unitClass: string, tag: string) => number {
  const values = recipe.unitClasses.flatMap(({ code, tags }) => {
    const phases = phasesOn(recipe, code);
    return tags.map((tag): [string, number] => [
      nameOf(code, tag.tag),
      Number((wanted(phases, tag) ?? middleOf(tag)).toFixed()),
    ]);
  });
  const usual = new Map(values);
  return (unitClass, tag) => usual.get(nameOf(unitClass, tag)) ?? 0;
}

/** Phases that run on units of a class, those inserted ad hoc as well. */
const phasesOn = (recipe: MasterRecipe, unitClass: string): Phase[] => [
  ...phasesOf(recipe).flatMap((placed) => (placed.unitClass === unitClass ? [placed.phase] : [])),
  ...everyPhase({ procedure: [], adHoc: recipe.adHoc?.filter((block) => block.unitClass === unitClass) ?? [] }),
];

const middleOf = ({ range }: Tag): Dec => (range && middle(range)) ?? new Dec(0);

function wanted(phases: readonly Phase[], { tag, unit: own }: Tag): Dec | null {
  for (const phase of phases) {
    const judged =
      phase.kind === 'program'
        ? phase.monitor.filter((monitor) => monitor.tag === tag)
        : phase.kind === 'entry'
          ? phase.fields.filter((field) => field.type === 'number').filter((field) => field.capture?.tag === tag)
          : [];
    for (const { unit, ...limits } of judged) {
      const value = unremarkable(limits);
      if (value !== null) return new Dec(convert({ value: value.toFixed(), unit }, own ?? unit).value);
    }
  }
  return null;
}
