import { chmodSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadConfig } from '../../src/platform/config/index.js';
import { dataSource } from '../../src/platform/database/index.js';
import { serve, type Server } from '../../src/server.js';
import { type Backup, makeBackup } from '../../tools/backup/make-backup.js';
import { PLAIN_TEXT } from '../../tools/backup/rows.js';
import { DEMO_PASSWORD } from '../../tools/demo/people.js';
import { compareWith } from '../../tools/restore/compare.js';
import { restoreArchive, type Restored } from '../../tools/restore/restore-archive.js';
import { schemaDump } from '../../tools/schema-dump.js';
import type { BatchRecord } from '../../tools/verify/record.js';
import { verifyRecord } from '../../tools/verify/verify-record.js';
import { archiveOldWeek } from '../support/archived-week.js';
import { BatchActs } from '../support/batch-acts.js';
import { Client } from '../support/client.js';
import type { TestDatabase } from '../support/cluster.js';
import { emptyDatabase } from '../support/empty-database.js';
import { asRole } from '../support/owner-acts.js';
import type { Room } from '../support/room.js';
import { runTool } from '../support/run-tool.js';
import { forgedArchives } from './forged-archives.js';
import { verifiedArchives } from './verified-archives.js';
import { download, openRoom, WalkedBatch } from './walked-batch.js';

let room: Room;
let batch: WalkedBatch;
let dir: string;
let file: string;
let backup: Backup;
let before: BatchRecord;
let target: TestDatabase;
let restored: Restored;
let server: Server | undefined;

const recordOf = async (of: Room | string): Promise<string> => (await download(of, `/batches/${batch.id}/record`)).text;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'ballroom-backup-'));
  file = join(dir, 'backup.tar.gz');
  room = await openRoom();
  batch = await WalkedBatch.begin(room);
  await batch.toCount();
  const reason = 'yearly, by SOP-0051';
  await (await room.app.as('administrator')).post('/ledger/key/rotate', { reason });
  await archiveOldWeek(room, 'U-01');
  target = await emptyDatabase(room.app.database);
}, 240_000);
afterAll(async () => {
  await server?.close();
  await target.drop();
  await room.stop();
  rmSync(dir, { recursive: true, force: true });
});

describe('a backup', () => {
  it('211.68(b), An.11-7: is of one instant, while the server writes', async () => {
    before = JSON.parse(await recordOf(room)) as BatchRecord;
    await asRole(room.app.database.ownerUrl, (owner) =>
      owner.query(`insert into reset_part (reset, part) values (gen_random_uuid(), 'one half of a password')`),
    );
    const supervisor = await room.app.as('supervisor');
    let isOver = false;
    const saving = makeBackup(room.app.database.ownerUrl, file, room.app.config).finally(() => (isOver = true));
    for (let placed = 0; !isOver || placed < 3; placed++) {
      const order = {
        code: `ORD-B${placed}`,
        patient: `P-${1000 + placed}`,
        coi: `COI-B-${placed}`,
        product: 'Test cells',
      };
      await supervisor.post('/orders', { ...order, site: 'demo', sponsor: 'sponsor-a' });
    }
    backup = await saving;
    const { ledger, tables } = backup.manifest;
    // by the heads that the archive holds, and by its rows
    expect(ledger.facts).toBe(tables['public.fact']!.rows);
    expect(backup.isSigned).toBe(true);
    expect(tables['public.reset_part']!.rows).toBe(0);
    expect(ledger.heads.rows).toBe(tables['public.stream']!.rows);
    expect(tables['reading_archive.reading_old']!.rows).toBe(3);
    expect(tables['public.reading_since']!.rows).toBeGreaterThan(10);
    expect(backup.header.sealKey).toEqual(before.key);
  }, 60_000);

  it('is whole under its name, its owner’s alone, and takes no file’s place', async () => {
    expect(readdirSync(dir)).toEqual(['backup.tar.gz']);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await expect(makeBackup(room.app.database.ownerUrl, file, room.app.config)).rejects.toThrow('is there already');
  });

  it('is refused to a role that does not see all, and leaves nothing behind', async () => {
    const { appUrl } = room.app.database;
    await expect(makeBackup(appUrl, join(dir, 'part.tar.gz'), room.app.config)).rejects.toThrow();
    expect(readdirSync(dir)).toEqual(['backup.tar.gz']);
  });
});

