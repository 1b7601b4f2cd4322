import { describe, expect, it } from '@jest/globals';
import type { ConditionSeen } from '../../equipment/domain/index.js';
import { isNews, type KnownConditions, take, withTwins } from './condition.js';

const at = (minute: number): string => `2026-11-23T03:${String(minute).padStart(2, '0')}:00.000Z`;
const event = (key: string, minute: number, more: Partial<ConditionSeen & { kind: 'event' }> = {}): ConditionSeen => ({
  ...{ kind: 'event', key, name: 'GasSupplyLow', branch: '', source: '', severity: 700, active: true, message: 'low' },
  ...{ event: `${key}${minute}`, at: at(minute), acknowledged: false, ...more },
});
const retained = (keys: string[], minute: number): ConditionSeen => ({ kind: 'retained', keys, at: at(minute) });
const after = (...seen: ConditionSeen[]): KnownConditions => seen.reduce<KnownConditions>(take, {});

describe('what is known of a unit’s conditions', () => {
  it('is what was received last: an event whose time is far ahead silences none that comes after it', () => {
    const ahead = event('urn:u;i=1', 1, { at: '2099-01-01T00:00:00.000Z' });
    const known = after(ahead, event('urn:u;i=1', 2, { active: false }));
    expect(known['urn:u;i=1']).toMatchObject({ active: false, at: at(2) });
    expect(after(ahead, retained([], 3))['urn:u;i=1']).toMatchObject({ active: false });
  });

  it('is not changed by the same event that comes again', () => {
    const known = after(event('urn:u;i=1', 1), event('urn:u;i=1', 2));
    expect(take(known, event('urn:u;i=1', 2))).toBe(known);
    expect(take(known, retained(['urn:u;i=1'], 3))).toBe(known);
  });

  it('is not changed by all that came at once and comes once more', () => {
    const again = (...seen: ConditionSeen[]): boolean => isNews(after(...seen), seen);
    const off = { active: false };
    expect(again(event('urn:u;i=1', 1), event('urn:u;i=1', 2, off), event('urn:u;i=2', 2))).toBe(false);
    expect(again(retained([], 1), event('urn:u;i=1', 1))).toBe(false);
    expect(again(event('urn:u;i=1', 1), retained([], 1))).toBe(false);
    const refreshed = [event('urn:u;i=2', 1), event('urn:u;i=1', 2), retained(['urn:u;i=1', 'urn:u;i=2'], 3)];
    expect(isNews(after(event('urn:u;i=1', 2)), refreshed)).toBe(true);
    expect(isNews({}, refreshed)).toBe(true);
  });

  it('is active again where the unit still says so of one that was missed in a refresh', () => {
    const over = after(event('urn:u;i=1', 1), retained([], 2));
    expect(over['urn:u;i=1']).toMatchObject({ active: false });
    const refreshed = [event('urn:u;i=1', 1), retained(['urn:u;i=1'], 3)];
    expect(isNews(over, refreshed)).toBe(true);
    expect(refreshed.reduce(take, over)['urn:u;i=1']).toMatchObject({ active: true });
  });

  it('ends where the unit keeps a condition no more, which leaves nothing to acknowledge', () => {
    const known = after(event('urn:u;i=1', 1), event('urn:u;i=2', 1, { active: false, name: 'Door' }), retained([], 3));
    expect(Object.values(known).map(({ active, acknowledged }) => ({ active, acknowledged }))).toEqual([
      { active: false, acknowledged: true },
      { active: false, acknowledged: true },
    ]);
  });

  it('tells nodes apart that have one name, for ever as they first came', () => {
    const twins = (known: KnownConditions) =>
      Object.fromEntries(Object.entries(known).map(([key, { twin }]) => [key, twin]));
    const known = after(event('urn:u;i=9', 1), event('urn:u;i=1', 2), event('urn:u;i=3', 2, { name: 'Door' }));
    expect(twins(known)).toEqual({ 'urn:u;i=9': undefined, 'urn:u;i=1': 'urn:u;i=1', 'urn:u;i=3': undefined });
    const branch = { branch: 'ns=1;i=7' };
    const later = [event('urn:u;i=1', 3), event('urn:u;i=9', 4), event('urn:u;i=1#ns=1;i=7', 5, branch)];
    expect(twins(later.reduce(take, known))).toEqual({ ...twins(known), 'urn:u;i=1#ns=1;i=7': 'urn:u;i=1' });
    const { twin: _, ...before } = known['urn:u;i=1']!;
    const kept = { 'urn:u;i=1': before, 'urn:u;i=9': known['urn:u;i=9']! };
    expect(twins(withTwins(kept))).toEqual({ 'urn:u;i=1': undefined, 'urn:u;i=9': 'urn:u;i=9' });
    expect(withTwins(known)).toBe(known);
  });
});
