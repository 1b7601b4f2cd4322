import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { canonicalJson, sha256 } from '../../src/kernel/canonical-json.js';
import { Refusal } from '../../src/kernel/refusal.js';
import { DeviationEntity } from '../../src/quality/deviations/deviation.entity.js';
import { loadConfig } from '../../src/platform/config/index.js';
import { Database, dataSource, SYSTEM_SCOPE, type Tx } from '../../src/platform/database/index.js';
import { newId } from '../../src/platform/clock/index.js';
import { Commands } from '../../src/platform/http/index.js';
import { openDeviation } from '../../src/quality/deviations/domain/index.js';
import { storedDeviation } from '../../src/quality/deviations/deviation.store.js';
import { chainHash, GENESIS } from '../../src/trust/ledger/domain/index.js';
import { Ledger, Seals } from '../../src/trust/ledger/index.js';
import { createDatabase, type TestDatabase } from '../support/cluster.js';

const by = { system: 'test', role: 'system' } as const;
const stream = (sponsor: string | null = null) => ({ site: 'demo', zone: 'Europe/Berlin', sponsor });

let cloned: TestDatabase;
let database: Database;
let ledger: Ledger;
let dir: string;

beforeAll(async () => {
  cloned = await createDatabase();
  database = new Database(await dataSource(cloned.appUrl, { entities: [DeviationEntity] }).initialize());
  ledger = new Ledger({ config: 'f'.repeat(64), speed: 60 });
  dir = mkdtempSync(join(tmpdir(), 'ballroom-ledger-'));
});

afterAll(async () => {
  await database.source.destroy();
  await cloned.drop();
  rmSync(dir, { recursive: true });
});

const opened = (batch: string, exception: string, sponsor: string | null = null) =>
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

/** A deviation as an example of a stream with a row. */
async function open(sponsor: string | null = null): Promise<string> {
  const id = newId();
  await database.write(SYSTEM_SCOPE, (tx) =>
    ledger.change(tx, storedDeviation, id, by, () => [opened(newId(), id, sponsor)], stream(sponsor)),
  );
  return id;
}

const facts = (id: string) => database.read(SYSTEM_SCOPE, (tx) => ledger.facts(tx, `deviation/${id}`));

