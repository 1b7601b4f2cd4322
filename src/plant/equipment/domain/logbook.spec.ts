import { describe, expect, it } from '@jest/globals';
import type { Fact } from '../../../trust/ledger/domain/index.js';
import { cursorOf, lineOf, type Placed, spansIn } from './logbook.js';

const AT = '2026-11-22T12:00:00.000Z';

const fact = (type: string, values: object, at = AT, stream = 'unit/u1'): Fact =>
  ({
    ...{ v: 1, stream, seq: 3, type, at, happenedAt: at, zone: 'UTC', config: '' },
    by: { person: 'p', name: 'Ada Muster', role: 'operator' },
    values,
  }) as Fact;

describe('a logbook', () => {
  it('211.182: names the batch, and who did what when', () => {
    const bound = fact('unit.bound', {
      binding: 'b',
      position: 'whole',
      batch: 'x',
      coi: 'COI-7F3K',
      unitProcedure: 'e',
    });
    const line = lineOf(bound, new Set(['x']));
    expect(line).toMatchObject({ unit: 'u1', type: 'unit.bound', at: AT, batch: 'x', upkeep: null });
    expect(line.by).toEqual({ name: 'Ada Muster', role: 'operator' });
    expect(line.values).toMatchObject({ coi: 'COI-7F3K', unitProcedure: 'e' });
    expect(cursorOf(line)).toBe(`${AT}_u1_3`);
  });

  it('tells nothing of a batch, or its patient, that the reader may not see', () => {
    const line = lineOf(fact('unit.released', { binding: 'b', batch: 'x', coi: 'COI-7F3K' }), new Set());
    expect(line.batch).toBeNull();
    expect(line.values).toEqual({ binding: 'b' });
  });

  it('names the unit or the system where no person did it', () => {
    const by = (actor: object) => lineOf({ ...fact('command.failed', {}), by: actor } as Fact, new Set()).by;
    expect(by({ system: 'connector', role: 'system' })).toEqual({ name: 'connector', role: 'system' });
    expect(by({ unit: 'U-01', role: 'automation' })).toEqual({ name: 'U-01', role: 'automation' });
  });

  it('of a room holds each unit for as long as it stood there', () => {
    const defined = (room: string, at: string, stream: string) => fact('unit.defined', { unit: { room } }, at, stream);
    const moved = (room: string, at: string, stream: string) => fact('unit.redefined', { is: { room } }, at, stream);
    const placed = [
      defined('B2', 't1', 'unit/u1'),
      moved('B2', 't2', 'unit/u1'),
      moved('B3', 't3', 'unit/u1'),
      moved('B2', 't4', 'unit/u1'),
      defined('B3', 't1', 'unit/u2'),
      defined('B2', 't5', 'unit/u3'),
    ] as Placed[];
    expect(spansIn('B2', placed)).toEqual([
      { stream: 'unit/u1', from: 't1', until: 't3' },
      { stream: 'unit/u1', from: 't4', until: null },
      { stream: 'unit/u3', from: 't5', until: null },
    ]);
  });
});
