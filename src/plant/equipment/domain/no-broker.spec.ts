import { describe, expect, it } from '@jest/globals';
import type { ConnectionStatus } from './connection-states.js';
import type { ConnectorPorts } from './connector.js';
import { NoBroker } from './no-broker.js';
import type { UnitRow } from './rows.js';

describe('a unit of a broker, where none is set', () => {
  const unit = { id: 'u-1' } as UnitRow;
  const offline = { state: 'offline', since: '2026-11-22T12:00:00.000Z', problems: ['broker: none is set (MQTT_URL)'] };

  it('is offline, says so, and takes no command', async () => {
    const shown: [string, ConnectionStatus][] = [];
    const ports = {
      now: () => offline.since,
      changed: (id: string, status: ConnectionStatus) => shown.push([id, status]),
    };
    const none = new NoBroker(null);
    await none.open([unit], ports as unknown as ConnectorPorts);
    expect(none.status('u-1')).toEqual(offline);
    expect(none.control()).toBeNull();
    await none.follow({ ...unit, id: 'u-2' });
    expect(shown).toEqual([
      ['u-1', offline],
      ['u-2', offline],
    ]);
    await none.forget('u-1');
    expect(none.status('u-1')).toBeNull();
    const named = new NoBroker('north');
    await named.open([unit], ports as unknown as ConnectorPorts);
    expect(named.status('u-1')?.problems).toEqual(['broker: north is not set (MQTT_BROKERS)']);
  });
});