describe('the ledger', () => {
  it('11.10(e): writes a fact with who, when and zone, chained to the one before, with the row that follows from it', async () => {
    const id = await open();
    const [link] = await facts(id);
    expect(link).toMatchObject({ previous: GENESIS, hash: chainHash(GENESIS, link!.text) });
    expect(link!.fact).toMatchObject({ v: 1, seq: 1, type: 'deviation.opened', by, zone: 'Europe/Berlin', speed: 60 });
    expect(link!.fact.at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    const state = await database.read(SYSTEM_SCOPE, (tx) => ledger.load(tx, storedDeviation, id));
    expect(state.deviation[id]).toEqual(
      (await facts(id)).reduce((rows, { fact }) => storedDeviation.apply(rows, fact), storedDeviation.empty).deviation[
        id
      ],
    );
  });

  it('refuses a write that states no fact, and keeps nothing of a change that fails', async () => {
    const id = newId();
    const nothing = database.write(SYSTEM_SCOPE, (tx) =>
      ledger.change(tx, storedDeviation, id, by, () => [], stream()),
    );
    await expect(nothing).rejects.toThrow('states no fact');
    expect(await facts(id)).toEqual([]);
  });

  it('gives a stream one writer: twenty at once make one unbroken chain', async () => {
    const site = newId();
    const note = (n: number) =>
      database.write(SYSTEM_SCOPE, (tx) =>
        ledger.state(tx, `site-note/${site}`, by, [{ type: 'note.taken', values: { n } }], stream()),
      );
    await Promise.all(Array.from({ length: 20 }, (_, n) => note(n)));
    const links = await database.read(SYSTEM_SCOPE, (tx) => ledger.facts(tx, `site-note/${site}`));
    expect(links.map((link) => link.fact.seq)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
    links.forEach((link, index) => expect(link.previous).toBe(links[index - 1]?.hash ?? GENESIS));
    expect(links.map((link) => link.fact.at)).toEqual(links.map((link) => link.fact.at).sort());
  });

  it('runs reactions in the writer’s transaction, so that a failing one keeps nothing', async () => {
    const own = new Ledger({ config: 'f'.repeat(64) });
    own.on('deviation.opened', () => Promise.reject(new Error('reaction failed')));
    const id = newId();
    await expect(
      database.write(SYSTEM_SCOPE, (tx) =>
        own.change(tx, storedDeviation, id, by, () => [opened(newId(), id)], stream()),
      ),
    ).rejects.toThrow('reaction failed');
    expect(await facts(id)).toEqual([]);
  });

  it('commits what a returned refusal states, and then refuses', async () => {
    const site = newId();
    const refused = database.write(SYSTEM_SCOPE, async (tx) => {
      await ledger.state(tx, `site-note/${site}`, by, [{ type: 'scan.refused', values: {} }], stream());
      return new Refusal('conflict', 'scan.mismatch');
    });
    await expect(refused).rejects.toMatchObject({ code: 'scan.mismatch' });
    expect(await database.read(SYSTEM_SCOPE, (tx) => ledger.facts(tx, `site-note/${site}`))).toHaveLength(1);
  });
});

describe('the database, against the app’s own role', () => {
  it.each(['update fact set text = text', 'delete from fact', 'truncate fact', 'update stream set sponsor = null'])(
    '11.10(c), 11.10(e): refuses %s',
    async (sql) => {
      await open();
      await expect(database.source.query(sql)).rejects.toThrow(/permission denied/);
    },
  );

  it('11.10(e): refuses a change of a GMP row that no fact of its transaction explains', async () => {
    const id = await open();
    const unexplained = database.write(SYSTEM_SCOPE, (tx) =>
      tx.query(`update deviation set criticality = 'CQA' where id = $1`, [id]),
    );
    await expect(unexplained).rejects.toThrow('explained by no fact');
  });

  it('refuses a fact whose hash is not that of its text, and a head that is not its last fact', async () => {
    const id = await open();
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
    const id = await open();
    await expect(database.write(SYSTEM_SCOPE, (tx) => forge(tx, id, given))).rejects.toThrow(words);
  });

  it('refuses a head set back to an earlier fact', async () => {
    const id = await open();
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
    const id = await open();
    const borrowed = database.source.query(
      `insert into fact (stream, seq, type, at, text, previous, hash, tx)
       select stream, 2, type, at, text, previous, hash, '999999' from fact where stream = $1`,
      [`deviation/${id}`],
    );
    await expect(borrowed).rejects.toThrow('permission denied');
    const admin = new pg.Client({ connectionString: cloned.adminUrl });
    await admin.connect();
    await admin.query(`grant temporary on database ${cloned.name} to ballroom_app`);
    await admin.end();
    const shadowed = database.write(SYSTEM_SCOPE, async (tx) => {
      await tx.query('create temporary table fact (tx xid8) on commit drop');
      await tx.query('insert into fact values (pg_current_xact_id())');
      await tx.query(`update deviation set criticality = 'CQA' where id = $1`, [id]);
    });
    await expect(shadowed).rejects.toThrow('explained by no fact');
  });

  it('shows a scope the facts and rows of its own sponsors only', async () => {
    const id = await open('sponsor-a');
    const seen = (sponsors: string[]) =>
      database.read({ sponsors }, async (tx) => [
        ...(await ledger.facts(tx, `deviation/${id}`)),
        ...(await tx.query(`select id from deviation where id = $1`, [id])),
      ]);
    expect(await seen(['sponsor-a'])).toHaveLength(2);
    expect(await seen(['sponsor-b'])).toEqual([]);
  });
});

describe('an idempotency key', () => {
  const command = (key: string, bodyHash: string) => ({
    caller: {
      person: { id: newId(), username: 'x', name: 'X' },
      role: 'operator',
      permissions: new Set<string>(),
      scope: SYSTEM_SCOPE,
      session: newId(),
    },
    scope: SYSTEM_SCOPE,
    route: 'POST /api/example',
    key,
    bodyHash,
  });

  it('runs a command once, answers it again, and refuses another body', async () => {
    const commands = new Commands(database);
    const first = command(newId(), 'a');
    let runs = 0;
    const work = () => Promise.resolve({ runs: ++runs });
    const answers = await Promise.all([commands.run(first, work), commands.run(first, work)]);
    expect(answers).toEqual([{ runs: 1 }, { runs: 1 }]);
    await expect(commands.run({ ...first, bodyHash: 'b' }, work)).rejects.toMatchObject({
      code: 'idempotency-key.reused',
    });
  });

  it('gives the stored refusal of an act that was recorded, and runs again what rolled back', async () => {
    const commands = new Commands(database);
    const recorded = command(newId(), 'a');
    const refuse = () => Promise.resolve(new Refusal('conflict', 'scan.mismatch', { expected: 'U-01' }));
    for (const _ of [1, 2])
      await expect(commands.run(recorded, refuse)).rejects.toMatchObject({
        code: 'scan.mismatch',
        values: { expected: 'U-01' },
      });
    const failed = command(newId(), 'a');
    await expect(commands.run(failed, () => Promise.reject(new Error('ours')))).rejects.toThrow('ours');
    expect(await commands.run(failed, () => Promise.resolve('done'))).toBe('done');
  });
});

describe('seals', () => {
  it('cover every fact once, chain, are signed, and are published outside the database', async () => {
    const config = { ...loadConfig({}), keysDir: join(dir, 'keys'), sealsDir: join(dir, 'seals') };
    const seals = new Seals(config, database);
    await seals.onApplicationBootstrap();
    const id = await open('sponsor-a');
    const first = (await seals.seal())!;
    expect((await seals.seal())!.number).toBe(first.number);
    const other = await open();
    const second = (await seals.seal())!;
    expect(second.number).toBe(first.number + 1);
    const published = readFileSync(join(dir, 'seals', 'seals.ndjson'), 'utf8')
      .trim()
      .split('\n');
    expect(published.map((line) => JSON.parse(line) as unknown)).toEqual([first, second]);
    const proof = await database.read(SYSTEM_SCOPE, (tx) => seals.proof(tx, `deviation/${other}`, 1));
    expect(proof).toMatchObject({ seal: 2, range: { stream: `deviation/${other}`, from: 1, to: 1 } });
    expect(await database.read(SYSTEM_SCOPE, (tx) => seals.proof(tx, `deviation/${id}`, 2))).toBeNull();
    seals.onModuleDestroy();
  });

  it('are made and published one after the other by servers that share a database and a folder', async () => {
    const config = { ...loadConfig({}), keysDir: join(dir, 'keys'), sealsDir: join(dir, 'shared') };
    const servers = [1, 2, 3].map(() => new Seals(config, database));
    await Promise.all(servers.map((server) => server.onApplicationBootstrap()));
    for (const _ of [1, 2, 3]) await Promise.all([...servers.map((server) => server.seal()), open(), open()]);
    await servers[0]!.seal();
    servers.forEach((server) => server.onModuleDestroy());
    const all = await database.read(SYSTEM_SCOPE, (tx) => servers[0]!.between(tx, 1, 1000));
    const published = readFileSync(join(dir, 'shared', 'seals.ndjson'), 'utf8');
    expect(published).toBe(all.map((seal) => `${JSON.stringify(seal)}\n`).join(''));
    expect(all.map(({ number }) => number)).toEqual(all.map((_, index) => index + 1));
    const notOnce = `select from fact f left join sealed_range r on r.stream = f.stream and f.seq between from_seq and to_seq
      group by f.stream, f.seq having count(r.stream) <> 1`;
    expect(await database.read(SYSTEM_SCOPE, (tx) => tx.query(notOnce))).toEqual([]);
  });

  it('are never signed by two keys: of two servers that began with one each, one seals', async () => {
    const other = await createDatabase();
    const fresh = new Database(await dataSource(other.appUrl).initialize());
    const servers = ['a', 'b'].map(
      (name) => new Seals({ ...loadConfig({}), keysDir: join(dir, name), sealsDir: join(dir, `seals-${name}`) }, fresh),
    );
    for (const server of servers) await server.onApplicationBootstrap();
    const note = { type: 'note.taken', values: {} };
    await fresh.write(SYSTEM_SCOPE, (tx) => ledger.state(tx, 'site-note/x', by, [note], stream()));
    await servers[0]!.seal();
    await expect(servers[1]!.seal()).rejects.toThrow('is not the one that signed the last seal');
    servers.forEach((server) => server.onModuleDestroy());
    await fresh.source.destroy();
    await other.drop();
  });

  it('stop the server from starting where those published say other than the database', async () => {
    const config = { ...loadConfig({}), keysDir: join(dir, 'keys'), sealsDir: join(dir, 'elsewhere') };
    mkdirSync(config.sealsDir);
    const text = readFileSync(join(dir, 'shared', 'seals.ndjson'), 'utf8');
    const [first] = text.split('\n');
    writeFileSync(join(config.sealsDir, 'seals.ndjson'), `${first!.replace(/"signature":"./, '"signature":"-')}\n`);
    await expect(new Seals(config, database).onApplicationBootstrap()).rejects.toThrow(
      /seals.ndjson in .* says other than the database from number 1 on/,
    );
  });

  it('stop the server from starting with another key than the one that signed the last seal', async () => {
    const config = { ...loadConfig({}), keysDir: join(dir, 'other-keys'), sealsDir: join(dir, 'seals') };
    await expect(new Seals(config, database).onApplicationBootstrap()).rejects.toThrow(
      /key that signs seals is missing/,
    );
  });
});
