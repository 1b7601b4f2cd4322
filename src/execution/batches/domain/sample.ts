import type { ReadingRow } from '../../../plant/readings/domain/index.js';
import type { Sample } from '../../rules/domain/index.js';

/** A reading as rules see it: a number where its quality is good, nothing otherwise. */
export function sampleOf({ sourceTime, value, quality }: Pick<ReadingRow, 'sourceTime' | 'value' | 'quality'>): Sample {
  const number = typeof value === 'bigint' ? Number(value) : value;
  return {
    at: sourceTime,
    value: quality === 'good' && typeof number === 'number' && Number.isFinite(number) ? number : null,
  };
}