forgedArchives(() => ({ room, dir, file, backup, target }));
verifiedArchives(() => ({ room, dir, file, backup, batch: batch.id }));

describe('a restored database', () => {
  it('211.68(b), An.11-7: equals the backup in rows, hashes, sequences and ledger', async () => {
    restored = await restoreArchive(file, target.ownerUrl, room.app.config);
    const { comparison, manifest } = restored;
    expect(comparison.tables).toEqual(manifest.tables);
    expect(manifest).toEqual(backup.manifest);
    expect(comparison.ledger).toMatchObject({
      faults: 0,
      facts: manifest.ledger.facts,
      seals: manifest.ledger.seal!.number,
    });
  }, 60_000);

  it('has the schema, partitions, rights and rules of its source, and nobody is signed in', async () => {
    const source = await dataSource(target.ownerUrl, { poolSize: 1 }).initialize();
    const dump = await schemaDump(source).finally(() => source.destroy());
    expect(dump).toBe(readFileSync('docs/schema.sql', 'utf8'));
    const weeks = `select c.oid::regclass::text as name, pg_get_expr(relpartbound, c.oid) as bounds, relacl, indexes
      from pg_class c,
           lateral (select array_agg(indexdef order by indexdef) as indexes from pg_indexes where tablename = relname)
     where relname like 'reading\\_%' and relkind = 'r' order by 1`;
    const [here, there] = await Promise.all(
      [target, room.app.database].map(({ ownerUrl }) =>
        asRole(ownerUrl, async (owner) => (await owner.query(weeks)).rows),
      ),
    );
    expect(here).toEqual(there);
    const guarded = `select count(*)::int as weeks from pg_trigger t join pg_class c on c.oid = tgrelid
      where relname ~ '^reading_(2|old|before|since)' and tgname = 'append_only' and tgenabled = 'O'`;
    expect((await asRole(target.ownerUrl, (owner) => owner.query(guarded))).rows).toEqual([
      { weeks: backup.header.weeks.length + 2 },
    ]);
    expect((await asRole(target.ownerUrl, (owner) => owner.query(`select from session`))).rowCount).toBe(0);
    const unexplained = asRole(target.ownerUrl, (owner) => owner.query(`update room set code = code || '-2'`));
    await expect(unexplained).rejects.toThrow('explained by no fact');
  });

  it('211.68(b): is found to be another where one value was changed in it since', async () => {
    const differences = await asRole(target.ownerUrl, async (owner) => {
      await owner.query(
        `begin; ${PLAIN_TEXT}; alter table sealed_range disable trigger user; alter table person disable trigger user`,
      );
      await owner.query(
        `update person set name = name || '.' where username = 'operator'; delete from sealed_range where seal = 1`,
      );
      return (
        await compareWith(owner, backup.header, backup.manifest, {
          ...{ sealsDir: room.app.config.sealsDir, key: restored.proof.key },
        })
      ).differences;
    });
    expect(differences).toContain('public.person: rows are not those that were backed up');
    expect(differences).toContain('ledger: seals, entry 1: seal.not-over-its-ranges');
  });

  it('11.10(c), Draft 16: is gone on with by a server of the same keys, and its batch record verifies', async () => {
    await room.app.server.close();
    // what was sealed after the backup is not in it: a server refuses to start beside that
    const seals = join(dir, 'seals');
    cpSync(room.app.config.sealsDir, seals, { recursive: true });
    const lines = readFileSync(join(seals, 'seals.ndjson'), 'utf8').split('\n');
    writeFileSync(join(seals, 'seals.ndjson'), `${lines.slice(0, backup.manifest.ledger.seal!.number).join('\n')}\n`);
    const settings = { BALLROOM_DATA: room.dir, BALLROOM_SEALS: seals, BALLROOM_SPEED: '60' };
    server = await serve(loadConfig({ PORT: '0', DATABASE_URL: target.appUrl, ...settings }));

    const { url } = server;
    const as = async (username: string): Promise<Client> => {
      const client = new Client(url);
      await client.post('/session', { username, password: DEMO_PASSWORD });
      return client;
    };
    const acts = await BatchActs.of({ as });
    await acts.act(batch.id, 'count', 'entries', { values: [{ field: 'lot', value: 'LOT-3' }], reason: 'misread' });

    const text = await recordOf(url);
    const after = JSON.parse(text) as BatchRecord;
    const factsOf = ({ streams }: BatchRecord) => streams.find(({ stream }) => stream === `batch/${batch.id}`)!.facts;
    expect(factsOf(after).slice(0, factsOf(before).length)).toEqual(factsOf(before));
    // what the unit measured between the two is lost, which its server finds when it reaches it: before this or after
    const since = factsOf(after).slice(factsOf(before).length);
    expect(since.filter(({ text: said }) => said.includes('LOT-3'))).toHaveLength(1);
    expect([after.recipe, after.key]).toEqual([before.recipe, before.key]);
    expect(
      (await verifyRecord({ text, seals: readFileSync(join(seals, 'seals.ndjson'), 'utf8') })).report.findings,
    ).toEqual([]);
  }, 120_000);
});

