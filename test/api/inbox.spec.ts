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
import { TakeFile } from '../../src/execution/inbox/take-file.service.js';
import type { InboxFileDto, ResultMappingDto } from '../../src/execution/inbox/inbox.dto.js';
import { verifyRecord } from '../../tools/verify/verify-record.js';
import { Database, dataSource } from '../../src/platform/database/index.js';
import { startApp, type TestApp } from '../support/app.js';
import { BatchActs } from '../support/batch-acts.js';
import { benchOnly } from '../support/bench-culture.js';
import type { Client } from '../support/client.js';
import { makeEffective } from '../support/effective-recipe.js';
import { replay } from '../support/replay.js';
import { until } from '../support/walk.js';
import { download } from './walked-batch.js';

type Issued = Awaited<ReturnType<BatchActs['issued']>>;

const folder = mkdtempSync(join(tmpdir(), 'ballroom-inbox-'));
/** By hand, as short as a result can be. */
const recipe = benchOnly
  .replace(/ {10}- id: clear\n[^]*?(?= {10}- id: identity)/, '')
  .replace(/ {10}- id: cells\n[^]*?(?= {10}- id: draw)/, '')
  .replace(/ {10}- id: dose[^]*$/, '');
const mapping = {
  ...{ title: 'Endotoxin reader', deviceKind: 'endotoxin reader', sample: 'Sample' },
  format: { kind: 'csv', separator: ';', decimal: ',' },
  fields: [{ field: 'endotoxin', at: 'EU/mL', type: 'number', unit: '[iU]/mL', belowLimit: ['<0,05'] }],
};
const csv = (...rows: string[]) => Buffer.from(`Sample;EU/mL\n${rows.map((row) => `${row}\n`).join('')}`);

let app: TestApp;
let acts: BatchActs;
let operator: Client;
let engineer: Client;

beforeAll(async () => {
  app = await startApp({ env: { INBOX_DIR: folder } });
  await makeEffective(app, recipe);
  acts = await BatchActs.of(app);
  operator = acts.operator;
  engineer = await app.as('engineer');
  await engineer.put('/inbox/mappings/endotoxin', mapping);
}, 120_000);
afterAll(async () => {
  await app.stop();
  rmSync(folder, { recursive: true });
});

type Answer = InboxFileDto & { code: string; values: Record<string, unknown> };
const post = (bytes: Buffer, code = 'endotoxin', type = 'text/csv', by = operator) =>
  by.send<Answer>('POST', `/inbox?mapping=${code}&name=plate.csv`, bytes, { 'content-type': type });
const listed = (state: string) => operator.get<InboxFileDto[]>(`/inbox?state=${state}`);
const entry = async ({ id }: Issued) => (await acts.step(id, 'found')).fields[0]!.entry;

/** A batch whose sample is taken: what it answers to. */
async function sampled(): Promise<Issued & { sample: string }> {
  const batch = await acts.issued('bench-only');
  const sample = `${batch.code}-S1`;
  await acts.identified(batch.id, batch.coi);
  await acts.act(batch.id, 'draw', 'start');
  await acts.act(batch.id, 'draw', 'scan', { scan: 'sample', scanned: sample });
  await acts.finish(batch.id, 'draw', false);
  return { ...batch, sample };
}

async function awaiting(): Promise<Issued & { sample: string }> {
  const batch = await sampled();
  await acts.act(batch.id, 'found', 'start');
  return batch;
}

describe('C14: a mapping', () => {
  it('is data with versions, each a fact; the same again is no new one', async () => {
    const define = (more: object = {}) =>
      engineer.put<ResultMappingDto>('/inbox/mappings/other', { ...mapping, ...more });
    expect(await define()).toMatchObject({ code: 'other', version: 1, deviceKind: 'endotoxin reader' });
    expect(await define()).toMatchObject({ version: 1 });
    expect(await define({ sample: 'Well' })).toMatchObject({ version: 2, definition: { sample: 'Well' } });
    const all = await operator.get<ResultMappingDto[]>('/inbox/mappings');
    expect(all.map(({ code, version }) => `${code}@${version}`)).toEqual(['endotoxin@1', 'other@2']);
  });

  it('is refused with its findings, and to those who may not', async () => {
    const wrong = { ...mapping, fields: [{ ...mapping.fields[0], unit: 'cells/mL' }] };
    expect(await engineer.refusal('PUT', '/inbox/mappings/wrong', wrong)).toMatchObject({
      ...{ status: 422, code: 'result-mapping.not-valid' },
      values: { findings: [expect.objectContaining({ code: 'unit.not-valid' })] },
    });
    expect(await operator.refusal('PUT', '/inbox/mappings/wrong', mapping)).toMatchObject({ status: 403 });
  });
});

