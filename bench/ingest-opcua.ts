import { fork } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import type { ConnectorMessage, RawValue } from '../src/plant/equipment/domain/index.js';
import { CommitBatch } from '../src/plant/readings/commit-batch.service.js';
import { GapEntity } from '../src/plant/readings/gap.entity.js';
import { declareTags } from '../src/plant/readings/ingest.store.js';
import { ReadingSealEntity } from '../src/plant/readings/reading-seal.entity.js';
import { TakeMessages } from '../src/plant/readings/take-messages.service.js';
import { newId, systemNow } from '../src/platform/clock/index.js';
import { Database, dataSource, migrate, SYSTEM_SCOPE } from '../src/platform/database/index.js';
import { Ledger } from '../src/trust/ledger/index.js';
import { startPostgres } from '../tools/demo/embedded-postgres.js';
import { ensureRoles } from '../tools/demo/roles.js';
import { against, type Benchmark, type Figure, measure, round } from './figure.js';
import { receive } from './opcua-receiver.js';

const LOAD = { tags: 1000, rate: 10, seconds: 10, units: 4, rows: 200_000, messageRows: 250 };

const figure = (name: string, value: number, unit: string): Figure => ({ name, value: round(value), unit });

/** Values from an OPC UA server to their commit, against a bare receive and a bare insert of the same run. */
export const ingestOpcua: Benchmark = async (say) => {
  const dir = mkdtempSync(join(tmpdir(), 'ballroom-bench-'));
  chmodSync(dir, 0o711);
  const postgres = await startPostgres({ dataDir: dir });
  try {
    const { migrationUrl, appUrl } = await ensureRoles(postgres.adminUrl, {
      owner: 'bench-owner',
      server: 'bench-server',
    });
    await migrate(migrationUrl);
    const source = await dataSource(appUrl, { entities: [GapEntity, ReadingSealEntity] }).initialize();
    const figures = await run(new Database(source), migrationUrl, join(dir, 'pki'), say).finally(() =>
      source.destroy(),
    );
    const load = `${LOAD.tags} tags at ${LOAD.rate} Hz for ${LOAD.seconds} s; ${LOAD.rows} rows at full speed; fsync on`;
    return { benchmark: 'ingest-opcua', load, figures };
  } finally {
    await postgres.stop();
    rmSync(dir, { recursive: true, force: true });
  }
};

async function run(database: Database, ownerUrl: string, pki: string, say: (line: string) => void): Promise<Figure[]> {
  const taking = new TakeMessages(new CommitBatch(database, new Ledger({ config: '0'.repeat(64) })));
  const units = await Promise.all(Array.from({ length: LOAD.units }, () => defineUnit(database)));
  say('bare insert');
  const insert = figure('bare unnest insert, 1 connection', (await bareInsert(ownerUrl, 1)).rate, 'values/s');
  const inserts = figure(
    'bare unnest insert, 4 connections',
    (await bareInsert(ownerUrl, LOAD.units)).rate,
    'values/s',
  );
  say('commit at full speed');
  const one = await fullSpeed(taking, units.slice(0, 1));
  const all = await fullSpeed(taking, units);
  say('bare receive');
  const server = await startSource(pki);
  const bare = await live(server.endpoint, () => undefined);
  say('receive and commit');
  let committed = 0;
  const path = await live(
    server.endpoint,
    (values) => taking.take(messageOf(units[0]!, values, () => (committed += values.length))),
    () => committed,
  );
  server.stop();
  await taking.onModuleDestroy();
  const received = figure('bare node-opcua receive', bare.rate, 'values/s');
  return [
    insert,
    inserts,
    against(insert, 'messages to commit, 1 unit', one.rate),
    figure('  share of a core', one.cpu, '%'),
    against(inserts, `messages to commit, ${LOAD.units} units`, all.rate),
    figure('  share of a core', all.cpu, '%'),
    received,
    figure('  share of a core', bare.cpu, '%'),
    against(received, 'receive to commit', path.rate),
    figure('  share of a core', path.cpu, '%'),
  ];
}

async function defineUnit(database: Database): Promise<string> {
  const unit = newId();
  const tags = Array.from({ length: LOAD.tags }, (_, n) => ({
    tag: `tag-${n}`,
    title: '',
    type: 'number' as const,
    unit: '1',
    criticality: 'info' as const,
    staleAfter: 'PT30S',
  }));
  await database.write(SYSTEM_SCOPE, (tx) => declareTags(tx, unit, { code: 'bench', tags }));
  return unit;
}

