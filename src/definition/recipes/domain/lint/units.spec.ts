import { describe, expect, it } from '@jest/globals';
import { codes, count, lint } from '../../../../../test/support/linted.js';
import {
  bioreactor,
  entry,
  label,
  loop,
  monitor,
  parallel,
  program,
  repeat,
  scan,
  unitProcedure,
} from '../../../../../test/support/small-recipe.js';
import type { Phase } from '../phase.js';

describe('a program', () => {
  it('asks for what the unit class has', () => {
    expect(lint([program('grow', { monitor: [monitor(), monitor({ tag: 'ph' })] })])).toEqual([
      'tag.unknown: grow: bioreactor has no tag ph',
    ]);
    expect(codes([program('grow', { monitor: [monitor({ unit: '%' })] })])).toContain('unit.not-compatible');
    const set = [{ name: 'light', target: 'setpoint' as const, value: { value: '1', unit: '1' } }];
    expect(lint([program('grow', { set })])).toEqual(['set.unknown: grow: bioreactor has no light to set']);
    const safeState = [{ setpoint: 'temperature', value: { value: '1', unit: 'g/L' } }];
    expect(codes([program('grow', { safeState })])).toEqual(['unit.not-compatible']);
    const capture = { tag: 'lactate', aggregate: 'last', window: 'PT1M' } as const;
    expect(codes([count({ capture })])).toEqual(['tag.unknown']);
    expect(codes([count({ capture: { ...capture, tag: 'glucose' } })])).toEqual(['unit.not-compatible']);
  });

  it('watches what is critical and set by it', () => {
    expect(lint([program('grow', { monitor: [] })])).toEqual([
      'monitor.missing: grow sets temperature, which is critical, and does not watch it',
    ]);
  });

  it('has a safe state for a hold', () => {
    const bare = { ...bioreactor, programs: [{ ...bioreactor.programs[0]!, safeState: [] }] };
    const own = [{ setpoint: 'temperature', value: { value: '37', unit: 'Cel' } }];
    expect(lint([program('grow')], { unitClasses: [bare] })).toEqual([
      'hold.no-safe-state: grow has no safe state, and bioreactor has none for Expansion',
    ]);
    expect(lint([program('grow', { safeState: own })], { unitClasses: [bare] })).toEqual([]);
  });

  it('that may end early on a condition can come to it', () => {
    const until = (or: string) => ({ until: { ends: 'after', after: 'P7D', or } as const });
    const daily = (or: string): string[] =>
      lint([
        entry('first'),
        program('grow', until(or)),
        repeat<Phase>('daily', 'grow', 'PT24H', count()),
        entry('last'),
      ]);
    expect(daily('count.cells >= 2')).toEqual([]);
    expect(daily('count.cells >= 2 and count.cells < 1')).toHaveLength(1);
    expect(daily('first.x > 2')).toEqual(['until.never: grow: nothing that is done while it runs changes first.x > 2']);
    expect(daily('last.x > 2')).toEqual(['until.never: grow: last is not done before it or while it runs']);
  });

  it('is not started twice at a time on one unit', () => {
    expect(lint([parallel<Phase>('both', [program('grow')], [entry('first'), program('wash')])])).toEqual([
      'parallel.one-unit: both runs grow and wash on one unit at the same time',
    ]);
    const nested = parallel<Phase>(
      'both',
      [program('grow')],
      [loop<Phase>('feed', 'count.cells > 2', 9, count(), program('wash'))],
    );
    expect(codes([nested])).toEqual(['parallel.one-unit']);
    expect(codes([program('grow'), repeat<Phase>('daily', 'grow', 'PT24H', program('wash'))])).toEqual([
      'parallel.one-unit',
    ]);
  });

  it('on a second unit at a time needs a second unit', () => {
    const culture = (id: string) =>
      unitProcedure(id, 'bioreactor', [scan(`${id}-id`, 'unit', 'coi'), program(`${id}-grow`), label(`${id}-labels`)]);
    const procedure = [parallel('both', [culture('left')], [culture('right')])];
    expect(lint([], { procedure })).toEqual([
      'parallel.two-units: both needs two units of bioreactor at the same time',
    ]);
    expect(lint([], { procedure, unitClasses: [{ ...bioreactor, use: 'positions' }] })).toEqual([]);
    const operations = (id: string) => ({ operation: id, title: id, phases: [program(`${id}-grow`)] });
    const inside = unitProcedure('culture', 'bioreactor', [], {
      operations: [
        { operation: 'first', title: 'First', phases: [scan('identity', 'unit', 'coi')] },
        parallel('both', [operations('left')], [operations('right')]),
        { operation: 'last', title: 'Last', phases: [label('labels')] },
      ],
    });
    expect(codes([], { procedure: [inside] })).toEqual(['parallel.one-unit']);
  });
});
