import { generateKeyPairSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Backup } from '../../tools/backup/make-backup.js';
import { judgeArchive } from '../../tools/restore/judge-archive.js';
import { proofOf, type Witnesses } from '../../tools/restore/prove-archive.js';
import { restoreArchive } from '../../tools/restore/restore-archive.js';
import { changeArchive, type Entries, forgeManifest, forgeRows } from '../support/changed-archive.js';
import type { TestDatabase } from '../support/cluster.js';
import { asRole } from '../support/owner-acts.js';
import type { Room } from '../support/room.js';

/** Of one backup in `file`, with an empty database to restore into. */
interface Rig {
  room: Room;
  dir: string;
  file: string;
  backup: Backup;
  target: TestDatabase;
}

export function forgedArchives(rig: () => Rig): void {
  describe('an archive that is not what was written', () => {
    const restoring = (from: string) => restoreArchive(from, rig().target.ownerUrl, rig().room.app.config);
    const bytes = (change: (whole: Buffer) => Buffer): string => {
      const other = join(rig().dir, 'other.tar.gz');
      writeFileSync(other, change(readFileSync(rig().file)));
      return other;
    };
    const entries = (change: (entries: Entries) => void) =>
      changeArchive(rig().file, join(rig().dir, 'other.tar.gz'), change);
    const header = (change: object) => (all: Entries) =>
      all.set('header.json', JSON.stringify({ ...(JSON.parse(all.get('header.json')!) as object), ...change }));

    it.each<[string, () => string | Promise<string>, RegExp]>([
      [
        'one byte is another',
        () => bytes((all) => all.fill(all[all.length >> 1]! ^ 1, all.length >> 1, (all.length >> 1) + 1)),
        /damaged|is not what was written/,
      ],
      [
        'its end is cut off',
        () => bytes((all) => all.subarray(0, all.length - 2000)),
        /damaged or cut off: unexpected end of file/,
      ],
      [
        'a table is cut out',
        () => entries((all) => all.set('rows/public.deviation/000001.copy', undefined)),
        /the rows of public\.deviation are missing/,
      ],
      [
        'a table is left out of all of it',
        () =>
          entries((all) => {
            all.set('rows/public.note/000001.copy', undefined);
            header({ tables: rig().backup.header.tables.filter(({ name }) => name !== 'note') })(all);
            forgeManifest(all, ({ tables }) => delete tables['public.note']);
          }),
        /the archive lacks the table public\.note/,
      ],
      [
        'a value is another',
        () =>
          entries((all) =>
            all.set('rows/public.room/000001.copy', all.get('rows/public.room/000001.copy')!.replace(/\t\w/, '\tX')),
          ),
        /public\.room: rows are not those that were backed up/,
      ],
      [
        'a fact is another',
        () => entries((all) => forgeRows(all, 'fact', (rows) => rows.replace('"system":', '"sistem":'))),
        /the rows of public\.fact do not load/,
      ],
      [
        'a seal was signed by somebody else',
        () =>
          entries((all) =>
            forgeRows(all, 'seal', (rows) =>
              rows.replace(/(\\\\x)(.)/, (_, x: string, digit: string) => `${x}${digit === '0' ? '1' : '0'}`),
            ),
          ),
        /ledger: seals, entry 1: seal\.not-signed/,
      ],
      [
        'it is of a later form',
        () => entries(header({ format: 'ballroom-backup/9' })),
        /of the form ballroom-backup\/9; this version reads/,
      ],
      [
        'it is of a later version',
        () => entries(header({ product: '9.0.0', migrations: ['Later1999'] })),
        /of Ballroom 9\.0\.0, with migrations that this version does not know: Later1999/,
      ],
      ['it is none', () => bytes(() => Buffer.from('no archive')), /damaged/],
    ])(
      '11.10(c): is refused with the reason where %s, and the database stays empty',
      async (_, made, reason) => {
        await expect(Promise.resolve(made()).then(restoring)).rejects.toThrow(reason);
        const found = `select count(*)::int as found from pg_class where relnamespace = 'public'::regnamespace`;
        expect((await asRole(rig().target.ownerUrl, (owner) => owner.query(found))).rows).toEqual([{ found: 0 }]);
      },
      60_000,
    );

    it('11.10(c): is refused where it is another than the one whose SHA-256 was kept, or than its key signed', async () => {
      const { sealsDir } = rig().room.app.config;
      const held = (from: string, more: object) => restoreArchive(from, rig().target.ownerUrl, { sealsDir, ...more });
      await expect(held(rig().file, { sha256: '0'.repeat(64) })).rejects.toThrow(
        /the archive is another: its SHA-256 is/,
      );
      const forged = await entries((all) => {
        const signature = all.get('signature.json');
        forgeRows(all, 'room', (rows) => rows.replace(/\t\w/, '\tX'));
        all.set('signature.json', signature);
      });
      await expect(held(forged, {})).rejects.toThrow('the manifest is not signed by the key of the seals');
      const stranger = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' });
      await expect(held(rig().file, { key: stranger })).rejects.toThrow(/the key that is given is/);
    });

    it('that answers for itself alone is said to', async () => {
      const unsigned = await entries((all) => all.set('signature.json', undefined));
      const judged = await judgeArchive(unsigned);
      const of = (witnesses: Witnesses) => proofOf(judged, witnesses);
      const sealsDir = join(rig().dir, 'none');
      expect(of({ sealsDir })).toMatchObject({ isHashKnown: false, keyFrom: 'archive', isManifestSigned: false });
      expect(of({ sealsDir: rig().room.app.config.sealsDir })).toMatchObject({ keyFrom: 'published' });
      expect(of({ sealsDir, key: judged.header.sealKey!.pem! })).toMatchObject({ keyFrom: 'given' });
      expect(proofOf(await judgeArchive(rig().file), { sealsDir })).toMatchObject({ isManifestSigned: true });
    });

    it('is not restored into a database that holds something', async () => {
      const full = restoreArchive(rig().file, rig().room.app.database.ownerUrl, rig().room.app.config);
      await expect(full).rejects.toThrow(/the database is not empty: it has public\./);
    });
  });
}
