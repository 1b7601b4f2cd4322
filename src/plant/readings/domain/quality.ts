export type Quality = 'good' | 'uncertain' | 'bad';

/** As stored: the severity bits of an OPC UA status code. */
export const QUALITIES: readonly Quality[] = ['good', 'uncertain', 'bad'];

/**
 * OPC UA Part 4, 7.39: the two highest bits of a status code are its severity; 11 is reserved and counts as bad.
 * Other bits (0x480: an overflow of the queue) say something about a good value, not that it is none.
 */
export const severity = (status: number): 0 | 1 | 2 => Math.min(status >>> 30, 2) as 0 | 1 | 2;

export const qualityOf = (status: number): Quality => QUALITIES[severity(status)]!;
