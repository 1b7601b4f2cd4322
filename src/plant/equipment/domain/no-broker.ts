import type { Uuid } from '../../../kernel/ids.js';
import type { ConnectionStatus } from './connection-states.js';
import type { Connector, ConnectorPorts } from './connector.js';
import type { UnitRow } from './rows.js';

/** Units of a broker that is not set, by its name or none: each is offline, and says why. */
export class NoBroker implements Connector {
  private readonly units = new Map<Uuid, ConnectionStatus>();
  private ports: ConnectorPorts | null = null;
  private readonly problem: string;

  constructor(broker: string | null) {
    this.problem = broker === null ? 'broker: none is set (MQTT_URL)' : `broker: ${broker} is not set (MQTT_BROKERS)`;
  }

  async open(units: UnitRow[], ports: ConnectorPorts): Promise<void> {
    this.ports = ports;
    for (const unit of units) await this.follow(unit);
  }

  follow({ id }: UnitRow): Promise<void> {
    if (this.ports === null) return Promise.resolve();
    const status: ConnectionStatus = {
      state: 'offline',
      since: this.ports.now(),
      problems: [this.problem],
    };
    this.units.set(id, status);
    this.ports.changed(id, status);
    return Promise.resolve();
  }

  forget(unit: Uuid): Promise<void> {
    this.units.delete(unit);
    return Promise.resolve();
  }

  status(unit: Uuid): ConnectionStatus | null {
    return this.units.get(unit) ?? null;
  }

  control(): null {
    return null;
  }

  close(): Promise<void> {
    this.units.clear();
    return Promise.resolve();
  }
}
