import { connect, createServer, type Server, type Socket } from 'node:net';

/** What looks at one connection as its bytes pass. */
export interface Watch {
  asked?(bytes: Buffer): void;
  /** false where the answer is not to pass, and the connection is to end */
  answered?(bytes: Buffer): boolean;
}

/** A line to a port of this machine that can be cut, or go dead without a word. */
export class CuttingLine {
  private readonly pairs = new Set<readonly [Socket, Socket]>();
  private isOpen = true;
  private isDead = false;

  private constructor(
    private readonly server: Server,
    private target: number,
    private readonly watched: () => Watch,
  ) {}

  /** `watched` is asked for each connection. */
  static async open(target: number, watched: () => Watch = () => ({})): Promise<CuttingLine> {
    const server = createServer({ noDelay: true });
    const line = new CuttingLine(server, target, watched);
    server.on('connection', (client) => line.join(client));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return line;
  }

  get port(): number {
    return (this.server.address() as { port: number }).port;
  }

  /** Ends all connections, as a crash of the client would; further ones fail until `mend`. */
  cut(): void {
    this.isOpen = false;
    for (const pair of this.pairs) for (const socket of pair) socket.destroy();
  }

  /** Nothing passes any more, and nobody is told, as when the machine at the other end is gone. */
  deaden(): void {
    this.isDead = true;
  }

  mend(): void {
    [this.isOpen, this.isDead] = [true, false];
  }

  /** New connections go to another port; those that there are end. */
  lead(target: number): void {
    this.cut();
    this.target = target;
    this.mend();
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private join(client: Socket): void {
    if (!this.isOpen) return void client.destroy();
    const target = connect({ port: this.target, host: '127.0.0.1', noDelay: true });
    const pair = [client, target] as const;
    const watch = this.watched();
    this.pairs.add(pair);
    client.on('data', (bytes) => watch.asked?.(bytes));
    client.on('data', (bytes) => {
      if (!this.isDead && !target.write(bytes)) client.pause();
    });
    target.on('drain', () => client.resume());
    client.on('end', () => target.end());
    target.on('data', (bytes) => {
      if (this.isDead) return;
      if (watch.answered?.(bytes) === false) return void target.destroy();
      if (!client.write(bytes)) target.pause();
    });
    client.on('drain', () => target.resume());
    target.on('end', () => client.end());
    for (const socket of pair) {
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.pairs.delete(pair);
        for (const each of pair) each.destroy();
      });
    }
  }
}
