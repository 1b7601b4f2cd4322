import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bandPattern, bandStyle, coiSuffix } from '../../web/src/parts/band-pattern.js';
import { draftsAt, draftsOf, keepDrafts } from '../../web/src/parts/drafts.js';
import { age, clockFace, countdown, milliseconds } from '../../web/src/parts/duration.js';
import { typed } from '../../web/src/parts/keypad-typing.js';
import { glance, limitBands, limitPosition } from '../../web/src/parts/limit-position.js';
import {
  decimalText,
  liveDecimals,
  liveNumber,
  plainDecimal,
  rangeText,
  unitText,
} from '../../web/src/parts/number-format.js';
import { readingLook, trendOf } from '../../web/src/parts/reading-look.js';
import { statusWord } from '../../web/src/parts/status-word.js';

const coi = fc.stringMatching(/^[A-Z0-9][A-Z0-9-]{5,39}$/);
const limits = (low: string | null, high: string | null) => ({ low, high });

describe('the identity band', () => {
  it('is always the same for one chain of identity', () => {
    fc.assert(fc.property(coi, (id) => expect(bandPattern(id)).toEqual(bandPattern(id))));
  });

  it('is never red, amber, blue or magenta: those colours say something else', () => {
    fc.assert(
      fc.property(coi, (id) => {
        const { hue } = bandPattern(id);
        expect(hue >= 75 && hue <= 285 && !(hue > 190 && hue < 250)).toBe(true);
      }),
    );
  });

  it('tells most patients in a room apart', () => {
    const looks = Array.from({ length: 12 }, (_, n) =>
      JSON.stringify(bandStyle(bandPattern(`DEMO-26-${1000 + n * 37}`))),
    );
    expect(new Set(looks).size).toBeGreaterThanOrEqual(10);
  });

  it('stands beside the four letters that people say', () => {
    expect(coiSuffix('DEMO-26-0002-2Q9M')).toBe('2Q9M');
  });
});

describe('a number as an instrument', () => {
  it('is shown as it was recorded, never rounded', () => {
    expect(['37.0', '-0.50', '2100000', '12345.678', '1234'].map(decimalText)).toEqual([
      '37.0',
      '−0.50',
      '2\u202f100\u202f000',
      '12\u202f345.678',
      '1234',
    ]);
  });

  it('has as many decimals as its limits, and enough for its size', () => {
    expect(liveDecimals(37.04, ['36.0', '38.0'])).toBe(1);
    expect(liveDecimals(7.1834)).toBe(2);
    expect(liveNumber(412.3, liveDecimals(412.3))).toBe('412');
  });

  it('never reads as the limit that it missed', () => {
    const shown = (value: number) => liveNumber(value, liveDecimals(value, ['36.0', null, '38.0']));
    expect([38.04, 37.98, 38, 35.996, 38.2].map(shown)).toEqual(['38.04', '37.98', '38.0', '35.996', '38.2']);
  });

  it('has its unit as people write it', () => {
    expect(['Cel', '[pH]', '10*6/mL', '10*8/mL', '/min', '1', 'mmol/L'].map(unitText)).toEqual([
      '°C',
      '',
      '10⁶/mL',
      '10⁸/mL',
      '1/min',
      '',
      'mmol/L',
    ]);
  });

  it('has its limits in signs', () => {
    expect(rangeText(limits('36.0', '38.0'), 'Cel')).toBe('36.0 – 38.0 °C');
    expect(rangeText(limits('70', null), '%')).toBe('≥ 70 %');
    expect(rangeText(limits('0', '0.0'), '1')).toBe('= 0');
    expect(rangeText(limits('0', null), '1')).toBe('≥ 0');
    expect(rangeText(limits(null, '6.0'), '[pH]')).toBe('≤ 6.0');
  });

  it('goes to the server in plain notation, whatever hand typed it', () => {
    expect([' 87,4', '007', '.5', '12.', '-0.50', '2 100 000'].map(plainDecimal)).toEqual([
      '87.4',
      '7',
      '0.5',
      '12',
      '-0.50',
      '2100000',
    ]);
  });
});

describe('the keypad', () => {
  const keys = (...pressed: string[]) => pressed.reduce(typed, '');

  it('writes decimals with one point', () => {
    expect(keys('8', '7', '.', '4', '.')).toBe('87.4');
    expect(keys('.', '5')).toBe('0.5');
  });

  it('never leads with a zero, changes the sign, deletes and clears', () => {
    expect(keys('0', '7')).toBe('7');
    expect(keys('-', '5', '-')).toBe('5');
    expect(keys('1', '2', 'back')).toBe('1');
    expect(keys('1', '2', 'clear')).toBe('');
  });

  it('writes only what the server can read as a number, once a digit is there', () => {
    const key = fc.constantFrom('0', '1', '5', '9', '.', '-', 'back', 'clear');
    fc.assert(
      fc.property(fc.array(key, { maxLength: 12 }), (pressed) => {
        const text = plainDecimal(keys(...pressed));
        expect(text === '' || text === '-' || /^-?(0|[1-9]\d*)(\.\d+)?$/.test(text)).toBe(true);
      }),
    );
  });
});

