import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type pg from 'pg';
import { CuttingLine } from '../../../test/support/cutting-line.js';
import { asAdmin, createDatabase, type TestDatabase } from '../../../test/support/cluster.js';
import {
  Database,
  databaseProblems,
  dataSource,
  isDatabaseAway,
  SYSTEM_SCOPE,
  type Tx,
  versionProblem,
} from './index.js';

let cloned: TestDatabase;
let database: Database;
beforeAll(async () => {
  Logger.overrideLogger(false);
  cloned = await createDatabase();
  database = new Database(await dataSource(cloned.appUrl).initialize());
});
afterAll(async () => {
  await database.source.destroy();
  await cloned.drop();
});

const sql = (text: string) => asAdmin(cloned.adminUrl, (admin) => admin.query(text));

describe('a transaction', () => {
  it('that has committed is answered so, and all who wait for it are told, though one of them fails', async () => {
    let told = 0;
    const answer = await database.write(SYSTEM_SCOPE, (tx) => {
      tx.afterCommit(() => {
        throw new Error('who is told failed');
      });
      tx.afterCommit(() => void told++);
      return Promise.resolve('committed');
    });
    expect([answer, told]).toEqual(['committed', 1]);
  });

  it('whose connection is cut fails, and the next gets another connection', async () => {
    const cut = database.write(SYSTEM_SCOPE, async (tx) => {
      const [own] = await tx.query<{ pid: number }>('select pg_backend_pid() as pid');
      await sql(`select pg_terminate_backend(${own!.pid}, 5000)`);
      await tx.query('select 1');
    });
    await expect(cut).rejects.toThrow();
    expect(await cut.catch(isDatabaseAway)).toBe(true);
    expect(await database.read(SYSTEM_SCOPE, (tx) => tx.query('select 1 as one'))).toEqual([{ one: 1 }]);
  });

  it('whose database goes dead without a word fails within the patience that the server has, and so does the next', async () => {
    const url = new URL(cloned.appUrl);
    const line = await CuttingLine.open(Number(url.port));
    url.port = String(line.port);
    const source = await dataSource(url.href, { patience: 1000 }).initialize();
    const far = new Database(source);
    await far.look('select 1');
    line.deaden();
    const asked = performance.now();
    const away = await Promise.all(
      [far.look('select 1'), far.read(SYSTEM_SCOPE, (tx) => tx.query('select 1'))].map((one) =>
        one.catch(isDatabaseAway),
      ),
    );
    expect(away).toEqual([true, true]);
    // of patience with a busy machine: without a limit it would be minutes
    expect(performance.now() - asked).toBeLessThan(20_000);
    line.mend();
    await expect(far.look('select 1 as one')).resolves.toEqual([{ one: 1 }]);
    await source.destroy();
    await line.close();
  });

  it('whose connection is cut while it is at something else says that the database is away, by whatever it does next', async () => {
    const next: ((tx: Tx) => Promise<unknown>)[] = [
      (tx) => tx.query('select 1'),
      (tx) => tx.entities.query('select 1'),
      (tx) => tx.entities.queryRunner!.query('select 1'),
      () => Promise.resolve(),
    ];
    for (const act of next) {
      const cut = database.write(SYSTEM_SCOPE, async (tx) => {
        const [own] = await tx.query<{ pid: number }>('select pg_backend_pid() as pid');
        const gone = new Promise<void>((resolve) => {
          void tx.entities.queryRunner!.connect().then((client: pg.PoolClient) => client.once('end', () => resolve()));
        });
        await sql(`select pg_terminate_backend(${own!.pid}, 5000)`);
        await gone;
        await act(tx);
      });
      expect(await cut.catch(isDatabaseAway)).toBe(true);
    }
  });
});

describe('a transaction that is over', () => {
  it.each<[string, (tx: Tx) => Promise<unknown>]>([
    ['committed', () => Promise.resolve()],
    ['failed', () => Promise.reject(new Error('refused'))],
  ])('because it %s says nothing more on a connection that is soon another’s', async (_, end) => {
    let left: Tx | undefined;
    const over = database.write(SYSTEM_SCOPE, async (tx) => {
      await tx.query('select 1');
      left = tx;
      await end(tx);
    });
    await over.catch(() => undefined);
    const late = `insert into configuration (hash, manifest) values ('late', '{}')`;
    await expect(left!.query(late)).rejects.toThrow('is over');
    expect(() => left!.later(late)).toThrow('is over');
    expect(() => left!.entities).toThrow('is over');
    const found = await database.read(SYSTEM_SCOPE, (tx) => tx.query(`select from configuration where hash = 'late'`));
    expect(found).toEqual([]);
  });

  it('is not said to be committed where TypeORM failed, though somebody took that', async () => {
    const taken = database.write(SYSTEM_SCOPE, async (tx) => {
      await tx.query(`insert into configuration (hash, manifest) values ('taken', '{}')`);
      await tx.entities.query('select 1 / 0').catch(() => undefined);
    });
    await expect(taken).rejects.toThrow('rolled back');
  });
});

