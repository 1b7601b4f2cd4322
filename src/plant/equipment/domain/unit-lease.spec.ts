import { describe, expect, it } from '@jest/globals';
import { newId } from '../../../platform/clock/index.js';
import { leaseOf, MQTT_SHARDS, shardOf } from './unit-lease.js';

describe('the lease of a unit', () => {
  it('is its own over OPC UA, its session’s over MQTT, and the host’s over Sparkplug', () => {
    const id = '019814f0-0000-7000-8000-00000000000a';
    expect(leaseOf({ id, kind: 'opcua' })).toBe(`unit/${id}`);
    expect(leaseOf({ id, kind: 'mqtt' })).toBe('mqtt/2');
    expect(leaseOf({ id, kind: 'sparkplug' })).toBe('sparkplug');
  });

  it('spreads MQTT units over all sessions, each always in the same one', () => {
    const ids = Array.from({ length: 400 }, () => newId());
    const filled = Map.groupBy(ids, shardOf);
    expect([...filled.keys()].sort((a, b) => a - b)).toEqual([...Array(MQTT_SHARDS).keys()]);
    expect(Math.max(...[...filled.values()].map(({ length }) => length))).toBeLessThan(120);
    expect(ids.map(shardOf)).toEqual(ids.map(shardOf));
  });
});
