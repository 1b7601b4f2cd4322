import { describe, expect, it } from '@jest/globals';
import { ALARM_TABLE, type AlarmCommand, type AlarmState, isAnnounced, isUnanswered, isWithheld } from './index.js';

describe('the state table of ISA-18.2', () => {
  it('leads each state by each of its commands where the standard does, and is walked whole', () => {
    const walked = Object.entries(ALARM_TABLE).map(([state, row]) => {
      return `${state}: ${Object.entries(row as Record<string, string>)
        .map(([command, to]) => `${command} → ${to}`)
        .join(', ')}`;
    });
    const withhold = 'shelve → shelved, suppress → suppressed, remove → out-of-service';
    const back = 'release → normal, announce → unacknowledged';
    expect(walked).toEqual([
      `normal: raise → unacknowledged, ${withhold}`,
      `unacknowledged: acknowledge → acknowledged, return → returned, latch → latched-unacknowledged, ${withhold}`,
      `acknowledged: announce → unacknowledged, return → normal, latch → latched-acknowledged, ${withhold}`,
      `returned: raise → unacknowledged, acknowledge → normal, ${withhold}`,
      `latched-unacknowledged: raise → unacknowledged, acknowledge → latched-acknowledged, reset → returned, ${withhold}`,
      `latched-acknowledged: raise → unacknowledged, reset → normal, ${withhold}`,
      `shelved: raise → shelved, return → shelved, suppress → suppressed, remove → out-of-service, ${back}`,
      `suppressed: raise → suppressed, return → suppressed, remove → out-of-service, ${back}`,
      `out-of-service: raise → out-of-service, return → out-of-service, ${back}`,
    ]);
  });

  it('reaches every state from normal, and normal from every state', () => {
    const reached = (from: AlarmState): Set<AlarmState> => {
      const seen = new Set<AlarmState>([from]);
      for (const state of seen)
        for (const to of Object.values(ALARM_TABLE[state] as Record<AlarmCommand, AlarmState>)) seen.add(to);
      return seen;
    };
    const states = Object.keys(ALARM_TABLE) as AlarmState[];
    expect([...reached('normal')].sort()).toEqual([...states].sort());
    expect(states.filter((state) => !reached(state).has('normal'))).toEqual([]);
  });

  it('says of each state whether operators see it, and whether it waits for one', () => {
    const states = Object.keys(ALARM_TABLE) as AlarmState[];
    expect(states.filter(isWithheld)).toEqual(['shelved', 'suppressed', 'out-of-service']);
    expect(states.filter(isUnanswered)).toEqual(['unacknowledged', 'returned', 'latched-unacknowledged']);
    expect(states.filter((state) => isAnnounced(state) === isWithheld(state))).toEqual(['normal']);
  });
});
