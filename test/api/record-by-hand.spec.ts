import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { BatchRecord } from '../../tools/verify/record.js';
import { verifyRecord } from '../../tools/verify/verify-record.js';
import { startApp, type TestApp } from '../support/app.js';
import { BatchActs } from '../support/batch-acts.js';
import { benchOnly } from '../support/bench-culture.js';
import { makeEffective } from '../support/effective-recipe.js';
import { ForgedRecord, type LooseFact } from './forged-record.js';
import { download } from './walked-batch.js';

let app: TestApp;
let batch: { id: string; code: string; coi: string; patient: string };
let text: string;
let running: string;
let key: string;
let seals: string;

/** Without what the record shows nothing of: a dose and a curve. */
const short = benchOnly.replace(/ {10}- id: dose[^]*(?= {10}- id: bags)/, '');

beforeAll(async () => {
  app = await startApp({ speed: 60 });
  await makeEffective(app, short);
  const acts = await BatchActs.of(app);
  batch = await acts.issued('bench-only');
  const { id, code } = batch;
  await acts.throughSampling(batch);
  running = (await download(app.url, `/batches/${id}/record`)).text;
  await acts.act(id, 'found', 'start');
  await acts.act(id, 'found', 'entries', { values: [{ field: 'endotoxin', value: '0.05', unit: '[iU]/mL' }] });
  await acts.finish(id, 'found');
  await acts.act(id, 'bags', 'start');
  for (const k of [1, 2]) await acts.act(id, 'bags', 'scan', { scan: `bag.${k}`, scanned: `${code}-BAG-${k}` });
  await acts.act(id, 'bags', 'reconcile', { label: 'bag', printed: 3, applied: 2, destroyed: 0 });
  const found = { label: 'bag', printed: 3, applied: 2, destroyed: 1, reason: 'found it in the bin' };
  await acts.act(id, 'bags', 'reconcile', found);
  await acts.answer(id, 'bags', 'E1', 'destroyed before my eyes');
  await acts.finish(id, 'bags');
  await acts.act(id, 'check', 'start');
  await acts.act(id, 'check', 'complete');
  await acts.sign(id, 'check', 'qa', 'reviewed');
  text = (await download(app.url, `/batches/${id}/record`)).text;
  key = readFileSync(join(app.config.sealsDir, `${parsed().key.fingerprint}.pem`), 'utf8');
  seals = readFileSync(join(app.config.sealsDir, 'seals.ndjson'), 'utf8');
}, 240_000);
afterAll(() => app.stop());

const parsed = (): BatchRecord => JSON.parse(text) as BatchRecord;
const findings = async (of: string): Promise<string[]> =>
  (await verifyRecord({ text: of, key, seals })).report.findings.map(({ what }) => what);

