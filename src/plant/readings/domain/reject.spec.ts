import { describe, expect, it } from '@jest/globals';
import { sha256 } from '../../../kernel/canonical-json.js';
import { QUARANTINE, ration, reject, REJECTS } from './reject.js';

const AT = '2026-11-22T12:00:59.500Z';
const NEXT = '2026-11-22T12:01:00.000Z';
const raw = (bytes: Uint8Array | string, source = 'plant/u-01/data/ph') => ({
  ...{ reason: 'payload.malformed', source, bytes: Buffer.from(bytes) },
});
const none = { minute: new Map(), day: new Map() };
const several = (count: number, at = AT) => Array.from({ length: count }, (_, n) => reject(raw(`no ${n}`), at));

describe('what holds no value', () => {
  it('is kept with its bytes, up to so many, and with the length and hash of all', () => {
    const bytes = Buffer.alloc(REJECTS.bytes + 1, 'x');
    const one = reject(raw(bytes), AT);
    expect(one).toMatchObject({ length: bytes.length, sha256: sha256(bytes).toString('hex'), receivedAt: AT });
    expect(Buffer.from(one.bytes)).toEqual(bytes.subarray(0, REJECTS.bytes));
    const whole = { length: 9_000_000, sha256: 'ab'.repeat(32) };
    expect(reject(raw(bytes), AT, whole)).toMatchObject(whole);
  });

  it('is told from another by its reason, source and all its bytes', () => {
    const digests = [raw('a'), raw('b'), raw('a', 'other'), { ...raw('a'), reason: 'tag.unknown' }].map(
      (one) => reject(one, AT).digest,
    );
    expect(new Set(digests).size).toBe(4);
    expect(reject(raw('a'), NEXT).digest).toBe(digests[0]);
  });

  it('has a source that a database can hold, whoever chose it', () => {
    expect(reject(raw('a', 'x\0y\ud800'), AT).source).toBe('x\ufffdy\ufffd');
    expect(reject(raw('a', 'z'.repeat(400)), AT).source).toHaveLength(300);
  });
});

describe('a flood of them', () => {
  it('is kept up to so many a minute, and counted beyond', () => {
    const { keep, more } = ration([...several(REJECTS.minute + 5), ...several(2, NEXT)], none);
    expect(keep).toHaveLength(REJECTS.minute + 2);
    expect(more).toEqual([{ minute: '2026-11-22T12:00:00.000Z', count: 5, bytes: 25 }]);
  });

  it('goes on from what is kept of the minute and of the day', () => {
    const kept = { minute: new Map([['2026-11-22T12:00:00.000Z', REJECTS.minute - 1]]), day: new Map() };
    expect(ration(several(3), kept).keep).toHaveLength(1);
    const day = new Map([['2026-11-22T00:00:00.000Z', REJECTS.day]]);
    expect(ration(several(3), { minute: new Map(), day })).toMatchObject({ keep: [], more: [{ count: 3 }] });
  });

  it('has bounds of its own where it is of values of a wrong clock', () => {
    const { keep, more } = ration(several(QUARANTINE.minute + 7), none, QUARANTINE);
    expect([keep.length, more[0]!.count]).toEqual([QUARANTINE.minute, 7]);
  });
});
