export type { Criticality, Duration, Program, Range, Settable, Tag, UnitClass } from './unit-class.js';