describe('C14: a device’s file', () => {
  it('fills the step that waits for its sample, and says so; a person looks, completes and signs, and the record verifies', async () => {
    const batch = await awaiting();
    const bytes = csv(`${batch.sample};0,12`);
    const { status, body } = await post(bytes);
    const { id: step } = await acts.step(batch.id, 'found');
    const hash = createHash('sha256').update(bytes).digest('hex');
    expect({ status, body }).toMatchObject({
      status: 201,
      body: { file: hash, state: 'taken', mappingVersion: 1, source: 'http', results: [{ state: 'claimed', step }] },
    });
    expect(await entry(batch)).toMatchObject({
      ...{ value: '0.12', unit: '[iU]/mL', source: 'file', verdict: 'within', by: 'inbox' },
      file: { hash, row: 2, sample: batch.sample, mapping: 'endotoxin', version: 1 },
    });
    expect((await operator.download(`/inbox/${body.id}/file`)).body.equals(bytes)).toBe(true);
    await acts.finish(batch.id, 'found');
    expect((await acts.shown(batch.id)).state).toBe('complete');
    const { text } = await download(app.url, `/batches/${batch.id}/record`);
    const { report } = await verifyRecord({ text });
    expect(report.findings).toEqual([]);
    expect(report.notChecked).toContain('the bytes of 1 files of results that devices gave (--files DIR)');
    const files = mkdtempSync(join(tmpdir(), 'ballroom-results-'));
    writeFileSync(join(files, hash), bytes);
    const held = (await verifyRecord({ text, files })).report;
    expect(held.findings).toEqual([]);
    expect(held.checked).toContain('1 files of results that devices gave');
    writeFileSync(join(files, hash), 'another');
    const forged = (await verifyRecord({ text, files })).report.findings;
    expect(forged.map(({ what }) => what)).toEqual(['the file is not that of its hash']);
    rmSync(files, { recursive: true });
  });

  it('is judged by the limits of what it fills, as what is typed is', async () => {
    const batch = await awaiting();
    await post(csv(`${batch.sample};0,75`));
    expect(await entry(batch)).toMatchObject({ value: '0.75', verdict: 'action' });
    expect((await acts.step(batch.id, 'found')).exceptions).toMatchObject([
      { kind: 'limit.action', criticality: 'CQA' },
    ]);
  });

  it('waits unclaimed for a step that has not started, which then has it', async () => {
    const batch = await sampled();
    expect((await post(csv(`${batch.sample};0,20`))).body.results).toMatchObject([{ state: 'unclaimed', step: null }]);
    expect((await listed('unclaimed')).flatMap(({ results }) => results)).toMatchObject([
      { sample: batch.sample, values: [{ field: 'endotoxin', value: '0.20', unit: '[iU]/mL' }] },
    ]);
    await acts.act(batch.id, 'found', 'start');
    await until('the step has it', async () => (await entry(batch)) !== null);
    expect(await entry(batch)).toMatchObject({ value: '0.20', source: 'file' });
    await until('none waits', async () => (await listed('unclaimed')).length === 0);
  });

  it('twice is one, by whatever way it comes', async () => {
    const batch = await awaiting();
    const bytes = csv(`${batch.sample};0,30`);
    const [first, second] = await Promise.all([post(bytes), post(bytes)]);
    expect(second.body.id).toBe(first.body.id);
    expect((await acts.step(batch.id, 'found')).fields[0]!.entry).toMatchObject({
      id: expect.stringMatching(/^V\d+$/),
    });
  });

  it('that contradicts what was entered takes nothing’s place, and shows both; one that agrees is taken', async () => {
    const batch = await awaiting();
    await acts.act(batch.id, 'found', 'entries', { values: [{ field: 'endotoxin', value: '0.10', unit: '[iU]/mL' }] });
    expect((await post(csv(`${batch.sample};0,40`))).body.results).toMatchObject([
      {
        state: 'conflict',
        conflict: {
          code: 'result.contradicts',
          contradictions: [{ field: 'endotoxin', stands: '0.10', file: '0.40' }],
        },
      },
    ]);
    expect(await entry(batch)).toMatchObject({ value: '0.10', source: 'typed' });
    expect(await listed('conflict')).toHaveLength(1);
    expect((await acts.step(batch.id, 'found')).exceptions).toMatchObject([
      { kind: 'result.contradicts', criticality: 'CQA', values: { stands: '0.10', file: '0.40' } },
    ]);
    expect((await post(csv(`${batch.sample};0,10`))).body.results).toMatchObject([{ state: 'claimed' }]);
  });

  it('leaves to a person what the device could not tell', async () => {
    const batch = await awaiting();
    const { results } = (await post(csv(`${batch.sample};<0,05`))).body;
    expect(results).toMatchObject([{ values: [], belowLimit: [{ field: 'endotoxin', reads: '<0,05' }] }]);
    expect(await entry(batch)).toBeNull();
  });

  it('as JSON is read as it was written', async () => {
    const batch = await awaiting();
    const path = {
      format: { kind: 'json', rows: '$' },
      sample: '$.id',
      fields: [{ ...mapping.fields[0], at: '$.eu' }],
    };
    await engineer.put('/inbox/mappings/endotoxin-json', { ...mapping, ...path });
    const bytes = Buffer.from(`{"id": "${batch.sample}", "eu": 0.50}`);
    expect(await post(bytes, 'endotoxin-json', 'application/json')).toMatchObject({ status: 201 });
    expect(await entry(batch)).toMatchObject({ value: '0.50', verdict: 'within' });
  });

  it('is refused whole with its reason, which is kept with its bytes once', async () => {
    const batch = await awaiting();
    const good = `${batch.sample};0,11`;
    const bad: [Buffer, string, string?][] = [
      [csv(good), 'result-mapping.not-found', 'nothing'],
      [csv(good, '26-9999-S1;0,10'), 'result.sample-unknown'],
      [csv(good, good), 'result.sample-twice'],
      [csv(`${batch.sample};0,111`), 'entry.too-many-decimals'],
      [csv(`${batch.sample};NaN`), 'result.wrong-type'],
      [Buffer.from(`Sample\n${batch.sample}\n`), 'result.column-missing'],
      [csv(good).subarray(0, -1), 'result.truncated'],
      [Buffer.from('Sample;µ\n', 'latin1'), 'result.wrong-encoding'],
      [Buffer.alloc(1024 * 1024 + 1, 65), 'result.too-large'],
    ];
    for (const [bytes, code, by] of [...bad, bad[1]!])
      expect(await post(bytes, by)).toMatchObject({ status: 422, body: { code } });
    expect(await post(csv(good), 'endotoxin', 'application/json')).toMatchObject({
      body: { code: 'result.wrong-format' },
    });
    expect(await post(Buffer.alloc(0))).toMatchObject({ status: 422, body: { code: 'file.empty' } });
    expect(await entry(batch)).toBeNull();
    const refused = await listed('refused');
    expect(refused.map(({ reason }) => reason!.code)).toEqual(
      [...bad.map(([, code]) => code), 'result.wrong-format'].reverse(),
    );
    const latin = refused.find(({ reason }) => reason!.code === 'result.wrong-encoding')!;
    expect((await operator.download(`/inbox/${latin.id}/file`)).body.equals(bad[7]![0])).toBe(true);
    // what the reason was for is there now
    expect(await post(csv(good))).toMatchObject({ status: 201, body: { state: 'taken' } });
    expect(await entry(batch)).toMatchObject({ value: '0.11' });
  });

  it('that was refused is shown to nobody who does not see every sponsor: whose patients it tells of is unknown', async () => {
    await post(csv('26-9999-S7;0,10'));
    const database = app.server.app.get(Database, { strict: false });
    const seen = (sponsors: '*' | string[]) =>
      database.read({ sponsors }, async (tx) => {
        const files = await tx.query<{ id: string }>(`select id from inbox_file where state = 'refused'`);
        const facts = await tx.query<{ stream: string }>(`select stream from fact where type = 'inbox.file-refused'`);
        return [files.length, facts.length].map((count) => count > 0);
      });
    expect(await seen('*')).toEqual([true, true]);
    expect(await seen(['another'])).toEqual([false, false]);
    // who sees one sponsor's alone can still give a bad one
    const given = { bytes: csv('26-9999-S8;0,10'), name: 'a.csv', mediaType: 'text/csv', mapping: 'endotoxin' };
    const taking = app.server.app.get(TakeFile, { strict: false });
    const by = { system: 'spec', role: 'system' } as const;
    const take = database.write({ sponsors: ['mine'] }, (tx) => taking.take(tx, by, { ...given, source: 'http' }));
    await expect(take).rejects.toMatchObject({ code: 'result.sample-unknown' });
    expect(await seen(['mine'])).toEqual([true, true]);
  });

  it('whose fields no step of its sample asks for is refused', async () => {
    const batch = await awaiting();
    await engineer.put('/inbox/mappings/glucose', { ...mapping, fields: [{ ...mapping.fields[0], field: 'glucose' }] });
    expect(await post(csv(`${batch.sample};0,13`), 'glucose')).toMatchObject({
      body: { code: 'result.field-unknown' },
    });
    await engineer.put('/inbox/mappings/units', { ...mapping, fields: [{ ...mapping.fields[0], unit: 'g/L' }] });
    expect(await post(csv(`${batch.sample};0,13`), 'units')).toMatchObject({ body: { code: 'entry.unit-wrong' } });
  });

  it('is given by operators and supervisors alone', async () => {
    for (const username of ['qa', 'engineer', 'administrator'] as const)
      expect((await post(csv('a;1'), 'endotoxin', 'text/csv', await app.as(username))).status).toBe(403);
  });
});

