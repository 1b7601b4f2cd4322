import { newId } from '../../src/platform/clock/index.js';
import { Database, dataSource, SYSTEM_SCOPE } from '../../src/platform/database/index.js';
import { DeviationEntity } from '../../src/quality/deviations/deviation.entity.js';
import { openDeviation } from '../../src/quality/deviations/domain/index.js';
import { storedDeviation } from '../../src/quality/deviations/deviation.store.js';
import type { ChainedFact, NewFact } from '../../src/trust/ledger/index.js';
import { entities, Ledger } from '../../src/trust/ledger/index.js';
import { createDatabase, type TestDatabase } from './cluster.js';

export const by = { system: 'test', role: 'system' } as const;
export const place = (sponsor: string | null = null) => ({ site: 'demo', zone: 'Europe/Berlin', sponsor });

export const opened = (batch: string, exception: string, sponsor: string | null = null): NewFact =>
  openDeviation({
    code: `DEV-${exception}`,
    batch,
    step: null,
    exception,
    kind: 'limit',
    criticality: 'CPP',
    site: 'demo',
    sponsor,
  });

/** A ledger on a database of its own, without a server. */
export interface BareLedger {
  cloned: TestDatabase;
  database: Database;
  ledger: Ledger;
  /** a deviation as an example of a stream with a row; its id */
  open(sponsor?: string | null): Promise<string>;
  facts(deviation: string): Promise<ChainedFact[]>;
  stop(): Promise<void>;
}

export async function bareLedger(): Promise<BareLedger> {
  const cloned = await createDatabase();
  const database = new Database(
    await dataSource(cloned.appUrl, { entities: [DeviationEntity, ...entities] }).initialize(),
  );
  const ledger = new Ledger({ config: 'f'.repeat(64), speed: 60 });
  return {
    cloned,
    database,
    ledger,
    async open(sponsor = null) {
      const id = newId();
      await database.write(SYSTEM_SCOPE, (tx) =>
        ledger.change(tx, storedDeviation, id, by, () => [opened(newId(), id, sponsor)], place(sponsor)),
      );
      return id;
    },
    facts: (deviation) => database.read(SYSTEM_SCOPE, (tx) => ledger.facts(tx, `deviation/${deviation}`)),
    async stop() {
      await database.source.destroy();
      await cloned.drop();
    },
  };
}
