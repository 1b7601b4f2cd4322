import { existsSync } from 'node:fs';
import { afterAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { createDatabase, startCluster, type TestDatabase } from './cluster.js';

const made: TestDatabase[] = [];
afterAll(() => Promise.all(made.map((database) => database.drop())));

async function create(): Promise<TestDatabase> {
  const database = await createDatabase();
  made.push(database);
  return database;
}

async function ask(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client
    .query<Record<string, unknown>>(sql)
    .then(({ rows }) => rows)
    .finally(() => client.end());
}

describe('the test cluster', () => {
  it('gives each test file a migrated database of its own, also to several that ask at once', async () => {
    const databases = await Promise.all([create(), create(), create(), create()]);
    const tables = `select count(*)::int as n from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`;
    for (const { adminUrl } of databases) expect((await ask(adminUrl, tables))[0]?.['n']).toBeGreaterThan(0);
    const [first, second] = databases;
    await ask(first?.ownerUrl ?? '', 'create table only_here ()');
    await expect(ask(second?.ownerUrl ?? '', 'select from only_here')).rejects.toThrow(/does not exist/);
  });

  it('gives the app a role that is neither owner nor superuser and can make nothing', async () => {
    const { appUrl, ownerUrl, name } = await create();
    const who = `select current_user as name, rolsuper or rolcreaterole or rolcreatedb or rolbypassrls as mighty,
      pg_has_role('ballroom_owner', 'member') as owner, pg_has_role('ballroom_app', 'member') as app from pg_roles where rolname = current_user`;
    expect(await ask(appUrl, who)).toEqual([{ name: 'ballroom_server', mighty: false, owner: false, app: true }]);
    expect(await ask(ownerUrl, who)).toEqual([{ name: 'ballroom_owner', mighty: false, owner: true, app: false }]);
    await expect(ask(appUrl, 'create table mine ()')).rejects.toThrow(/permission denied/);
    await expect(ask(appUrl, 'create temporary table mine ()')).rejects.toThrow(/permission denied/);
    await expect(ask(appUrl.replace(name, 'ballroom'), 'select 1')).rejects.toThrow(
      /not currently accepting connections/,
    );
  });

  it('drops a database though it is still connected to', async () => {
    const database = await create();
    const guest = new pg.Client({ connectionString: database.appUrl });
    guest.on('error', () => {});
    await guest.connect();
    await database.drop();
    await expect(ask(database.appUrl, 'select 1')).rejects.toMatchObject({ code: '3D000' });
  });

  it('has its own for tests that kill it, which keeps what is committed', async () => {
    const own = await startCluster({ fsync: true });
    try {
      const database = await own.createDatabase();
      expect(await ask(database.ownerUrl, 'show fsync')).toEqual([{ fsync: 'on' }]);
      expect(await ask((await create()).ownerUrl, 'show fsync')).toEqual([{ fsync: 'off' }]);
      expect(database.appUrl).toContain(`:${own.port}/`);
    } finally {
      await own.stop();
    }
    expect(existsSync(own.dataDir)).toBe(false);
  });
});
