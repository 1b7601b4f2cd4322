import { describe, expect, it } from '@jest/globals';
import { prefixesOf } from './prefixes.js';

const UA = 'http://opcfoundation.org/UA/';

describe('prefixes for namespaces', () => {
  it('are those of the profiles and the tag map, and the last word of any other, whatever their order', () => {
    const uris = [UA, 'urn:mine', `${UA}LADS/`, 'http://vendor.example/UA/Reactor-X/', 'urn:other:Reactor-X', 'urn:::'];
    const prefixes = prefixesOf(uris, { own: 'urn:mine' });
    expect(prefixes).toEqual(['0', 'own', 'lads', 'x', 'x2', 'urn']);
    const shuffled = uris.toReversed();
    expect(prefixesOf(shuffled, { own: 'urn:mine' })).toEqual(prefixes.toReversed());
    for (const prefix of prefixes) expect(prefix).toMatch(/^[a-z0-9]+$/);
  });

  it('never stand for two, though a tag map has taken the word', () => {
    expect(prefixesOf(['urn:a:pump', 'urn:b:pump', ''], { pump: 'urn:c' })).toEqual(['pump2', 'pump3', 'ns']);
  });
});
