import net, { type AddressInfo } from 'node:net';
import tls from 'node:tls';
import { Aedes, type AuthenticateError } from 'aedes';

export interface Heard {
  topic: string;
  payload: Buffer;
  qos: number;
  retain: boolean;
  client: string;
}

/** An MQTT broker in this process that writes down what is published, and can go away and come back at its port. */
export class TestBroker {
  readonly heard: Heard[] = [];
  private aedes: Aedes | undefined;
  private server: net.Server | undefined;
  private readonly sockets = new Set<net.Socket>();
  port = 0;

  constructor(
    private readonly users?: Readonly<Record<string, string>>,
    private readonly secure?: { key: string; cert: string },
  ) {}

  get url(): string {
    return `${this.secure ? 'mqtts' : 'mqtt'}://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    const aedes = await Aedes.createBroker();
    const { users } = this;
    if (users) {
      aedes.authenticate = (_client, name, password, done) => {
        if (name !== undefined && users[name] === password?.toString()) return done(null, true);
        done(
          Object.assign<Error, Pick<AuthenticateError, 'returnCode'>>(new Error('not authorised'), { returnCode: 5 }),
          false,
        );
      };
    }
    aedes.on('publish', ({ topic, payload, qos, retain }, client) => {
      if (!client && topic.startsWith('$SYS')) return;
      this.heard.push({ topic, payload: Buffer.from(payload), qos, retain, client: client?.id ?? '' });
    });
    const server = this.secure ? tls.createServer(this.secure, aedes.handle) : net.createServer(aedes.handle);
    server.on('connection', (socket: net.Socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    });
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
    this.port = (server.address() as AddressInfo).port;
    [this.aedes, this.server] = [aedes, server];
  }

  /** Gone at once, with all that it kept. */
  async stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => (this.server ? this.server.close(() => resolve()) : resolve()));
    for (const socket of this.sockets) socket.destroy();
    await closed;
    await new Promise<void>((resolve) => (this.aedes ? this.aedes.close(() => resolve()) : resolve()));
  }

  /** Says something as nobody's client, at once. */
  say(topic: string, payload: string | Uint8Array, retain = false): Promise<void> {
    const packet = { cmd: 'publish', topic, payload: Buffer.from(payload), qos: 1, retain, dup: false } as const;
    return new Promise((resolve, reject) =>
      this.aedes!.publish(packet, (error) => (error ? reject(error) : resolve())),
    );
  }

  /** What a newcomer is told under this topic. */
  retained(topic: string): string | undefined {
    const kept = this.heard.findLast((one) => one.topic === topic && one.retain);
    return kept?.payload.toString('utf8');
  }

  of(topic: string): Heard[] {
    return this.heard.filter((one) => one.topic === topic);
  }
}

/** Waits for what `look` finds, however long that takes on a slow machine. */
export async function eventually<T>(what: string, look: () => T | undefined | false): Promise<T> {
  for (const end = Date.now() + 100_000; ; await new Promise((resolve) => setTimeout(resolve, 20))) {
    const found = look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > end) throw new Error(`${what} did not come`);
  }
}
