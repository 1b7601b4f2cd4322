import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { parseUnitClasses } from './parse-unit-class.js';
import { decideDefine, unitClassProjection, type UnitClassState } from './define-unit-class.js';
import type { Fact, NewFact } from '../../../trust/ledger/domain/index.js';

const file = readFileSync('recipes/plant/unit-classes.yaml', 'utf8');
const classes = (text: string) => {
  const result = parseUnitClasses(text);
  if ('findings' in result) throw new Error(JSON.stringify(result.findings));
  return result.unitClasses;
};
const told = (text: string): string[] => {
  const result = parseUnitClasses(text);
  return 'findings' in result ? result.findings.map(({ code, path, line }) => `${line} ${code} ${path}`) : [];
};
const safe = 'unitClasses[0].programs[2].safeState.temperature';

describe('unit classes as a file', () => {
  it('211.67: may ask for upkeep, with hold times that have a length', () => {
    const withUpkeep = (upkeep: object) =>
      JSON.stringify({
        unitClasses: [{ code: 'scale', title: 'S', use: 'exclusive', tags: [], setpoints: [], programs: [], upkeep }],
      });
    const upkeep = { cleaned: { hold: 'P7D' }, calibrated: true, firmware: ['4.2.0'] };
    expect(classes(withUpkeep(upkeep))[0]!.upkeep).toEqual(upkeep);
    expect(classes(file).flatMap(({ code, upkeep: asked }) => (asked === undefined ? [] : [code]))).toEqual(['washer']);
    expect(told(withUpkeep({ cleaned: { hold: 'PT0S' } }))).toEqual([
      '1 duration.zero unitClasses[0].upkeep.cleaned.hold',
    ]);
    expect(told(withUpkeep({ calibrated: false }))).toEqual(['1 schema.const unitClasses[0].upkeep.calibrated']);
    expect(told(withUpkeep({}))).toEqual(['1 schema.min-properties unitClasses[0].upkeep']);
  });

  it('may say what its units wait for people to say, and who may answer what', () => {
    const bubble = classes(file)[0]!.prompts?.find(({ code }) => code === 'bubble');
    expect(bubble).toMatchObject({ title: 'Air in the inlet line', cause: expect.stringContaining('sensor') });
    expect(bubble?.answers.map(({ code, by }) => [code, by])).toEqual([
      ['purged', 'operator'],
      ['go-on', 'supervisor'],
    ]);
    const asking = (answers: object[]) =>
      JSON.stringify({
        unitClasses: [
          {
            ...{ code: 'scale', title: 'S', use: 'exclusive', tags: [], setpoints: [], programs: [] },
            prompts: [{ code: 'tare', title: 'Tare?', cause: 'It is not at zero.', answers }],
          },
        ],
      });
    const yes = { code: 'yes', title: 'Yes', by: 'operator' };
    expect(told(asking([yes, yes]))).toEqual(['1 id.duplicate unitClasses[0].prompts[0].answers[1].code']);
    expect(told(asking([]))).toEqual(['1 schema.min-items unitClasses[0].prompts[0].answers']);
    expect(told(asking([{ ...yes, by: 'anybody' }]))).toEqual([
      '1 schema.enum unitClasses[0].prompts[0].answers[0].by',
    ]);
  });

  it('may rationalise alarms: each with its priority, cause, consequence, response and time, and when it is enabled', () => {
    const [bioreactor] = classes(file);
    const high = bioreactor?.alarms?.find(({ code }) => code === 'temperature-high');
    expect(high?.source).toEqual({
      ...{ kind: 'limit', tag: 'temperature', above: '38.5', deadband: '0.3', onDelay: 'PT1M', offDelay: 'PT30S' },
    });
    expect(high).toMatchObject({ priority: 'high', respondWithin: 'PT10M' });
    expect(high?.enabled).toContain('Expansion');
    const { cause, consequence, response } = high!;
    expect([cause, consequence, response].every((words) => words.length > 10)).toBe(true);
  });

  it.each<[what: string, alarm: object, code: string]>([
    ['a tag that the class has not', { source: { kind: 'stale', tag: 'pressure' } }, 'tag.unknown'],
    ['a limit on a flag', { source: { kind: 'limit', tag: 'door-open', above: 1 } }, 'alarm.not-a-number'],
    ['a limit that limits nothing', { source: { kind: 'limit', tag: 'co2' } }, 'alarm.no-limit'],
    [
      'limits with nothing between them',
      { source: { kind: 'limit', tag: 'co2', above: 6, below: 5, deadband: 0.5 } },
      'alarm.limits-cross',
    ],
    ['a state of another type', { source: { kind: 'state', tag: 'door-open', is: 'open' } }, 'alarm.state-type'],
    ['a program that the class has not', { enabled: ['Sterilise'] }, 'program.unknown'],
    ['no time to answer in', { respondWithin: 'PT0S' }, 'duration.zero'],
    ['a priority that nobody knows', { priority: 'urgent' }, 'schema.enum'],
    ['no consequence', { consequence: undefined }, 'schema.required'],
  ])('refuses an alarm with %s', (_, wrong, code) => {
    const words = { cause: 'c', consequence: 'k', response: 'r', respondWithin: 'PT5M', enabled: 'always' };
    const alarm = { code: 'a', title: 'A', source: { kind: 'offline' }, priority: 'low', ...words };
    const [first] = (parse(file) as { unitClasses: object[] }).unitClasses;
    const text = (one: object) => JSON.stringify({ unitClasses: [{ ...first, alarms: [one] }] });
    expect(told(text(alarm))).toEqual([]);
    expect(told(text({ ...alarm, ...wrong })).join()).toContain(` ${code} `);
  });

  it('ships the closed bioreactor with decimals as text', () => {
    const [bioreactor] = classes(file);
    expect(bioreactor?.tags.map(({ tag }) => tag)).toEqual([
      'temperature',
      'co2',
      'ph',
      'do',
      'agitation',
      'glucose',
      'lactate',
      'door-open',
      'heartbeat',
    ]);
    expect(bioreactor?.tags[0]?.range).toEqual({ low: '0', high: '60' });
    expect(bioreactor?.programs.map(({ name }) => name)).toEqual(
      'Warm-up Expansion Harvest-hold Wash Select Activate Transduce Wash-out Harvest-wash Formulate'.split(' '),
    );
    expect(bioreactor?.programs[0]?.safeState[0]).toEqual({
      setpoint: 'temperature',
      value: { value: '37.0', unit: 'Cel' },
    });
  });

  it.each<[right: string, wrong: string, code: string, path: string]>([
    ['unit: Cel', 'unit: Celsius', 'unit.not-valid', 'unitClasses[0].tags[0].unit'],
    ['range: [0, 60]', 'range: [60, 0]', 'range.order', 'unitClasses[0].tags[0].range'],
    ['tag: co2', 'tag: temperature', 'id.duplicate', 'unitClasses[0].tags[1].tag'],
    ['staleAfter: PT30S', 'staleAfter: PT0S', 'duration.zero', 'unitClasses[0].tags[0].staleAfter'],
    ['use: exclusive', 'use: shared', 'schema.enum', 'unitClasses[0].use'],
    ['type: boolean, crit', 'type: boolean, unit: g, crit', 'schema.false-schema', 'unitClasses[0].tags[7].unit'],
    ['tag: co2', 'colour: blue # co2', 'schema.unknown-key', 'unitClasses[0].tags[1].colour'],
    ['staleAfter: PT15S', 'staleAfter: 15s', 'schema.pattern', 'unitClasses[0].tags[8].staleAfter'],
    ['0123456788', '0123456780', 'kit.gtin-not-valid', 'unitClasses[1].upkeep.kit[0].product'],
    ['{ temperature: 20.0 Cel', '{ warmth: 20.0 Cel', 'set.unknown', 'unitClasses[0].programs[2].safeState.warmth'],
    ['{ temperature: 20.0 Cel', '{ temperature: 20.0 g', 'unit.not-compatible', safe],
    ['{ temperature: 20.0 Cel', '{ temperature: 200 Cel', 'set.outside-range', safe],
    ['{ temperature: 20.0 Cel', '{ temperature: warm', 'quantity.not-valid', safe],
  ])('names line and path when "%s" reads "%s"', (right, wrong, code, path) => {
    expect(file).toContain(right);
    const line = file.slice(0, file.indexOf(right)).split('\n').length;
    expect(told(file.replace(right, wrong))).toContain(`${line} ${code} ${path}`);
  });
});

