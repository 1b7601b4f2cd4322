import { describe, expect, it } from '@jest/globals';
import type { AlarmCall, LooseBatch, Need, Tile } from '../../web/src/api/types.js';
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
    const alarmed = (code: string, priority: AlarmCall['priority'], unacknowledged: number): Tile => {
      const first = { id: code, priority, title: 'Door open' };
      const own = unacknowledged > 0 ? first : null;
      return { ...tile(code, []), alarms: { unacknowledged, active: 1, first, own, shared: [] } };
    };
    const tiles = [...room, alarmed('U-09', 'critical', 1), alarmed('U-10', 'medium', 1), alarmed('U-11', 'high', 0)];
    const queued = queueOf(tiles, [], NOW).map(({ tile: of, alarm }) => `${of!.unit.code}${alarm ? '!' : ''}`);
    expect(queued).toEqual(['U-09!', 'U-06', 'U-10!', 'U-07', 'U-04', 'U-05', 'U-02', 'U-01']);
    expect(byNeed(tiles).map(({ unit }) => unit.code)[0]).toBe('U-09');
    expect(waiting(tiles, [])).toBe(7);
    expect(worst({ tiles: [alarmed('U-10', 'medium', 1)], loose: [] })).toBe('alert');
  });

  it('has alarms of many units at once on each of them, and calls and counts each once, beside what is a unit’s own', () => {
    const offline: AlarmCall = { id: 'offline', priority: 'high', title: 'Many units offline' };
    const gas: AlarmCall = { id: 'gas', priority: 'low', title: 'Gas supply of the room low' };
    const gone = (code: string, shared: AlarmCall[], own: AlarmCall | null = null): Tile => ({
      ...tile(code, []),
      alarms: { unacknowledged: shared.length + (own ? 1 : 0), active: 3, first: own ?? shared[0]!, own, shared },
    });
    const door: AlarmCall = { id: 'door', priority: 'critical', title: 'Door open' };
    const tiles = [gone('U-01', [offline]), gone('U-02', [offline, gas]), gone('U-03', [offline, gas], door)];
    const queued = queueOf(tiles, [], NOW).map(({ tile: of, alarm }) => [of!.unit.code, alarm!.id]);
    expect(queued).toEqual([
      ['U-03', 'door'],
      ['U-01', 'offline'],
      ['U-02', 'gas'],
    ]);
    expect(waiting(tiles, [])).toBe(3);
    expect(waiting([...tiles, tile('U-04', [need('note')])], [])).toBe(4);
    expect(worst({ tiles: tiles.slice(0, 2), loose: [] })).toBe('alert');
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
