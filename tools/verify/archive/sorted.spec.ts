import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { describe, expect, it } from '@jest/globals';
import { linesOf, rowOf } from './copy-rows.js';
import { Sorted } from './sorted.js';

const record = (value: number): Buffer => Buffer.from(value.toString(16).padStart(8, '0'), 'hex');
const folders = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('ballroom-verify-sorted-'));

async function* pieces(...texts: string[]): AsyncGenerator<Buffer> {
  for (const text of texts) yield Buffer.from(text);
}

describe('records of an archive, put in any order', () => {
  it.each([7, 1000])(
    'come back in the order of their bytes, with %i of them held at once, and leave nothing behind',
    async (held) => {
      const values = Array.from({ length: 1000 }, (_, index) => (index * 7919) % 65_521);
      const sorted = new Sorted(4, held);
      for (const value of values) sorted.add(record(value));
      expect(folders().length > 0).toBe(held < 1000);
      const found: number[] = [];
      for await (const one of sorted.inOrder()) found.push(one.readUInt32BE());
      expect(found).toEqual(values.toSorted((a, b) => a - b));
      sorted.close();
      expect(folders()).toEqual([]);
    },
  );
});

describe('rows as COPY writes them', () => {
  it('are lines, wherever they are cut into pieces', async () => {
    const lines: string[] = [];
    for await (const line of linesOf(pieces('a\tb', '\nc', '', '\td\n\n', 'é'))) lines.push(line);
    expect(lines).toEqual(['a\tb', 'c\td', '', 'é']);
  });

  it('have values with their escapes, none where they have none, and are refused with others than their columns', () => {
    expect(rowOf('\\N\ta\\tb\\nc\\\\N\t\\\\x00', ['none', 'text', 'bytes'])).toEqual({
      none: null,
      text: 'a\tb\nc\\N',
      bytes: '\\x00',
    });
    expect(rowOf('a', ['one', 'two'])).toBeNull();
  });
});
