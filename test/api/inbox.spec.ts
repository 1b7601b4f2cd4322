import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TakeFile } from '../../src/execution/inbox/take-file.service.js';
import type { InboxFileDto, ResultMappingDto } from '../../src/execution/inbox/inbox.dto.js';
import { Database } from '../../src/platform/database/index.js';
import { verifyRecord } from '../../tools/verify/verify-record.js';
import type { TestApp } from '../support/app.js';
import type { BatchActs } from '../support/batch-acts.js';
import type { Client } from '../support/client.js';
import { csv, EndotoxinReader, mapping } from '../support/endotoxin-reader.js';
import { replay } from '../support/replay.js';
import { until } from '../support/walk.js';
import { download } from './walked-batch.js';

let app: TestApp;
let acts: BatchActs;
let operator: Client;
let engineer: Client;
let reader: EndotoxinReader;

beforeAll(async () => {
  reader = await EndotoxinReader.start();
  ({ app, acts, engineer } = reader);
  operator = acts.operator;
}, 120_000);
afterAll(() => app.stop());

type Answer = InboxFileDto & { code: string; values: Record<string, unknown> };
const post = (bytes: Buffer, code = 'endotoxin', type = 'text/csv', by = operator) =>
  by.send<Answer>('POST', `/inbox?mapping=${code}&name=plate.csv`, bytes, { 'content-type': type });
const listed = (state: string) => operator.get<InboxFileDto[]>(`/inbox?state=${state}`);

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
    const batch = await reader.awaiting();
    const bytes = csv(`${batch.sample};0,12`);
    const { status, body } = await post(bytes);
    const { id: step } = await acts.step(batch.id, 'found');
    const hash = createHash('sha256').update(bytes).digest('hex');
    expect({ status, body }).toMatchObject({
      status: 201,
      body: { file: hash, state: 'taken', mappingVersion: 1, source: 'http', results: [{ state: 'claimed', step }] },
    });
    expect(await reader.entry(batch)).toMatchObject({
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
    const batch = await reader.awaiting();
    await post(csv(`${batch.sample};0,75`));
    expect(await reader.entry(batch)).toMatchObject({ value: '0.75', verdict: 'action' });
    expect((await acts.step(batch.id, 'found')).exceptions).toMatchObject([
      { kind: 'limit.action', criticality: 'CQA' },
    ]);
  });

  it('waits unclaimed for a step that has not started, which then has it', async () => {
    const batch = await reader.sampled();
    expect((await post(csv(`${batch.sample};0,20`))).body.results).toMatchObject([{ state: 'unclaimed', step: null }]);
    expect((await listed('unclaimed')).flatMap(({ results }) => results)).toMatchObject([
      { sample: batch.sample, values: [{ field: 'endotoxin', value: '0.20', unit: '[iU]/mL' }] },
    ]);
    await acts.act(batch.id, 'found', 'start');
    await until('the step has it', async () => (await reader.entry(batch)) !== null);
    expect(await reader.entry(batch)).toMatchObject({ value: '0.20', source: 'file' });
    await until('none waits', async () => (await listed('unclaimed')).length === 0);
  });

  it('twice is one, by whatever way it comes', async () => {
    const batch = await reader.awaiting();
    const bytes = csv(`${batch.sample};0,30`);
    const [first, second] = await Promise.all([post(bytes), post(bytes)]);
    expect(second.body.id).toBe(first.body.id);
    expect((await acts.step(batch.id, 'found')).fields[0]!.entry).toMatchObject({
      id: expect.stringMatching(/^V\d+$/),
    });
  });

  it('that contradicts what was entered takes nothing’s place, and shows both; one that agrees is taken', async () => {
    const batch = await reader.awaiting();
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
    expect(await reader.entry(batch)).toMatchObject({ value: '0.10', source: 'typed' });
    expect(await listed('conflict')).toHaveLength(1);
    expect((await acts.step(batch.id, 'found')).exceptions).toMatchObject([
      { kind: 'result.contradicts', criticality: 'CQA', values: { stands: '0.10', file: '0.40' } },
    ]);
    expect((await post(csv(`${batch.sample};0,10`))).body.results).toMatchObject([{ state: 'claimed' }]);
  });

  it('leaves to a person what the device could not tell', async () => {
    const batch = await reader.awaiting();
    const { results } = (await post(csv(`${batch.sample};<0,05`))).body;
    expect(results).toMatchObject([{ values: [], belowLimit: [{ field: 'endotoxin', reads: '<0,05' }] }]);
    expect(await reader.entry(batch)).toBeNull();
  });

  it('as JSON is read as it was written', async () => {
    const batch = await reader.awaiting();
    const path = {
      format: { kind: 'json', rows: '$' },
      sample: '$.id',
      fields: [{ ...mapping.fields[0], at: '$.eu' }],
    };
    await engineer.put('/inbox/mappings/endotoxin-json', { ...mapping, ...path });
    const bytes = Buffer.from(`{"id": "${batch.sample}", "eu": 0.50}`);
    expect(await post(bytes, 'endotoxin-json', 'application/json')).toMatchObject({ status: 201 });
    expect(await reader.entry(batch)).toMatchObject({ value: '0.50', verdict: 'within' });
  });

  it('is refused whole with its reason, which is kept with its bytes once', async () => {
    const batch = await reader.awaiting();
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
    expect(await reader.entry(batch)).toBeNull();
    const refused = await listed('refused');
    expect(refused.map(({ reason }) => reason!.code)).toEqual(
      [...bad.map(([, code]) => code), 'result.wrong-format'].reverse(),
    );
    const latin = refused.find(({ reason }) => reason!.code === 'result.wrong-encoding')!;
    expect((await operator.download(`/inbox/${latin.id}/file`)).body.equals(bad[7]![0])).toBe(true);
    // what the reason was for is there now
    expect(await post(csv(good))).toMatchObject({ status: 201, body: { state: 'taken' } });
    expect(await reader.entry(batch)).toMatchObject({ value: '0.11' });
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
    const batch = await reader.awaiting();
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

describe('the inbox', () => {
  it('11.10(e): is exactly what its facts say', async () => {
    const { differences, uncovered, rows } = await replay(app.database);
    expect({ differences, uncovered }).toEqual({ differences: [], uncovered: [] });
    expect(rows).toMatchObject({ result_mapping: expect.any(Number), inbox_file: expect.any(Number) });
    expect(rows['inbox_result']).toBeGreaterThan(5);
  });
});
