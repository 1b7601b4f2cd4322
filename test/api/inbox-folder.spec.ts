import { createHash } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { appendFile, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { InboxFileDto } from '../../src/execution/inbox/inbox.dto.js';
import { dataSource } from '../../src/platform/database/index.js';
import { csv, EndotoxinReader } from '../support/endotoxin-reader.js';
import { until } from '../support/walk.js';

const folder = mkdtempSync(join(tmpdir(), 'ballroom-inbox-'));
let reader: EndotoxinReader;
beforeAll(async () => {
  reader = await EndotoxinReader.start({ INBOX_DIR: folder });
}, 120_000);
afterAll(async () => {
  await reader.app.stop();
  rmSync(folder, { recursive: true });
});

describe('C14: the watched folder', () => {
  const names = (of: string) => readdirSync(join(folder, of)).sort();
  const drop = (name: string, bytes: Buffer) => writeFileSync(join(folder, 'endotoxin', name), bytes);

  beforeAll(() => mkdirSync(join(folder, 'endotoxin')));

  it('gives a file once it has stopped growing, and moves it away', async () => {
    const batch = await reader.awaiting();
    const path = join(folder, 'endotoxin', 'plate.csv');
    writeFileSync(path, 'Sample;EU/mL\n');
    // grown between any two looks: a whole row, so that only its growing keeps it from being taken
    for (let n = 0; n < 16; n++) {
      await appendFile(path, `${batch.sample}${n};0,1\n`);
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
    expect(readdirSync(folder)).toEqual(['endotoxin']);
    const grown = csv(`${batch.sample};0,22`);
    writeFileSync(path, grown);
    await until('the step has it', async () => (await reader.entry(batch)) !== null);
    await until('it is moved', async () => readdirSync(folder).includes('done') && names('done').length === 1);
    const hash = createHash('sha256').update(grown).digest('hex').slice(0, 12);
    expect(names('done')).toEqual([`endotoxin-${hash}-plate.csv`]);
    expect(names('endotoxin')).toEqual([]);
    expect(await reader.entry(batch)).toMatchObject({
      value: '0.22',
      file: { hash: expect.stringMatching(`^${hash}`) },
    });
  });

  it('takes back what was moved and grew there: its device had only paused', async () => {
    const batch = await reader.awaiting();
    const path = join(folder, 'endotoxin', 'slow.csv');
    writeFileSync(path, 'Sample;EU/mL\n');
    const device = await open(path, 'a');
    await device.write(`${batch.sample};0,`);
    await until(
      'its part is refused',
      async () => readdirSync(folder).includes('refused') && names('refused').some((name) => name.endsWith('slow.csv')),
    );
    await device.write('24\n');
    await device.close();
    await until('the step has it', async () => (await reader.entry(batch)) !== null);
    expect(await reader.entry(batch)).toMatchObject({ value: '0.24', source: 'file' });
    await until('it is done', async () => names('done').some((name) => name.endsWith('slow.csv')));
    expect([names('refused'), names('endotoxin')]).toEqual([[], []]);
  });

  it('moves nothing away that it has not taken: a device may put its next file in the place of the one that is being taken', async () => {
    const [first, second] = [await reader.awaiting(), await reader.awaiting()];
    const [one, next] = [csv(`${first.sample};0,25`), csv(`${second.sample};0,26`)];
    const file = createHash('sha256').update(one).digest('hex');
    const admin = await dataSource(reader.app.database.adminUrl, { poolSize: 1 }).initialize();
    const key = `hashtextextended('inbox file ${file}', 0)`;
    await admin.query(`select pg_advisory_lock(${key})`);
    drop('result.csv', one);
    await until('it is being taken', async () => {
      const waits = `select from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = $1)`;
      return (await admin.query<object[]>(waits, [reader.app.database.name])).length > 0;
    });
    drop('.next', next);
    renameSync(join(folder, 'endotoxin', '.next'), join(folder, 'endotoxin', 'result.csv'));
    await admin.query(`select pg_advisory_unlock(${key})`);
    await admin.destroy();
    await until(
      'both are taken',
      async () => (await reader.entry(first)) !== null && (await reader.entry(second)) !== null,
    );
    expect([(await reader.entry(first))!.value, (await reader.entry(second))!.value]).toEqual(['0.25', '0.26']);
    await until('it is moved', async () => names('endotoxin').length === 0);
  });

  it('moves what is refused aside with its reason, and takes no hidden file, no link, and none that is only begun', async () => {
    const long = `${'n'.repeat(240)}.csv`;
    drop('bad.csv', csv('26-9999-S9;0,10'));
    drop('photo.png', Buffer.from('PNG'));
    drop('large.csv', Buffer.alloc(1));
    // larger than any memory should hold
    truncateSync(join(folder, 'endotoxin', 'large.csv'), 3 * 1024 ** 3);
    drop(long, csv('26-9999-S9;0,12'));
    drop('begun.csv', Buffer.alloc(0));
    symlinkSync('/etc/passwd', join(folder, 'endotoxin', 'linked.csv'));
    drop('.part.csv', csv('26-9999-S9;0,10'));
    writeFileSync(join(folder, 'loose.csv'), csv('26-9999-S9;0,11'));
    await until('all are moved', async () => readdirSync(folder).includes('refused') && names('refused').length === 10);
    const reasons = names('refused')
      .filter((name) => name.endsWith('.reason'))
      .map((name) => {
        const { code } = JSON.parse(readFileSync(join(folder, 'refused', name), 'utf8')) as { code: string };
        return `${name.split('-').at(-1)!.replace(/n+/, 'n')} ${code}`;
      });
    expect(reasons.sort()).toEqual([
      'bad.csv.reason result.sample-unknown',
      'large.csv.reason result.too-large',
      'loose.csv.reason result-mapping.not-found',
      'n.csv.reason result.sample-unknown',
      'photo.png.reason file.type-refused',
    ]);
    expect(names('endotoxin')).toEqual(['.part.csv', 'begun.csv', 'linked.csv']);
    const [newest] = (await reader.acts.operator.get<InboxFileDto[]>('/inbox?state=refused')).filter(
      ({ source }) => source === 'folder',
    );
    expect(newest).toMatchObject({ by: 'inbox-folder', state: 'refused' });
  });
});
