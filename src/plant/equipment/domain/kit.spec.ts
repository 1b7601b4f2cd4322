import { describe, expect, it } from '@jest/globals';
import { kitOf, type GivenKit, type Kit, checkKit, isTold, wrongKit } from './kit.js';
import type { UnitState } from './rows.js';
import { unitProjection } from './projection.js';
import type { KeptAs } from './upkeep.js';

const TYPES = [
  { product: '9520123456788', title: 'Wash set' },
  { product: 'TS-520', title: 'Selection set' },
];
const TODAY = '2026-11-23';
const LABEL = '(01)09520123456788(17)261123(10)A213B1(21)1234';
const typed = { product: '09520123456788', lot: 'A213B1', serial: '1234', expiry: '2026-11-23' };
const read = (given: GivenKit): Kit => kitOf('K1', given, TYPES, TODAY);

describe('a kit', () => {
  it('is the same, scanned or typed', () => {
    const kit = { id: 'K1', ...typed, title: 'Wash set' };
    expect(read({ scanned: LABEL })).toEqual({ ...kit, given: 'scanned' });
    expect(read({ ...typed, product: '9520123456788', lot: ' A213B1 ' })).toEqual({ ...kit, given: 'typed' });
    const spaced = { product: '0952 0123 456788', lot: 'A213 B1', serial: '12\u00a03\t4' };
    expect(read({ ...typed, ...spaced })).toEqual({ ...kit, given: 'typed' });
    expect(read({ ...typed, product: 'ts-520' })).toMatchObject({ product: 'TS-520', title: 'Selection set' });
  });

  it.each<[string, GivenKit, string, object]>([
    ['whose label is no element string', { scanned: 'KIT 0815' }, 'kit.not-readable', { what: 'form' }],
    ['whose GTIN was misread', { scanned: LABEL.replace('788', '780') }, 'kit.not-readable', { what: 'gtin' }],
    [
      'with a day that there is not',
      { scanned: LABEL.replace('261123', '261131') },
      'kit.not-readable',
      { what: 'expiry' },
    ],
    ['with a day that there is not, typed', { ...typed, expiry: '2026-02-30' }, 'kit.not-readable', { what: 'expiry' }],
    [
      'without its serial number',
      { scanned: LABEL.replace(/\(21\).*/, '') },
      'kit.incomplete',
      { missing: ['serial'] },
    ],
    ['of which only blanks were typed', { ...typed, lot: '  ' }, 'kit.incomplete', { missing: ['lot'] }],
    [
      'with a character that no label has, and that cannot be seen',
      { ...typed, serial: '12\u200b34' },
      'kit.not-readable',
      { what: 'serial' },
    ],
    ['with a letter that no label has', { ...typed, lot: 'Ä213' }, 'kit.not-readable', { what: 'lot' }],
    ['both scanned and typed', { ...typed, scanned: LABEL }, 'kit.scanned-and-typed', {}],
  ])('%s is not read', (_, given, code, values) => {
    expect(() => read(given)).toThrow(expect.objectContaining({ code, values: expect.objectContaining(values) }));
  });

  it('is good to the end of its day of expiry', () => {
    const kit = read({ scanned: LABEL });
    expect(wrongKit(kit, TYPES, TODAY)).toBeNull();
    expect(wrongKit(kit, TYPES, '2026-11-24')).toMatchObject({ code: 'kit.expired', values: { expiry: TODAY } });
  });

  it('of a type that the class does not take is none of its', () => {
    const kit = read({ ...typed, product: '4006381333931' });
    const values = { product: '04006381333931', expected: ['Wash set', 'Selection set'] };
    expect(wrongKit(kit, TYPES, TODAY)).toMatchObject({ code: 'kit.wrong-type', values });
  });
});

describe('a unit whose class asks for a kit', () => {
  const now = '2026-11-23T22:59:59.000Z';
  const asks: KeptAs = { use: 'exclusive', upkeep: { kit: TYPES }, zone: 'Europe/Berlin' };
  const kit = read({ scanned: LABEL });
  const empty: UnitState = { ...unitProjection.empty, unit: { U1: { code: 'W-01' } as never } };
  const check =
    (state: UnitState, kept: KeptAs, given?: Kit, at = now) =>
    () =>
      checkKit(state, 'U1', kept, given, at);
  const fact = (type: string, values: object) => ({ stream: 'unit/U1', type, values, at: now }) as never;
  const bound = unitProjection.apply(
    { ...empty, unit: { U1: { code: 'W-01', upkeep: { held: 0 } } as never } },
    fact('unit.bound', { binding: 'B1', position: 'whole', batch: 'X1', coi: null, unitProcedure: 'wash', kit }),
  );
  const released = unitProjection.apply(bound, fact('unit.released', { binding: 'B1', batch: 'X1' }));

  it('takes a new one, to the end of its day where the site is, and none without asking', () => {
    expect(check(empty, asks, kit)).not.toThrow();
    expect(check(empty, asks, kit, '2026-11-23T23:00:00.000Z')).toThrow('kit.expired');
    expect(check(empty, asks)).toThrow('kit.missing');
    expect(check(empty, { ...asks, upkeep: {} })).not.toThrow();
    expect(check(empty, { ...asks, upkeep: {} }, kit)).toThrow('kit.not-needed');
  });

  it('takes none that it has had, also after its release, and in whatever case that is typed', () => {
    const again = { ...kit, id: 'K2', lot: 'a213b1' };
    expect(check(bound, asks, again)).toThrow('kit.used');
    expect(check(released, asks, again)).toThrow('kit.used');
    expect(check(released, asks, { ...again, serial: '1235' })).not.toThrow();
    expect(released.unit_kit['K1']).toMatchObject({ binding: 'B1', boundAt: now, removedAt: now });
  });

  it.each([
    ['its whole label', LABEL, true],
    ['as a scanner sends it', '0109520123456788' + '211234', true],
    ['its serial number alone', '1234', true],
    ['its serial number as it is printed, with a space', ' 12 34', true],
    ['another serial number', '1235', false],
    ['another kit', LABEL.replace('1234', '1235'), false],
    ['the serial number of another lot', LABEL.replace('A213B1', 'A213B2'), false],
    ['its lot without a serial number', LABEL.replace(/\(21\).*/, ''), false],
  ])('has told the bound kit by %s', (_, told, is) => expect(isTold(kit, told)).toBe(is));
});
