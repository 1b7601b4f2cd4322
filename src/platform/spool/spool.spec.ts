import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { frame, framesIn } from './frames.js';
import { SpoolLog } from './index.js';

const records = fc.array(fc.uint8Array({ maxLength: 60 }), { minLength: 1, maxLength: 8 });
const plain = (found: (Buffer | null)[]) => found.map((one) => (one === null ? null : [...one]));

describe('the file of a spool', () => {
  it('gives back every record, byte by byte', () => {
    fc.assert(
      fc.property(records, (all) => {
        expect(plain(framesIn(Buffer.concat(all.map(frame))))).toEqual(all.map((one) => [...one]));
      }),
    );
  });

  it('that was torn anywhere gives each record before the tear, and says that something was torn', () => {
    fc.assert(
      fc.property(records, fc.nat(), (all, cut) => {
        const frames = all.map(frame);
        const bytes = Buffer.concat(frames);
        const length = cut % bytes.length;
        let [whole, end] = [0, 0];
        while (end + frames[whole]!.length <= length) end += frames[whole++]!.length;
        const kept = all.slice(0, whole).map((one) => [...one]);
        expect(plain(framesIn(bytes.subarray(0, length)))).toEqual(end === length ? kept : [...kept, null]);
      }),
    );
  });

  it('in which one bit has turned gives every other record, and none that was not written', () => {
    fc.assert(
      fc.property(records, fc.nat(), (all, bit) => {
        const frames = all.map(frame);
        const bytes = Buffer.concat(frames);
        const at = bit % (bytes.length * 8);
        bytes[at >> 3]! ^= 1 << (at & 7);
        let [hit, end] = [0, frames[0]!.length];
        while (end <= at >> 3) end += frames[++hit]!.length;
        const found = plain(framesIn(bytes));
        expect(found.filter((one) => one !== null)).toEqual(all.filter((_, n) => n !== hit).map((one) => [...one]));
        expect(found[hit]).toBeNull();
      }),
    );
  });

  it('of anything at all gives no record and does not fail', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), (any) => {
        expect(framesIn(Buffer.from(any))).toEqual([null]);
      }),
    );
  });
});

describe('a spool', () => {
  const root = mkdtempSync(join(tmpdir(), 'ballroom-spool-'));
  afterAll(() => rmSync(root, { recursive: true }));
  const texts = async (log: SpoolLog): Promise<(string | null)[]> => {
    const found: (string | null)[] = [];
    for (const segment of await log.seal())
      for (const record of await log.read(segment)) found.push(record === null ? null : record.toString());
    return found;
  };
  const record = (n: number) => Buffer.from(`record ${n}`);

  it('keeps records in their order for its own user alone, over files and over a start after a crash that tore its tail', async () => {
    const directory = join(root, 'spool', 'unit');
    const log = await SpoolLog.open(directory);
    expect([log.isEmpty, log.bytes, log.oldest]).toEqual([true, 0, null]);
    await Promise.all(Array.from({ length: 300 }, (_, n) => log.append(record(n))));
    await log.append(Buffer.alloc(300_000));
    await log.append(record(300));
    const [first, last] = readdirSync(directory).sort();
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    expect(statSync(join(directory, first!)).mode & 0o777).toBe(0o600);
    appendFileSync(join(directory, last!), frame(record(301)).subarray(0, -1));

    const again = await SpoolLog.open(directory);
    await again.append(record(302));
    const upTo = Array.from({ length: 300 }, (_, n) => `record ${n}`);
    const found = await texts(again);
    expect([...found.slice(0, 300), ...found.slice(301)]).toEqual([...upTo, 'record 300', null, 'record 302']);
    expect(Date.parse(again.oldest!)).toBeLessThanOrEqual(Date.now());
    for (const segment of await again.seal()) await again.drop(segment);
    expect([again.isEmpty, again.bytes, readdirSync(directory)]).toEqual([true, 0, []]);
    await log.close();
  });

  /** ms since 1970: no clock stands there */
  const LATER = 900_000_000_000_000;

  it('on a disk that is full says so, keeps what it had, and goes on when there is room', async () => {
    const directory = join(root, 'full');
    mkdirSync(directory);
    writeFileSync(join(directory, `${LATER}.spool`), frame(record(1)));
    const log = await SpoolLog.open(directory);
    // the name that the next file has leads to a device without room
    const full = join(directory, `${String(LATER + 1)}.spool`);
    symlinkSync('/dev/full', full);
    await expect(log.append(record(2))).rejects.toMatchObject({ code: 'ENOSPC' });
    rmSync(full, { force: true });
    await log.append(record(3));
    expect(await texts(log)).toEqual(['record 1', 'record 3']);
    await log.close();
  });

  it('finds other files beside its own and leaves them alone', async () => {
    const directory = join(root, 'other');
    const log = await SpoolLog.open(directory);
    await log.append(record(1));
    await log.close();
    writeFileSync(join(directory, 'notes.txt'), 'of a person');
    expect(await texts(await SpoolLog.open(directory))).toEqual(['record 1']);
    expect(readFileSync(join(directory, 'notes.txt'), 'utf8')).toBe('of a person');
  });
});
