import type { Instant } from '../../kernel/ids.js';

/** This machine's clock. Facts use the database's; this one is for receipt times and time-outs. */
export const systemNow = (): Instant => new Date().toISOString();
