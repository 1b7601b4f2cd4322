import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Config, loadConfig } from '../../src/platform/config/index.js';
import { type Database, SYSTEM_SCOPE } from '../../src/platform/database/index.js';
import { type CommandContext, Commands } from '../../src/platform/http/index.js';
import { Leases } from '../../src/platform/leases/index.js';
import { Seals, walkLedger } from '../../src/trust/ledger/index.js';
import { RotateKey } from '../../src/trust/ledger/rotate-key.service.js';
import { newId } from '../../src/platform/clock/index.js';
import { asRole } from '../support/owner-acts.js';
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

describe('the key that signs seals', () => {
  const server = async (fresh: BareLedger, name: string) => {
    const config = { ...loadConfig({}), keysDir: join(dir, name, 'keys'), sealsDir: join(dir, name, 'seals') };
    const seals = sealer(config, fresh.database);
    await seals.onApplicationBootstrap();
    seals.onModuleDestroy();
    const rotation = new RotateKey(config, fresh.database, new Commands(fresh.database), fresh.ledger, seals);
    return { ...config, seals, rotation };
  };
  const command = (): CommandContext => ({
    caller: {
      person: { id: newId(), username: 'admin', name: 'Ada Min' },
      role: 'administrator',
      permissions: new Set(['ledger.key']),
      scope: SYSTEM_SCOPE,
      session: newId(),
    },
    ...{ scope: SYSTEM_SCOPE, route: 'POST /api/ledger/key', key: newId(), bodyHash: 'a' },
  });
  const checked = (fresh: BareLedger, seals: Seals) =>
    fresh.database.read(SYSTEM_SCOPE, async (tx) =>
      walkLedger({ read: (work) => work(tx), keys: await seals.keys(tx), published: () => seals.published() }),
    );

  it('11.10(a), 11.30: is rotated with a reason, signed by the one before, and each vouches for its own seals', async () => {
    const fresh = await bareLedger();
    const { seals, rotation, keysDir, sealsDir } = await server(fresh, 'rotated');
    await fresh.open();
    await seals.seal();
    const old = seals.publicKey;
    await fresh.open();
    copyFileSync(join(keysDir, 'seal.pem'), join(dir, 'old.pem'));
    const { fingerprint, keys } = await rotation.rotate(command(), { reason: 'yearly, by SOP-0051' });
    expect(keys).toMatchObject([
      { ...old, from: 1, until: 2, endorsed: null },
      { fingerprint, from: 3, until: null, endorsed: true, by: 'Ada Min', reason: 'yearly, by SOP-0051' },
    ]);
    expect([fingerprint, existsSync(join(keysDir, 'seal.next.pem'))]).toEqual([seals.publicKey.fingerprint, false]);
    expect(await checked(fresh, seals)).toMatchObject({ faults: 0, seals: 3 });
    for (const pem of [old.fingerprint, fingerprint]) expect(existsSync(join(sealsDir, `${pem}.pem`))).toBe(true);
    expect(readFileSync(join(sealsDir, 'keys.ndjson'), 'utf8')).toContain(fingerprint);

    // a server that ended before it put the new key in its place does so when it starts
    copyFileSync(join(keysDir, 'seal.pem'), join(keysDir, 'seal.next.pem'));
    copyFileSync(join(dir, 'old.pem'), join(keysDir, 'seal.pem'));
    expect((await server(fresh, 'rotated')).seals.publicKey.fingerprint).toBe(fingerprint);

    // one that the owner of the database put there was signed by nobody
    await asRole(fresh.cloned.ownerUrl, async (owner) => {
      await owner.query('alter table seal_key disable trigger user');
      await owner.query(`update seal_key set endorsement = possession, after_seal = 1`);
    });
    expect(await checked(fresh, seals)).toMatchObject({
      first: [{ where: 'keys', entry: 1, code: 'key.not-signed' }],
    });
    await asRole(fresh.cloned.ownerUrl, (owner) => owner.query(`update seal_key set statement = '{'`));
    expect((await checked(fresh, seals)).first[0]).toEqual({ where: 'keys', entry: 1, code: 'key.not-signed' });
    await fresh.stop();
  });

  it('11.10(a): that is lost is replaced by an administrator with a reason, and the break shows', async () => {
    const fresh = await bareLedger();
    const { seals, keysDir } = await server(fresh, 'lost');
    await fresh.open();
    const first = (await seals.seal())!;
    rmSync(join(keysDir, 'seal.pem'));
    await expect(server(fresh, 'lost')).rejects.toThrow('the key that signs seals is missing');
    writeFileSync(join(keysDir, 'seal.lost'), '');
    const { seals: keyless, rotation } = await server(fresh, 'lost');
    await fresh.open();
    await expect(keyless.seal()).rejects.toMatchObject({ code: 'seal-key.missing' });
    await expect(rotation.rotate(command(), { reason: 'try' })).rejects.toMatchObject({ code: 'seal-key.missing' });
    const { keys } = await rotation.replace(command(), { reason: 'disk of the server broke' });
    expect(keys.map(({ endorsed, from, until }) => ({ endorsed, from, until }))).toEqual([
      { endorsed: null, from: 1, until: first.number },
      { endorsed: false, from: first.number + 1, until: null },
    ]);
    expect(await checked(fresh, keyless)).toMatchObject({ faults: 0, seals: 2 });
    await expect(rotation.replace(command(), { reason: 'again' })).rejects.toMatchObject({ code: 'seal-key.not-lost' });
    expect(existsSync(join(keysDir, 'seal.lost'))).toBe(false);
    await fresh.stop();
  });
});
