import { describe, expect, it } from '@jest/globals';
import type { AlarmPriority, Tag } from '../../definition/unit-classes/domain/index.js';
import type { BatchInBrief, MonitorInBrief } from '../../execution/batches/index.js';
import type { UnitRow } from '../../plant/equipment/index.js';
import type { ReadingRow } from '../../plant/readings/index.js';
import { tileOf, type UnitSeen } from './tile.view.js';
import { valueOf } from './value.view.js';

const NOW = Date.parse('2026-11-22T12:00:00.000Z');
const ago = (seconds: number): string => new Date(NOW - seconds * 1000).toISOString();

const tag = (code: string, unit: string, criticality: Tag['criticality'] = 'CPP'): Tag => ({
  ...{ tag: code, title: code, type: 'number', unit, criticality, staleAfter: 'PT30S' },
});
const reading = (of: string, value: number | null, seconds = 1, status = 0): ReadingRow => ({
  ...{ unit: 'u', tag: of, ucum: null, arrival: 1n, sourceTime: 0n, sourceAt: ago(seconds), value, status },
  ...{
    quality: value === null ? 'bad' : 'good',
    serverTime: null,
    receivedAt: ago(0),
    origin: 'live',
    conflict: false,
  },
});
const monitor: MonitorInBrief = {
  ...{ tag: 'temperature', unit: 'Cel', criticality: 'CPP' },
  alert: { low: '36.5', high: '37.5' },
  action: { low: '36.0', high: '38.0' },
};

/** A batch whose culture of ten days began `seconds` ago. */
const growing = (seconds: number, more: Partial<BatchInBrief> = {}): BatchInBrief => ({
  ...{
    id: 'b',
    code: '26-0001',
    type: 'patient-batch',
    coi: 'DEMO-26-0001-7F3K',
    patient: 'P-7F3K',
    product: 'CT19-A',
    state: 'running',
  },
  ...{ heldBecause: null, unit: { id: 'u', code: 'U-01' }, steps: { done: 7, total: 20 }, timer: null, exceptions: [] },
  unitProcedure: { id: 'culture', title: 'Culture', unitClass: 'closed-bioreactor' },
  step: {
    id: 's',
    phase: 'expand',
    title: 'Expand',
    kind: 'program',
    state: 'running',
    startedAt: ago(seconds),
    signaturesDue: [],
  },
  timed: { before: 2 * 86_400, total: 12 * 86_400 },
  program: { program: 'Expansion', state: 'running', startedAt: ago(seconds), after: 'P10D', endsAt: ago(-60) },
  monitors: [monitor],
  ...more,
});

const seen = (
  batch: BatchInBrief | undefined,
  readings: ReadingRow[],
  connection = 'live',
  status = 'in-service',
  prompt?: UnitSeen['prompt'],
  waiting: AlarmPriority | null = null,
) =>
  tileOf(
    {
      unit: {
        id: 'u',
        code: 'U-01',
        title: 'Bioreactor 1',
        unitClass: 'c',
        status,
        connector: { kind: 'mqtt' },
      } as UnitRow,
      ...{
        room: 'B2',
        tags: [tag('temperature', 'Cel'), tag('ph', '[pH]'), tag('agitation', '/min', 'IPC')],
        batch,
        readings,
        prompt,
        alarms: {
          ...{ unit: 'u', active: 2, unacknowledged: waiting === null ? 0 : 1, own: null, shared: [] },
          first: { id: 'a', priority: waiting ?? 'high', title: 'Door open' },
        },
      },
      connection: { state: connection, since: ago(90), problems: [] } as UnitSeen['connection'],
    },
    { now: NOW, speed: 8640, deviations: [] },
  );
const good = [reading('temperature', 37.1), reading('ph', 7.2)];

