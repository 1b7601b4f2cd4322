import { isUnit, sameDimension } from '../../../kernel/quantity.js';
import { checkLength, type Fault, type Path, type Tag, type UnitClass } from '../../unit-classes/domain/index.js';
import type { Capture } from './phase.js';

/** What a phase runs on: `null` by hand, `undefined` a class that nobody defined, whose names are not looked up. */
export type RunsOn = UnitClass | null | undefined;

/** Whether a phase may ask something of a unit here; by hand there is none. */
export function needUnit(unitClass: RunsOn, path: Path, faults: Fault[]): unitClass is UnitClass {
  if (unitClass === null) {
    const message = 'this unit procedure is by hand: give it a unit class';
    faults.push({ code: 'unit-class.missing', path, message });
  }
  return Boolean(unitClass);
}

/** A number's tag by its name, in a unit that converts. */
export function tagOf(
  unitClass: UnitClass,
  name: string,
  unit: string,
  namePath: Path,
  path: Path,
  faults: Fault[],
): Tag | undefined {
  const tag = unitClass.tags.find((candidate) => candidate.tag === name);
  if (!tag) {
    faults.push({ code: 'tag.unknown', path: namePath, message: `${unitClass.code} has no tag "${name}"` });
  } else if (tag.unit === undefined) {
    faults.push({ code: 'tag.not-a-number', path: namePath, message: `"${name}" is ${tag.type}` });
  } else if (isUnit(unit) && !sameDimension(unit, tag.unit)) {
    faults.push({
      code: 'unit.not-compatible',
      path: [...path, 'unit'],
      message: `${unit} does not convert to the tag's ${tag.unit}`,
    });
  }
  return tag;
}

/** The tag that a value is captured from; `path` is that of the value's owner. */
export function capturedTag(
  capture: Capture,
  unit: string,
  unitClass: RunsOn,
  path: Path,
  faults: Fault[],
): Tag | undefined {
  checkLength(capture.window, [...path, 'capture', 'window'], faults);
  if (!needUnit(unitClass, [...path, 'capture'], faults)) return undefined;
  return tagOf(unitClass, capture.tag, unit, [...path, 'capture', 'tag'], path, faults);
}
