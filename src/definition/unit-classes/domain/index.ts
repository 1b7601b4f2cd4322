export {
  ALARM_PRIORITIES,
  type AlarmDefinition,
  type AlarmEnabling,
  type AlarmPriority,
  type AlarmSource,
} from './alarm-definition.js';
export { changedTags } from './changed-tags.js';
export { checkLength, decimalOf } from './check-value.js';
export { decideDefine, unitClassProjection } from './define-unit-class.js';
export type { UnitClassDefined, UnitClassRow, UnitClassState } from './define-unit-class.js';
export { DURATION, type Duration, seconds } from './duration.js';
export { type Fault, type Finding, type Path } from './finding.js';
export { schemaCheck } from './json-schema.js';
export type { AnsweredBy, PromptAnswer, PromptDefinition } from './prompt-definition.js';
export { writeUnitClass } from './write-unit-class.js';
export {
  buildUnitClasses,
  checkUnit,
  isOutside,
  parseUnitClasses,
  rangeOf,
  settingOf,
  unique,
} from './parse-unit-class.js';
export { readSource, type Source } from './source.js';
export type {
  Criticality,
  KitType,
  Program,
  Range,
  Settable,
  Tag,
  UnitClass,
  UnitUse,
  UpkeepRule,
} from './unit-class.js';
