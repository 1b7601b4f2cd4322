import { describe, expect, it } from '@jest/globals';
import { readSight } from './profile.js';

const AT = '2026-11-22T12:45:04.123Z';
const state = (given: object) =>
  readSight({ activity: 'Execute', at: AT, startedAt: AT, active: { runId: 'R-1' }, results: [], ...given });

describe('what a unit of plain MQTT says of itself', () => {
  it('is told in words that a database can hold', () => {
    const prompt = { id: 'P-1\0', code: 'bubble\0', text: 'AIR\0\0', at: AT };
    expect(state({ prompt, answered: { id: 'P-0\0', answer: 'yes', by: '\0' } })).toMatchObject({
      prompt: { id: 'P-1\ufffd', code: 'bubble\ufffd', text: 'AIR\ufffd\ufffd', at: AT },
      answered: { id: 'P-0\ufffd', answer: 'yes', by: '\ufffd' },
    });
    const run = state({ active: { runId: 'R\0' }, setpoints: { 'ph\0': 7 } })!;
    expect([run.active.runId, run.setpoints]).toEqual(['R\ufffd', { 'ph\ufffd': '7' }]);
  });

  it('holds its program also where what it waits for cannot be read, which is not that it waits for nobody', () => {
    for (const prompt of [{ id: 'P-1', code: null, at: AT }, { id: 'P-1', code: 'bubble', at: 'now' }, 7]) {
      const seen = state({ prompt });
      expect(seen).toMatchObject({ active: { runId: 'R-1' } });
      expect(seen).not.toHaveProperty('prompt');
    }
    expect(state({ prompt: null })).toMatchObject({ prompt: null });
  });
});
