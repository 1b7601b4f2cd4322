import { CuttingLine } from '../support/cutting-line.js';

/** An MQTT packet of a client as it went over the wire, in 3.1.1 or 5. */
export type Sent =
  | {
      packet: 'connect';
      level: number;
      clientId: string;
      clean: boolean;
      /** of MQTT 5; null where it is left out, which means 0 */
      sessionExpiry: number | null;
      will: { topic: string; payload: string; qos: number; retain: boolean } | null;
    }
  | { packet: 'subscribe'; topics: string[] }
  | { packet: 'publish'; topic: string; qos: number; retain: boolean; payload: Buffer }
  | { packet: 'disconnect' };

/** Between one client and its broker: it writes down what the client sends, and can cut the line. */
export class MqttTap {
  readonly sent: Sent[] = [];
  /** acknowledgements of QoS 1 that it has sent */
  pubacks = 0;

  private constructor(private readonly line: CuttingLine) {}

  static async open(broker: number): Promise<MqttTap> {
    const tap: MqttTap = new MqttTap(await CuttingLine.open(broker, () => tap.reader()));
    return tap;
  }

  get port(): number {
    return this.line.port;
  }

  /** Packets from the last CONNECT on. */
  get session(): Sent[] {
    return this.sent.slice(this.sent.findLastIndex(({ packet }) => packet === 'connect'));
  }

  published(topic: string): Extract<Sent, { packet: 'publish' }>[] {
    return this.sent.filter((each) => each.packet === 'publish').filter((each) => each.topic === topic);
  }

  /** Cuts the line as a crash of the client would; further connections fail until `mend`. */
  cut(): void {
    this.line.cut();
  }

  mend(): void {
    this.line.mend();
  }

  close(): Promise<void> {
    return this.line.close();
  }

  private reader() {
    const reader = new PacketReader(
      (packet) => this.sent.push(packet),
      () => this.pubacks++,
    );
    return { asked: (bytes: Buffer) => reader.read(bytes) };
  }
}

/** Cuts a stream into packets, and reads those that matter. */
class PacketReader {
  private rest = Buffer.alloc(0);
  private level = 4;

  constructor(
    private readonly take: (packet: Sent) => void,
    private readonly acknowledged: () => void,
  ) {}

  read(bytes: Buffer): void {
    this.rest = Buffer.concat([this.rest, bytes]);
    for (;;) {
      const [length, size] = varint(this.rest, 1);
      if (length === null || this.rest.length < 1 + size + length) return;
      this.packet(this.rest[0]!, this.rest.subarray(1 + size, 1 + size + length));
      this.rest = this.rest.subarray(1 + size + length);
    }
  }

  private packet(first: number, body: Buffer): void {
    const fields = new Fields(body);
    if (first >> 4 === 1) this.connect(fields);
    if (first >> 4 === 3) {
      const [qos, retain] = [(first >> 1) & 3, (first & 1) === 1];
      const topic = fields.text();
      if (qos > 0) fields.number(2);
      this.properties(fields);
      this.take({ packet: 'publish', topic, qos, retain, payload: Buffer.from(fields.rest()) });
    }
    if (first >> 4 === 4) this.acknowledged();
    if (first >> 4 === 8) {
      fields.number(2);
      this.properties(fields);
      const topics: string[] = [];
      while (!fields.isAtEnd) {
        topics.push(fields.text());
        fields.number(1);
      }
      this.take({ packet: 'subscribe', topics });
    }
    if (first >> 4 === 14) this.take({ packet: 'disconnect' });
  }

  private connect(fields: Fields): void {
    fields.text();
    this.level = fields.number(1);
    const flags = fields.number(1);
    fields.number(2);
    const properties = this.properties(fields);
    const expiry = properties?.indexOf(0x11) ?? -1;
    const clientId = fields.text();
    const hasWill = (flags & 4) !== 0;
    if (hasWill) this.properties(fields);
    const will = hasWill
      ? { topic: fields.text(), payload: fields.text(), qos: (flags >> 3) & 3, retain: (flags & 32) !== 0 }
      : null;
    this.take({
      packet: 'connect',
      level: this.level,
      clientId,
      clean: (flags & 2) !== 0,
      // the only property that our clients send
      sessionExpiry: expiry === 0 ? properties!.readUInt32BE(1) : null,
      will,
    });
  }

  private properties(fields: Fields): Buffer | null {
    return this.level === 5 ? fields.counted() : null;
  }
}

class Fields {
  private at = 0;

  constructor(private readonly bytes: Buffer) {}

  get isAtEnd(): boolean {
    return this.at >= this.bytes.length;
  }

  number(size: number): number {
    this.at += size;
    return this.bytes.readUIntBE(this.at - size, size);
  }

  text(): string {
    const length = this.number(2);
    this.at += length;
    return this.bytes.toString('utf8', this.at - length, this.at);
  }

  counted(): Buffer {
    const [length, size] = varint(this.bytes, this.at);
    this.at += size + (length ?? 0);
    return this.bytes.subarray(this.at - (length ?? 0), this.at);
  }

  rest(): Buffer {
    return this.bytes.subarray(this.at);
  }
}

/** A number of variable length and how many bytes it takes; null where it is not there whole. */
function varint(bytes: Buffer, from: number): [number | null, number] {
  let value = 0;
  for (let size = 0; size < 4; size++) {
    const byte = bytes[from + size];
    if (byte === undefined) return [null, size];
    value += (byte & 127) << (7 * size);
    if (byte < 128) return [value, size + 1];
  }
  return [null, 4];
}
