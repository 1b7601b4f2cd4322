import { Logger } from '@nestjs/common';
import pg from 'pg';
import type {
  ConnectorMessage,
  MessageGap,
  RawReject,
  RawValue,
  SpoolFault,
} from '../../src/plant/equipment/domain/index.js';
import { CommitBatch } from '../../src/plant/readings/commit-batch.service.js';
import { FindGaps } from '../../src/plant/readings/find-gaps.service.js';
import { GapEntity } from '../../src/plant/readings/gap.entity.js';
import { declareTags } from '../../src/plant/readings/ingest.store.js';
import { ReadingSealEntity } from '../../src/plant/readings/reading-seal.entity.js';
import { ArchivedEntity, RetentionEntity } from '../../src/plant/readings/retention.entity.js';
import { Readings } from '../../src/plant/readings/read-readings.service.js';
import { SealReadings } from '../../src/plant/readings/seal-readings.service.js';
import { TakeMessages } from '../../src/plant/readings/take-messages.service.js';
import { newId } from '../../src/platform/clock/index.js';
import { Database, dataSource, SYSTEM_SCOPE, type Tx } from '../../src/platform/database/index.js';
import { Leases } from '../../src/platform/leases/index.js';
import { Ledger } from '../../src/trust/ledger/index.js';
import { createDatabase, type TestDatabase } from './cluster.js';

export const SECOND = 10_000_000n;
/** A source time of the test's present, whole seconds. */
export const START = BigInt(Math.floor(Date.now() / 1000)) * SECOND;

const info = { criticality: 'info', staleAfter: 'PT30S' } as const;
const CLASS = {
  code: 'bioreactor',
  tags: [
    {
      tag: 'temperature',
      title: 'Temperature',
      type: 'number' as const,
      unit: 'Cel',
      range: { low: '0', high: '60' },
      ...info,
    },
    { tag: 'heartbeat', title: 'Heartbeat', type: 'integer' as const, unit: '1', ...info },
    { tag: 'door', title: 'Door', type: 'boolean' as const, ...info },
    { tag: 'state', title: 'State', type: 'text' as const, ...info },
  ],
};

export const value = (tag: string, second: number, of: RawValue['value'], status = 0): RawValue => ({
  tag,
  value: of,
  status,
  sourceTime: START + BigInt(second) * SECOND,
  serverTime: null,
  origin: 'live',
});

/** Temperatures, one a second from `first` to `last`. */
export const temperatures = (first: number, last: number, of = (second: number) => 37 + second / 10_000): RawValue[] =>
  Array.from({ length: last - first + 1 }, (_, n) => value('temperature', first + n, of(first + n)));

/** A connector's message that writes down what became of it. */
export interface Sent extends ConnectorMessage {
  fate: ('ack' | 'retry' | 'lease-lost')[];
}

export function message(unit: string, values: RawValue[], gap?: MessageGap, rejects?: RawReject[]): Sent {
  const fate: Sent['fate'] = [];
  const receivedAt = new Date().toISOString();
  const reply = {
    urgent: () => false,
    ack: () => void fate.push('ack'),
    retry: (cause?: 'lease-lost' | SpoolFault) => void fate.push(cause === 'lease-lost' ? cause : 'retry'),
  };
  const rest = { ...(gap === undefined ? {} : { gap }), ...(rejects === undefined ? {} : { rejects }) };
  return { unit, connection: newId(), values, receivedAt, ...rest, ...reply, fate };
}

/** What stores readings, on a database of its own, without the rest of the server. */
export interface Ingestion {
  cloned: TestDatabase;
  database: Database;
  ledger: Ledger;
  taking: TakeMessages;
  sealing: SealReadings;
  readings: Readings;
  /** a new unit with a number, an integer, a boolean and a text tag */
  unit(): Promise<string>;
  /** takes messages and waits until each has its fate */
  take(...messages: Sent[]): Promise<void>;
  read<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  write<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** rows by the app's own role, outside any of our code */
  query<Row>(sql: string, parameters?: unknown[]): Promise<Row[]>;
  close(): Promise<void>;
}

export async function startIngestion(database?: TestDatabase): Promise<Ingestion> {
  Logger.overrideLogger(false);
  const cloned = database ?? (await createDatabase());
  const own = new Database(
    await dataSource(cloned.appUrl, {
      entities: [GapEntity, ReadingSealEntity, RetentionEntity, ArchivedEntity],
    }).initialize(),
  );
  const ledger = new Ledger({ config: 'f'.repeat(64) });
  const leases = new Leases({ instance: null, port: 0 }, own);
  const taking = new TakeMessages(new CommitBatch(own, new FindGaps(ledger), leases));
  const sealing = new SealReadings(own, ledger, leases);
  const by = { system: 'test', role: 'system' } as const;
  return {
    cloned,
    database: own,
    ledger,
    taking,
    sealing,
    readings: new Readings(taking, sealing, ledger),
    async unit() {
      const id = newId();
      const stream = { site: 'demo', zone: 'Europe/Vienna', sponsor: null };
      await own.write(SYSTEM_SCOPE, async (tx) => {
        await ledger.state(tx, `unit/${id}`, by, [{ type: 'unit.defined', values: {} }], stream);
        await declareTags(tx, id, CLASS);
      });
      return id;
    },
    async take(...messages) {
      for (const sent of messages) taking.take(sent);
      while (messages.some(({ fate }) => fate.length === 0)) await new Promise((wake) => setTimeout(wake, 10));
    },
    read: (work) => own.read(SYSTEM_SCOPE, work),
    write: (work) => own.write(SYSTEM_SCOPE, work),
    async query<Row>(sql: string, parameters: unknown[] = []) {
      const client = new pg.Client({ connectionString: cloned.appUrl });
      await client.connect();
      const { rows } = await client.query(sql, parameters).finally(() => client.end());
      return rows as Row[];
    },
    async close() {
      await taking.onModuleDestroy();
      await own.source.destroy();
      if (database === undefined) await cloned.drop();
    },
  };
}
