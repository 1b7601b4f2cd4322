import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { canonicalJson } from '../../src/kernel/canonical-json.js';
import type { BatchRecord } from '../../tools/verify/record.js';
import { verdict } from '../../tools/verify/verdict.js';
import { verifyRecord } from '../../tools/verify/verify-record.js';
import type { Room } from '../support/room.js';
import { ForgedRecord, type LooseFact } from './forged-record.js';
import { beginUnderAlarm, checkApart } from './standing-alarm.js';
import { download, openRoom, WalkedBatch } from './walked-batch.js';

let room: Room;
let batch: WalkedBatch;
let whole: { text: string; headers: Headers };
let [dir, running, key, seals] = ['', '', '', ''];

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'ballroom-record-'));
  room = await openRoom();
  batch = await beginUnderAlarm(room);
  await batch.toCount();
  running = (await download(room, `/batches/${batch.id}/record`)).text;
  await batch.alarm();
  await batch.toEnd();
  whole = await download(room, `/batches/${batch.id}/record`);
  const record = JSON.parse(whole.text) as BatchRecord;
  key = readFileSync(join(room.app.config.sealsDir, `${record.key.fingerprint}.pem`), 'utf8');
  seals = readFileSync(join(room.app.config.sealsDir, 'seals.ndjson'), 'utf8');
  for (const { name } of record.series) {
    const side = await download(room, `/batches/${batch.id}/record/series/${name}`);
    writeFileSync(join(dir, name), side.text);
  }
}, 240_000);
afterAll(async () => {
  await room.stop();
  rmSync(dir, { recursive: true, force: true });
});

const parsed = (): BatchRecord => JSON.parse(whole.text) as BatchRecord;

/** What the verifier finds in a record, with the published key and seals. */
const findings = async (text: string, series?: string) =>
  (await verifyRecord({ text, key, seals, ...(series === undefined ? {} : { series }) })).report.findings;

/** What it finds in a record that somebody has changed. */
async function found(change: (forged: ForgedRecord) => void) {
  const forged = new ForgedRecord(whole.text);
  change(forged);
  return findings(forged.text);
}

describe('the record of a batch', () => {
  it('11.10(b): is one file that holds every fact, value, change, signature, seal and reading of the batch', () => {
    expect(whole.headers.get('content-disposition')).toMatch(
      /^attachment; filename="batch-\d\d-\d{4}\.ballroom-record\.json"$/,
    );
    const { record, streams, recipe, signatures, readings, series } = parsed();
    expect(record).toMatchObject({ type: 'patient-batch', batch: batch.id, coi: batch.coi, complete: true });
    expect(streams.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['batch', 'deviation', 'order', 'unit', 'recipe', 'person', 'site']),
    );
    expect(recipe.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(new Set(signatures.map(({ meaning }) => meaning))).toEqual(
      new Set(['authored', 'checked', 'approved', 'released', 'performed', 'verified', 'continue', 'reviewed']),
    );
    expect(readings.cited.length).toBeGreaterThan(2);
    expect(series).toHaveLength(1);
    expect(parsed().view['alarm_occurrence']).toContainEqual(expect.objectContaining({ comment: 'Bottle changed.' }));
  });

  it('verifies against the published key and seals and the side files, end to end', async () => {
    expect(await findings(whole.text, dir)).toEqual([]);
  });

  it('of a running batch verifies too, and says that it is not complete', async () => {
    const verified = await verifyRecord({ text: running, key, seals });
    expect(verified.report.findings).toEqual([]);
    expect(verified.record.record.complete).toBe(false);
    expect(verdict(verified, { key: true, seals: true })).toContain('The batch was not over at the export');
  });

  it('of a batch that was held, restarted and stopped verifies, and is complete', async () => {
    const stopped = await WalkedBatch.begin(room, 2);
    await stopped.toCount();
    await stopped.toStop();
    const { text } = await download(room, `/batches/${stopped.id}/record`);
    const published = readFileSync(join(room.app.config.sealsDir, 'seals.ndjson'), 'utf8');
    const { report, record } = await verifyRecord({ text, key, seals: published });
    expect(report.findings).toEqual([]);
    expect(record.record.complete).toBe(true);
    expect(record.signatures.map(({ meaning }) => meaning)).toEqual(expect.arrayContaining(['restart', 'stop']));
    expect(text).not.toContain(batch.id);
    await checkApart([batch, parsed().view], [stopped, record.view]);
  }, 60_000);

  it('is for people who may read records, of batches that are there', async () => {
    expect(await (await room.app.as('administrator')).refusal('GET', `/batches/${batch.id}/record`)).toMatchObject({
      status: 403,
      code: 'permission.missing',
    });
    const qa = await room.app.as('qa');
    expect(await qa.refusal('GET', `/batches/${parsed().recipe.id}/record`)).toMatchObject({ code: 'batch.not-found' });
    expect(await qa.refusal('GET', `/batches/${batch.id}/record/series/other.ndjson`)).toMatchObject({
      status: 404,
      code: 'series.not-found',
    });
  });
});

