import { describe, expect, it } from '@jest/globals';
import { refuseBeyondOwn } from './index.js';

describe('what holds for the whole enterprise', () => {
  it('11.10(g): is changed by those alone who act in all of it', () => {
    for (const whole of [{}, { places: '*', rooms: '*' }, { places: '*', rooms: ['s1/*', 's1/r1'] }] as const)
      expect(() => refuseBeyondOwn(whole)).not.toThrow();
    for (const part of [{ places: ['s1/*'] }, { places: '*', rooms: ['s1/r1'] }] as const)
      expect(() => refuseBeyondOwn(part)).toThrow('site.beyond-own');
  });
});
