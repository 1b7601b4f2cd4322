import pg from 'pg';
import { canonicalJson } from '../../src/kernel/canonical-json.js';

export const asRole = async <T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return work(client).finally(() => client.end());
};

/** The same server's database of another name. */
export const within = (url: string, name: string): string => {
  const own = new URL(url);
  own.pathname = `/${name}`;
  return own.href;
};

const GUARDED = ['fact', 'stream', 'seal', 'sealed_range', 'reading', 'entry', 'deviation'];

/** All rules that bind the owner no more than the owner likes. */
export async function switchOffRules(owner: pg.Client): Promise<void> {
  for (const table of GUARDED) await owner.query(`alter table ${table} disable trigger user`);
  const { rows } = await owner.query<{ of: string; name: string }>(
    `select conrelid::regclass::text as of, conname as name from pg_constraint
      where contype in ('c', 'f') and conrelid in ('fact'::regclass, 'sealed_range'::regclass)`,
  );
  for (const { of, name } of rows) await owner.query(`alter table ${of} drop constraint ${name}`);
}

interface Row {
  seq: number;
  text: string;
}

const rowsOf = async (owner: pg.Client, stream: string): Promise<Row[]> =>
  (await owner.query<Row>('select seq, text from fact where stream = $1 order by seq', [stream])).rows;

/** Place of the entry of the cell count, and its text with another value. */
export async function cellCount(owner: pg.Client, stream: string): Promise<{ seq: number; forged: string }> {
  const { seq, text } = (await rowsOf(owner, stream)).find((row) => row.text.includes('"field":"cells"'))!;
  return { seq, forged: text.replace('"value":"70"', '"value":"99"') };
}

/** Makes all hashes of a stream, and its head, fit its texts again. */
export async function rechain(owner: pg.Client, stream: string): Promise<void> {
  await owner.query(
    `do $$ declare f record; last bytea := decode(repeat('00', 32), 'hex');
     begin
       for f in select seq, text from fact where stream = '${stream}' order by seq loop
         update fact set previous = last, hash = sha256(last || convert_to(f.text, 'UTF8')) where stream = '${stream}' and seq = f.seq;
         last := sha256(last || convert_to(f.text, 'UTF8'));
       end loop;
       update stream set hash = last, seq = (select max(seq) from fact where stream = '${stream}') where id = '${stream}';
     end $$`,
  );
}

export const rewrite = (owner: pg.Client, stream: string, seq: number, text: string) =>
  owner.query('update fact set text = $3 where stream = $1 and seq = $2', [stream, seq, text]);

/** Takes a fact out and moves those after it up, in their places and their texts. */
export async function takeOut(owner: pg.Client, stream: string, seq: number): Promise<void> {
  await owner.query('delete from fact where stream = $1 and seq = $2', [stream, seq]);
  for (const row of (await rowsOf(owner, stream)).filter((one) => one.seq > seq))
    await owner.query('update fact set seq = $3, text = $4 where stream = $1 and seq = $2', [
      stream,
      row.seq,
      row.seq - 1,
      canonicalJson({ ...(JSON.parse(row.text) as object), seq: row.seq - 1 }),
    ]);
}

/** Puts another fact between two. */
export async function putIn(owner: pg.Client, stream: string, seq: number): Promise<void> {
  const rows = await rowsOf(owner, stream);
  for (const row of rows.filter((one) => one.seq >= seq).reverse())
    await owner.query('update fact set seq = $3, text = $4 where stream = $1 and seq = $2', [
      stream,
      row.seq,
      row.seq + 1,
      canonicalJson({ ...(JSON.parse(row.text) as object), seq: row.seq + 1 }),
    ]);
  const before = JSON.parse(rows[seq - 2]!.text) as { at: string };
  const fact = {
    ...before,
    seq,
    type: 'exception.commented',
    values: { exception: 'E1', step: null, comment: 'fine' },
  };
  await owner.query(
    `insert into fact (stream, seq, type, at, text, previous, hash)
     values ($1, $2, 'exception.commented', $3, $4, decode(repeat('00', 32), 'hex'), decode(repeat('00', 32), 'hex'))`,
    [stream, seq, before.at, canonicalJson(fact)],
  );
}

/** Two facts of one decision in each other's place, each under the other's number. */
export async function exchange(owner: pg.Client, stream: string): Promise<void> {
  const rows = await rowsOf(owner, stream);
  const one = rows.findIndex(({ text }) => text.includes('"type":"signature.given"')) + 1;
  const other = one + 1;
  const moved = (seq: number, to: number): string =>
    canonicalJson({ ...(JSON.parse(rows[seq - 1]!.text) as object), seq: to });
  await rewrite(owner, stream, one, moved(other, one));
  await rewrite(owner, stream, other, moved(one, other));
}

/** The end of a stream, as if it had never been written. */
export async function cutOff(owner: pg.Client, stream: string, after: number): Promise<void> {
  await owner.query('delete from fact where stream = $1 and seq > $2', [stream, after]);
  const head =
    'update stream set seq = f.seq, hash = f.hash from fact f where f.stream = id and id = $1 and f.seq = $2';
  await owner.query(head, [stream, after]);
}

export async function withoutLastSeal(owner: pg.Client): Promise<void> {
  await owner.query('delete from sealed_range where seal = (select max(number) from seal)');
  await owner.query('delete from seal where number = (select max(number) from seal)');
}
