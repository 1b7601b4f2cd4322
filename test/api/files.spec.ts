import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { BatchDto, StepDto } from '../../src/execution/batches/batch-view.dto.js';
import { LARGEST_FILE } from '../../src/platform/files/index.js';
import { startApp, type TestApp } from '../support/app.js';
import { BatchActs } from '../support/batch-acts.js';
import { benchOnly } from '../support/bench-culture.js';
import type { Client } from '../support/client.js';
import { makeEffective } from '../support/effective-recipe.js';
import { replay } from '../support/replay.js';

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const PNG = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(500, 7)]);
const DRAWING = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(100, 65)]);
const CSV = Buffer.from('well;µg\nA1;4\n');

let app: TestApp;
let acts: BatchActs;
let operator: Client;
let engineer: Client;
let batch: { id: string; code: string; coi: string };
let other: { id: string };

const recipe = benchOnly
  .replace(
    'product: Test cells',
    `product: Test cells\ntranslations: { de: { clear.title: Linie freimachen, clear.empty: Nichts liegt mehr da, draw.container: Kryoröhrchen } }\ndocuments: { SOP-7: { title: Clearing, version: '3' } }`,
  )
  .replace(
    'instruction: Look.',
    `instruction: Look.\n            documents: [SOP-7@3]\n            pictures: [{ file: ${sha256(DRAWING)}, shows: The bench }]`,
  );

beforeAll(async () => {
  app = await startApp();
  engineer = await app.as('engineer');
  await engineer.send('POST', '/recipes/files?name=bench.pdf', DRAWING, { 'content-type': 'application/pdf' });
  await makeEffective(app, recipe);
  acts = await BatchActs.of(app);
  operator = acts.operator;
  batch = await acts.issued('bench-only');
  other = await acts.issued('bench-only');
  await acts.act(batch.id, 'clear', 'start');
}, 120_000);
afterAll(() => app.stop());

const clear = (): Promise<StepDto> => acts.step(batch.id, 'clear');

/** Sends a file to the step as it stands. */
async function send(bytes: Buffer, type: string, name = 'a.png', headers: Record<string, string> = {}, query = '') {
  const { id, version } = await clear();
  const path = `/batches/${batch.id}/steps/${id}/files?seen=${version}&name=${encodeURIComponent(name)}${query}`;
  return operator.send<{ code: string; version: number }>('POST', path, bytes, { 'content-type': type, ...headers });
}

