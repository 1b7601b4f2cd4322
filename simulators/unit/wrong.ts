import { ANALOGS, type AnalogTag } from './tags.js';

/** What a unit publishes wrong on purpose; `conflict` is a second value at one instant, the others are no values at all. */
export const WRONGS = ['unknown-tag', 'wrong-type', 'not-a-number', 'out-of-range', 'broken-payload'] as const;
export type Wrong = (typeof WRONGS)[number] | 'conflict';

/** A value as a unit publishes it. */
export interface Reading {
  /** a tag of ./tags.ts, or one that nobody knows */
  tag: string;
  /** null where the sensor is bad, and where a wrong value is no number */
  value: number | boolean | null;
  /** OPC UA status code */
  status: number;
  wrong?: Wrong;
  /** the text in place of a value, where that is wrong */
  said?: string;
}

export const UNKNOWN_TAG = 'vapour-pressure';

/** A sample's readings with one thing wrong: a tag's value is spoiled, or something is published beside the readings. */
export function spoiled(readings: readonly Reading[], wrong: Wrong, tag: AnalogTag): Reading[] {
  const good = { status: 0, wrong };
  const inPlace = (change: Partial<Reading>): Reading[] =>
    readings.map((reading) => (reading.tag === tag ? { ...reading, ...good, ...change } : reading));
  const beside = (reading: Reading): Reading[] => [...readings, reading];
  switch (wrong) {
    case 'unknown-tag':
      return beside({ tag: UNKNOWN_TAG, value: 1.5, ...good });
    case 'wrong-type':
      return inPlace({ value: null, said: 'high' });
    case 'not-a-number':
      return inPlace({ value: null, said: 'NaN' });
    case 'out-of-range':
      return inPlace({ value: ANALOGS[tag].range[1] * 10 });
    case 'broken-payload':
      return beside({ tag, value: null, ...good, said: '{"v":' });
    case 'conflict': {
      const value = readings.find((reading) => reading.tag === tag)?.value;
      return beside({ tag, value: typeof value === 'number' ? value + 0.5 : ANALOGS[tag].range[0], ...good });
    }
  }
}

/** What nobody asked for, or can read, takes no number: its loss would look like the loss of a value. */
export function isNumbered({ wrong }: Reading): boolean {
  return wrong !== 'broken-payload' && wrong !== 'unknown-tag';
}
