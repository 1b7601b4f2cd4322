import { decodePayload, type Metric, type Payload, typedValue } from './codec.js';
import type { RebirthCause } from './rebirths.js';
import type { Verb } from './topics.js';

/** A metric under the name and type that its birth gave it. */
export type KnownMetric = Metric & { name: string };

/** What follows from what an edge node says. */
export type Effect =
  | { effect: 'rebirth'; cause: RebirthCause }
  /** the edge node is there: its devices give birth next; `again`: it had never gone */
  | { effect: 'node-born'; again: boolean }
  | { effect: 'device-born'; device: string; data: DeviceData }
  | { effect: 'data'; device: string; data: DeviceData }
  /** `at`: ms since 1970 by the edge node's clock, null where it could not say it itself */
  | { effect: 'device-gone'; device: string; by: 'NDEATH' | 'DDEATH'; at: bigint | null }
  /** metrics that no birth has named */
  | { effect: 'unknown'; device: string; aliases: bigint[]; names: string[]; bytes: Uint8Array }
  | { effect: 'malformed'; device: string; verb: Verb; fault: 'malformed' | 'too-large'; bytes: Uint8Array }
  /** messages are missing before what comes next, of all devices or of one */
  | { effect: 'lost'; device?: string };

export interface DeviceData {
  metrics: KnownMetric[];
  /** ms since 1970, of the message */
  timestamp: bigint | null;
  bytes: Uint8Array;
}

interface Message {
  verb: Verb;
  device: string | null;
  bytes: Uint8Array;
}

type Sequenced = Message & { payload: Payload; seq: number };

interface Table {
  names: Map<string, number | null>;
  aliases: Map<bigint, string>;
}

const SEQUENCES = 256;

/** Messages that wait for one that is missing, and their bytes; more are not worth waiting. */
const MOST_HELD = { messages: 100, bytes: 2 * 1024 * 1024 };

/**
 * One edge node as the host knows it: whether it is there, what its births have named, and whether its messages come
 * without a hole. Times are ms of any steady clock; nothing is sent from here.
 */
export class EdgeNode {
  /** bdSeq and message time of its birth; null while it is not known to be there */
  private birth: { bdSeq: bigint; at: bigint | null } | null = null;
  /** null: whatever comes */
  private expected: number | null = null;
  private held: Sequenced[] = [];
  private heldSince = 0;
  /** null until its birth */
  private readonly devices = new Map<string, Table | null>();

  /** `reorder`: the Reorder Timeout. */
  constructor(private readonly reorder: number) {}

  get isBorn(): boolean {
    return this.birth !== null;
  }

  /** Devices that matter here; messages of others only count. */
  follow(device: string): void {
    if (!this.devices.has(device)) this.devices.set(device, null);
  }

  forget(device: string): void {
    this.devices.delete(device);
  }

  /** Our own connection is lost, and with it all that was known. */
  lose(): Effect[] {
    const effects = this.release();
    this.birth = null;
    for (const device of this.devices.keys()) this.devices.set(device, null);
    return effects;
  }

  take(message: Message, now: number): Effect[] {
    const decoded = decodePayload(message.bytes);
    if (message.verb === 'NDEATH') return this.die(decoded.ok ? bdSeqOf(decoded.payload) : null);
    if (!decoded.ok) return this.unreadable(message, decoded.fault);
    const { payload } = decoded;
    const { seq } = payload;
    if (seq === null) return this.unreadable(message, 'malformed');
    if (message.verb === 'NBIRTH') return this.bear(message, payload, seq);
    if (this.birth === null) return [{ effect: 'rebirth', cause: 'no-birth' }];
    return this.inOrder({ ...message, payload, seq }, now);
  }

  /** What the passing of time leads to. */
  tick(now: number): Effect[] {
    return this.held.length > 0 && now - this.heldSince >= this.reorder ? this.giveUp() : [];
  }

  private bear(message: Message, payload: Payload, seq: number): Effect[] {
    const bdSeq = bdSeqOf(payload);
    if (bdSeq === null) return this.unreadable(message, 'malformed');
    const effects = this.release();
    const again = this.birth?.bdSeq === bdSeq;
    this.birth = { bdSeq, at: payload.timestamp };
    this.expected = next(seq);
    for (const device of this.devices.keys()) this.devices.set(device, null);
    return [...effects, { effect: 'node-born', again }];
  }

  /** A death of an earlier session may come late: only its bdSeq tells. */
  private die(bdSeq: bigint | null): Effect[] {
    if (bdSeq === null) return [...this.gone(), { effect: 'rebirth', cause: 'malformed' }];
    return bdSeq === this.birth?.bdSeq ? this.gone() : [];
  }

  private gone(): Effect[] {
    const effects = this.release();
    this.birth = null;
    for (const device of this.devices.keys()) {
      this.devices.set(device, null);
      effects.push({ effect: 'device-gone', device, by: 'NDEATH', at: null });
    }
    return effects;
  }

