import { describe, expect, it } from '@jest/globals';
import { isDay, isExpired, siteDay } from './site-day.js';

describe('a day of expiry', () => {
  it('211.137: ends with that day in the site’s time, whatever day it is elsewhere', () => {
    const day = '2026-11-22';
    const lastInBerlin = '2026-11-22T22:59:59.999Z';
    const nextInBerlin = '2026-11-22T23:00:00.000Z';
    expect(isExpired(day, siteDay(lastInBerlin, 'Europe/Berlin'))).toBe(false);
    expect(isExpired(day, siteDay(nextInBerlin, 'Europe/Berlin'))).toBe(true);
    expect(isExpired(day, siteDay(nextInBerlin, 'America/New_York'))).toBe(false);
    expect(siteDay('2026-11-22T10:00:00.000Z', 'Pacific/Auckland')).toBe('2026-11-22');
    expect(siteDay('2026-11-22T11:00:00.000Z', 'Pacific/Auckland')).toBe('2026-11-23');
  });

  it('is a day of the calendar', () => {
    expect(['2026-02-28', '2028-02-29'].map(isDay)).toEqual([true, true]);
    expect(
      ['2026-02-29', '2026-13-01', '2026-00-10', '26-01-01', '2026-1-1', '', '2026-01-01T00:00'].map(isDay),
    ).toEqual(Array.from({ length: 7 }, () => false));
  });
});
