import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { coefficientOfVariation, mean } from './scatter.js';

interface Vector {
  title: string;
  counts: string[];
  unit: string;
  decimals: number;
  mean: string;
  cv: string;
}
const { vectors } = JSON.parse(readFileSync('recipes/measure-vectors.json', 'utf8')) as { vectors: Vector[] };

describe('211.68(b): replicate counts give their published mean and scatter', () => {
  it.each(vectors)('$title', ({ counts, unit, decimals, mean: value, cv }) => {
    expect({ mean: mean(counts, unit, decimals), cv: coefficientOfVariation(counts) }).toEqual({ mean: value, cv });
  });
});
