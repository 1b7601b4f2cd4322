import { describe, expect, it } from '@jest/globals';
import type { LooseBatch, Need, Tile } from '../../web/src/api/types.js';
import { hasTold, unlessTold } from '../../web/src/api/told.js';
import { byNeed, queueOf, waiting, worst } from '../../web/src/room/tile-order.js';

const NOW = Date.parse('2026-11-22T12:00:00.000Z');
const inMinutes = (minutes: number): string => new Date(NOW + minutes * 60_000).toISOString();

const need = (tone: Need['tone'], more: Partial<Need> = {}): Need => ({
  ...{ kind: 'work', tone, step: null, exception: null, what: null, role: null, meaning: null, deviation: null },
  ...{ since: null, dueAt: null },
  ...more,
});
const tile = (code: string, needs: Need[], dueAt?: string): Tile =>
  ({ unit: { code }, needs, next: dueAt === undefined ? null : { kind: 'program-ends', dueAt } }) as unknown as Tile;

const room = [
  tile('U-01', [], inMinutes(50)),
  tile('U-02', [need('note')]),
  tile('U-03', []),
  tile('U-04', [need('alert', { since: inMinutes(-2) })]),
  tile('U-05', [need('note', { dueAt: inMinutes(8) })]),
  tile('U-06', [need('action'), need('note')]),
  tile('U-07', [need('alert', { since: inMinutes(-9) })]),
  tile('U-08', [], inMinutes(70)),
];
const loose = { batch: { code: '26-0009' }, needs: [need('note')], next: null } as unknown as LooseBatch;

describe('the order of the board', () => {
  it('by need puts what harms first, then what lapses first, then what has waited longest, then who comes next', () => {
    const codes = byNeed(room).map(({ unit }) => unit.code);
    expect(codes).toEqual(['U-06', 'U-07', 'U-04', 'U-05', 'U-02', 'U-01', 'U-08', 'U-03']);
  });

  it('queues who is wanted now or within the hour, batches between units among them', () => {
    const queued = queueOf(room, [loose], NOW).map((place) => place.tile?.unit.code ?? place.loose!.batch.code);
    expect(queued).toEqual(['U-06', 'U-07', 'U-04', 'U-05', '26-0009', 'U-02', 'U-01']);
  });

  it('counts who needs somebody, and says how badly at worst', () => {
    expect(waiting(room, [loose])).toBe(6);
    expect(worst({ tiles: room, loose: [] })).toBe('action');
    expect(worst({ tiles: [], loose: [loose] })).toBe('note');
  });

  it('puts an alarm that waits for somebody before what else is as bad, and counts it; one that was seen calls nobody', () => {
    const alarmed = (code: string, priority: string, unacknowledged: number): Tile => ({
      ...tile(code, []),
      alarms: {
        ...{ priority, unacknowledged, active: 1, title: 'Door open', shared: false },
        waiting: unacknowledged > 0 ? priority : null,
      } as Tile['alarms'],
    });
    const tiles = [...room, alarmed('U-09', 'critical', 1), alarmed('U-10', 'medium', 1), alarmed('U-11', 'high', 0)];
    const queued = queueOf(tiles, [], NOW).map(({ tile: of, isAlarm }) => `${of!.unit.code}${isAlarm ? '!' : ''}`);
    expect(queued).toEqual(['U-09!', 'U-06', 'U-10!', 'U-07', 'U-04', 'U-05', 'U-02', 'U-01']);
    expect(byNeed(tiles).map(({ unit }) => unit.code)[0]).toBe('U-09');
    expect(waiting(tiles, [])).toBe(7);
    expect(worst({ tiles: [alarmed('U-10', 'medium', 1)], loose: [] })).toBe('alert');
  });

  it('has an alarm of many units at once on each of them, and calls and counts it once', () => {
    const gone = (code: string): Tile => ({
      ...tile(code, []),
      alarms: {
        ...{ priority: 'high', unacknowledged: 1, active: 1, title: 'Many units offline' },
        ...{ waiting: 'high', shared: true },
      },
    });
    const tiles = [gone('U-01'), gone('U-02'), gone('U-03')];
    expect(queueOf(tiles, [], NOW).map(({ tile: of }) => of!.unit.code)).toEqual(['U-01']);
    expect(waiting(tiles, [])).toBe(1);
    expect(waiting([...tiles, tile('U-04', [need('note')])], [])).toBe(2);
  });
});

describe('the board as it is told live', () => {
  it('is not overwritten by an answer that was asked for before', async () => {
    const [older, newer] = ['as it was', 'as it was told'];
    const asked = Promise.withResolvers<string>();
    const answer = unlessTold(
      'board',
      () => asked.promise,
      () => newer,
    );
    hasTold('board of another room');
    hasTold('board');
    asked.resolve(older);
    expect(await answer).toBe(newer);
    expect(
      await unlessTold(
        'board',
        async () => older,
        () => newer,
      ),
    ).toBe(older);
    // before anything is kept the answer counts
    const first = Promise.withResolvers<string>();
    const begun = unlessTold<string>(
      'board',
      () => first.promise,
      () => undefined,
    );
    hasTold('board');
    first.resolve(older);
    expect(await begun).toBe(older);
  });
});
