import { describe, expect, it } from '@jest/globals';
import { heardState } from './host-state.js';

const says = (value: unknown): Buffer => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
const known = { online: true, timestamp: 1000 };

describe('what an edge node knows of its primary host', () => {
  it('is what a STATE of the same or a later time says', () => {
    expect(heardState(null, says(known))).toEqual(known);
    expect(heardState(known, says({ online: false, timestamp: 1000 }))).toEqual({ online: false, timestamp: 1000 });
    expect(heardState(known, says({ online: false, timestamp: 2000 }))).toEqual({ online: false, timestamp: 2000 });
  });

  it('is left as it is by a STATE from before, and by what is none', () => {
    for (const one of [
      { online: false, timestamp: 999 },
      { online: 'no', timestamp: 2000 },
      { online: false },
      '{',
      'null',
    ])
      expect(heardState(known, says(one))).toBe(known);
  });
});
