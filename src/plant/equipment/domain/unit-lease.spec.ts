import { describe, expect, it } from '@jest/globals';
import { newId } from '../../../platform/clock/index.js';
import { leaseOf, MQTT_SHARDS, reachOfLease, shardOf } from './unit-lease.js';

describe('the lease of a unit', () => {
  it('is its own over OPC UA, its session’s over MQTT, and the host’s over Sparkplug', () => {
    const id = '019814f0-0000-7000-8000-00000000000a';
    expect(leaseOf({ id, kind: 'opcua', broker: null })).toBe(`unit/${id}`);
    expect(leaseOf({ id, kind: 'mqtt', broker: null })).toBe('mqtt/2');
    expect(leaseOf({ id, kind: 'sparkplug', broker: null })).toBe('sparkplug');
    expect(leaseOf({ id, kind: 'mqtt', broker: 'north' })).toBe('mqtt@north/2');
    expect(leaseOf({ id, kind: 'sparkplug', broker: 'north' })).toBe('sparkplug@north');
  });

  it('tells how its units are reached, and as which client', () => {
    expect(reachOfLease('unit/019814f0-0000-7000-8000-00000000000a')).toMatchObject({ kind: 'opcua', broker: null });
    expect(reachOfLease('mqtt/2')).toEqual({ kind: 'mqtt', broker: null, session: 'mqtt-2' });
    expect(reachOfLease('mqtt@hall-2/7')).toEqual({ kind: 'mqtt', broker: 'hall-2', session: 'mqtt-hall-2-7' });
    expect(reachOfLease('sparkplug')).toMatchObject({ kind: 'sparkplug', broker: null });
    expect(reachOfLease('sparkplug@north')).toMatchObject({ kind: 'sparkplug', broker: 'north' });
  });

  it('spreads MQTT units over all sessions, each always in the same one', () => {
    const ids = Array.from({ length: 400 }, () => newId());
    const filled = Map.groupBy(ids, shardOf);
    expect([...filled.keys()].sort((a, b) => a - b)).toEqual([...Array(MQTT_SHARDS).keys()]);
    expect(Math.max(...[...filled.values()].map(({ length }) => length))).toBeLessThan(120);
    expect(ids.map(shardOf)).toEqual(ids.map(shardOf));
  });
});
