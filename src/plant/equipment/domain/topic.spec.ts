import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sharedAddress } from './address.js';
import type { UnitDefinition } from './rows.js';
import { fillTopic, filterOf, overlap } from './topic.js';

const places = { site: 'demo', room: 'B2', unit: 'U-07', serial: 'BR-0007' };
const filled = (template: string, mayHaveTag = true) => fillTopic(template, places, mayHaveTag);

describe('a topic template', () => {
  it('is filled in with what it names, all but the tag', () => {
    expect(filled('ballroom/{site}/{room}/{unit}/data/{tag}')).toBe('ballroom/demo/B2/U-07/data/{tag}');
    expect(filled('make-{serial}/{unit}-x')).toBe('make-BR-0007/U-07-x');
    expect(filterOf('ballroom/demo/B2/U-07/data/{tag}')).toBe('ballroom/demo/B2/U-07/data/+');
  });

  it.each([
    ['{site}/{hall}/x', 'placeholder-unknown'],
    ['{site', 'placeholder-unknown'],
    ['{constructor}/x', 'placeholder-unknown'],
    ['{site}/+/x', 'wildcard'],
    ['{site}/#', 'wildcard'],
    ['$SYS/{unit}', 'reserved'],
    ['spBv1.0/{site}/DDATA/EN-01/{unit}', 'reserved'],
    ['spBv1.0/STATE/ballroom', 'reserved'],
    ['{site}//{unit}', 'level-empty'],
    ['/{unit}', 'level-empty'],
    ['{unit}/{tag}/{tag}', 'tag-level'],
    ['{unit}/x-{tag}', 'tag-level'],
  ])('%s is none: %s', (template, fault) => {
    expect(filled(template)).toEqual({ fault });
  });

  it('has the tag in topics of data alone, and no value that would be more than one level', () => {
    expect(filled('{unit}/{tag}', false)).toEqual({ fault: 'tag-level' });
    for (const serial of ['a/b', '+', '#', '{tag}'])
      expect(fillTopic('{serial}/x', { ...places, serial }, true)).toEqual({ fault: 'placeholder-value' });
    for (const serial of ['$share', 'spBv1.0'])
      expect(fillTopic('{serial}/x', { ...places, serial }, true)).toEqual({ fault: 'reserved' });
  });
});

describe('two filters', () => {
  const level = fc.constantFrom('a', 'b', '+');
  const filter = fc.array(level, { minLength: 1, maxLength: 4 });
  const matches = (filter_: string[], topic: string[]) =>
    filter_.length === topic.length && filter_.every((one, at) => one === '+' || one === topic[at]);

  it('overlap exactly where some topic matches both', () => {
    const topics = (length: number): string[][] =>
      length === 0 ? [[]] : topics(length - 1).flatMap((one) => ['a', 'b', 'c'].map((next) => [...one, next]));
    fc.assert(
      fc.property(filter, filter, (one, other) => {
        const both = topics(one.length).some((topic) => matches(one, topic) && matches(other, topic));
        expect(overlap(one.join('/'), other.join('/'))).toBe(both);
      }),
    );
  });
});

describe('an address at the broker', () => {
  const shared = { ...places, code: 'U-07', title: 'x', room: 'r', unitClass: 'c', productInstanceUri: 'urn:x' };
  const device = (given: object): UnitDefinition => ({
    ...{ ...shared, status: 'in-service', tagMap: { metrics: {} } },
    connector: {
      ...{ kind: 'sparkplug', profile: 'ballroom', group: 'demo', edgeNode: 'EN-01', device: 'U-07' },
      ...{ samplesPerSecond: 1, ...given },
    },
  });
  const plain = (data: string, status: string): UnitDefinition => ({
    ...{ ...shared, status: 'in-service', connector: { kind: 'mqtt', profile: 'ballroom', samplesPerSecond: 1 } },
    tagMap: { messages: [{ topic: data, time: '$.t', timeFormat: 'iso', values: {} }], status: { topic: status } },
  });

  it('is that of one unit alone', () => {
    expect(sharedAddress(device({}), device({}))).toBe('spBv1.0/demo/EN-01/U-07');
    expect(sharedAddress(device({}), device({ device: 'U-08' }))).toBeNull();
    expect(sharedAddress(plain('a/{tag}', 'a/x/status'), plain('a/ph', 'b/status'))).toBe('a/+');
    expect(sharedAddress(plain('a/{tag}', 'a/x/status'), plain('b/{tag}', 'b/x/status'))).toBeNull();
    expect(sharedAddress(plain('a/{tag}', 's'), device({}))).toBeNull();
    // at another broker it is another one
    expect(sharedAddress(device({}), device({ broker: 'north' }))).toBeNull();
    expect(sharedAddress(device({ broker: 'north' }), device({ broker: 'north' }))).not.toBeNull();
  });

  it('is given up by a unit that is out of service', () => {
    const gone = { ...device({}), status: 'out-of-service' as const };
    expect([sharedAddress(device({}), gone), sharedAddress(gone, device({}))]).toEqual([null, null]);
  });
});
