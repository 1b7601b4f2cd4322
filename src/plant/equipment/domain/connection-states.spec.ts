import { describe, expect, it } from '@jest/globals';
import {
  CONNECTION_TRANSITIONS,
  type ConnectionEvent,
  type ConnectionState,
  type ConnectionStatus,
  UnitConnection,
} from './connection-states.js';

const states = Object.keys(CONNECTION_TRANSITIONS) as ConnectionState[];
const events: ConnectionEvent[] = ['seek', 'reached', 'synced', 'impaired', 'lost'];

function connection() {
  const told: ConnectionStatus[] = [];
  let second = 0;
  const now = () => `2026-11-22T12:00:0${second++}.000Z`;
  return { told, unit: new UnitConnection({ now, changed: (status) => told.push(status) }, ['not reached yet']) };
}

describe('the states of a connection', () => {
  it('all lead to offline when the link is lost', () => {
    for (const state of states) expect(CONNECTION_TRANSITIONS[state].lost).toBe('offline');
  });

  it('reach live only over resyncing, so that nothing newer overtakes what was missed', () => {
    const before = (wanted: ConnectionState) =>
      states.filter((state) => state !== wanted && Object.values(CONNECTION_TRANSITIONS[state]).includes(wanted));
    expect(before('live')).toEqual(['resyncing', 'degraded']);
    expect(before('degraded')).toEqual(['resyncing', 'live']);
  });

  it('can each be reached, and each left again', () => {
    const reached = new Set<ConnectionState>(['offline']);
    for (let size = 0; size < reached.size;) {
      size = reached.size;
      for (const state of reached) for (const to of Object.values(CONNECTION_TRANSITIONS[state])) reached.add(to);
    }
    expect([...reached].sort()).toEqual([...states].sort());
    for (const state of states)
      expect(Object.values(CONNECTION_TRANSITIONS[state]).some((to) => to !== state)).toBe(true);
  });

  it('are walked as the table has them, and what it does not have is refused', () => {
    const way: Record<ConnectionState, ConnectionEvent[]> = {
      offline: [],
      connecting: ['seek'],
      resyncing: ['seek', 'reached'],
      live: ['seek', 'reached', 'synced'],
      degraded: ['reached', 'impaired'],
    };
    for (const state of states)
      for (const event of events) {
        const { unit } = connection();
        for (const step of way[state]) unit.enter(step);
        expect(unit.status.state).toBe(state);
        const to = CONNECTION_TRANSITIONS[state][event];
        if (to === undefined) {
          expect(() => unit.enter(event)).toThrow('connection.transition-not-allowed');
          continue;
        }
        unit.enter(event);
        expect(unit.status.state).toBe(to);
      }
  });

  it('are told once each, with their instant and their cause', () => {
    const { unit, told } = connection();
    expect(unit.status).toEqual({ state: 'offline', since: '2026-11-22T12:00:00.000Z', problems: ['not reached yet'] });
    unit.enter('lost', ['not reached yet']);
    unit.enter('reached');
    unit.enter('synced');
    unit.enter('synced');
    unit.enter('impaired', ['ph: not found at the unit']);
    unit.enter('lost', ['unit: offline'], '2026-11-22T11:59:00.000Z');
    expect(told.map(({ state, problems }) => [state, ...problems])).toEqual([
      ['resyncing'],
      ['live'],
      ['degraded', 'ph: not found at the unit'],
      ['offline', 'unit: offline'],
    ]);
    expect(told.at(-1)!.since).toBe('2026-11-22T11:59:00.000Z');
  });
});