describe('B13: files of a step', () => {
  it('are bound by the hash of their bytes, and come back byte for byte, to be saved and not shown', async () => {
    const before = await clear();
    expect(await send(PNG, 'image/png', 'Filter β (1).png')).toMatchObject({
      ...{ status: 200, body: { step: before.id, version: before.version + 1 } },
    });
    const file = { hash: sha256(PNG), name: 'Filter β (1).png', mediaType: 'image/png', size: PNG.length, note: null };
    expect((await clear()).files).toEqual([{ ...file, by: expect.any(String), at: expect.stringMatching(/Z$/) }]);
    const { status, headers, body } = await operator.download(`/batches/${batch.id}/files/${sha256(PNG)}`);
    expect({ status, same: body.equals(PNG) }).toEqual({ status: 200, same: true });
    expect(headers.get('content-type')).toBe('image/png');
    expect(headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''Filter%20%CE%B2%20%281%29.png");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('are given by the batch alone that names them', async () => {
    const asked = `/batches/${other.id}/files/${sha256(PNG)}`;
    expect(await operator.refusal('GET', asked)).toMatchObject({ status: 404, code: 'file.not-found' });
    expect(await operator.refusal('GET', `/recipes/files/${sha256(PNG)}`)).toMatchObject({ code: 'file.not-found' });
  });

  it.each<[string, Buffer, string, string]>([
    ['of a type that is not kept', Buffer.from('PK\x03\x04'), 'application/zip', 'file.type-refused'],
    ['that is other than its type says', PNG, 'image/jpeg', 'file.type-refused'],
    ['of bytes under a name of text', PNG, 'text/plain', 'file.type-refused'],
    ['that comes as JSON', Buffer.from('{}'), 'application/json', 'file.type-refused'],
    ['of nothing', Buffer.alloc(0), 'text/csv', 'file.empty'],
    ['of more than 10 MiB', Buffer.alloc(LARGEST_FILE + 1, 65), 'text/plain', 'file.too-large'],
  ])('are refused where there is one %s', async (_, bytes, type, code) => {
    expect(await send(bytes, type)).toMatchObject({ status: 422, body: { code } });
    expect((await clear()).files).toHaveLength(1);
  });

  it('may have 10 MiB; where no file belongs, none is read', async () => {
    const large = Buffer.alloc(LARGEST_FILE, 65);
    expect(await send(large, 'text/plain', 'log.txt')).toMatchObject({ status: 200 });
    expect((await operator.download(`/batches/${batch.id}/files/${sha256(large)}`)).body.equals(large)).toBe(true);
    const elsewhere = await operator.send('POST', `/batches/${batch.id}/hold`, PNG, { 'content-type': 'image/png' });
    expect(elsewhere).toMatchObject({ status: 415, body: { code: 'request.unreadable' } });
  });

  it('are bound once under one key, and another file under the key is refused', async () => {
    const { id, version } = await clear();
    const path = `/batches/${batch.id}/steps/${id}/files?seen=${version}&name=plate.csv`;
    const headers = { 'content-type': 'text/csv; charset=utf-8', 'idempotency-key': randomUUID() };
    const first = await operator.send('POST', path, CSV, headers);
    expect(first).toMatchObject({ status: 200, body: { version: version + 1 } });
    expect((await operator.send('POST', path, CSV, headers)).body).toEqual(first.body);
    const changed = await operator.send('POST', path, Buffer.from('well;mg\n'), headers);
    expect(changed).toMatchObject({ status: 422, body: { code: 'idempotency-key.reused' } });
    expect(await send(CSV, 'text/csv', 'plate.csv')).toMatchObject({
      ...{ status: 409, body: { code: 'file.bound-already' } },
    });
  });

  it('B12: are named by notes; a nonconformance is an exception, and what the step signs shows both', async () => {
    await acts.act(batch.id, 'clear', 'notes', { kind: 'observation', text: 'foam on it', files: [sha256(PNG)] });
    const said = { kind: 'nonconformance', text: 'wiped with the wrong cloth' };
    expect(await acts.act(batch.id, 'clear', 'notes', said)).toMatchObject({ exceptions: ['E1'] });
    await operator.post(`/batches/${batch.id}/notes`, { kind: 'note', text: 'a quiet day' });
    const unknown = { kind: 'note', text: 'see there', files: ['0'.repeat(64)] };
    expect(await acts.refused(batch.id, 'clear', 'notes', unknown)).toMatchObject({ code: 'file.not-bound' });
    const { notes, exceptions } = await clear();
    expect(notes).toMatchObject([
      { id: 'M1', kind: 'observation', text: 'foam on it', files: [sha256(PNG)] },
      { id: 'M2', kind: 'nonconformance', files: [] },
    ]);
    expect(exceptions).toMatchObject([{ kind: 'note.nonconformance', onBreach: 'supervisor', comment: said.text }]);
    expect((await acts.shown(batch.id)).notes).toMatchObject([{ id: 'M3', text: 'a quiet day' }]);
    await acts.act(batch.id, 'clear', 'entries', {
      values: ['empty', 'clean'].map((field) => ({ field, value: 'true' })),
    });
    await acts.answer(batch.id, 'clear', 'E1', 'cleaned again');
    await acts.act(batch.id, 'clear', 'complete');
    await acts.sign(batch.id, 'clear', 'operator', 'performed');
    await send(Buffer.from('plain words'), 'text/plain', 'words.txt', {}, '&note=M1');
    const step = await clear();
    expect(step.signatures).toMatchObject([{ meaning: 'performed', void: true }]);
    expect(step.signing!.content).toMatchObject({
      notes: [{ number: 'M1' }, { number: 'M2' }],
      files: expect.arrayContaining([expect.objectContaining({ file: sha256(PNG), mediaType: 'image/png' })]),
    });
    for (const [who, meaning] of [
      ['operator', 'performed'],
      ['operator2', 'verified'],
    ] as const)
      await acts.sign(batch.id, 'clear', who, meaning);
    expect((await clear()).state).toBe('complete');
  });
});

describe('what a recipe shows', () => {
  it('are pictures that its engineers keep by hash, and whoever reads recipes may see', async () => {
    const pdf = { 'content-type': 'application/pdf' };
    const kept = { hash: sha256(DRAWING), name: 'bench.pdf', mediaType: 'application/pdf', size: DRAWING.length };
    const add = (name: string) => engineer.send('POST', `/recipes/files?name=${name}`, DRAWING, pdf);
    expect(await add('again.pdf')).toMatchObject({ status: 201, body: kept });
    expect((await operator.download(`/recipes/files/${kept.hash}`)).body.equals(DRAWING)).toBe(true);
    const { pictures, documents } = await clear();
    expect(pictures).toEqual([{ file: kept.hash, shows: 'The bench' }]);
    expect(documents).toEqual([{ document: 'SOP-7', version: '3', title: 'Clearing' }]);
  });

  it('are words in the language that is asked for, where it has them', async () => {
    const title = async (query: string, headers = {}) =>
      (await operator.send<BatchDto>('GET', `/batches/${batch.id}${query}`, undefined, headers)).body.steps[0]!.title;
    expect(await title('')).toBe('Clear the line');
    expect(await title('?language=de-AT')).toBe('Linie freimachen');
    expect(await title('?language=fr')).toBe('Clear the line');
    expect(await title('', { 'accept-language': 'en;q=0.5, de-AT' })).toBe('Linie freimachen');
    expect(await title('', { 'accept-language': 'en, de;q=0.8' })).toBe('Clear the line');
    const { step, steps } = await operator.get<BatchDto>(`/batches/${other.id}?language=de`);
    expect(step!.title).toBe('Linie freimachen');
    expect(steps[0]!.fields.map((field) => field.title)).toEqual(['Nichts liegt mehr da', 'It is clean']);
    const containers = ['draw', 'found'].map((phase) => steps.find((one) => one.phase === phase)!.sample!.container);
    expect(containers).toEqual(['Kryoröhrchen', 'Kryoröhrchen']);
    const own = await operator.get<BatchDto>(`/batches/${batch.id}`);
    const german = await operator.get<BatchDto>(`/batches/${batch.id}?language=de`);
    expect(german.steps.map(({ witness }) => witness?.hash)).toEqual(own.steps.map(({ witness }) => witness?.hash));
  });
});

describe('the ledger', () => {
  it('gives the notes and the names of files again from its facts', async () => {
    const { differences, uncovered, rows } = await replay(app.database);
    expect({ differences, uncovered }).toEqual({ differences: [], uncovered: [] });
    expect(rows).toMatchObject({ note: 3, attachment: 4, recipe_file: 1 });
  });
});
