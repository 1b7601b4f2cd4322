import { compareDecimals } from '../../../../kernel/quantity.js';
import type { Criticality } from '../../../unit-classes/domain/index.js';
import type { MasterRecipe } from '../recipe.js';
import { type Element, gravest, type Value } from './element.js';
import { stayed } from './order.js';
import { recipeElements } from './recipe-elements.js';
import { asShown } from './value-text.js';

/** One difference between two versions of a recipe, in the words of the process. */
export interface Change {
  /** where: the phase, block, parameter or other thing by its id; empty for the recipe as a whole */
  at: string;
  /** what of it: `action limit of temperature` */
  what: string;
  /** what it was, with its unit; null where it was not there */
  before: string | null;
  after: string | null;
  kind: 'added' | 'removed' | 'changed' | 'moved';
  /** the gravest of what it bears on, before or after */
  criticality?: Criticality;
  /** the phase that it concerns */
  phase: string | null;
  /** what stands in `at` and is concerned: a field, a monitor, a phase that is new there; null for `at` itself */
  part: string | null;
}

/**
 * What changed from one version of a recipe to another, in the order of the process. Phases, parameters and all other
 * things are the same where their ids are, wherever they stand. What is new or gone is told once, without its parts.
 */
export function diffRecipes(before: MasterRecipe, after: MasterRecipe): Change[] {
  const [was, is] = [recipeElements(before), recipeElements(after)];
  const [wasBy, isBy] = [keyed(was), keyed(is)];
  const kept = stayed(was, is);
  const changes = new Map<string, Change[]>();
  for (const element of is) {
    const earlier = wasBy.get(element.key);
    if (!earlier) {
      if (element.partOf === null || wasBy.has(element.partOf)) changes.set(element.key, [added(element)]);
      continue;
    }
    const moved = kept.has(element.key) ? [] : [movedFrom(earlier, element, was, is)];
    changes.set(element.key, [...moved, ...differences(earlier, element)]);
  }
  const gone = (element: Element): boolean =>
    !isBy.has(element.key) && (element.partOf === null || isBy.has(element.partOf));
  return inOrder(was, is, isBy).flatMap((element) =>
    isBy.has(element.key) ? (changes.get(element.key) ?? []) : gone(element) ? [removed(element)] : [],
  );
}

const keyed = (list: readonly Element[]): ReadonlyMap<string, Element> => new Map(list.map((one) => [one.key, one]));

/** The order after the change, with what is gone where it stood: a part among parts, a phase after the parts of another. */
function inOrder(was: readonly Element[], is: readonly Element[], isBy: ReadonlyMap<string, Element>): Element[] {
  const last = new Map(is.map((element) => [element.partOf ?? element.key, element.key]));
  const after = new Map<string | undefined, Element[]>();
  let anchor: Element | undefined;
  for (const element of was) {
    if (isBy.has(element.key)) anchor = element;
    else {
      const behind = element.partOf !== null ? anchor?.key : anchor && last.get(anchor.partOf ?? anchor.key);
      after.set(behind, [...(after.get(behind) ?? []), element]);
    }
  }
  return [...(after.get(undefined) ?? []), ...is.flatMap((element) => [element, ...(after.get(element.key) ?? [])])];
}

const where = ({ what, id, phase, within }: Element): Pick<Change, 'at' | 'phase' | 'part' | 'what'> => ({
  ...{ at: within.name, what: `${what} ${id}`, phase, part: id },
});

const graded = (...elements: Element[]): Pick<Change, 'criticality'> => {
  const criticality = gravest(elements.map((element) => element.criticality));
  return criticality === undefined ? {} : { criticality };
};

const added = (element: Element): Change => ({
  ...{ ...where(element), before: null, after: element.summary, kind: 'added', ...graded(element) },
});

const removed = (element: Element): Change => ({
  ...{ ...where(element), before: element.summary, after: null, kind: 'removed', ...graded(element) },
});

const movedFrom = (earlier: Element, element: Element, was: Element[], is: Element[]): Change => ({
  ...{ ...where(element), before: standsAt(earlier, was), after: standsAt(element, is), kind: 'moved' },
  ...graded(earlier, element),
});

function standsAt({ key, within }: Element, list: readonly Element[]): string {
  const siblings = list.filter((one) => one.within.key === within.key);
  const before = siblings[siblings.findIndex((one) => one.key === key) - 1];
  const place = before ? `after ${before.id}` : 'first';
  return within.name === '' ? place : `${place} in ${within.name}`;
}

function differences(earlier: Element, element: Element): Change[] {
  const [was, is] = [new Map(earlier.facts), new Map(element.facts)];
  const own = element.partOf === null;
  const at = own ? element.id : element.within.name;
  const said = (name: string): string => (own ? name : `${name} of ${element.id}`);
  return [...new Set([...is.keys(), ...was.keys()])].flatMap((name): Change[] => {
    const [before, after] = [was.get(name), is.get(name)];
    if (same(before, after)) return [];
    const kind = before === undefined ? 'added' : after === undefined ? 'removed' : 'changed';
    const rest = { phase: element.phase, part: own ? null : element.id, ...graded(earlier, element) };
    return [{ at, what: said(name), ...asShown(before, after), kind, ...rest }];
  });
}

function same(a: Value | undefined, b: Value | undefined): boolean {
  if (a === undefined || b === undefined || typeof a === 'string' || typeof b === 'string') return a === b;
  if (a.unit !== b.unit) return false;
  if ('number' in a && 'number' in b) return compareDecimals(a.number, b.number) === 0;
  if (!('range' in a) || !('range' in b)) return false;
  const end = (one: string | null, other: string | null): boolean =>
    one === null || other === null ? one === other : compareDecimals(one, other) === 0;
  return end(a.range.low, b.range.low) && end(a.range.high, b.range.high);
}