describe('C14: the watched folder', () => {
  const names = (of: string) => readdirSync(join(folder, of)).sort();
  const drop = (name: string, bytes: Buffer) => writeFileSync(join(folder, 'endotoxin', name), bytes);

  beforeAll(() => mkdirSync(join(folder, 'endotoxin')));

  it('gives a file once it has stopped growing, and moves it away', async () => {
    const batch = await awaiting();
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
    await until('the step has it', async () => (await entry(batch)) !== null);
    await until('it is moved', async () => readdirSync(folder).includes('done') && names('done').length === 1);
    const hash = createHash('sha256').update(grown).digest('hex').slice(0, 12);
    expect(names('done')).toEqual([`endotoxin-${hash}-plate.csv`]);
    expect(names('endotoxin')).toEqual([]);
    expect(await entry(batch)).toMatchObject({ value: '0.22', file: { hash: expect.stringMatching(`^${hash}`) } });
  });

  it('takes back what was moved and grew there: its device had only paused', async () => {
    const batch = await awaiting();
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
    await until('the step has it', async () => (await entry(batch)) !== null);
    expect(await entry(batch)).toMatchObject({ value: '0.24', source: 'file' });
    await until('it is done', async () => names('done').some((name) => name.endsWith('slow.csv')));
    expect([names('refused'), names('endotoxin')]).toEqual([[], []]);
  });

  it('moves nothing away that it has not taken: a device may put its next file in the place of the one that is being taken', async () => {
    const [first, second] = [await awaiting(), await awaiting()];
    const [one, next] = [csv(`${first.sample};0,25`), csv(`${second.sample};0,26`)];
    const file = createHash('sha256').update(one).digest('hex');
    const admin = await dataSource(app.database.adminUrl, { poolSize: 1 }).initialize();
    const key = `hashtextextended('inbox file ${file}', 0)`;
    await admin.query(`select pg_advisory_lock(${key})`);
    drop('result.csv', one);
    await until('it is being taken', async () => {
      const waits = `select from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = $1)`;
      return (await admin.query<object[]>(waits, [app.database.name])).length > 0;
    });
    drop('.next', next);
    renameSync(join(folder, 'endotoxin', '.next'), join(folder, 'endotoxin', 'result.csv'));
    await admin.query(`select pg_advisory_unlock(${key})`);
    await admin.destroy();
    await until('both are taken', async () => (await entry(first)) !== null && (await entry(second)) !== null);
    expect([(await entry(first))!.value, (await entry(second))!.value]).toEqual(['0.25', '0.26']);
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
    const [newest] = (await listed('refused')).filter(({ source }) => source === 'folder');
    expect(newest).toMatchObject({ by: 'inbox-folder', state: 'refused' });
  });
});

describe('the inbox', () => {
  it('11.10(e): is exactly what its facts say', async () => {
    const { differences, uncovered, rows } = await replay(app.database);
    expect({ differences, uncovered }).toEqual({ differences: [], uncovered: [] });
    expect(rows).toMatchObject({ result_mapping: expect.any(Number), inbox_file: expect.any(Number) });
    expect(rows['inbox_result']).toBeGreaterThan(5);
  });
});
