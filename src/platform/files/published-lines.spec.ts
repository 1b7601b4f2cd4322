import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { publishLines } from './index.js';

let dir: string;
let path: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'ballroom-published-'));
  path = join(dir, 'lines');
});
afterEach(() => rmSync(dir, { recursive: true }));

const entry = (number: number) => ({ number, text: `§ ${'x'.repeat(400)}` });
const text = (count: number) => Array.from({ length: count }, (_, n) => `${JSON.stringify(entry(n + 1))}\n`).join('');
const asked: number[] = [];

/** Publishes of a source that has so many entries. */
function publish(count: number): Promise<void> {
  return publishLines(dir, 'lines', { beside: 'key' }, (from) => {
    asked.push(from);
    return Promise.resolve(Array.from({ length: Math.max(0, count - from + 1) }, (_, n) => entry(from + n)));
  });
}

describe('published lines', () => {
  it('begin with the first entry, grow by what is missing, and stay where nothing is', async () => {
    for (const count of [0, 3, 3, 500]) {
      await publish(count);
      expect(readFileSync(path, 'utf8')).toBe(text(count));
    }
    asked.length = 0;
    await publish(501);
    expect(asked).toEqual([500]);
    expect(readFileSync(join(dir, 'beside'), 'utf8')).toBe('key');
  });

  it('that a crash tore anywhere are completed, and nothing of them is taken back', async () => {
    for (const at of [
      0,
      1,
      text(1).length - 3,
      text(1).length,
      text(2).length - 1,
      text(2).length + 1,
      text(3).length,
    ]) {
      writeFileSync(path, Buffer.from(text(4)).subarray(0, at));
      await publish(4);
      expect(readFileSync(path, 'utf8')).toBe(text(4));
    }
  });

  it('are not gone on with where they say other than the source', async () => {
    await publish(3);
    await expect(publish(2)).rejects.toThrow('says other than the database from number 3 on');
    appendFileSync(path, '{"number":4');
    await expect(publish(3)).rejects.toThrow('says other than the database');
    writeFileSync(path, text(3).replace(/x(?="}\n$)/, 'y'));
    await expect(publish(4)).rejects.toThrow('says other than the database from number 3 on');
    writeFileSync(path, 'no entry\n');
    await expect(publish(4)).rejects.toThrow('says other than the database');
  });
});
