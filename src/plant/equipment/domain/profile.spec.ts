import { describe, expect, it } from '@jest/globals';
import { checkProfile, type UnitDefinition } from './index.js';

const identity = { serial: 'di:S', productInstanceUri: 'di:P' };
const PROGRAM = { name: 'Grow', title: 'Grow', parameters: [], safeState: [] };

/** The check of a unit by this profile, of a class with these programs. */
const check =
  (connector: object, programs = [PROGRAM]) =>
  () =>
    checkProfile({ code: 'U-01', connector: { kind: 'opcua', ...connector } } as UnitDefinition, {
      code: 'c',
      programs,
    });

describe('the profile of an OPC UA unit', () => {
  it('starts programs of its class only where it is LADS', () => {
    expect(check({ profile: 'lads' })).not.toThrow();
    expect(check({ profile: 'tags' }, [])).not.toThrow();
    expect(check({ profile: 'tags' })).toThrow('unit.profile-differs');
    expect(check({ kind: 'mqtt', profile: 'ballroom' })).not.toThrow();
  });

  it('says where its identity stands only where nothing but values is asked', () => {
    expect(check({ profile: 'tags', identity }, [])).not.toThrow();
    expect(check({ profile: 'lads', identity })).toThrow('unit.profile-differs');
  });
});
