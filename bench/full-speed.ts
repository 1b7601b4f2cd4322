import type { ConnectorMessage, RawValue } from '../src/plant/equipment/domain/index.js';
import { CommitBatch } from '../src/plant/readings/commit-batch.service.js';
import { FindGaps } from '../src/plant/readings/find-gaps.service.js';
import { GapEntity } from '../src/plant/readings/gap.entity.js';
import { declareTags } from '../src/plant/readings/ingest.store.js';
import { ReadingSealEntity } from '../src/plant/readings/reading-seal.entity.js';
import { TakeMessages } from '../src/plant/readings/take-messages.service.js';
import { newId, systemNow } from '../src/platform/clock/index.js';
import { Database, dataSource, SYSTEM_SCOPE } from '../src/platform/database/index.js';
import { Leases } from '../src/platform/leases/index.js';
import { Ledger } from '../src/trust/ledger/index.js';
import { measure } from './figure.js';

const [ROWS_A_MESSAGE, ON_THEIR_WAY] = [250, 20];

export interface FullSpeed {
  rate: number;
  cpu: number;
}

/** Messages of so many units as fast as they are acknowledged, without a connector before them. */
export async function fullSpeed(appUrl: string, units: number, tags: number, rows: number): Promise<FullSpeed> {
  const source = await dataSource(appUrl, { entities: [GapEntity, ReadingSealEntity] }).initialize();
  const database = new Database(source);
  const taking = new TakeMessages(
    new CommitBatch(
      database,
      new FindGaps(new Ledger({ config: '0'.repeat(64) })),
      new Leases({ instance: null, port: 0 }, database),
    ),
  );
  const ids = await Promise.all(Array.from({ length: units }, () => defineUnit(database, tags)));
  const messages = rows / ROWS_A_MESSAGE / units;
  const result = await measure(async () => {
    await Promise.all(ids.map((unit) => send(taking, unit, tags, messages)));
    return rows;
  });
  await taking.onModuleDestroy();
  await source.destroy();
  return result;
}

async function defineUnit(database: Database, count: number): Promise<string> {
  const unit = newId();
  const rest = { title: '', type: 'number', unit: '1', criticality: 'info', staleAfter: 'PT30S' } as const;
  const tags = Array.from({ length: count }, (_, n) => ({ tag: `tag-${n}`, ...rest }));
  await database.write(SYSTEM_SCOPE, (tx) => declareTags(tx, unit, { code: 'bench', tags }));
  return unit;
}

/** Twenty messages are on their way, as a connector would have them. */
function send(taking: TakeMessages, unit: string, tags: number, messages: number): Promise<void> {
  const start = BigInt(Date.now()) * 10_000n;
  const rows = (n: number): RawValue[] =>
    Array.from({ length: ROWS_A_MESSAGE }, (_, index) => ({
      tag: `tag-${(n * ROWS_A_MESSAGE + index) % tags}`,
      value: n + index / 1000,
      status: 0,
      sourceTime: start + BigInt(n),
      serverTime: start,
      origin: 'live',
    }));
  return new Promise((done) => {
    let [sent, acknowledged] = [0, 0];
    const next = (): void => {
      if (sent < messages)
        taking.take(message(unit, rows(sent++), () => (++acknowledged === messages ? done() : next())));
    };
    for (let n = 0; n < ON_THEIR_WAY; n++) next();
  });
}

function message(unit: string, values: RawValue[], ack: () => void): ConnectorMessage {
  const retry = (): never => {
    throw new Error('a batch was not committed');
  };
  return { unit, connection: unit, values, receivedAt: systemNow(), urgent: () => false, ack, retry };
}
