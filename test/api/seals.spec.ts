import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Config, loadConfig } from '../../src/platform/config/index.js';
import { type Database, SYSTEM_SCOPE } from '../../src/platform/database/index.js';
import { Leases } from '../../src/platform/leases/index.js';
import { Seals } from '../../src/trust/ledger/index.js';
import { bareLedger, type BareLedger } from '../support/ledger.js';

let bare: BareLedger;
let database: Database;
let dir: string;
beforeAll(async () => {
  bare = await bareLedger();
  database = bare.database;
  dir = mkdtempSync(join(tmpdir(), 'ballroom-seals-'));
});
afterAll(async () => {
  await bare.stop();
  rmSync(dir, { recursive: true });
});

/** Of a server that seals when it is asked. */
const sealer = (config: Config, on: Database) => new Seals(config, on, new Leases(config, on));

describe('seals', () => {
  it('cover every fact once, chain, are signed, and are published outside the database', async () => {
    const config = { ...loadConfig({}), keysDir: join(dir, 'keys'), sealsDir: join(dir, 'seals') };
    const seals = sealer(config, database);
    await seals.onApplicationBootstrap();
    const id = await bare.open('sponsor-a');
    const first = (await seals.seal())!;
    expect((await seals.seal())!.number).toBe(first.number);
    const other = await bare.open();
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
    const servers = [1, 2, 3].map(() => sealer(config, database));
    await Promise.all(servers.map((server) => server.onApplicationBootstrap()));
    for (const _ of [1, 2, 3]) await Promise.all([...servers.map((server) => server.seal()), bare.open(), bare.open()]);
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
    const fresh = await bareLedger();
    const servers = ['a', 'b'].map((name) =>
      sealer({ ...loadConfig({}), keysDir: join(dir, name), sealsDir: join(dir, `seals-${name}`) }, fresh.database),
    );
    for (const server of servers) await server.onApplicationBootstrap();
    await fresh.open();
    await servers[0]!.seal();
    await expect(servers[1]!.seal()).rejects.toThrow('is not the one that signed the last seal');
    servers.forEach((server) => server.onModuleDestroy());
    await fresh.stop();
  });

  it('stop the server from starting where those published say other than the database', async () => {
    const config = { ...loadConfig({}), keysDir: join(dir, 'keys'), sealsDir: join(dir, 'elsewhere') };
    mkdirSync(config.sealsDir);
    const text = readFileSync(join(dir, 'shared', 'seals.ndjson'), 'utf8');
    const [first] = text.split('\n');
    writeFileSync(join(config.sealsDir, 'seals.ndjson'), `${first!.replace(/"signature":"./, '"signature":"-')}\n`);
    await expect(sealer(config, database).onApplicationBootstrap()).rejects.toThrow(
      /seals.ndjson in .* says other than the database from number 1 on/,
    );
  });

  it('stop the server from starting with another key than the one that signed the last seal', async () => {
    const config = { ...loadConfig({}), keysDir: join(dir, 'other-keys'), sealsDir: join(dir, 'seals') };
    await expect(sealer(config, database).onApplicationBootstrap()).rejects.toThrow(/key that signs seals is missing/);
  });
});
