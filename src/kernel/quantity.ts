/** A decimal in plain notation and its unit as a UCUM code. */
export interface Quantity {
  value: string;
  unit: string;
}

export type RoundingMode = 'half-even' | 'half-up' | 'up' | 'down' | 'floor' | 'ceiling';

/** A stated rule, kept beside every value it made. */
export type Rounding = { decimals: number; mode: RoundingMode } | { significant: number; mode: RoundingMode };