  private inOrder(message: Sequenced, now: number): Effect[] {
    if (this.expected !== null && message.seq !== this.expected) {
      if (this.held.length === 0) this.heldSince = now;
      this.held.push(message);
      const bytes = this.held.reduce((sum, one) => sum + one.bytes.length, 0);
      return this.held.length > MOST_HELD.messages || bytes > MOST_HELD.bytes ? this.giveUp() : [];
    }
    const effects: Effect[] = [];
    for (let ready: Sequenced | undefined = message; ready !== undefined;) {
      this.expected = next(ready.seq);
      effects.push(...this.apply(ready));
      const at = this.held.findIndex(({ seq }) => seq === this.expected);
      ready = at < 0 ? undefined : this.held.splice(at, 1)[0];
    }
    // what still waits, waits for another one
    this.heldSince = now;
    return effects;
  }

  private giveUp(): Effect[] {
    return [{ effect: 'rebirth', cause: 'sequence' }, ...this.release()];
  }

  /** Goes on with what was held, in its order, without what is missing. */
  private release(): Effect[] {
    if (this.held.length === 0) return [];
    const from = this.expected ?? 0;
    const ahead = ({ seq }: Sequenced): number => (seq - from + SEQUENCES) % SEQUENCES;
    const held = this.held.splice(0).sort((a, b) => ahead(a) - ahead(b));
    this.expected = next(held.at(-1)!.seq);
    // aliases of a message from before the birth mean something else now
    const since = this.birth?.at ?? null;
    const ours = held.filter(
      ({ payload: { timestamp } }) => since === null || timestamp === null || timestamp >= since,
    );
    return [{ effect: 'lost' }, ...ours.flatMap((message) => this.apply(message))];
  }

  private apply({ verb, device, payload, bytes }: Sequenced): Effect[] {
    if (device === null || !this.devices.has(device)) return [];
    if (verb === 'DDEATH') {
      this.devices.set(device, null);
      return [{ effect: 'device-gone', device, by: 'DDEATH', at: payload.timestamp }];
    }
    if (verb === 'DBIRTH') return this.bearDevice(device, payload, bytes);
    const table = this.devices.get(device) ?? null;
    if (table === null)
      return [
        { effect: 'lost', device },
        { effect: 'rebirth', cause: 'no-birth' },
      ];
    return this.data(device, table, payload, bytes);
  }

  private bearDevice(device: string, { metrics, timestamp }: Payload, bytes: Uint8Array): Effect[] {
    const table: Table = { names: new Map(), aliases: new Map() };
    const known: KnownMetric[] = [];
    for (const metric of metrics) {
      const { name, alias, datatype } = metric;
      const isTwice = name === null || table.names.has(name) || (alias !== null && table.aliases.has(alias));
      if (isTwice)
        return [
          { effect: 'malformed', device, verb: 'DBIRTH', fault: 'malformed', bytes },
          { effect: 'rebirth', cause: 'malformed' },
        ];
      table.names.set(name, datatype);
      if (alias !== null) table.aliases.set(alias, name);
      known.push({ ...metric, name });
    }
    this.devices.set(device, table);
    return [{ effect: 'device-born', device, data: { metrics: known, timestamp, bytes } }];
  }

  private data(device: string, table: Table, { metrics, timestamp }: Payload, bytes: Uint8Array): Effect[] {
    const known: KnownMetric[] = [];
    const aliases: bigint[] = [];
    const names: string[] = [];
    for (const metric of metrics) {
      const byAlias = metric.alias === null ? null : (table.aliases.get(metric.alias) ?? null);
      const name = metric.name ?? byAlias;
      if (name === null || (byAlias !== null && byAlias !== name)) aliases.push(metric.alias ?? -1n);
      else if (!table.names.has(name)) names.push(name);
      else known.push({ ...metric, name, datatype: metric.datatype ?? table.names.get(name) ?? null });
    }
    const effects: Effect[] =
      known.length > 0 ? [{ effect: 'data', device, data: { metrics: known, timestamp, bytes } }] : [];
    if (aliases.length + names.length > 0) effects.push({ effect: 'unknown', device, aliases, names, bytes });
    if (aliases.length > 0) effects.push({ effect: 'rebirth', cause: 'unknown-alias' });
    return effects;
  }

  /** Its sequence number cannot be read either: what comes next is taken as it comes, and births are asked for. */
  private unreadable({ verb, device, bytes }: Message, fault: 'malformed' | 'too-large'): Effect[] {
    const effects: Effect[] = [...this.release(), { effect: 'lost' }];
    this.expected = null;
    if (device !== null && this.devices.has(device)) effects.push({ effect: 'malformed', device, verb, fault, bytes });
    return [...effects, { effect: 'rebirth', cause: 'malformed' }];
  }
}

const next = (seq: number): number => (seq + 1) % SEQUENCES;

/** Connects a death to its birth; null where there is none. */
function bdSeqOf({ metrics }: Payload): bigint | null {
  const found = metrics.find(({ name }) => name === 'bdSeq');
  if (found?.value == null) return null;
  const { value } = typedValue('UInt64', found.value) ?? typedValue('UInt32', found.value) ?? { value: null };
  return typeof value === 'bigint' || typeof value === 'number' ? BigInt(value) : null;
}
