import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { entities } from '../../src/app.module.js';
import { type DataSource, dataSource } from '../../src/platform/database/index.js';
import { createDatabase, type TestDatabase } from '../support/cluster.js';

/** Tables without GMP data, whose changes no fact explains; each with what it holds. */
const EXEMPT: Record<string, string> = {
  migration: 'which migrations ran',
  stream: 'heads of the ledger itself',
  fact: 'the ledger itself',
  seal: 'proofs over the ledger',
  sealed_range: 'proofs over the ledger',
  configuration: 'manifests by hash, named by facts',
  file: 'bytes by their own hash, append-only, named by facts',
  instance: 'servers on this database, while they are alive',
  lease: 'which server does what, until it moves',
  unit_connection: 'how each unit is reached at the moment',
  idempotency: 'answers of commands already run',
  secret: 'password hashes',
  former_secret: 'hashes of passwords that may not come again',
  reset_part: 'halves of one-time passwords, until they are whole',
  sso_attempt: 'who is on the way to the identity provider, for minutes',
  sso_returned: 'accounts that came back, until their session says that they are its own',
  passkey_key: 'public keys of passkeys, which facts know by their hashes, and their counters',
  passkey_challenge: 'what passkeys are asked, once',
  session: 'who is signed in',
  setup_token: 'the one-time token of the first administrator',
  failed_attempt: 'counters of failed sign-ins',
  failure_budget: 'how many failures a site has recorded this minute',
  monitor: 'cursors and checkpoints of limit monitors',
  connector_cursor: 'where a connector goes on after a restart',
  alarm_watch: 'how far the readings and conditions of units are judged for alarms',
  alarm_acknowledgement: 'what units are still to be told of acknowledged alarms',
  alarm_delivery: 'messages about alarms on their way out of the room',
  reading: 'readings, append-only and under reading seals',
  reading_conflict: 'flags on readings',
  reading_reject: 'what came and was not stored, kept with its reason',
  reading_reject_more: 'how many more came than are kept',
  reading_quarantine: 'values with a time far off, append-only',
  reading_quarantine_more: 'how many more came than stand in quarantine',
  reading_rolled: 'how far the rollups of readings are',
  reading_rollup: 'rollups of readings, which follow from them',
  trail: 'lines by which facts are found, made of them by a trigger',
  tag: 'short numbers for the tags of units',
  unit_arrival: 'arrival counters',
};

let cloned: TestDatabase;
let source: DataSource;
beforeAll(async () => {
  cloned = await createDatabase();
  source = await dataSource(cloned.ownerUrl, { entities }).initialize();
});
afterAll(async () => {
  await source.destroy();
  await cloned.drop();
});

describe('the schema', () => {
  it('agrees with the entities: TypeORM would change no table and no column', async () => {
    const { upQueries } = await source.driver.createSchemaBuilder().log();
    const ofColumns = upQueries.map(({ query }) => query).filter((query) => !/CONSTRAINT|INDEX/.test(query));
    expect(ofColumns).toEqual([]);
  });

  it('11.10(e): explains every change of every table by a fact, but for the tables listed here', async () => {
    const rows = await source.query<{ name: string; explained: boolean }[]>(`
      select c.relname as name, exists (select from pg_trigger t where t.tgrelid = c.oid and t.tgname = 'explained_by_fact') as explained
        from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition`);
    const unexplained = rows.filter(({ explained }) => !explained).map(({ name }) => name);
    expect(unexplained.sort()).toEqual(Object.keys(EXEMPT).sort());
  });

  it('has no index twice', async () => {
    const twice = await source.query<{ names: string[] }[]>(`
      select array_agg(indexrelid::regclass::text order by indexrelid) as names from pg_index
       where indrelid in (select oid from pg_class where relnamespace = 'public'::regnamespace)
       group by indrelid, regexp_replace(pg_get_indexdef(indexrelid), 'INDEX \\S+ ON', 'INDEX ON') having count(*) > 1`);
    expect(twice).toEqual([]);
  });

  it('finds by key who may see a row, however many streams and batches there are', async () => {
    const tables = await source.query<{ name: string }[]>(`select tablename as name from pg_policies order by name`);
    expect(tables.map(({ name }) => name)).toEqual(expect.arrayContaining(['fact', 'entry', 'signature', 'stream']));
    const app = await dataSource(cloned.appUrl).initialize();
    try {
      for (const { name } of tables) {
        const plan = await app.query<Record<string, string>[]>(`explain select from "${name}"`);
        expect([name, plan.map((line) => line['QUERY PLAN']).filter((line) => /SubPlan|Join/.test(line!))]).toEqual([
          name,
          [],
        ]);
      }
    } finally {
      await app.destroy();
    }
  });
});
