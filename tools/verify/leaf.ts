import { isCanonical } from './record.js';

/** A reading as it stands under a seal. Times: source time in units of 100 ns since 1970, received as ISO 8601. */
export interface Reading {
  unit: string;
  arrival: bigint;
  tag: string;
  sourceTime: bigint;
  value: number | string | boolean | null;
  status: number;
  receivedAt: string;
}

/** A leaf's text as a reading; null where it is none. */
export function readingOf(leaf: string): Reading | null {
  try {
    const members = JSON.parse(leaf) as unknown;
    if (!Array.isArray(members) || members.length !== 7 || !isCanonical(leaf, members)) return null;
    const [unit, arrival, tag, sourceTime, value, status, receivedAt] = members as [
      string,
      string,
      string,
      string,
      Reading['value'],
      number,
      string,
    ];
    return { unit, arrival: BigInt(arrival), tag, sourceTime: BigInt(sourceTime), value, status, receivedAt };
  } catch {
    return null;
  }
}

/** The number of a reading of good quality (the upper two bits of an OPC UA StatusCode are 0); null otherwise. */
export function goodNumber({ value, status }: Reading): number | null {
  const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
  return status >>> 30 === 0 && typeof number === 'number' ? number : null;
}

/** The first and the last source time of an instant's millisecond. */
export const sourceTimeOf = (instant: string): bigint => BigInt(Date.parse(instant)) * 10_000n;
