import { sameDimension } from '../../../kernel/quantity.js';
import { unitMeaning } from '../../../kernel/ucum.js';
import { checkUnit, decimalOf, seconds, type Fault, type Path } from '../../unit-classes/domain/index.js';
import { buildLimits, checkPlaces } from './build-limits.js';
import { capturedTag, type RunsOn } from './build-tag.js';
import type { Field, MeasuredField, NumberField } from './phase.js';
import type { FieldText, MeasuredFieldText, NumberFieldText } from './recipe-text.js';

/** The fields of a phase in the order of the screen, and the curve that some of them may make. */
export function buildFields(
  fields: Record<string, FieldText>,
  unitClass: RunsOn,
  path: Path,
  faults: Fault[],
): Field[] {
  const built = Object.entries(fields).map(([id, text]) => buildField(id, text, unitClass, [...path, id], faults));
  checkCurve(built, path, faults);
  return built;
}

function buildField(id: string, text: FieldText, unitClass: RunsOn, path: Path, faults: Fault[]): Field {
  switch (text.type) {
    case 'number':
      return numberField(id, text, unitClass, path, faults);
    case 'text':
      return { type: 'text', id, title: text.title };
    case 'boolean':
      return { type: 'boolean', id, title: text.title };
    case 'choice': {
      const choices = Object.entries(text.choices).map(([choice, title]) => ({ id: choice, title }));
      return { type: 'choice', id, title: text.title, choices };
    }
  }
}

function numberField(id: string, text: NumberFieldText, unitClass: RunsOn, path: Path, faults: Fault[]): NumberField {
  const { type, title, unit, decimals, capture, at } = text;
  checkUnit(unit, [...path, 'unit'], faults);
  const tag = capture ? capturedTag(capture, unit, unitClass, path, faults) : undefined;
  checkPlaces(text, decimals, path, faults);
  const judged = buildLimits(text, unit, tag, path, faults);
  return { type, id, title, unit, decimals, ...judged, ...(capture ? { capture } : {}), ...(at ? { at } : {}) };
}

/** A curve is drawn from left to right over one axis. */
function checkCurve(fields: Field[], path: Path, faults: Fault[]): void {
  const points = fields.filter((field): field is NumberField & { at: string } => field.type === 'number' && !!field.at);
  points.slice(1).forEach((point, index) => {
    const before = points[index]!;
    const fault = (code: string, key: string, message: string): unknown =>
      faults.push({ code, path: [...path, point.id, key], message });
    if (seconds(point.at) <= seconds(before.at)) fault('curve.order', 'at', `not after "${before.id}"`);
    if (!sameDimension(point.unit, before.unit)) fault('curve.unit', 'unit', `"${before.id}" is in ${before.unit}`);
  });
}

const CV_DECIMALS = 1;

/** A number that is counted several times. */
export function measuredField(id: string, text: MeasuredFieldText, path: Path, faults: Fault[]): MeasuredField {
  const { type, title, unit, decimals, cv } = text;
  checkUnit(unit, [...path, 'unit'], faults);
  checkPlaces(text, decimals, path, faults);
  const judged = buildLimits(text, unit, undefined, path, faults);
  if (cv === undefined) return { type, id, title, unit, decimals, ...judged };
  const limit = decimalOf(cv);
  const fault = (code: string, message: string): unknown => faults.push({ code, path: [...path, 'cv'], message });
  // scatter by mean says something only where zero means nothing there, and no value is below it
  const below = [...(text.alert ?? []), ...(text.action ?? [])].some((bound) => bound !== null && bound < 0);
  if (unitMeaning(unit)?.special || below) fault('cv.not-a-ratio', `${unit} has values at or below zero`);
  if ((limit.split('.')[1]?.length ?? 0) > CV_DECIMALS) fault('limits.too-fine', `finer than ${CV_DECIMALS} decimals`);
  return { type, id, title, unit, decimals, ...judged, cv: limit };
}
