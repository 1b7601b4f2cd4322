import {
  decodePayload,
  encodePayload,
  type Metric,
  metric,
  type MetricToSend,
  type Payload,
} from '../../src/plant/equipment/sparkplug/codec.js';
import { eventually, type Heard, type TestBroker } from '../broker/test-broker.js';

export interface Said extends Heard {
  verb: string;
  edge: string;
  device: string;
  body: Payload;
}

export interface Value {
  /** ms since 1970 */
  time: number;
  value: unknown;
  isHistorical: boolean;
}

export const named = (body: Payload, name: string): Metric | undefined => body.metrics.find((one) => one.name === name);
export const bdSeq = ({ body }: Said): number => Number(named(body, 'bdSeq')?.value?.value);

/** What a host sees of the edge nodes of the group `demo`, and says to them. */
export class TestHost {
  private readonly decoded = new Map<Heard, Said | null>();
  private time = 1000;

  constructor(private readonly broker: TestBroker) {}

  online(online: boolean, timestamp = (this.time += 1000), retain = true): Promise<void> {
    return this.broker.say('spBv1.0/STATE/ballroom', JSON.stringify({ online, timestamp }), retain);
  }

  rebirth(name: string): Promise<void> {
    const metrics = [metric('Node Control/Rebirth', 'Boolean', true)];
    return this.broker.say(`spBv1.0/demo/NCMD/${name}`, encodePayload({ timestamp: 1n, metrics }));
  }

  command(address: string, given: Record<string, string>): Promise<void> {
    const metrics: MetricToSend[] = Object.entries(given).map(([key, value]) =>
      metric(`Command/${key}`, 'String', value),
    );
    return this.broker.say(`spBv1.0/demo/DCMD/${address}`, encodePayload({ timestamp: 1n, metrics }));
  }

  /** Where what is said next begins. */
  mark(): number {
    return this.broker.heard.length;
  }

  /** What an edge node and its devices have said, in its order. */
  said(name: string, from = 0): Said[] {
    return this.broker.heard.slice(from).flatMap((heard) => {
      if (!this.decoded.has(heard)) this.decoded.set(heard, decode(heard));
      const one = this.decoded.get(heard)!;
      return one?.edge === name ? [one] : [];
    });
  }

  first(name: string, verb: string, from = 0): Promise<Said> {
    return eventually(`a ${verb} of ${name}`, () => this.said(name, from).find((one) => one.verb === verb));
  }

  /** Names by alias, as the births of an edge node's devices gave them. */
  names(name: string): Map<bigint, string> {
    const births = this.said(name).filter(({ verb }) => verb === 'DBIRTH');
    return new Map(births.flatMap(({ body }) => body.metrics).map((one) => [one.alias!, one.name!]));
  }

  /** Values of a metric, from births and data, in the order in which they came. */
  values(name: string, metricName: string, from = 0): Value[] {
    const known = this.names(name);
    const metrics = this.said(name, from).flatMap(({ body }) => body.metrics);
    return metrics
      .filter((one) => (one.name ?? known.get(one.alias ?? -1n)) === metricName)
      .map((one) => ({
        time: Number(one.timestamp),
        value: one.value?.value ?? null,
        isHistorical: one.isHistorical,
      }));
  }

  beats(name: string): Set<number> {
    return new Set(this.values(name, 'Culture/Heartbeat').map(({ value }) => Number(value)));
  }

  /** Whether each sample up to this one has come, live or as history. */
  hasAll(name: string, to: number): boolean {
    const all = this.beats(name);
    return Array.from({ length: to }, (_, i) => i + 1).every((beat) => all.has(beat));
  }
}

function decode(heard: Heard): Said | null {
  const [space, , verb, edge, device = ''] = heard.topic.split('/');
  const read = decodePayload(heard.payload);
  const isSaid = space === 'spBv1.0' && edge !== undefined && read.ok && !verb!.endsWith('CMD');
  return isSaid ? { ...heard, verb: verb!, edge, device, body: read.payload } : null;
}
