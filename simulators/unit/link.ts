import net from 'node:net';

/** The unit's network cable: a TCP relay between the port that clients see and the server behind it, that can be cut. */
export class Link {
  private readonly server: net.Server;
  private readonly ends = new Set<net.Socket>();
  private cutMode: 'blackhole' | 'reset' | undefined;
  private target: { host: string; port: number } | undefined;

  constructor() {
    this.server = net.createServer({ pauseOnConnect: true }, (client) => this.accept(client));
  }

  /** Takes the client-visible port (0: a free one) and answers it; nothing passes before `connect`. */
  async listen(host: string, port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, host, resolve);
    });
    return (this.server.address() as net.AddressInfo).port;
  }

  /** Lets clients through to this port. */
  connect(port: number, host = '127.0.0.1'): void {
    this.target = { host, port };
  }

  /** Blackhole: nothing passes, connections hang. Reset: connections break and new ones are broken at once. */
  cut(mode: 'blackhole' | 'reset'): void {
    this.cutMode = mode;
    for (const end of this.ends) {
      if (mode === 'reset') end.resetAndDestroy();
      else end.pause();
    }
  }

  /** What was held up passes on, as after lost packets were sent again. */
  restore(): void {
    this.cutMode = undefined;
    for (const end of this.ends) end.resume();
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    for (const end of this.ends) end.destroy();
    await closed;
  }

  private accept(client: net.Socket): void {
    if (this.cutMode === 'reset' || this.target === undefined) {
      client.resetAndDestroy();
      return;
    }
    const upstream = net.connect(this.target);
    this.relay(client, upstream);
    this.relay(upstream, client);
    if (!this.cutMode) client.resume();
  }

  private relay(from: net.Socket, to: net.Socket): void {
    this.ends.add(from);
    from.setNoDelay(true);
    from.on('data', (chunk) => {
      if (!to.write(chunk)) from.pause();
    });
    to.on('drain', () => {
      if (!this.cutMode) from.resume();
    });
    from.on('end', () => to.end());
    from.on('error', () => to.destroy());
    from.on('close', () => {
      this.ends.delete(from);
      to.destroy();
    });
    if (this.cutMode) from.pause();
  }
}
