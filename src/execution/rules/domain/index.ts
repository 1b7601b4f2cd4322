export { acceptEntry, type Accepted } from './accept-entry.js';
export { aggregate, type Aggregate, type Aggregated } from './aggregate.js';
export { judgeElapsed, monitorLengths, scaledMs, windowLengths, type WindowLengths } from './lengths.js';
export { judge } from './limits.js';
export type { Bounds, Excursion, Folded, Level, MonitorRule, Sample, Ticks } from './monitor-fold.js';
export { advance, type Known, look, type MonitorState, type Outcome, rereadAfter, watch } from './monitor-state.js';
export { coefficientOfVariation, CV_ROUNDING, CV_UNIT, mean } from './scatter.js';
