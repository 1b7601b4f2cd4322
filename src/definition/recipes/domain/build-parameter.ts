import { checkUnit, decimalOf, isOutside, rangeOf, type Fault, type Path } from '../../unit-classes/domain/index.js';
import { buildLimits, checkPlaces } from './build-limits.js';
import type { Parameter } from './recipe.js';
import type { ParameterText } from './recipe-text.js';

/** One parameter: from where its value comes, and what is approved of it. */
export function buildParameter(id: string, text: ParameterText, path: Path, faults: Fault[]): Parameter {
  const { title, unit, criticality } = text;
  checkUnit(unit, [...path, 'unit'], faults);
  const range = rangeOf(text.range, [...path, 'range'], faults);
  const limited = text.alert !== undefined || text.action !== undefined;
  const judged = limited ? buildLimits(text, unit, { unit, range, called: 'its range' }, path, faults) : {};
  const base = { id, title, unit, range, ...judged, criticality };
  switch (text.source) {
    case 'patient':
      return { ...base, source: 'patient' };
    case 'formula':
      if ('decimals' in text.rounding) checkPlaces(text, text.rounding.decimals, path, faults);
      return { ...base, source: 'formula', formula: text.formula, rounding: text.rounding };
    case 'entry':
    case 'reading':
      return { ...base, source: text.source, from: text.from };
    case 'constant':
    case undefined: {
      const target = decimalOf(text.target);
      if (isOutside(target, range)) {
        const message = `${target} is outside its range`;
        faults.push({ code: 'parameter.outside-range', path: [...path, 'target'], message });
      }
      return { ...base, source: 'constant', target };
    }
  }
}
