import { describe, expect, it } from '@jest/globals';
import { isSame } from './cursor.js';

describe('what a subscription was made for', () => {
  const before = {
    productInstanceUri: 'urn:maker:unit:1',
    serial: '1',
    applicationUri: 'urn:maker:server',
    namespaces: { maker: 'urn:maker', lads: 'urn:lads' },
  };

  it('is the same while device and namespaces are, whatever prefixes come and go', () => {
    expect(isSame(before, structuredClone(before))).toBe(true);
    expect(isSame(before, { ...before, namespaces: { maker: 'urn:maker', other: 'urn:other' } })).toBe(true);
    expect(isSame(undefined, before)).toBe(true);
  });

  it('is another for another device of the same server, and where a prefix stands for another URI', () => {
    expect(isSame(before, { ...before, serial: '2' })).toBe(false);
    expect(isSame(before, { ...before, productInstanceUri: 'urn:maker:unit:2' })).toBe(false);
    expect(isSame(before, { ...before, applicationUri: 'urn:maker:other-server' })).toBe(false);
    expect(isSame(before, { ...before, namespaces: { maker: 'urn:other', lads: 'urn:lads' } })).toBe(false);
  });
});
