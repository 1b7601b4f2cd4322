export { alarmRanges, batchesNamed } from './alarm-ranges.js';
export { type ByHand, byHand } from './by-hand.js';
export { GrowingRoot } from './growing-root.js';
export { type Pin, pinsIn } from './pins.js';
export { prove } from './prove.js';
export { citations, type ReadingRange, readingRanges, type SeriesPlan, seriesPlans } from './readings-of.js';
export * from './record.js';
export { factsOf, peopleIn, readFact, type Recorded, signaturesIn, type StoredFact } from './recorded.js';
export { MARKS, unitRanges, type WantedRange } from './unit-ranges.js';