describe('limits', () => {
  it('are a band from action over alert to within, with room beside them', () => {
    const bands = limitBands(limits('80', '95'), limits('70', '100'))!;
    expect(bands.zones.map(({ kind }) => kind)).toEqual(['action', 'alert', 'within', 'alert', 'action']);
    expect([bands.zones[0]!.start, bands.zones.at(-1)!.end]).toEqual([0, 1]);
    expect(limitPosition(bands, 70)).toBeCloseTo(bands.zones[0]!.end);
  });

  it('leave an open side open', () => {
    expect(limitBands(limits('80', null), limits('70', null))!.zones.map(({ kind }) => kind)).toEqual([
      'action',
      'alert',
      'within',
    ]);
    expect(limitBands(null, null)).toBeNull();
  });

  it('show a value far outside at the end of the bar', () => {
    const bands = limitBands(null, limits('36', '38'))!;
    expect([limitPosition(bands, 900), limitPosition(bands, -900)]).toEqual([1, 0]);
  });

  it('take both ends as inside', () => {
    expect([36, 38, 35.99, 38.01].map((value) => glance(value, null, limits('36', '38')))).toEqual([
      'within',
      'within',
      'action',
      'action',
    ]);
    expect(glance(75, limits('80', null), limits('70', null))).toBe('alert');
  });
});

describe('time', () => {
  it('is a countdown to what is due, and then how long ago that was', () => {
    const now = Date.parse('2026-11-22T12:00:00.000Z');
    expect(countdown('2026-11-22T12:48:00.000Z', now)).toEqual({ left: '48:00', over: false, near: false });
    expect(countdown('2026-11-22T12:00:41.000Z', now)).toEqual({ left: '00:41', over: false, near: true });
    expect(countdown('2026-11-22T11:58:59.000Z', now)).toEqual({ left: '01:01', over: true, near: false });
  });

  it('shows zero only when it is over', () => {
    expect([1, 999, 0].map(clockFace)).toEqual(['00:01', '00:01', '00:00']);
    expect(clockFace(3 * 86_400_000 + 4 * 3_600_000)).toBe('3 d 04 h');
  });

  it('reads durations of the recipe', () => {
    expect(['PT30S', 'PT2M', 'P7D', 'P1DT12H', 'PT0.5S'].map(milliseconds)).toEqual([
      30_000, 120_000, 604_800_000, 129_600_000, 500,
    ]);
  });

  it('ages in the one unit that matters', () => {
    expect([900, 59_000, 61_000, 7_300_000, 300_000_000].map(age)).toEqual(['0 s', '59 s', '1 min', '2 h', '3 d']);
  });
});

describe('a live value', () => {
  const tag = {
    tag: 'ph',
    title: 'pH',
    type: 'number',
    unit: '[pH]',
    criticality: 'CPP',
    staleAfter: 'PT30S',
  } as const;
  const reading = {
    tag: 'ph',
    ucum: '[pH]',
    sourceAt: '2026-11-22T12:00:00.000Z',
    value: 7.18,
    status: 0,
    quality: 'good',
  } as const;
  const trace = (over: object) => ({ last: { ...reading, ...over }, at: 1_000_000, points: [] });

  it('is a number while it is good and fresh', () => {
    expect(readingLook(tag, trace({}), 1_001_000)).toMatchObject({ kind: 'number', text: '7.18', age: 1000 });
  });

  it('is no number once it is stale, but says since when', () => {
    expect(readingLook(tag, trace({}), 1_031_000)).toEqual({ kind: 'stale', since: 1_000_000 });
  });

  it('is its status word and no number when it is bad, even with a value', () => {
    const look = readingLook(tag, trace({ quality: 'bad', status: 0x808c0000 }), 1_001_000);
    expect(look).toEqual({ kind: 'bad', status: 0x808c0000, age: 1000 });
    expect(statusWord(0x808c0000)).toBe('sensor failure');
    expect(statusWord(0x80ff0000)).toBe('status 0x80ff0000');
  });

  it('says which way it goes, and is steady within a twentieth of its limits', () => {
    expect(
      trendOf(
        [
          [0, 37],
          [60_000, 37.3],
        ],
        2,
      ),
    ).toBe('rising');
    expect(
      trendOf(
        [
          [0, 37],
          [60_000, 37.05],
        ],
        2,
      ),
    ).toBe('steady');
    expect(
      trendOf(
        [
          [0, 37],
          [60_000, 36.7],
        ],
        2,
      ),
    ).toBe('falling');
  });
});

describe('drafts', () => {
  const box = () => {
    const kept = new Map<string, string>();
    return {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, text: string) => void kept.set(key, text),
      removeItem: (key: string) => void kept.delete(key),
      size: () => kept.size,
    };
  };
  const mine = { username: 'operator', subject: 'step/1' };

  it('are there again for who typed them', () => {
    const tablet = box();
    keepDrafts(tablet, mine, { viability: '87.4' });
    expect(draftsAt(tablet, mine)).toEqual({ viability: '87.4' });
  });

  it('11.10(d): are nobody else’s, who would put them on record as their own', () => {
    const tablet = box();
    keepDrafts(tablet, mine, { viability: '87.4' });
    expect(draftsAt(tablet, { ...mine, username: 'operator2' })).toEqual({});
    expect(draftsAt(tablet, { ...mine, subject: 'step/2' })).toEqual({});
  });

  it('of one lot, count or label are not those of the next, when another tablet or a reload has moved on', () => {
    const tablet = box();
    keepDrafts(tablet, mine, { ...draftsOf({}, 'hsa'), lot: 'HSA-0417' });
    const kept = draftsAt(tablet, mine);
    expect(draftsOf(kept, 'hsa')['lot']).toBe('HSA-0417');
    expect(draftsOf(kept, 'dnase')['lot']).toBeUndefined();
    keepDrafts(tablet, mine, draftsOf(kept, 'dnase'));
    expect(tablet.size()).toBe(0);
  });

  it('leave nothing behind when they are emptied', () => {
    const tablet = box();
    keepDrafts(tablet, mine, { viability: '8' });
    keepDrafts(tablet, mine, { viability: '' });
    expect(tablet.size()).toBe(0);
  });
});
