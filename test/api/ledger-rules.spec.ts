import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { canonicalJson, sha256 } from '../../src/kernel/canonical-json.js';
import { type Database, dataSource, SYSTEM_SCOPE, type Tx } from '../../src/platform/database/index.js';
import { GENESIS } from '../../src/trust/ledger/domain/index.js';
import type { Ledger } from '../../src/trust/ledger/index.js';
import { bareLedger, type BareLedger } from '../support/ledger.js';

let bare: BareLedger;
let database: Database;
let ledger: Ledger;
beforeAll(async () => {
  bare = await bareLedger();
  ({ database, ledger } = bare);
});
afterAll(() => bare.stop());

describe('the database, against the app’s own role', () => {
  it.each(['update fact set text = text', 'delete from fact', 'truncate fact', 'update stream set sponsor = null'])(
    '11.10(c), 11.10(e): refuses %s',
    async (sql) => {
      await bare.open();
      await expect(database.source.query(sql)).rejects.toThrow(/permission denied/);
    },
  );

  it('11.10(e): refuses a change of a GMP row that no fact of its transaction explains', async () => {
    const id = await bare.open();
    const unexplained = database.write(SYSTEM_SCOPE, (tx) =>
      tx.query(`update deviation set criticality = 'CQA' where id = $1`, [id]),
    );
    await expect(unexplained).rejects.toThrow('explained by no fact');
  });

  it('refuses a fact whose hash is not that of its text, and a head that is not its last fact', async () => {
    const id = await bare.open();
    const forged = database.source.query(
      `insert into fact (stream, seq, type, at, text, previous, hash)
       values ($1, 2, 'forged', now(), '{}', decode(repeat('00', 32), 'hex'), decode(repeat('00', 32), 'hex'))`,
      [`deviation/${id}`],
    );
    await expect(forged).rejects.toThrow(/fact_check|row-level security/);
    const moved = database.write(SYSTEM_SCOPE, (tx) =>
      tx.query(`update stream set seq = 7 where id = $1`, [`deviation/${id}`]),
    );
    await expect(moved).rejects.toThrow('is not its last fact');
  });

  /** Appends a second fact past the ledger: chained to the first, its head unmoved, but for what is given. */
  const forge = async (tx: Tx, id: string, given: { seq?: number; text?: object; previous?: string } = {}) => {
    const [first] = await ledger.facts(tx, `deviation/${id}`);
    const { seq = 2, text, previous = first!.hash } = given;
    const said = canonicalJson({ ...first!.fact, seq, ...text });
    await tx.query(
      `insert into fact (stream, seq, type, at, text, previous, hash) values ($1, $2, $3, $4, $5, $6, $7)`,
      [
        ...[`deviation/${id}`, seq, first!.fact.type, first!.fact.at, said],
        ...[Buffer.from(previous, 'hex'), sha256(Buffer.from(previous, 'hex'), said)],
      ],
    );
  };

  it.each([
    ['that its stream’s head does not reach, so that no seal would cover it', {}, 'is not its last fact'],
    ['that does not continue the chain', { previous: GENESIS }, 'does not continue its chain'],
    ['that leaves a number out', { seq: 3 }, 'does not continue its chain'],
    ['whose text says another stream', { text: { stream: 'deviation/x' } }, /violates check constraint/],
    ['whose text says no type', { text: { type: undefined } }, /violates check constraint/],
  ])('refuses a fact %s', async (_, given, words) => {
    const id = await bare.open();
    await expect(database.write(SYSTEM_SCOPE, (tx) => forge(tx, id, given))).rejects.toThrow(words);
  });

  it('refuses a head set back to an earlier fact', async () => {
    const id = await bare.open();
    const stream = `deviation/${id}`;
    await database.write(SYSTEM_SCOPE, async (tx) => {
      await forge(tx, id);
      await tx.query(
        `update stream set (seq, hash, at) = (select seq, hash, at from fact where stream = $1 and seq = 2) where id = $1`,
        [stream],
      );
    });
    const back = database.write(SYSTEM_SCOPE, (tx) =>
      tx.query(
        `update stream set (seq, hash, at) = (select seq, hash, at from fact where stream = $1 and seq = 1) where id = $1`,
        [stream],
      ),
    );
    await expect(back).rejects.toThrow('is not its last fact');
  });

  it('11.10(e): lets no fact of another transaction, and no temporary table, explain a change', async () => {
    const id = await bare.open();
    const borrowed = database.source.query(
      `insert into fact (stream, seq, type, at, text, previous, hash, tx)
       select stream, 2, type, at, text, previous, hash, '999999' from fact where stream = $1`,
      [`deviation/${id}`],
    );
    await expect(borrowed).rejects.toThrow('permission denied');
    const admin = new pg.Client({ connectionString: bare.cloned.adminUrl });
    await admin.connect();
    await admin.query(`grant temporary on database ${bare.cloned.name} to ballroom_app`);
    await admin.end();
    const shadowed = database.write(SYSTEM_SCOPE, async (tx) => {
      await tx.query('create temporary table fact (tx xid8) on commit drop');
      await tx.query('insert into fact values (pg_current_xact_id())');
      await tx.query(`update deviation set criticality = 'CQA' where id = $1`, [id]);
    });
    await expect(shadowed).rejects.toThrow('explained by no fact');
  });

  it('11.10(e): lets no older fact explain a change, though a restored copy gives its transaction’s number again', async () => {
    const copy = await bareLedger();
    await copy.open();
    const owner = await dataSource(copy.cloned.ownerUrl, { poolSize: 1 }).initialize();
    const checks = `select string_agg('drop constraint ' || conname, ', ') as all from pg_constraint
      where conrelid = 'fact'::regclass and contype = 'c'`;
    await owner.query(
      `alter table fact disable trigger user, ${(await owner.query<{ all: string }[]>(checks))[0]!.all}`,
    );
    await owner.query(
      `insert into fact (stream, seq, type, at, text, previous, hash, tx)
       select stream, 1 + n, type, at - interval '1 day', text, previous, hash,
              (pg_current_xact_id()::text::bigint + n)::text::xid8
         from fact, generate_series(1, 500) n`,
    );
    await owner.destroy();
    const change = copy.database.write(SYSTEM_SCOPE, (tx) => tx.query(`update deviation set criticality = 'CQA'`));
    await expect(change).rejects.toThrow('explained by no fact');
    await copy.stop();
  });

  it('shows a scope the facts and rows of its own sponsors only', async () => {
    const id = await bare.open('sponsor-a');
    const seen = (sponsors: string[]) =>
      database.read({ sponsors }, async (tx) => [
        ...(await ledger.facts(tx, `deviation/${id}`)),
        ...(await tx.query(`select id from deviation where id = $1`, [id])),
      ]);
    expect(await seen(['sponsor-a'])).toHaveLength(2);
    expect(await seen(['sponsor-b'])).toEqual([]);
  });
});
