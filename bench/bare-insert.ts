import { newId, systemNow } from '../src/platform/clock/index.js';
import { connect } from './bare-commit.js';
import { measure } from './figure.js';

const STATEMENT = `insert into bare select * from unnest($1::int[], $2::int8[], $3::bytea[], $4::uuid[], $5::int8[], $6::float8[], $7::int8[],
    $8::text[], $9::bool[], $10::int8[], $11::int2[], $12::int8[], $13::timestamptz[], $14::text[]) on conflict do nothing`;
const ROWS = 1000;

/** The columns of a reading, one named statement, a table without checks and triggers: what the driver and the disk can do. */
export async function bareInsert(url: string, connections: number, rows: number): Promise<{ rate: number }> {
  const { clients, close } = await connect(url, connections);
  const [first] = clients;
  await first!.query(`create table bare (like reading including defaults, primary key (tag, source_time, digest))`);
  const unit = newId();
  const share = rows / connections / ROWS;
  const result = await measure(async () => {
    await Promise.all(
      clients.map(async (client, index) => {
        for (let batch = 0; batch < share; batch++)
          await client.query({ name: 'bare', text: STATEMENT, values: columns(index * share + batch, unit) });
      }),
    );
    return rows;
  });
  await first!.query('drop table bare');
  await close();
  return result;
}

function columns(batch: number, unit: string): string[] {
  const list = (value: (n: number) => string | number): string =>
    `{${Array.from({ length: ROWS }, (_, n) => value(n)).join(',')}}`;
  const at = systemNow();
  const none = list(() => 'null');
  const digest = (n: number): string => `"\\\\x${(batch * ROWS + n).toString(16).padStart(32, '0')}"`;
  const own = [
    list((n) => n),
    list(() => batch),
    list(digest),
    list(() => unit),
    list((n) => batch * ROWS + n),
    list((n) => n / 3),
  ];
  return [...own, none, none, none, list(() => 0), list(() => 0), none, list(() => at), list(() => 'live')];
}
