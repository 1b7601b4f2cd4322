import { describe, expect, it } from '@jest/globals';
import { SYSTEM_SCOPE } from '../../platform/database/index.js';
import { KnownStates } from './known-states.js';
import type { StoredProjection } from './rows.store.js';

const projection: StoredProjection = { kind: 'note', empty: { note: {} }, apply: (state) => state, tables: {} };
const rows = (...ids: string[]) => ({ note: Object.fromEntries(ids.map((id) => [id, { id }])) });

describe('what a ledger knows of streams', () => {
  it('is a state by the hash of its head, and by the projection that made it', () => {
    const known = new KnownStates(10);
    known.keep(SYSTEM_SCOPE, projection, 'note/1', { hash: 'a', state: rows('x') });
    expect(known.of(SYSTEM_SCOPE, projection, 'note/1', 'a')).toEqual(rows('x'));
    expect(known.of(SYSTEM_SCOPE, projection, 'note/1', 'b')).toBeUndefined();
    expect(known.of(SYSTEM_SCOPE, { ...projection }, 'note/1', 'a')).toBeUndefined();
    expect(known.of(SYSTEM_SCOPE, projection, 'note/2', 'a')).toBeUndefined();
  });

  it('is neither told to nor learnt from those who do not see every sponsor’s rows', () => {
    const known = new KnownStates(10);
    const narrow = { sponsors: ['s1'] };
    known.keep(narrow, projection, 'note/1', { hash: 'a', state: rows('x') });
    expect(known.of(SYSTEM_SCOPE, projection, 'note/1', 'a')).toBeUndefined();
    known.keep(SYSTEM_SCOPE, projection, 'note/1', { hash: 'a', state: rows('x') });
    expect(known.of(narrow, projection, 'note/1', 'a')).toBeUndefined();
  });

  it('is so many rows, those of the streams that were looked at last', () => {
    const known = new KnownStates(4);
    const has = (stream: string) => known.of(SYSTEM_SCOPE, projection, stream, 'a') !== undefined;
    for (const stream of ['note/1', 'note/2'])
      known.keep(SYSTEM_SCOPE, projection, stream, { hash: 'a', state: rows('x', 'y') });
    expect(has('note/1')).toBe(true);
    known.keep(SYSTEM_SCOPE, projection, 'note/3', { hash: 'a', state: rows('x') });
    expect(['note/1', 'note/2', 'note/3'].filter(has)).toEqual(['note/1', 'note/3']);
    known.keep(SYSTEM_SCOPE, projection, 'note/3', { hash: 'a', state: rows('v', 'w', 'x', 'y', 'z') });
    expect(['note/1', 'note/2', 'note/3'].filter(has)).toEqual([]);
  });
});
