import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { canonicalJson } from '../../src/kernel/canonical-json.js';
import { Database, SYSTEM_SCOPE } from '../../src/platform/database/index.js';
import { storedRetention } from '../../src/plant/readings/index.js';
import { Ledger } from '../../src/trust/ledger/index.js';
import { ENTERPRISE } from '../../src/trust/organisation/index.js';
import type { BatchRecord } from '../../tools/verify/record.js';
import { verifyRecord } from '../../tools/verify/verify-record.js';
import { cutFirstWeek } from '../support/old-weeks.js';
import type { Room } from '../support/room.js';
import { ForgedRecord } from './forged-record.js';
import { download, openRoom, WalkedBatch } from './walked-batch.js';

let room: Room;
let batch: WalkedBatch;
let text: string;
let dir: string;
let key: string;
let seals: string;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'ballroom-verify-'));
  room = await openRoom();
  batch = await WalkedBatch.begin(room);
  await batch.toCount();
  text = (await download(room, `/batches/${batch.id}/record`)).text;
  const { sealsDir } = room.app.config;
  seals = join(sealsDir, 'seals.ndjson');
  key = join(sealsDir, `${parsed().key.fingerprint}.pem`);
  for (const { name } of parsed().series) {
    const side = await download(room, `/batches/${batch.id}/record/series/${name}`);
    writeFileSync(join(dir, name), side.text);
  }
}, 240_000);
afterAll(async () => {
  await room.stop();
  rmSync(dir, { recursive: true, force: true });
});

const parsed = (): BatchRecord => JSON.parse(text) as BatchRecord;

/** The command as people run it, from a folder of its own and with the options given. */
const verify = (record: string, ...options: string[]): Promise<{ code: number; out: string }> => {
  const file = join(dir, 'record.json');
  writeFileSync(file, record);
  const args = ['--import', './test/support/typescript.mjs', 'tools/verify.ts', file, ...options];
  return new Promise((resolve) => {
    execFile(process.execPath, args, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), out: stdout + stderr }),
    );
  });
};

describe('the verifier as a command', () => {
  it('ends with 0 and a verdict where the record holds', async () => {
    const { code, out } = await verify(text, '--key', key, '--seals', seals, '--series', dir);
    expect(out).toContain('\nVERIFIED\n');
    expect(code).toBe(0);
  });

  it('says what it means that the key came from the file itself', async () => {
    const { code, out } = await verify(text);
    expect(code).toBe(0);
    expect(out).toContain('TAKEN FROM THE FILE ITSELF');
    expect(out).toContain('not who made it');
  });

  it('ends with 1 and names the first broken entry where it does not', async () => {
    const forged = new ForgedRecord(text);
    const place = forged.placeOf('entry.recorded', ({ values }) => values['field'] === 'cells');
    forged.rewrite(place, ({ values }) => (values['value'] = '99'));
    const { code, out } = await verify(forged.text);
    expect(code).toBe(1);
    expect(out).toContain(`First broken entry\n  batch/${batch.id}, fact ${place + 1}\n`);
    expect(out).toContain('NOT VERIFIED');
  });

  it.each([
    ['no JSON', () => text.slice(1)],
    ['a form that it does not know', () => text.replace('ballroom-record/2', 'ballroom-record/9')],
    ['nothing like a record', () => '{"format":"ballroom-record/2"}'],
  ])('ends with 2 on %s', async (_, unusable) => {
    expect((await verify(unusable())).code).toBe(2);
  });
});

describe('a side file', () => {
  const changed = async (change: (lines: string[]) => void) => {
    const other = mkdtempSync(join(tmpdir(), 'ballroom-series-'));
    const [file] = parsed().series;
    const lines = readFileSync(join(dir, file!.name), 'utf8').trimEnd().split('\n');
    change(lines);
    writeFileSync(join(other, file!.name), lines.map((line) => `${line}\n`).join(''));
    const { report } = await verifyRecord({ text, series: other }).finally(() => rmSync(other, { recursive: true }));
    return report.findings;
  };

  it('11.10(a): is found for a changed line, by the seal that covers it', async () => {
    let arrival = 0;
    const wrong = await changed((lines) => {
      const reading = JSON.parse(lines[3]!) as unknown[];
      arrival = Number(reading[1]);
      lines[3] = canonicalJson(reading.with(4, 1));
    });
    expect(wrong[0]!.what).toBe('the readings are not what their seal covers');
    const [from, to] = String(wrong[0]!.entry).split('-').map(Number);
    expect(from! <= arrival && arrival <= to!).toBe(true);
  });

  it('11.10(a): is found for a line that was taken out, or stands in another place', async () => {
    expect((await changed((lines) => lines.splice(3, 1)))[0]!.what).toBe(
      'the side file has not as many readings as its seal',
    );
    const moved = await changed((lines) => lines.splice(3, 2, lines[4]!, lines[3]!));
    expect(moved[0]).toMatchObject({ entry: 'line 5', what: 'this is no reading of the file in its order' });
  });
});

describe('a record whose readings were archived since', () => {
  /** Half of what the batch cites is as old as that; the fact and its row as the server states them. */
  async function archive(): Promise<void> {
    const arrivals = parsed().readings.cited.map(({ leaf }) => BigInt((JSON.parse(leaf!) as string[])[3]!));
    const to = arrivals.toSorted((a, b) => (a < b ? -1 : 1))[Math.floor(arrivals.length / 2)]! + 1n;
    const owner = new pg.Client({ connectionString: room.app.database.ownerUrl });
    await owner.connect();
    await cutFirstWeek(owner, ['reading_past', to]);
    await owner.query(`alter table reading detach partition reading_past`).finally(() => owner.end());
    const { app } = room.app.server;
    const values = { partition: 'reading_past', from: null, to: `${to}`, bytes: '8192' };
    const by = { system: 'retention', role: 'system' } as const;
    await app
      .get(Database, { strict: false })
      .write(SYSTEM_SCOPE, (tx) =>
        app
          .get(Ledger, { strict: false })
          .change(tx, storedRetention, 'readings', by, () => [{ type: 'readings.detached', values }], ENTERPRISE),
      );
  }

  it('11.10(b): verifies, and says which captures and seals could not be looked at for it', async () => {
    await archive();
    const later = (await download(room, `/batches/${batch.id}/record`)).text;
    const record = JSON.parse(later) as BatchRecord;
    for (const { name } of record.series) {
      const side = await download(room, `/batches/${batch.id}/record/series/${name}`);
      writeFileSync(join(dir, name), side.text);
    }
    const { report } = await verifyRecord({ text: later, series: dir });
    expect(report.findings).toEqual([]);
    const archived = report.notChecked.filter((what) => what.includes('archived'));
    expect(archived).toEqual([
      expect.stringMatching(/^\d+ captures: the readings that they cite were archived since$/),
      expect.stringMatching(/ndjson: \d+ of \d+ seals, whose readings were archived since$/),
      ...record.series.slice(1).map(() => expect.stringContaining('archived') as unknown),
    ]);
    const told = new ForgedRecord(later);
    told.record.streams = told.record.streams.filter(({ kind }) => kind !== 'retention');
    const { report: untold } = await verifyRecord({ text: told.text, series: dir });
    const missing = untold.findings.map(({ what }) => what);
    expect(missing).toEqual(expect.arrayContaining(['the side file has not as many readings as its seal']));
    expect(missing.some((what) => what.endsWith('cites readings that are not proven'))).toBe(true);
  });
});
