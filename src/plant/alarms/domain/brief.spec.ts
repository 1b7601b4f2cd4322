import { describe, expect, it } from '@jest/globals';
import { briefOf } from './brief.js';
import type { AlarmRow } from './rows.js';

const alarm = (id: string, priority: string, state: string, unit: string | null = 'u') =>
  ({ id, title: `title of ${id}`, unit, state, rationale: { priority } }) as AlarmRow;
const call = (id: string, priority: string) => ({ id, priority, title: `title of ${id}` });

describe('the alarms of a unit in brief', () => {
  it('name the first that waits for somebody, not a more urgent one that was seen', () => {
    const brief = briefOf('u', [
      alarm('door', 'critical', 'acknowledged'),
      alarm('gas', 'high', 'unacknowledged'),
      alarm('ph', 'low', 'returned'),
    ]);
    expect(brief).toMatchObject({ active: 3, unacknowledged: 2, first: call('gas', 'high'), own: call('gas', 'high') });
  });

  it('name the most urgent where all were seen', () => {
    const brief = briefOf('u', [alarm('door', 'high', 'acknowledged'), alarm('gas', 'low', 'acknowledged')]);
    expect(brief).toMatchObject({ unacknowledged: 0, first: call('door', 'high'), own: null, shared: [] });
  });

  it('tell those of many units at once from the unit’s own', () => {
    const brief = briefOf('u', [
      alarm('offline', 'high', 'unacknowledged', null),
      alarm('ph', 'medium', 'unacknowledged'),
      alarm('gas', 'low', 'unacknowledged', null),
      alarm('seen', 'low', 'acknowledged', null),
    ]);
    expect([brief.first, brief.own]).toEqual([call('offline', 'high'), call('ph', 'medium')]);
    expect(brief.shared).toEqual([call('offline', 'high'), call('gas', 'low')]);
  });
});
