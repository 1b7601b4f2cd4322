import { describe, expect, it } from '@jest/globals';
import type { ConnectionState } from '../domain/index.js';
import { CONNECTION_TRANSITIONS } from './connection-states.js';

describe('the states of a connection', () => {
  const states = Object.keys(CONNECTION_TRANSITIONS) as ConnectionState[];

  it('all lead to offline when the link is lost, and offline leads only to another try', () => {
    for (const state of states.filter((known) => known !== 'offline'))
      expect(CONNECTION_TRANSITIONS[state].lost).toBe('offline');
    expect(CONNECTION_TRANSITIONS.offline).toEqual({ retry: 'connecting' });
  });

  it('reach live only over resyncing, so that nothing newer overtakes what was missed', () => {
    const before = (wanted: ConnectionState) =>
      states.filter((state) => Object.values(CONNECTION_TRANSITIONS[state]).includes(wanted));
    expect(before('live')).toEqual(['resyncing', 'degraded']);
    expect(before('degraded')).toEqual(['resyncing', 'live']);
    expect(before('resyncing')).toEqual(['connecting']);
  });
});
