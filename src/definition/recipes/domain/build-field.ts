import { sameDimension } from '../../../kernel/quantity.js';
import { unitMeaning } from '../../../kernel/ucum.js';
import { checkUnit, decimalOf, seconds, type Fault, type Path } from '../../unit-classes/domain/index.js';
import { buildLimits, checkPlaces } from './build-limits.js';
import { capturedTag, type RunsOn } from './build-tag.js';
import type { Expected, Field, MeasuredField, NumberField } from './phase.js';
import type { ChoiceFieldText, FieldText, MeasuredFieldText, NumberFieldText } from './recipe-text.js';

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
      return { type: 'text', id, title: text.title, ...optional(text) };
    case 'boolean': {
      const expected = text.expects === undefined ? {} : { expects: text.expects, ...rule(text) };
      return { type: 'boolean', id, title: text.title, ...optional(text), ...expected };
    }
    case 'choice': {
      const choices = Object.entries(text.choices).map(([choice, title]) => ({ id: choice, title }));
      checkExpected(text, [...path, 'expects'], faults);
      const expected = text.expects === undefined ? {} : { expects: text.expects, ...rule(text) };
      return { type: 'choice', id, title: text.title, choices, ...optional(text), ...expected };
    }
  }
}

const optional = (text: { optional?: true }): { optional?: true } => (text.optional ? { optional: true } : {});

/** What another answer than the expected one does; the schema asks for it beside `expects`. */
const rule = ({ onBreach, criticality, deviation }: Partial<Expected>): Partial<Expected> => ({
  ...(onBreach === undefined ? {} : { onBreach }),
  ...(criticality === undefined ? {} : { criticality }),
  ...(deviation === undefined ? {} : { deviation }),
});

/** Expected are choices that the field has, and never all of them. */
function checkExpected({ choices, expects = [] }: ChoiceFieldText, path: Path, faults: Fault[]): void {
  expects.forEach((choice, index) => {
    if (Object.hasOwn(choices, choice)) return;
    faults.push({ code: 'expects.unknown', path: [...path, index], message: `there is no choice "${choice}"` });
  });
  if (Object.keys(choices).every((choice) => expects.includes(choice)))
    faults.push({ code: 'expects.all', path, message: 'where every choice is as expected it says nothing' });
}

function numberField(id: string, text: NumberFieldText, unitClass: RunsOn, path: Path, faults: Fault[]): NumberField {
  const { type, title, unit, decimals, capture, at } = text;
  checkUnit(unit, [...path, 'unit'], faults);
  const tag = capture ? capturedTag(capture, unit, unitClass, path, faults) : undefined;
  checkPlaces(text, decimals, path, faults);
  const judged = buildLimits(text, unit, tag, path, faults);
  const where = { ...(capture ? { capture } : {}), ...(at ? { at } : {}) };
  return { type, id, title, unit, decimals, ...judged, ...where, ...optional(text) };
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
