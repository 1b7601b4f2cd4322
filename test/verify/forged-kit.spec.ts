import { describe, expect, it } from '@jest/globals';
import { checkKits } from '../../tools/verify/check-kits.js';
import type { Fact } from '../../tools/verify/fact.js';
import { RecordedFacts } from '../../tools/verify/ledger.js';
import { Report } from '../../tools/verify/report.js';

const kit = { id: 'K1', product: '09520123456788', title: 'Set', lot: 'A1', serial: '7', expiry: '2026-11-23' };

describe('a kit in a record', () => {
  let seq = 0;
  const fact = (
    stream: string,
    type: string,
    values: object,
    at = '2026-11-23T22:30:00.000Z',
    zone = 'Europe/Berlin',
  ): Fact => ({ v: 1, stream, seq: ++seq, type, at, happenedAt: at, zone, values }) as unknown as Fact;
  const bound = (more: object = { kit }, at?: string): Fact =>
    fact('unit/U1', 'unit.bound', { batch: 'B1', binding: 'b1', ...more }, at);
  const start = (of: object | null = kit): Fact =>
    fact('unit/U1', 'command.issued', { batch: 'B1', action: 'start-program', ...(of && { kit: of }) });
  const named = (more: object = { kit }): Fact => fact('batch/B1', 'batch.unit-bound', { unit: 'U1', ...more });
  const find = (batch: Fact[], unit: Fact[], other: Fact[] = []): string[] => {
    const report = new Report();
    const range = (stream: string) => ({ stream, kind: 'unit', why: '', from: 1, facts: [], proofs: [] });
    const ranges = [
      { range: range('unit/U1'), facts: unit },
      { range: range('unit/U2'), facts: other },
    ];
    checkKits(report, batch, new RecordedFacts(ranges));
    return report.findings.map(({ what }) => what);
  };

  it('is as its unit was bound with it, on its last day; a record from before there were kits has none', () => {
    expect(find([named()], [bound(), start()])).toEqual([]);
    expect(find([named({})], [bound({}), start(null)])).toEqual([]);
  });

  it('is good to the end of its day where the batch is made, also where the unit was defined in another zone', () => {
    const elsewhere = (at: string): Fact[] => [
      fact('unit/U1', 'unit.bound', { batch: 'B1', binding: 'b1', kit }, at, 'Asia/Tokyo'),
      start(),
    ];
    expect(find([named()], elsewhere('2026-11-23T22:30:00.000Z'))).toEqual([]);
    expect(find([named()], elsewhere('2026-11-23T23:00:00.000Z'))).toEqual(['a kit was put in past its expiry']);
  });

  it.each([
    ...['', '9', 'never', '2026-11-31', '2026-1-1', null].map((expiry) => ({ expiry })),
    ...['product', 'lot', 'serial'].flatMap((part) => [{ [part]: '' }, { [part]: ' ' }, { [part]: undefined }]),
  ])('cannot be told from others where it says %j', (said) => {
    const half = { kit: { ...kit, ...said } };
    expect(find([named(half)], [bound(half)])).toContain('a kit was put in that is not named whole');
  });

  it.each<[string, Fact[], Fact[], Fact[], string]>([
    [
      'it is another',
      [named({ kit: { ...kit, serial: '8' } })],
      [bound()],
      [],
      'another kit is named than was put into the unit',
    ],
    ['it is left out', [named({})], [bound()], [], 'another kit is named than was put into the unit'],
    ['it was never put in', [named()], [bound({})], [], 'another kit is named than was put into the unit'],
    [
      'it had expired',
      [named()],
      [bound(undefined, '2026-11-23T23:00:00.000Z')],
      [],
      'a kit was put in past its expiry',
    ],
    [
      'it was in two units',
      [named(), fact('batch/B1', 'batch.unit-bound', { unit: 'U2', kit: { ...kit, lot: 'a1' } })],
      [bound()],
      [fact('unit/U2', 'unit.bound', { batch: 'B1', kit: { ...kit, lot: 'a1' } })],
      'a kit for single use was put in twice',
    ],
    [
      'a program ran on another',
      [named()],
      [bound(), start({ ...kit, serial: '8' })],
      [],
      'a program was to start on another kit',
    ],
    [
      'a program was started without a look at it',
      [named()],
      [bound(), fact('unit/U1', 'command.issued', { batch: 'B1', action: 'start-program' })],
      [],
      'a program was to start on another kit',
    ],
  ])('is found out where %s', (_, batch, unit, other, what) => {
    expect(find(batch, unit, other)).toContain(what);
  });
});
