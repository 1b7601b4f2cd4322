import { connect, createServer, type Server, type Socket } from 'node:net';

/** What PostgreSQL says when a transaction is committed. */
const COMMITTED = Buffer.from('COMMIT\0');

/** Between the server and its database: a line that can be cut, and that can lose the word that a commit has succeeded. */
export class CuttingLine {
  /** commits of which the server has never heard */
  unheard = 0;
  private readonly pairs = new Set<readonly [Socket, Socket]>();
  private isOpen = true;
  private toLose = 0;

  private constructor(
    private readonly server: Server,
    private readonly target: number,
  ) {}

  static async open(target: number): Promise<CuttingLine> {
    const server = createServer({ noDelay: true });
    const line = new CuttingLine(server, target);
    server.on('connection', (client) => line.join(client));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return line;
  }

  get port(): number {
    return (this.server.address() as { port: number }).port;
  }

  /** The next answer that says `COMMIT` does not pass, and its connection ends. */
  loseCommit(): void {
    this.toLose++;
  }

  /** Ends all connections; further ones fail until `mend`. */
  cut(): void {
    this.isOpen = false;
    for (const pair of this.pairs) for (const socket of pair) socket.destroy();
  }

  mend(): void {
    this.isOpen = true;
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private join(client: Socket): void {
    if (!this.isOpen) return void client.destroy();
    const target = connect({ port: this.target, host: '127.0.0.1', noDelay: true });
    const pair = [client, target] as const;
    this.pairs.add(pair);
    client.pipe(target);
    target.on('data', (answer) => {
      if (this.toLose > 0 && answer.includes(COMMITTED)) {
        this.toLose--;
        this.unheard++;
        return void target.destroy();
      }
      if (!client.write(answer)) target.pause();
    });
    client.on('drain', () => target.resume());
    for (const socket of pair) {
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.pairs.delete(pair);
        for (const each of pair) each.destroy();
      });
    }
  }
}
