import { describe, expect, it } from '@jest/globals';
import { takesIn } from './topic-filter.js';

describe('a topic filter', () => {
  it.each([
    ['a/b', 'a/b'],
    ['a/+', 'a/b'],
    ['a/+', 'a/'],
    ['a/+', 'a/+'],
    ['+/+', 'a/b'],
    ['a/#', 'a'],
    ['a/#', 'a/b/c'],
    ['a/#', 'a/+/c'],
    ['a/#', 'a/#'],
    ['#', 'a/#'],
    ['$SYS/#', '$SYS/a'],
  ])('%s takes in %s', (filter, wanted) => expect(takesIn(filter, wanted)).toBe(true));

  it.each([
    ['a/b', 'a'],
    ['a', 'a/b'],
    ['a/b', 'a/+'],
    ['a/b', 'a/#'],
    ['a/+', 'a'],
    ['a/+', 'a/#'],
    ['a/+', 'a/b/c'],
    ['a/+/c', 'a/b/+'],
    ['a/#', 'ab'],
    ['a/#', '#'],
    ['a/#', '+/b'],
    ['#', '$SYS/a'],
    ['+/a', '$SYS/a'],
    ['', 'a'],
  ])('%s does not take in %s', (filter, wanted) => expect(takesIn(filter, wanted)).toBe(false));
});
