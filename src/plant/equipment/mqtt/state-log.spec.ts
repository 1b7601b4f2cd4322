import { describe, expect, it } from '@jest/globals';
import type { UnitActivity, UnitSight } from '../domain/index.js';
import { StateLog } from './state-log.js';

const at = (minute: number): string => new Date(Date.UTC(2026, 10, 22, 12, minute)).toISOString();
const sight = (activity: UnitActivity, minute: number): UnitSight => ({
  activity: { activity, at: at(minute) },
  active: { runId: 'R-1', job: 'b1', task: 's1' },
  serverStartedAt: at(-60),
  results: [],
});

function log() {
  const states = new StateLog(async () => undefined, 1, new AbortController().signal);
  const hears = (activity: UnitActivity, minute: number, retained = false): string => {
    states.add(sight(activity, minute), retained, { bytes: 1, ack: () => undefined });
    return states.sight!.activity.activity;
  };
  return { states, hears };
}

describe('how a unit stands, as its messages say', () => {
  it('is what the broker keeps as the last, also where it has kept older ones behind it', () => {
    const { states, hears } = log();
    states.connected(true);
    expect(hears('Held', 10, true)).toBe('Held');
    expect(hears('Execute', 8)).toBe('Held');
    expect(hears('Held', 10)).toBe('Held');
    expect(hears('Execute', 12)).toBe('Execute');
  });

  it('is what it says now, also where its clock was set back meanwhile', () => {
    const { states, hears } = log();
    states.connected(true);
    hears('Held', 10, true);
    hears('Held', 10);
    expect(hears('Execute', 5)).toBe('Execute');
    states.connected(false);
    hears('Held', 10, true);
    expect(hears('Execute', 5)).toBe('Execute');
  });
});