describe('the record of a batch that was done by hand', () => {
  it('verifies against the published key and seals, over and before, and rests on no unit', async () => {
    expect(await findings(text)).toEqual([]);
    expect(await findings(running)).toEqual([]);
    const { record, streams, readings, series } = parsed();
    expect(record.complete).toBe(true);
    expect(streams.some(({ kind }) => kind === 'unit')).toBe(false);
    expect({ readings, series }).toEqual({ readings: { cited: [], gaps: [] }, series: [] });
  });

  it('211.188(b): shows lots, counts by round, samples, labels with their specimens, and where they went', () => {
    const { code, coi, patient } = batch;
    const { lot, round, sample, label, reconciliation } = parsed().view;
    const at = expect.stringMatching(/Z$/);
    expect(lot).toMatchObject([
      { phase: 'lots', material: 'medium', lot: 'M', expiry: '2099-12-31', status: 'released' },
    ]);
    expect(round).toMatchObject([
      { phase: 'cells', field: 'vcd', round: 1, counts: ['2.00', '2.02'], mean: '2.01', cv: '0.7' },
    ]);
    expect(sample).toMatchObject([{ id: `${code}-S1`, source: 'assigned', container: 'Cryovial 2 mL', scannedAt: at }]);
    expect(label).toHaveLength(2);
    expect(label![1]).toMatchObject({
      ...{ id: `${code}-BAG-2`, source: 'assigned', scannedAt: at },
      lines: [`Test cells, ${code}`, `${coi} ${patient}`, `${code}-BAG-2 (2 of 2)`],
    });
    expect(reconciliation).toMatchObject([
      { label: 'bag', printed: 3, applied: 2, destroyed: 0, reconciled: false, supersededBy: expect.any(String) },
      { destroyed: 1, reconciled: true, reason: 'found it in the bin', supersededBy: null },
    ]);
  });

  it.each<[string, string, (forged: ForgedRecord) => void]>([
    ['a lot', 'view lot', ({ record }) => (record.view['lot']![0]!['lot'] = 'N')],
    ['a mean', 'view round', ({ record }) => (record.view['round']![0]!['mean'] = '2.00')],
    ['a sample', 'view sample', ({ record }) => (record.view['sample'] = [])],
    ['a specimen', 'view label', ({ record }) => (record.view['label']![0]!['lines'] = [])],
    ['what is left', 'view reconciliation', ({ record }) => (record.view['reconciliation']![0]!['reconciled'] = true)],
  ])('11.10(a): is found where people are shown other than the facts: %s', async (_, where, change) => {
    const forged = new ForgedRecord(text);
    change(forged);
    const { report } = await verifyRecord({ text: forged.text, key, seals });
    expect(report.findings[0]!.where).toBe(where);
  });

  const recorded = (field: string, change: (fact: LooseFact) => void) => (forged: ForgedRecord) => {
    forged.rewrite(
      forged.placeOf('entry.recorded', ({ values }) => values['field'] === field),
      change,
    );
  };
  const value = (field: string, to: string) => recorded(field, ({ values }) => (values['value'] = to));

  it.each<[string, (forged: ForgedRecord) => void, RegExp]>([
    [
      'a unit was put under a step',
      (forged) => forged.rewrite(forged.placeOf('step.started'), ({ values }) => (values['unit'] = 'U')),
      /^step clear is by hand and rests on a unit$/,
    ],
    [
      'a check was answered by no',
      value('clean', 'false'),
      /^step clear was finished while check clean did not stand at yes$/,
    ],
    ['a lot was not released', value('medium.status', 'quarantine'), /medium\.status: the lot was not released$/],
    ['a lot was past its expiry', value('medium.expiry', '2020-01-31'), /medium\.expiry: the lot was past its expiry$/],
    ['a count was changed', value('vcd.2', '2.00'), /cells vcd: its inputs are not the values that stood$/],
    ['a mean was changed', value('vcd', '2.02'), /cells vcd: it is not what its inputs make$/],
    ['a scatter was changed', value('vcd.cv', '0.1'), /cells vcd\.cv: it is not what its inputs make$/],
    ['a sample was exchanged', value('sample', '26-9999-S1'), /draw sample: it is not what it must be$/],
    [
      'another sample was scanned',
      value('sample.scanned', '26-9999-S1'),
      /draw sample\.scanned: it is not what it must be$/,
    ],
    [
      'a result has more time',
      (forged) =>
        forged.rewrite(forged.placeOf('timer.set'), ({ values }) => (values['dueAt'] = '2099-01-01T00:00:00.000Z')),
      /^the result of step found is due at another time/,
    ],
    ['a label has another code', value('bag.1', '26-9999-BAG-1'), /bags bag\.1: it is not what it must be$/],
    [
      'a specimen was changed',
      value('bag.2.specimen', 'another patient'),
      /bag\.2\.specimen: it is not what it must be$/,
    ],
    ['labels add up after all', value('bag.destroyed', '1'), /^no entry calls for label\.not-reconciled of V\d+$/],
  ])('11.10(a): is found where the server itself says, chained anew, that %s', async (_, change, what) => {
    const forged = new ForgedRecord(text);
    change(forged);
    forged.rehash();
    const all = await findings(forged.text);
    expect(all).toContainEqual(expect.stringMatching(what));
    // and by the seals in any case
    expect(all).toContainEqual(expect.stringContaining('not what seal'));
  });
});

describe('the record of a batch by an overlay of a recipe that uses a block', () => {
  const wipe = `
block: wipe
title: Wipe
phases:
  - { id: down, kind: instruction, title: Wipe, instruction: Wipe it down., sign: [performed] }
`;
  const rinsed = short
    .replace('recipe: bench-only', 'recipe: wiped')
    .replace(/( {10})(- id: clear\n)/, '$1- { use: wipe@1, as: wipe }\n$1$2');
  const vienna = `
overlay: wiped-vienna
title: At Vienna
level: site
of: wiped@1
parameters: { moi: { target: 6, range: [5, 8] } }
phases: { cells: { replicates: 3, fields: { vcd: { action: [0.6, null] } } } }
`;
  let record: string;

  it('holds what it rests on, and verifies down to that', async () => {
    for (const made of [wipe, rinsed, vienna]) await makeEffective(app, made);
    const { id } = await (await BatchActs.of(app)).issued('wiped-vienna');
    record = (await download(app.url, `/batches/${id}/record`)).text;
    const published = readFileSync(join(app.config.sealsDir, 'seals.ndjson'), 'utf8');
    const { report } = await verifyRecord({ text: record, key, seals: published });
    expect(report.findings).toEqual([]);
    expect(report.checked).toContain('versions that the recipe rests on: 2');
    const { pinned, streams } = JSON.parse(record) as BatchRecord;
    expect(pinned).toMatchObject([
      { code: 'wiped', version: 1 },
      { code: 'wipe', version: 1 },
    ]);
    const below = streams.filter(({ why }) => why === 'a version that the recipe rests on');
    expect(below.map(({ stream }) => stream).sort()).toEqual(pinned!.map(({ stream }) => stream).sort());
  });

  it('211.186: is found where a version that it rests on was taken out, or changed', async () => {
    const taken = new ForgedRecord(record);
    const stream = taken.record.pinned![0]!.stream;
    taken.record.streams = taken.record.streams.filter((range) => range.stream !== stream);
    expect(await findings(taken.text)).toContain('wiped@1, on which the recipe rests, is not in the record');
    const changed = new ForgedRecord(record);
    const range = changed.record.streams.find((one) => one.stream === stream)!;
    changed.rewrite(0, ({ values }) => ((values['content'] as { title: string }).title = 'Another'), range);
    expect(await findings(changed.text)).toContain(
      'wiped@1, on which the recipe rests, has another hash than is pinned',
    );
  });
});
