import pg from 'pg';

/** One fact's text and one head's row are about so long. */
const TEXT = JSON.stringify({ v: 1, stream: 'batch/bare', values: 'x'.repeat(600) });

export interface Clients {
  clients: pg.Client[];
  close(): Promise<void>;
}

export async function connect(url: string, connections: number): Promise<Clients> {
  const clients = Array.from({ length: connections }, () => new pg.Client({ connectionString: url }));
  for (const client of clients) await client.connect();
  return { clients, close: async () => void (await Promise.all(clients.map((client) => client.end()))) };
}

/**
 * The least that a fact costs: one row appended and its stream's head moved, in one statement that commits by itself.
 * Each connection has a stream of its own. Latencies in milliseconds.
 */
export async function bareCommits(url: string, connections: number, commits: number): Promise<number[]> {
  const { clients, close } = await connect(url, connections);
  const [first] = clients;
  await first!.query(`create table bare_head (id int primary key, seq int not null);
    create table bare_fact (stream int, seq int, text text, primary key (stream, seq));
    insert into bare_head select n, 0 from generate_series(1, ${connections}) n`);
  const text = `with fact as (insert into bare_fact values ($1, $2, $3)) update bare_head set seq = $2 where id = $1`;
  const taken: number[] = [];
  await Promise.all(
    clients.map(async (client, index) => {
      for (let seq = 1; seq <= commits / connections; seq++) {
        const began = performance.now();
        await client.query({ name: 'bare', text, values: [index + 1, seq, TEXT] });
        taken.push(performance.now() - began);
      }
    }),
  );
  await first!.query('drop table bare_fact, bare_head');
  await close();
  return taken;
}
