import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { chainHash } from '../../src/trust/ledger/domain/index.js';
import type { Backup } from '../../tools/backup/make-backup.js';
import { verifyArchive } from '../../tools/verify/archive/verify-archive.js';
import { changeArchive, type Entries, forgeRows } from '../support/changed-archive.js';
import type { Room } from '../support/room.js';
import { runTool } from '../support/run-tool.js';

/** Of one backup in `file`, of a room in which a batch was begun. */
interface Rig {
  room: Room;
  dir: string;
  file: string;
  backup: Backup;
  batch: string;
}

const lines = (text: string): string[] => text.split('\n').slice(0, -1);
const columns = (line: string): string[] => line.split('\t');

export function verifiedArchives(rig: () => Rig): void {
  describe('an archive under the independent verifier', () => {
    const published = () => {
      const { sealsDir } = rig().room.app.config;
      const seals = join(sealsDir, 'seals.ndjson');
      return { seals, key: join(sealsDir, `${rig().backup.header.sealKey!.fingerprint}.pem`) };
    };
    const verified = (file: string) => {
      const { seals, key } = published();
      return verifyArchive({ file, seals, key: readFileSync(key, 'utf8') });
    };
    const forged = (change: (entries: Entries) => void) =>
      changeArchive(rig().file, join(rig().dir, 'forged.tar.gz'), change).then(verified);
    const columnsOf = (table: string) =>
      rig()
        .backup.header.tables.find(({ schema, name }) => schema === 'public' && name === table)!
        .columns.map(({ name }) => name);
    /** Rows of a table as objects, changed or left out, and the manifest made to fit. */
    const rows = (
      entries: Entries,
      table: string,
      change: (row: Record<string, string>) => Record<string, string> | null,
    ) => {
      const names = columnsOf(table);
      forgeRows(entries, table, (text) =>
        lines(text)
          .map((line) => change(Object.fromEntries(columns(line).map((value, index) => [names[index]!, value]))))
          .flatMap((row) => (row === null ? [] : [`${names.map((name) => row[name]).join('\t')}\n`]))
          .join(''),
      );
    };
    const hex = (bytes: string): string => bytes.replace(/^\\+x/, '');

    it('11.10(a), 211.68(b): verifies with the published key and seals, fact by fact, reading by reading', async () => {
      const { report, header } = await verified(rig().file);
      expect(report.findings).toEqual([]);
      expect(header!.at).toBe(rig().backup.header.at);
      const { facts, heads, seal } = rig().backup.manifest.ledger;
      expect(report.checked.join('\n')).toContain(`${facts} facts in ${heads.rows} streams`);
      expect(report.checked.join('\n')).toContain(
        `that ${seal!.number} of the ${seal!.number} seals are the published ones`,
      );
      expect(report.checked.join('\n')).toMatch(/[1-9]\d* readings under their seals/);
      expect(report.checked.join('\n')).toMatch(/[1-9]\d* signatures of people/);
      expect(report.checked).toContain('the signature over the manifest, and so over every row');
    }, 60_000);

    it('11.10(a): is judged by a command that ends with 0 or 1, in words for those who were not there', async () => {
      const { seals, key } = published();
      const run = (file: string) =>
        runTool('verify', [file, '--key', key, '--seals', seals, '--sha256', rig().backup.sha256], {});
      const whole = await run(rig().file);
      expect(whole.out).toContain(`Backup of the database ${rig().backup.header.database} as it was at`);
      expect(whole.out).toContain('\nVERIFIED\n');
      expect(whole.code).toBe(0);
      const cut = join(rig().dir, 'cut-off.tar.gz');
      writeFileSync(cut, readFileSync(rig().file).subarray(0, -3000));
      const broken = await run(cut);
      expect(broken.out).toContain('the archive is not whole');
      expect(broken.out).toContain('NOT VERIFIED');
      expect(broken.code).toBe(1);
    }, 60_000);

    it('11.10(a): is found out where the owner rewrote a fact, its whole chain, its head and the manifest', async () => {
      const stream = `batch/${rig().batch}`;
      let [last, place] = ['', 0];
      const { report } = await forged((all) => {
        rows(all, 'fact', (row) => {
          if (row['stream'] !== stream) return row;
          const text = row['text']!.replace('"value":"70"', '"value":"99"');
          if (text !== row['text']) place ||= Number(row['seq']);
          const previous = last === '' ? hex(row['previous']!) : last;
          last = chainHash(previous, text.replaceAll('\\\\', '\\'));
          return { ...row, text, previous: `\\\\x${previous}`, hash: `\\\\x${last}` };
        });
        rows(all, 'stream', (row) => (row['id'] === stream ? { ...row, hash: `\\\\x${last}` } : row));
      });
      expect(place).toBeGreaterThan(0);
      const covers = /^facts (\d+) to (\d+) are not what seal \d+ of .* covers$/;
      const found = report.findings.find(({ where, what }) => where === stream && covers.test(what));
      const [, from, to] = covers.exec(found!.what)!.map(Number);
      expect([from! <= place, place <= to!]).toEqual([true, true]);
    }, 60_000);

    it.each<[string, (all: Entries, stream: string) => void, RegExp, boolean]>([
      [
        'a fact was taken out',
        (all, stream) => rows(all, 'fact', (row) => (row['stream'] === stream && row['seq'] === '6' ? null : row)),
        /^a fact is missing$/,
        true,
      ],
      [
        'two facts stand in each other’s place',
        (all, stream) => {
          const other: Record<string, string> = { 5: '6', 6: '5' };
          rows(all, 'fact', (row) =>
            row['stream'] === stream ? { ...row, seq: other[row['seq']!] ?? row['seq']! } : row,
          );
        },
        /^a fact is missing$/,
        true,
      ],
      [
        'a fact was put below the last sealed one, and the rest chained to it',
        (all, stream) => {
          let [last, added] = ['', 0];
          forgeRows(all, 'fact', (text) => {
            const names = columnsOf('fact');
            const [of, at, said] = ['stream', 'seq', 'text'].map((name) => names.indexOf(name)) as [
              number,
              number,
              number,
            ];
            const [hash, previous] = ['hash', 'previous'].map((name) => names.indexOf(name)) as [number, number];
            return lines(text)
              .flatMap((line) => (columns(line)[of] === stream && columns(line)[at] === '6' ? [line, line] : [line]))
              .map((line, index, every) => {
                const values = columns(line);
                if (values[of] !== stream) return `${line}\n`;
                if (line === every[index - 1]) added = 1;
                const seq = Number(values[at]) + added;
                values[said] = values[said]!.replace(/"seq":\d+/, `"seq":${seq}`);
                values[previous] = `\\\\x${last === '' ? '0'.repeat(64) : last}`;
                last = chainHash(last === '' ? '0'.repeat(64) : last, values[said].replaceAll('\\\\', '\\'));
                [values[at], values[hash]] = [`${seq}`, `\\\\x${last}`];
                return `${values.join('\t')}\n`;
              })
              .join('');
          });
          rows(all, 'stream', (row) =>
            row['id'] === stream ? { ...row, seq: `${Number(row['seq']) + 1}`, hash: `\\\\x${last}` } : row,
          );
        },
        /^facts \d+ to \d+ are not what seal \d+ of .* covers$/,
        true,
      ],
      [
        'the end of a stream was cut off, with its head made to fit',
        (all, stream) => {
          let hash = '';
          rows(all, 'fact', (row) => {
            if (row['stream'] === stream && row['seq'] === '6') hash = row['hash']!;
            return row['stream'] === stream && Number(row['seq']) > 6 ? null : row;
          });
          rows(all, 'stream', (row) => (row['id'] === stream ? { ...row, seq: '6', hash } : row));
        },
        /facts that seal \d+ covers are not there/,
        true,
      ],
      [
        'a whole stream is gone, with what was sealed of it',
        (all, stream) => {
          for (const table of ['fact', 'sealed_range'])
            rows(all, table, (row) => (row['stream'] === stream ? null : row));
          rows(all, 'stream', (row) => (row['id'] === stream ? null : row));
        },
        /a stream under it was changed, removed or added/,
        false,
      ],
      [
        'a seal was signed by somebody else',
        (all) => rows(all, 'seal', (row) => ({ ...row, signature: `\\\\x${'0'.repeat(128)}` })),
        /the signature of the seal is not of this key/,
        false,
      ],
      [
        '11.70 a row of a signature was put on another record',
        (all) => {
          let isMoved = false;
          rows(all, 'signature', (row) => {
            const moved = isMoved ? row : { ...row, subject_stream: '0198c0de-0000-7000-8000-000000000001' };
            isMoved = true;
            return moved;
          });
        },
        /the row says other than the fact that gave the signature/,
        false,
      ],
      [
        'a reading is another',
        (all) => {
          const week = rig().backup.header.weeks.findLast(
            ({ name }) => rig().backup.manifest.tables[`public.${name}`]!.rows > 0,
          )!;
          rows(all, week.name, (row) =>
            row['number'] === '\\N' ? row : { ...row, number: `${Number(row['number']) + 1}` },
          );
        },
        /the readings with arrivals \d+ to \d+ are not what was sealed/,
        false,
      ],
    ])(
      '11.10(a): is found out where %s',
      async (_, change, what, isOfBatch) => {
        const stream = `batch/${rig().batch}`;
        const { report } = await forged((all) => change(all, stream));
        const found = report.findings.filter((one) => what.test(one.what));
        expect(found.length).toBeGreaterThan(0);
        if (isOfBatch) expect(found[0]!.where).toBe(stream);
      },
      60_000,
    );
  });
}
