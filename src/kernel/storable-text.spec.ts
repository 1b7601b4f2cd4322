import { describe, expect, it } from '@jest/globals';
import { storableText } from './storable-text.js';

describe('a text that a database can hold', () => {
  it('has no NUL of a string of fixed length, and no half of a character, also where it is cut', () => {
    expect(storableText('AIR\0\0')).toBe('AIR\ufffd\ufffd');
    expect(storableText('a\ud800b')).toBe('a\ufffdb');
    expect(storableText('ab\u{1f600}', 3)).toBe('ab\ufffd');
    expect(storableText('Luft im Schlauch')).toBe('Luft im Schlauch');
  });
});