describe('a tile', () => {
  it('wants a person where the unit waits for one, at the step whose program it runs', () => {
    const asks = { code: 'bubble', known: { title: 'Air in the inlet line' }, raisedAt: ago(5), step: null };
    const of = (batch: string) =>
      seen(growing(60), good, 'live', 'in-service', { ...asks, batch } as UnitSeen['prompt']).needs;
    const prompt = { kind: 'prompt', tone: 'action', what: 'Air in the inlet line', step: 's', since: ago(5) };
    expect(of('b')).toMatchObject([prompt]);
    expect(of('another')).toEqual([]);
  });

  it('says how many alarms of the unit stand, and which is the most urgent', () => {
    expect(seen(undefined, []).alarms).toEqual({
      ...{ active: 2, unacknowledged: 0, first: { id: 'a', priority: 'high', title: 'Door open' } },
      ...{ own: null, shared: [] },
    });
  });

  it.each([
    ['critical', 'action'],
    ['high', 'alert'],
    ['medium', 'alert'],
    ['low', 'note'],
    [null, 'calm'],
  ] as const)(
    'shows an alarm that waits for somebody, %s, by the light %s, with a batch and without',
    (waiting, light) => {
      const lights = [undefined, growing(50)].map((batch) =>
        seen(batch, good, 'live', 'in-service', undefined, waiting),
      );
      expect(lights.map((tile) => tile.light)).toEqual([light, light]);
    },
  );

  it('is calm while a program runs inside its limits, and says when somebody is wanted next', () => {
    const tile = seen(growing(50), good);
    expect(tile).toMatchObject({ light: 'calm', needs: [], next: { kind: 'program-ends', dueAt: ago(-60) } });
    expect(tile.values.map(({ tag: code, verdict }) => [code, verdict])).toEqual([
      ['temperature', 'within'],
      ['ph', null],
    ]);
  });

  it.each([
    [36.5, 'within', 'calm'],
    [37.51, 'alert', 'alert'],
    [38.0, 'alert', 'alert'],
    [38.01, 'action', 'action'],
    [35.9, 'action', 'action'],
  ])('of %d °C is %s its limits and shows the light %s, both ends inside', (value, verdict, light) => {
    const tile = seen(growing(50), [reading('temperature', value), reading('ph', 7.2)]);
    expect(tile.values[0]).toMatchObject({ value, verdict });
    expect(tile.light).toBe(light);
  });

  it('counts the days that the recipe times, faster by the speed, and never beyond its last', () => {
    const day = (seconds: number) => seen(growing(seconds), good).batch!.day;
    expect([day(0), day(9), day(10), day(50), day(500)].map((count) => count!.n)).toEqual([3, 3, 4, 8, 12]);
    expect(day(0)!.of).toBe(12);
    expect(seen(growing(0, { timed: { before: 0, total: 21_600 } }), good).batch!.day).toBeNull();
  });

  it('has no number for what is too old or bad, and wants somebody to look', () => {
    const stale = seen(growing(50), [reading('temperature', 37, 31), reading('ph', 7.2)]);
    expect(stale.values[0]).toMatchObject({ state: 'stale', value: null, verdict: null, at: ago(31) });
    expect(stale).toMatchObject({
      light: 'alert',
      needs: [{ kind: 'data-lost', what: 'temperature', since: ago(31) }],
    });
    const bad = seen(growing(50), [reading('temperature', null, 1, 0x808c0000), reading('ph', 7.2)]);
    expect(bad.values[0]).toMatchObject({ state: 'bad', value: null, status: 0x808c0000 });
    expect(seen(growing(50), good, 'offline').needs).toMatchObject([{ kind: 'data-lost', what: null, since: ago(90) }]);
  });

  it('of a free unit stays calm whatever its link does, and off while out of service', () => {
    expect(seen(undefined, [], 'offline')).toMatchObject({ light: 'calm', needs: [], batch: null });
    expect(seen(undefined, good, 'live', 'out-of-service').light).toBe('off');
  });

  it('shows what a running step watches besides the critical parameters', () => {
    const stirred = { ...monitor, tag: 'agitation', unit: '/min' };
    const tile = seen(growing(50, { monitors: [monitor, stirred] }), [...good, reading('agitation', 10)]);
    expect(tile.values.map(({ tag: code }) => code)).toEqual(['temperature', 'ph', 'agitation']);
  });

  it('names the window that lapses as the time by which a step is due', () => {
    const dueAt = ago(-480);
    const step = { ...growing(0).step!, kind: 'entry' as const, state: 'idle' as const };
    const timer = { purpose: 'window-late' as const, window: 'vector-use', step: 's', dueAt };
    const tile = seen(growing(0, { step, program: null, monitors: [], timer }), good);
    expect(tile).toMatchObject({ needs: [{ kind: 'start', dueAt }], next: { kind: 'window-late', dueAt } });
  });

  it('says of a stopped batch that its unit still runs', () => {
    const tile = seen(growing(0, { state: 'stopped', step: null, program: null, monitors: [] }), good);
    expect(tile).toMatchObject({ needs: [{ kind: 'release', what: 'stopped' }], light: 'note' });
  });
});

describe('a value', () => {
  it('is held against limits that are written in another unit', () => {
    const pressure = tag('pressure', 'kPa');
    const limits = {
      tag: 'pressure',
      unit: 'bar',
      alert: null,
      action: { low: null, high: '1.2' },
      criticality: 'CPP',
    };
    const value = valueOf(pressure, reading('pressure', 121), limits as MonitorInBrief, NOW);
    expect(value).toMatchObject({ verdict: 'action', unit: 'kPa', action: { low: null, high: '120' } });
  });
});