describe('the kits of a unit class', () => {
  it('are each of another product, whether its GTIN is written in 13 or in 14 digits', () => {
    const kit = "- { product: '09520123456788', title: Wash set with rotor }";
    const twice = file.replace(kit, `${kit}\n        - { product: '9520123456788', title: The same }`);
    expect(told(twice)).toEqual([expect.stringContaining('id.duplicate unitClasses[1].upkeep.kit[1].product')]);
  });
});

describe('the definition of a unit class', () => {
  const fact = (made: NewFact): Fact => ({
    v: 1,
    stream: 'unit-class/c1',
    seq: 1,
    at: '2026-11-22T12:00:00.000Z',
    happenedAt: '2026-11-22T12:00:00.000Z',
    zone: 'Europe/Berlin',
    by: { system: 'test', role: 'system' },
    config: '',
    ...made,
  });
  const define = (state: UnitClassState, title: string): UnitClassState =>
    decideDefine(state, { id: 'c1', unitClass: { ...classes(file)[0]!, title } })
      .map(fact)
      .reduce(unitClassProjection.apply, state);

  it('counts versions, and states nothing where nothing changed', () => {
    const first = define(unitClassProjection.empty, 'Bioreactor');
    const second = define(first, 'Bioreactor, closed');
    expect([first, second].map((state) => state.unit_class['c1']?.definition.version)).toEqual([1, 2]);
    expect(() => define(second, 'Bioreactor, closed')).toThrow('unit-class.unchanged');
  });

  it('never takes another class into its stream', () => {
    const state = define(unitClassProjection.empty, 'Bioreactor');
    const other = { ...classes(file)[0]!, code: 'freezer' };
    expect(() => decideDefine(state, { id: 'c1', unitClass: other })).toThrow('unit-class.other-code');
  });
});
