import { describe, expect, it } from '@jest/globals';
import { decideEscalation, dueSteps, type EscalationPolicy, toldBy } from './escalation.js';
import { floodOf } from './flood.js';

const policy: EscalationPolicy = {
  contacts: [
    { name: 'Room', kind: 'webhook', target: 'https://pager.example/room' },
    { name: 'Day', kind: 'mail', target: 'day@example.org' },
    { name: 'Night', kind: 'mail', target: 'night@example.org' },
  ],
  rota: [
    { days: [1, 2, 3, 4, 5], from: '07:00', until: '19:00', contact: 'Day' },
    { days: [1, 2, 3, 4, 5, 6, 7], from: '19:00', until: '07:00', contact: 'Night' },
  ],
  steps: [
    { after: 'PT2M', priorities: ['critical', 'high'], to: ['Room'] },
    { after: 'PT10M', priorities: ['critical'], to: ['rota', 'Room'] },
  ],
};
const [, second] = policy.steps;
const told = (at: string) => toldBy(policy, second!, at, 'Europe/Berlin').map(({ name }) => name);

describe('escalation', () => {
  it('tells whom the rota has on duty, by the clock and the day of the site, also past midnight', () => {
    // Monday 2026-11-23, 07:00 in Berlin is 06:00 UTC
    expect(told('2026-11-23T06:00:00.000Z')).toEqual(['Room', 'Day']);
    expect(told('2026-11-23T05:59:59.000Z')).toEqual(['Room', 'Night']);
    expect(told('2026-11-23T18:00:00.000Z')).toEqual(['Room', 'Night']);
    expect(told('2026-11-21T12:00:00.000Z')).toEqual(['Room']);
  });

  it('takes the steps that are due for the priority, each once', () => {
    const announced = { announcedAt: '2026-11-23T03:00:00.000Z', escalated: 0 };
    const due = (priority: 'critical' | 'high' | 'low', at: string, escalated = 0) =>
      dueSteps(policy, { ...announced, priority, escalated }, `2026-11-23T${at}.000Z`, 'Europe/Berlin').map(
        ({ number }) => number,
      );
    expect(due('critical', '03:01:59')).toEqual([]);
    expect(due('critical', '03:02:00')).toEqual([1]);
    expect(due('critical', '03:10:00', 1)).toEqual([2]);
    expect(due('high', '03:30:00')).toEqual([1]);
    expect(due('low', '04:00:00')).toEqual([]);
  });

  it('tells the next step at once where nobody is on duty, and whoever comes on duty then', () => {
    const rota = [{ days: [1], from: '08:00', until: '19:00', contact: 'Day' }];
    const steps = [
      { after: 'PT1M', priorities: ['high' as const], to: ['rota'] },
      { after: 'PT1H', priorities: ['low' as const], to: ['Room'] },
      { after: 'PT1H', priorities: ['high' as const], to: ['Night'] },
    ];
    const due = (at: string, more: Partial<EscalationPolicy> = {}) =>
      dueSteps(
        { ...policy, rota, steps, ...more },
        { announcedAt: '2026-11-23T03:00:00.000Z', priority: 'high', escalated: 0 },
        `2026-11-23T${at}.000Z`,
        'Europe/Berlin',
      ).map(({ number, contacts }) => [number, ...contacts.map(({ name }) => name)]);
    expect(due('03:00:59')).toEqual([]);
    expect(due('03:01:00')).toEqual([[1], [3, 'Night']]);
    expect(due('03:01:00', { steps: steps.slice(0, 1) })).toEqual([[1]]);
    expect(due('07:00:00', { steps: steps.slice(0, 1) })).toEqual([[1, 'Day']]);
  });

  it.each<[string, Partial<EscalationPolicy>]>([
    ['a step that tells nobody there is', { steps: [{ after: 'PT1M', priorities: ['high'], to: ['Nobody'] }] }],
    [
      'an address that is none',
      { contacts: [{ name: 'X', kind: 'mail', target: 'a@b\r\nBcc: c@d' }], rota: [], steps: [] },
    ],
    [
      'a hook that is no web address',
      { contacts: [{ name: 'X', kind: 'webhook', target: 'file:///etc/passwd' }], rota: [], steps: [] },
    ],
    ['a duty that nobody has', { rota: [{ days: [1], from: '07:00', until: '19:00', contact: 'Else' }] }],
    ['steps out of order', { steps: [...policy.steps].reverse() }],
  ])('refuses %s', (_, wrong) => {
    expect(decideEscalation(policy)).toHaveLength(1);
    expect(() => decideEscalation({ ...policy, ...wrong })).toThrow('escalation.not-valid');
  });
});

describe('the flood of alarms', () => {
  it('counts those of ten minutes: now, at worst, and on average (EEMUA 191)', () => {
    const minute = 60_000;
    const now = 1440 * minute;
    const burst = Array.from({ length: 12 }, (_, at) => 600 * minute + at * 10_000);
    expect(floodOf([...burst, now - minute], now, now)).toEqual({ now: 1, worst: 12, average: 0.09, flood: false });
    expect(floodOf(burst, 606 * minute, now)).toMatchObject({ now: 12, flood: true });
    expect(floodOf([], now, now)).toEqual({ now: 0, worst: 0, average: 0, flood: false });
  });
});
