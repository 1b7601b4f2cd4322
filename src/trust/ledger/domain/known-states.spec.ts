import { describe, expect, it } from '@jest/globals';
import { KnownStates } from './known-states.js';
import type { Projection, Rows } from './projection.js';

const projection: Projection<Rows> = { kind: 'note', empty: { note: {} }, apply: (state) => state };
const rows = (...ids: string[]) => ({ note: Object.fromEntries(ids.map((id) => [id, { id }])) });

describe('what a ledger knows of streams', () => {
  it('is a state by the hash of its head, and by the projection that made it', () => {
    const known = new KnownStates(10);
    known.keep(projection, 'note/1', { hash: 'a', state: rows('x') });
    expect(known.of(projection, 'note/1', 'a')).toEqual(rows('x'));
    expect(known.of(projection, 'note/1', 'b')).toBeUndefined();
    expect(known.of({ ...projection }, 'note/1', 'a')).toBeUndefined();
    expect(known.of(projection, 'note/2', 'a')).toBeUndefined();
  });

  it('is so many rows, those of the streams that were looked at last', () => {
    const known = new KnownStates(4);
    const has = (stream: string) => known.of(projection, stream, 'a') !== undefined;
    for (const stream of ['note/1', 'note/2']) known.keep(projection, stream, { hash: 'a', state: rows('x', 'y') });
    expect(has('note/1')).toBe(true);
    known.keep(projection, 'note/3', { hash: 'a', state: rows('x') });
    expect(['note/1', 'note/2', 'note/3'].filter(has)).toEqual(['note/1', 'note/3']);
    known.keep(projection, 'note/3', { hash: 'a', state: rows('v', 'w', 'x', 'y', 'z') });
    expect(['note/1', 'note/2', 'note/3'].filter(has)).toEqual([]);
  });
});
