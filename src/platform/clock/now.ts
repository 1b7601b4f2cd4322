import type { Instant } from '../../kernel/ids.js';

/** This machine's clock. Facts use the database's; this one is for receipt times and time-outs. */
export const systemNow = (): Instant => new Date().toISOString();

/** Milliseconds on a clock that nobody sets and that only runs on; from no certain instant. */
export const steadyNow = (): number => performance.now();