/** The columns of a reading, one named statement, a table without checks and triggers: what the driver and the disk can do. */
async function bareInsert(url: string, connections: number): Promise<{ rate: number }> {
  const clients = await Promise.all(
    Array.from({ length: connections }, async () => {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      return client;
    }),
  );
  const [first] = clients;
  await first!.query(`create table bare (like reading including defaults, primary key (tag, source_time, digest))`);
  const text = `insert into bare select * from unnest($1::int[], $2::int8[], $3::bytea[], $4::uuid[], $5::int8[], $6::float8[], $7::int8[],
    $8::text[], $9::bool[], $10::int8[], $11::int2[], $12::int8[], $13::timestamptz[], $14::text[]) on conflict do nothing`;
  const at = systemNow();
  const uuid = newId();
  const share = LOAD.rows / connections / 1000;
  const columns = (batch: number): string[] => {
    const list = (value: (n: number) => string | number): string =>
      `{${Array.from({ length: 1000 }, (_, n) => value(n)).join(',')}}`;
    const none = list(() => 'null');
    const digest = (n: number): string => `"\\\\x${(batch * 1000 + n).toString(16).padStart(32, '0')}"`;
    const own = [
      list((n) => n),
      list(() => batch),
      list(digest),
      list(() => uuid),
      list((n) => batch * 1000 + n),
      list((n) => n / 3),
    ];
    return [...own, none, none, none, list(() => 0), list(() => 0), none, list(() => at), list(() => 'live')];
  };
  const result = await measure(async () => {
    await Promise.all(
      clients.map(async (client, index) => {
        for (let batch = 0; batch < share; batch++)
          await client.query({ name: 'bare', text, values: columns(index * share + batch) });
      }),
    );
    return LOAD.rows;
  });
  await first!.query('drop table bare');
  await Promise.all(clients.map((client) => client.end()));
  return result;
}

/** Messages as fast as they are acknowledged, twenty on their way, as a connector would send them. */
function fullSpeed(taking: TakeMessages, units: string[]): Promise<{ rate: number; cpu: number }> {
  const messages = LOAD.rows / LOAD.messageRows / units.length;
  const start = BigInt(Date.now()) * 10_000n;
  const rows = (n: number): RawValue[] =>
    Array.from({ length: LOAD.messageRows }, (_, index) => ({
      tag: `tag-${(n * LOAD.messageRows + index) % LOAD.tags}`,
      value: n + index / 1000,
      status: 0,
      sourceTime: start + BigInt(n),
      serverTime: start,
      origin: 'live',
    }));
  return measure(async () => {
    await Promise.all(
      units.map(
        (unit) =>
          new Promise<void>((done) => {
            let sent = 0;
            let acknowledged = 0;
            const send = (): void => {
              if (sent < messages)
                taking.take(messageOf(unit, rows(sent++), () => (++acknowledged === messages ? done() : send())));
            };
            for (let n = 0; n < 20; n++) send();
          }),
      ),
    );
    return LOAD.rows;
  });
}

function messageOf(unit: string, values: RawValue[], ack: () => void): ConnectorMessage {
  const retry = (): never => {
    throw new Error('a batch was not committed');
  };
  return { unit, connection: unit, values, receivedAt: systemNow(), ack, retry };
}

/** Runs a receiver for a while after a warm-up; counts what was received, or what `done` says. */
async function live(
  endpoint: string,
  on: (values: RawValue[]) => void,
  done?: () => number,
): Promise<{ rate: number; cpu: number }> {
  let received = 0;
  const receiver = await receive(endpoint, LOAD.tags, (values) => {
    received += values.length;
    on(values.map(({ tag, value, status, at }) => rawValue(tag, value, status, at)));
  });
  await sleep(2000);
  const result = await measure(async () => {
    const before = done?.() ?? received;
    await sleep(LOAD.seconds * 1000);
    return (done?.() ?? received) - before;
  });
  await receiver.close();
  return result;
}

function rawValue(tag: string, value: number, status: number, at: Date): RawValue {
  const sourceTime = BigInt(at.getTime()) * 10_000n;
  return { tag, value, status, sourceTime, serverTime: sourceTime, origin: 'live' };
}

async function startSource(pki: string): Promise<{ endpoint: string; stop(): void }> {
  const script = fileURLToPath(new URL('./opcua-source.js', import.meta.url));
  const child = fork(script, [`${LOAD.tags}`, `${LOAD.rate}`, pki], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const { endpoint } = await new Promise<{ endpoint: string }>((ready, failed) => {
    child.once('message', (message) => ready(message as { endpoint: string }));
    child.once('exit', (code) => failed(new Error(`the OPC UA server ended with ${code}`)));
  });
  return { endpoint, stop: () => void child.kill('SIGKILL') };
}
