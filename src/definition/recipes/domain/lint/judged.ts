import type { Criticality, Path, Range } from '../../../unit-classes/domain/index.js';
import type { Field, MeasuredField } from '../phase.js';
import type { Place, Survey } from './survey.js';

/** Anything with limits, as the rules see it. */
export interface JudgedValue {
  node: object;
  path: Path;
  /** in the words of the process */
  name: string;
  /** what formulas call it; null where they cannot */
  reference: string | null;
  unit: string;
  alert?: Range | undefined;
  /** of a parameter its approved range, where it has no action limits */
  action?: Range | undefined;
  criticality: Criticality;
  /** a whole number or a fixed value, which can be met exactly */
  exact: boolean;
  /** what it can be at all: the tag's range, the parameter's approved range */
  bounds?: { range: Range; unit: string; whose: string } | undefined;
}

export const judgedValues = ({ recipe, places }: Survey): JudgedValue[] => [
  ...recipe.parameters.map((parameter): JudgedValue => {
    const { id, unit, alert, range, action = range, criticality } = parameter;
    const bounds = { range, unit, whose: 'its approved range' };
    return {
      node: parameter,
      path: [],
      name: id,
      reference: `parameters.${id}`,
      unit,
      alert,
      action,
      criticality,
      exact: true,
      bounds,
    };
  }),
  ...places.flatMap(judgedIn),
];

function judgedIn(place: Place): JudgedValue[] {
  const { phase } = place;
  switch (phase.kind) {
    case 'entry':
    case 'result':
    case 'measure':
      return phase.fields.flatMap((field) => judgedField(field, place));
    case 'calculation': {
      const { id, unit, alert, action, criticality, rounding } = phase;
      const exact = 'decimals' in rounding && rounding.decimals === 0;
      const limits = { unit, alert, action, criticality, exact };
      const result = { node: phase, path: [], name: id, reference: `${id}.result`, ...limits };
      const yields = phase.yield && {
        ...{ node: phase, path: ['yield'], name: `yield of ${id}`, reference: `${id}.percent`, unit: '%' },
        ...{ alert: phase.yield.alert, action: phase.yield.action, criticality: phase.yield.criticality, exact: false },
      };
      return yields ? [result, yields] : [result];
    }
    case 'compare': {
      const { id, unit, decimals, alert, action, criticality } = phase;
      const limits = { unit, alert, action, criticality, exact: decimals === 0 };
      return [{ node: phase, path: [], name: `offset of ${id}`, reference: `${id}.offset`, ...limits }];
    }
    case 'program':
      return phase.monitor.map(({ tag, unit, alert, action, criticality }, index) => ({
        ...{ node: phase, path: ['monitor', index], name: `${tag} in ${phase.id}`, reference: null, unit },
        ...{ alert, action, criticality, exact: false, bounds: tagBounds(place, tag) },
      }));
    case 'scan':
    case 'instruction':
    case 'wait':
    case 'decision':
    case 'review':
    case 'clearance':
    case 'material':
    case 'sample':
    case 'label':
      return [];
  }
}

function judgedField(field: Field | MeasuredField, place: Place): JudgedValue[] {
  if (field.type !== 'number') return [];
  const { id, unit, decimals, alert, action, criticality } = field;
  const [name, reference] = [`${id} in ${place.phase.id}`, `${place.phase.id}.${id}`];
  const bounds = 'capture' in field && field.capture ? tagBounds(place, field.capture.tag) : undefined;
  const limits = { unit, alert, action, criticality, exact: decimals === 0 };
  return [{ node: field, path: [], name, reference, ...limits, bounds }];
}

function tagBounds({ on }: Place, name: string): JudgedValue['bounds'] {
  const tag = on?.tags.find((one) => one.tag === name);
  return tag?.range && tag.unit !== undefined
    ? { range: tag.range, unit: tag.unit, whose: "the tag's range" }
    : undefined;
}

/** `36–38 Cel`, `exactly 0`, `at least 50 mL`, `at most 0`. */
export const rangeText = ({ low, high }: Range, unit: string): string => {
  const of = unit === '1' ? '' : ` ${unit}`;
  if (low === null) return high === null ? 'anything' : `at most ${high}${of}`;
  if (high === null) return `at least ${low}${of}`;
  return low === high ? `exactly ${low}${of}` : `${low}–${high}${of}`;
};
