import { hash } from 'node:crypto';
import type { Instant } from '../../../kernel/ids.js';
import type { RawValue } from '../../equipment/domain/index.js';
import type { Quality } from './quality.js';

export type ReadingValue = number | bigint | string | boolean | null;

/** A committed value of a unit's tag. */
export interface ReadingRow {
  /** the unit's id */
  unit: string;
  tag: string;
  /** UCUM code of the value, null where it has none */
  ucum: string | null;
  /** counts the unit's readings in the order of their commits; has holes */
  arrival: bigint;
  /** units of 100 ns since 1970-01-01T00:00:00Z */
  sourceTime: bigint;
  /** the source time to the millisecond */
  sourceAt: Instant;
  value: ReadingValue;
  /** OPC UA StatusCode, uint32 */
  status: number;
  quality: Quality;
  serverTime: bigint | null;
  receivedAt: Instant;
  origin: RawValue['origin'];
  /** another value stands at the same instant of the tag; both are kept */
  conflict: boolean;
}

/** JSON form of a value: integers as text, since JSON has no int64. */
export const jsonValue = (value: ReadingValue): number | string | boolean | null =>
  typeof value === 'bigint' ? value.toString() : value;

/**
 * What tells two readings of one tag and instant apart: 16 bytes (hex) of SHA-256 over the RFC 8785 text of value and status.
 * For two scalars JSON.stringify writes that text, in a third of the time.
 */
export const digestOf = (value: ReadingValue, status: number): string =>
  hash('sha256', `[${JSON.stringify(jsonValue(value))},${status}]`).slice(0, 32);