describe('the commands', () => {
  const run = (tool: string, args: string[], dataDir = room.dir) =>
    runTool(tool, args, { BALLROOM_DATA: dataDir, DATABASE_URL: '', DATABASE_MIGRATION_URL: '' });

  it('An.11-7, Draft 16: drill a restore in a database that is thrown away, and report what was equal', async () => {
    const { code, out } = await run('restore', [file, '--check', '--sha256', backup.sha256]);
    expect(out).toContain(`SHA-256 ${backup.sha256}`);
    for (const [table, { rows, sha256 }] of Object.entries(backup.manifest.tables))
      expect(out).toMatch(new RegExp(` ${rows}  ${sha256}  ${table}\n`));
    expect(out).toContain('The file is the one whose SHA-256 was given.');
    expect(out).toContain('Seals are checked with the published key.');
    expect(out).toContain('The manifest, and with it every row, is signed by that key.');
    expect(out).toContain('RESTORED AND EQUAL. What was restored is thrown away.');
    expect(code).toBe(0);
  }, 120_000);

  it('restore into the database that Ballroom brings, and back it up while it does not run', async () => {
    const own = mkdtempSync(join(tmpdir(), 'ballroom-restored-'));
    chmodSync(own, 0o711);
    const again = join(dir, 'again.tar.gz');
    try {
      expect(await run('backup', [again], join(own, 'data'))).toMatchObject({ code: 1 });
      expect(await run('restore', [file], join(own, 'data'))).toMatchObject({ code: 0 });
      const { code, out } = await run('backup', [again], join(own, 'data'));
      expect(out).toContain(`${backup.manifest.ledger.facts} facts in ${backup.manifest.ledger.heads.rows} streams`);
      expect(out).toContain('seal.pem');
      expect(code).toBe(0);
    } finally {
      rmSync(own, { recursive: true, force: true });
    }
  }, 120_000);

  it('end with 1 where an archive is damaged, and with 2 where there is nothing to judge', async () => {
    writeFileSync(join(dir, 'cut.tar.gz'), readFileSync(file).subarray(0, -100));
    const cut = await run('restore', [join(dir, 'cut.tar.gz'), '--check']);
    expect(cut).toEqual({ code: 1, out: expect.stringContaining('NOT EQUAL: nothing is restored.') });
    const none = await run('restore', [join(dir, 'none.tar.gz'), '--check']);
    expect(none).toEqual({ code: 2, out: expect.stringContaining('cannot be read') });
  }, 120_000);
});