describe('a long transaction', () => {
  it('keeps nothing of what it has read', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const page = async (tx: Tx) => new WeakRef((await tx.query(`select repeat('x', 1000) as text`))[0] as object);
    const pages: WeakRef<object>[] = [];
    await database.read(SYSTEM_SCOPE, async (tx) => {
      for (let n = 0; n < 10; n++) pages.push(await page(tx));
      await new Promise((turn) => setTimeout(turn, 10));
      collect();
      expect(pages.slice(0, -1).filter((one) => one.deref() !== undefined)).toEqual([]);
    });
  });
});

describe('a statement that nobody waits for', () => {
  const insert = (hash: string): [string, unknown[]] => [
    `insert into configuration (hash, manifest) values ($1, '{}')`,
    [hash],
  ];
  const hashes = async () =>
    (await database.read(SYSTEM_SCOPE, (tx) => tx.query<{ hash: string }>('select hash from configuration'))).map(
      ({ hash }) => hash,
    );

  it('is done before whatever comes next, by whichever way that goes', async () => {
    const seen = await database.write(SYSTEM_SCOPE, async (tx) => {
      tx.later(...insert('first'));
      const byQuery = await tx.query(`select from configuration where hash = 'first'`);
      tx.later(...insert('second'));
      const byEntities = await tx.entities.query<unknown[]>(`select from configuration where hash = 'second'`);
      tx.later(...insert('third'));
      return [byQuery.length, byEntities.length];
    });
    expect(seen).toEqual([1, 1]);
    expect(await hashes()).toEqual(['first', 'second', 'third']);
  });

  it.each<[string, (tx: Tx) => Promise<unknown>]>([
    ['the commit', () => Promise.resolve()],
    ['the next', (tx) => tx.query('select 1')],
    ['the next of TypeORM', (tx) => tx.entities.query('select 1')],
    ['all, though somebody took the next one’s failure', (tx) => tx.query('select 1').catch(() => undefined)],
    ['all, when TypeORM was only asked for names', (tx) => Promise.resolve(tx.entities.connection.options.type)],
  ])('fails %s with its own failure, and nothing of the transaction stays', async (_, next) => {
    const before = await hashes();
    const failing = database.write(SYSTEM_SCOPE, async (tx) => {
      await tx.query(...insert('of the failed'));
      tx.later(...insert('of the failed'));
      tx.later('select 1');
      await next(tx);
    });
    await expect(failing).rejects.toMatchObject({ code: '23505', table: 'configuration' });
    expect(await hashes()).toEqual(before);
  });
});

describe('a reading transaction', () => {
  it('writes nothing, and sees one snapshot', async () => {
    const write = (tx: Tx) => tx.query(`insert into configuration (hash, manifest) values ('of the test', '{}')`);
    await expect(database.read(SYSTEM_SCOPE, write)).rejects.toThrow('read-only transaction');
    const seen = await database.read(SYSTEM_SCOPE, async (tx) => {
      const before = await tx.query('select hash from configuration');
      await database.write(SYSTEM_SCOPE, write);
      return [before, await tx.query('select hash from configuration')];
    });
    const [before, after] = seen;
    expect(after).toEqual(before);
    const now = await database.read(SYSTEM_SCOPE, (tx) => tx.query('select hash from configuration'));
    expect(now).toHaveLength(before!.length + 1);
  });
});

const APP = 'grant ballroom_app to SPECIMEN';

describe('a role that the server may not run as', () => {
  /** What is wrong with a role of these rights and memberships. */
  async function problems(rights: string, memberships: string): Promise<string[]> {
    const role = `specimen_${cloned.name}`;
    await sql(`create role ${role} login password 'specimen' ${rights}; ${memberships.replaceAll('SPECIMEN', role)};
      grant connect on database ${cloned.name} to ${role}`);
    const url = new URL(cloned.appUrl);
    [url.username, url.password] = [role, 'specimen'];
    const source = await dataSource(url.href).initialize();
    try {
      return await databaseProblems(source);
    } finally {
      await source.destroy();
      await sql(`revoke connect on database ${cloned.name} from ${role}; drop role ${role}`);
    }
  }

  it.each([
    ['has not what the app is granted', '', 'select 1', 'has not what ballroom_app is granted'],
    ['is a superuser', 'superuser', 'select 1', 'is or may become a superuser'],
    ['bypasses row-level security', 'bypassrls', APP, 'bypasses row-level security'],
    ['owns the schema', '', 'grant ballroom_owner to SPECIMEN', 'owns the schema'],
    ['may become its owner', '', `${APP}; grant ballroom_owner to SPECIMEN with inherit false`, 'owns the schema'],
    ['may write everything', '', 'grant ballroom_app, pg_write_all_data to SPECIMEN', 'may change facts'],
  ])('%s', async (_, rights, memberships, words) => {
    expect((await problems(rights, memberships)).join('\n')).toContain(words);
  });

  it('is not the app’s own', async () => {
    expect(await problems('', APP)).toEqual([]);
  });
});

describe('a PostgreSQL', () => {
  it.each([
    [150018, 'PostgreSQL is 15; 18 or later is needed'],
    [179999, 'PostgreSQL is 17; 18 or later is needed'],
    [180000, null],
    [190001, null],
  ])('of version %i is judged', (version, problem) => {
    expect(versionProblem(version)).toBe(problem);
  });
});
