import { expect } from '@jest/globals';
import type { Finding } from '../../src/definition/unit-classes/domain/index.js';

/** A text with one place changed, found after other texts (`id: count » title`), and the line of the change. */
export function changedText(text: string, right: string, wrong: string): { text: string; line: number } {
  const marks = right.split(' » ');
  const at = marks.reduce((from, mark) => {
    const found = text.indexOf(mark, from);
    if (found < 0) throw new Error(`the text has no "${mark}"`);
    return found;
  }, 0);
  const line = text.slice(0, at).split('\n').length;
  return { text: text.slice(0, at) + wrong + text.slice(at + marks.at(-1)!.length), line };
}

/** The findings of a code at a path: one at least, which is an error and says what is wrong. */
export function foundAt(all: Finding[], code: string, path: string): Finding[] {
  const found = all.filter((finding) => finding.code === code && finding.path === path);
  expect({ found: found.length > 0, all }).toMatchObject({ found: true });
  expect(found[0]).toMatchObject({ severity: 'error', message: expect.stringMatching(/./) });
  return found;
}