const first = ([one]: Awaited<ReturnType<typeof findings>>) => ({ where: one?.where, entry: one?.entry });

describe('a record that somebody changed', () => {
  it('11.10(a): is found for a flipped bit wherever it is', async () => {
    const bytes = Buffer.from(whole.text);
    const step = Math.floor(bytes.length / 60);
    for (let at = 0; at < bytes.length; at += step) {
      const flipped = Buffer.from(bytes);
      flipped[at]! ^= 1;
      const wrong = await findings(flipped.toString('utf8')).catch((error: Error) => [error.message]);
      expect([at, wrong.length > 0]).toEqual([at, true]);
    }
  });

  it('11.10(a): is found for a changed fact, which is named', async () => {
    let place = 0;
    const wrong = await found((forged) => {
      place = forged.placeOf('entry.recorded', ({ values }) => values['field'] === 'cells');
      forged.rewrite(place, ({ values }) => (values['value'] = '99'));
    });
    expect(first(wrong)).toEqual({ where: `batch/${batch.id}`, entry: place + 1 });
    expect(wrong[0]!.what).toBe('the text of the fact is not what was hashed');
  });

  it('11.10(a): is found for a changed fact after which the whole chain was computed anew', async () => {
    let place = 0;
    const wrong = await found((forged) => {
      place = forged.placeOf('entry.recorded', ({ values }) => values['field'] === 'cells');
      forged.rewrite(place, ({ values }) => (values['value'] = '99'));
      forged.rehash();
    });
    expect(wrong[0]).toMatchObject({ where: `batch/${batch.id}`, what: expect.stringContaining('not what seal') });
    expect(Number(wrong[0]!.entry)).toBeLessThanOrEqual(place + 1);
    expect(wrong.map(({ what }) => what)).toContain('the signed value of values V3 is not what the facts say');
  });

  it('11.10(a): is found for a fact that was taken out', async () => {
    const wrong = await found(({ batch: { facts } }) => facts.splice(10, 1));
    expect(first(wrong)).toEqual({ where: `batch/${batch.id}`, entry: 11 });
    expect(wrong[0]!.what).toBe('a fact is missing');
  });

  it('11.10(a): is found for an exception that was taken out, and the rest made to fit', async () => {
    const wrong = await found((forged) => {
      const { facts } = forged.batch;
      const keep = forged.facts().map(({ type }) => !type.startsWith('exception.'));
      facts.splice(0, facts.length, ...facts.filter((_, index) => keep[index]));
      forged.rehash();
      forged.record.view['exception'] = [];
    });
    expect(wrong[0]).toMatchObject({ where: `batch/${batch.id}`, what: expect.stringContaining('not what seal') });
    expect(wrong.map(({ what }) => what)).toContain('no exception of the batch has this deviation');
  });

  it('211.192: is found for a deviation that was taken out, by the exception that it belongs to', async () => {
    const wrong = await found(({ record }) => {
      record.streams = record.streams.filter(({ kind }) => kind !== 'deviation');
      record.view['deviation'] = [];
    });
    const raised = new ForgedRecord(whole.text).placeOf('exception.raised') + 1;
    expect(first(wrong)).toEqual({ where: `batch/${batch.id}`, entry: raised });
    expect(wrong[0]!.what).toBe('the deviation of exception E1 is not in the record');
  });

  it.each([1, 3, 20])('11.10(a): is found where the last %i facts were cut off', async (count) => {
    const wrong = await found(({ record, batch: { facts } }) => {
      facts.splice(facts.length - count);
      record.record.complete = false;
    });
    const last = parsed().streams[0]!.facts.length;
    expect(first(wrong).where).toBe(`batch/${batch.id}`);
    expect(wrong.some(({ entry, what }) => entry === last - count + 1 && what.includes('cut off'))).toBe(true);
  });

  it('11.10(a): is found for two facts in another order', async () => {
    const wrong = await found(({ batch: { facts } }) => facts.splice(5, 2, facts[6]!, facts[5]!));
    expect(first(wrong)).toEqual({ where: `batch/${batch.id}`, entry: 6 });
  });

  it('11.70: is found where two signatures were exchanged, also with the chain computed anew', async () => {
    const places: number[] = [];
    const swap = (forged: ForgedRecord): void => {
      const given = forged
        .facts()
        .flatMap(({ type, values }, index) =>
          type === 'signature.given' && values['meaning'] === 'performed' ? [index] : [],
        );
      const [one, other] = [given[0]!, given[1]!];
      const texts = forged.facts().map(({ values }) => values);
      forged.rewrite(one, (fact) => (fact.values = texts[other]!));
      forged.rewrite(other, (fact) => (fact.values = texts[one]!));
      places.splice(0, 2, one + 1, other + 1);
    };
    expect(first(await found(swap))).toEqual({ where: `batch/${batch.id}`, entry: places[0] });
    const wrong = await found((forged) => {
      swap(forged);
      forged.rehash();
    });
    const named = wrong.filter(({ entry }) => entry === places[0]).map(({ what }) => what);
    expect(named).toContain('the signed endedAt of step count is not what the facts say');
  });

  it('11.70: is found where a signature was given to content that nobody signed', async () => {
    let place = 0;
    const wrong = await found((forged) => {
      place = forged.placeOf('signature.given', ({ values }) => values['meaning'] === 'verified');
      forged.rewrite(place, ({ values }) => {
        const content = values['content'] as { step: { endedAt: string } };
        content.step.endedAt = '2026-01-01T00:00:00.000Z';
      });
      forged.rehash();
    });
    const named = wrong.filter(({ entry }) => entry === place + 1).map(({ what }) => what);
    expect(named).toContain('what was signed is not what stands beside the signature');
  });

  it('11.10(g): is found where the performer also verified', async () => {
    const change = (fact: LooseFact, performer: Record<string, unknown>): void => {
      const { person, username, name, role } = performer;
      Object.assign(fact.values, { person, username, name, role });
    };
    const wrong = await found((forged) => {
      const performer = forged.facts()[forged.placeOf('signature.given')]!.values;
      const verified = forged.placeOf('signature.given', ({ values }) => values['meaning'] === 'verified');
      forged.rewrite(verified, (fact) => change(fact, performer));
      forged.rehash();
    });
    expect(wrong.map(({ what }) => what)).toContain('one person gave two signatures of step identity');
  });

  it('11.10(g): is found where the signer’s role was taken from the person’s stream', async () => {
    const wrong = await found(({ record }) => {
      const qa = record.streams.find(
        ({ kind, facts }) => kind === 'person' && facts.some(({ text }) => text.includes('"role":"qa-reviewer"')),
      );
      const place = qa!.facts.findIndex(({ text }) => text.includes('"type":"role.granted"'));
      qa!.facts.splice(place, 1);
    });
    expect(wrong.map(({ what }) => what)).toContain('the signer did not hold the role signed in');
  });

  it('211.188(a): is found for another recipe', async () => {
    const wrong = await found(({ record }) => {
      (record.recipe.frozen as { title: string }).title = 'Another';
    });
    expect(wrong[0]).toMatchObject({ where: 'recipe', what: 'the recipe is not that of its hash' });
  });

  it('11.10(a): is found for a changed reading, and for one that was left out', async () => {
    const [one] = parsed().readings.cited;
    const changed = await found(({ record }) => {
      const cited = record.readings.cited[0]!;
      cited.leaf = canonicalJson((JSON.parse(cited.leaf!) as unknown[]).with(4, 1));
    });
    expect(first(changed)).toEqual({ where: `readings of unit ${one!.unit}`, entry: one!.arrival });
    const left = await found(({ record }) => record.readings.cited.splice(0, 1));
    expect(left[0]!.what).toMatch(/^entry V\d cites readings that are not proven$/);
  });

  it('11.10(a): is found for rows that say other than the facts', async () => {
    const wrong = await found(({ record }) => {
      const cells = record.view['entry']!.find(({ field }) => field === 'cells')!;
      cells['value'] = '99';
    });
    expect(wrong[0]).toMatchObject({ where: 'view entry', entry: 'V3', expected: '70', found: '99' });
  });

  it('11.10(a): is found for a seal that was taken out', async () => {
    const wrong = await found(({ record }) => record.seals.splice(0, 1));
    expect(wrong[0]!.what).toMatch(/under a seal that the record does not hold|a seal is missing/);
    expect(wrong[0]!.expected).toBe('a valid seal 1');
  });

  it('11.70: is found where everything was signed anew with another key, by the published key and by the published seals', async () => {
    const forged = new ForgedRecord(whole.text);
    forged.resign();
    expect((await verifyRecord({ text: forged.text })).report.findings).toEqual([]);
    expect((await findings(forged.text))[0]!.what).toBe('the record was made with another key');
    const bySeals = (await verifyRecord({ text: forged.text, seals })).report.findings;
    expect(bySeals.map(({ what }) => what)).toContain('the published seal is another one');
  });

  it('is found where only the file was written again by something else', async () => {
    const wrong = await findings(JSON.stringify(parsed(), null, 2));
    expect(wrong).toHaveLength(1);
    expect(wrong[0]!.what).toContain('canonical form');
  });
});
