import { UnitClassEntity } from './unit-class.entity.js';

export { changedTags } from './domain/index.js';
export type {
  Criticality,
  Duration,
  Program,
  PromptDefinition,
  Range,
  Settable,
  Tag,
  UnitClass,
  UnitClassRow,
} from './domain/index.js';
export { UnitClasses } from './find-unit-class.service.js';
export { unitClassStore } from './unit-class.store.js';
export { UnitClassesModule } from './unit-classes.module.js';

export const entities = [UnitClassEntity];
