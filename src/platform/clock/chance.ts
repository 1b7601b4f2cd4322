import { randomInt } from 'node:crypto';

/** Any number from 0 to 1, another each time: what must not happen at the same moment everywhere is put off by it. */
export const chance = (): number => randomInt(1_000_001) / 1_000_000;
