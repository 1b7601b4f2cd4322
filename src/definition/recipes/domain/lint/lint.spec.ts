import { describe, expect, it } from '@jest/globals';
import {
  bioreactor,
  calculation,
  choice,
  choiceOn,
  decision,
  entry,
  label,
  loop,
  monitor,
  number,
  parallel,
  program,
  range,
  recipeOf,
  repeat,
  result,
  sample,
  scan,
  SIGNED,
  unitProcedure,
  wait,
} from '../../../../../test/support/small-recipe.js';
import { wholeModel } from '../../../../../test/support/whole-model.js';
import { mutations } from '../../../../../test/support/mutations.js';
import type { Flow } from '../flow.js';
import type { BooleanField, Phase } from '../phase.js';
import type { HoldWindow, MasterRecipe, Parameter } from '../recipe.js';
import { LINT_RULES, type LintCode, lintRecipe } from './index.js';

const lint = (phases: Flow<Phase>[], more: Partial<MasterRecipe> = {}): string[] =>
  lintRecipe(recipeOf(phases, more)).map(({ code, message }) => `${code}: ${message}`);
const codes = (phases: Flow<Phase>[], more: Partial<MasterRecipe> = {}): LintCode[] =>
  lintRecipe(recipeOf(phases, more)).map(({ code }) => code);

const count = (more = {}): Phase => entry('count', [number('cells', more)]);
const moi = { id: 'moi', title: 'MOI', unit: '1', criticality: 'CPP' } as const;
const target = (value: string, more: Partial<Parameter> = {}): Parameter =>
  ({ ...moi, source: 'constant', target: value, range: range(5, 10), ...more }) as Parameter;
const yes = (more: Partial<BooleanField> = {}): BooleanField => ({ type: 'boolean', id: 'ok', title: 'Ok', ...more });

describe('a recipe in order', () => {
  it('has no findings', () => {
    const phases = [count(), program('grow'), calculation('double', 'count.cells * 2')];
    expect(lint(phases, { parameters: [target('5')] })).toEqual([]);
  });

  it('is told each rule with its severity and a sentence on why it matters', () => {
    const cells = number('cells', { criticality: 'CQA' });
    const [fault] = lintRecipe(recipeOf([entry('count', [cells])]));
    expect(fault).toEqual({
      code: 'limit.missing',
      ...LINT_RULES['limit.missing'],
      message: 'cells in count is CQA and has no limit',
      node: cells,
      path: [],
    });
    for (const { why } of Object.values(LINT_RULES)) expect(why).toMatch(/^[A-Z].{20,}\.$/);
  });
});

describe('limits', () => {
  it('are on every critical value', () => {
    expect(codes([count({ criticality: 'CPP' })])).toEqual(['limit.missing']);
    expect(codes([count({ criticality: 'CPP', action: range(1, null) })])).toEqual([]);
    expect(codes([count({ criticality: 'CPP', alert: range(1, 2) })])).toEqual(['limit.alert-alone']);
    expect(
      codes([calculation('dose', 'parameters.moi * 2', { criticality: 'CQA' })], { parameters: [target('5')] }),
    ).toEqual(['limit.missing']);
  });

  it('may be on what is computed from a critical value', () => {
    const bag = count({ criticality: 'CQA' });
    const half = calculation('half', 'count.cells / 2');
    expect(codes([bag, half])).toEqual(['limit.missing']);
    expect(codes([bag, half, calculation('dose', 'half.result * 3', { action: range(1, 2) })])).toEqual([]);
  });

  it('of a critical yes or no are the answer it expects', () => {
    expect(codes([entry('look', [yes({ criticality: 'CQA' })])])).toEqual(['limit.missing']);
    expect(codes([entry('look', [yes({ criticality: 'CQA', expects: true, onBreach: 'stop' })])])).toEqual([]);
  });

  it('do not contradict each other', () => {
    expect(lint([count({ alert: range(1, 3), action: range(1, 2) })])).toEqual([
      'limits.not-nested: cells in count: alert 1–3 is not inside action 1–2',
    ]);
    expect(codes([count({ alert: range(1, 2), action: range(1, 2) })])).toEqual(['limits.alert-equals-action']);
    expect(codes([count({ alert: range(1, 1.9), action: range(1, 2) })])).toEqual([]);
    expect(codes([count({ action: range(2, 1) })])).toEqual(['limits.empty']);
    expect(codes([program('grow', { monitor: [monitor({ action: range(36, 61) })] })])).toEqual(['limits.not-nested']);
  });

  it('hold what the recipe itself aims at', () => {
    const aim = (parameter: Parameter): string[] => lint([], { parameters: [parameter] });
    expect(aim(target('5', { alert: range(6, 9) }))).toEqual([
      'limits.target-in-alert: moi aims at 5, its alert limits are 6–9',
    ]);
    expect(aim(target('5', { action: range(6, 9) }))).toEqual(['limits.target-outside: moi aims at 5 and may be 6–9']);
    expect(aim(target('5', { alert: range(4, 9) }))).toEqual([
      'limits.not-nested: moi: alert 4–9 is not inside action 5–10',
    ]);
    const set = [{ name: 'temperature', target: 'setpoint' as const, value: { value: '310', unit: 'K' } }];
    expect(lint([program('grow', { set })])).toEqual([]);
    expect(lint([program('grow', { set: [{ ...set[0]!, value: { value: '36.2', unit: 'Cel' } }] })])).toEqual([
      'limits.target-in-alert: temperature in grow aims at 36.2, its alert limits are 36.5–37.5 Cel',
    ]);
  });
});

describe('signatures', () => {
  const alone = SIGNED.slice(0, 1);

  it('211.101(d): of what is critical are two', () => {
    const field = number('cells', { criticality: 'CQA', action: range(1, 2) });
    expect(lint([entry('count', [field], alone)])).toEqual([
      'sign.verifier-missing: count: cells is critical, and nobody verifies it',
    ]);
    expect(codes([entry('count', [{ ...field, criticality: 'IPC' }], alone)])).toEqual([]);
    expect(codes([{ ...label('more'), sign: alone }])).toEqual(['sign.verifier-missing']);
    const pure = yes({ criticality: 'CQA', expects: true, onBreach: 'stop' });
    expect(codes([entry('look', [pure], alone)])).toEqual(['sign.verifier-missing']);
  });

  it('are looked at in ad-hoc blocks too', () => {
    const block = { id: 'again', title: 'Again', max: 1, sign: 'supervisor' as const, unitClass: 'bioreactor' };
    const phases = [{ ...label('more'), sign: alone }];
    expect(codes([], { adHoc: [{ ...block, phases }] })).toEqual(['sign.verifier-missing']);
  });
});

describe('a choice', () => {
  const after = (options: Parameters<typeof choice<Phase>>[1], more: Parameters<typeof count>[0] = {}): string[] =>
    lint([count(more), choice<Phase>('way', options)]);

  it('has no option that cannot be taken', () => {
    expect(after({ low: { when: 'count.cells < 5' }, high: { when: 'count.cells >= 5' } })).toEqual([]);
    expect(after({ low: { when: 'count.cells < 5 and count.cells > 6' }, rest: {} })).toEqual([
      'branch.never: way: low is never taken: count.cells < 5 and count.cells > 6 cannot hold',
    ]);
    expect(after({ low: { when: '1 > 2' }, rest: {} })).toHaveLength(1);
    expect(after({ low: { when: 'count.cells < 5' }, lower: { when: 'count.cells < 4' }, rest: {} })).toEqual([
      'branch.shadowed: way: lower is never taken: an option before it always holds',
    ]);
    expect(after({ low: { when: 'not (count.cells >= 5)' }, high: { when: '4 < count.cells' }, rest: {} })).toEqual([
      'branch.shadowed: way: rest is never taken: an option before it always holds',
    ]);
    expect(after({ rest: {}, low: { when: 'count.cells < 5' } })).toEqual([
      'branch.after-otherwise: way: low comes after the option without a condition',
    ]);
  });

  it('knows what an approved range leaves', () => {
    const parameters = [target('5')];
    const way = (when: string): string[] => lint([choice<Phase>('way', { one: { when }, rest: {} })], { parameters });
    expect(way('parameters.moi > 10')).toEqual([
      'branch.never: way: one is never taken: parameters.moi > 10 cannot hold',
    ]);
    expect(way('parameters.moi >= 10')).toEqual([]);
    expect(way('parameters.moi >= 500 %')).toEqual([
      'branch.shadowed: way: rest is never taken: an option before it always holds',
    ]);
  });

  it('that is taken only beyond an action limit is doubted', () => {
    const limits = { action: range(5, 10), onBreach: 'stop' };
    expect(after({ low: { when: 'count.cells < 5' }, rest: {} }, limits)).toEqual([
      'branch.only-in-breach: way: low is taken only beyond action limits: count.cells < 5',
    ]);
  });

  it('says nothing of comparisons that it cannot decide', () => {
    const both = [
      count(),
      entry('other'),
      choice<Phase>('way', { one: { when: 'count.cells < other.x * 2' }, rest: {} }),
    ];
    expect(lint(both)).toEqual([]);
  });

  it('says what is done where no condition holds', () => {
    expect(after({ low: { when: 'count.cells < 5' } })).toEqual([
      'branch.no-otherwise: way: for some values no option holds',
    ]);
  });

  it('on a decision has a way on for each answer, and no other', () => {
    const decide = decision('harvest', { now: 'continue', later: 'continue', never: 'stop' });
    expect(lint([decide, choiceOn<Phase>('way', 'harvest', { now: [], later: [] })])).toEqual([]);
    expect(lint([decide, choiceOn<Phase>('way', 'harvest', { now: [], never: [] })])).toEqual([
      'decision.no-way-on: way has no way on for harvest: later',
      'branch.never: way: never is never taken: the batch stops there',
    ]);
    expect(codes([choiceOn<Phase>('way', 'harvest', { now: [] }), decide])).toEqual(['decision.may-not-exist']);
    const perhaps = choice<Phase>('perhaps', { one: { when: 'count.cells < 5', body: [decide] }, rest: {} });
    expect(codes([count(), perhaps, choiceOn<Phase>('way', 'harvest', { now: [], later: [] })])).toEqual([
      'decision.may-not-exist',
    ]);
  });
});

describe('a loop', () => {
  it('has a bound that is meant', () => {
    const bound = (max: number): LintCode[] => codes([loop<Phase>('feed', 'count.cells > 5', max, count())]);
    expect(bound(14)).toEqual([]);
    expect(bound(0)).toEqual(['loop.no-bound']);
    expect(bound(Infinity)).toEqual(['loop.no-bound']);
    expect(bound(1)).toEqual(['loop.runs-once']);
    expect(bound(101)).toEqual(['loop.bound-large']);
  });

  it('records in its body what its condition reads', () => {
    expect(lint([count(), loop<Phase>('feed', 'count.cells > 5', 9, entry('other'))])).toEqual([
      'loop.condition-fixed: feed: no step of its body, or beside it, records a value of count.cells > 5',
    ]);
    const parameters: Parameter[] = [{ ...moi, source: 'entry', from: 'count.cells', range: range(0, 10) }];
    expect(codes([loop<Phase>('feed', 'parameters.moi > 5', 9, count())], { parameters })).toEqual([]);
    const beside = parallel<Phase>(
      'both',
      [loop<Phase>('feed', 'count.cells > 5', 9, wait('rest', 'PT1H'))],
      [count()],
    );
    expect(codes([beside])).toEqual(['formula.may-not-exist']);
  });

  it('can end', () => {
    expect(codes([loop<Phase>('feed', 'count.cells > 5 and count.cells < 5', 9, count())])).toEqual([
      'loop.never-ends',
    ]);
    expect(codes([loop<Phase>('feed', 'count.cells > 5 or count.cells <= 5', 9, count())])).toEqual(['loop.runs-once']);
  });
});

describe('a formula reads what surely exists', () => {
  const double = calculation('double', 'count.cells * 2');

  it('after an entry, a loop, or each branch of a parallel', () => {
    expect(lint([parallel<Phase>('both', [count()], [entry('other')]), double])).toEqual([]);
    expect(lint([loop<Phase>('feed', 'count.cells > 5', 9, count()), double])).toEqual([]);
  });

  it('not where it is taken in one option, a repeat, a branch beside it, or later', () => {
    const one = entry('first');
    expect(
      lint([one, choice<Phase>('way', { one: { when: 'first.x > 1', body: [count()] }, rest: {} }), double]),
    ).toEqual(['formula.may-not-exist: double reads count.cells: count is in way and may not be done by then']);
    expect(codes([program('grow'), repeat<Phase>('daily', 'grow', 'PT24H', count()), double])).toEqual([
      'formula.may-not-exist',
    ]);
    expect(codes([parallel<Phase>('both', [count()], [double])])).toEqual(['formula.may-not-exist']);
    expect(lint([double, count()])).toEqual(['formula.may-not-exist: double reads count.cells: count comes later']);
  });

  it('and is fine in the option that recorded it, even of a second choice on the same decision', () => {
    const decide = decision('harvest', { now: 'continue', later: 'continue' });
    const first = choiceOn<Phase>('first-way', 'harvest', { now: [count()], later: [] });
    expect(lint([decide, first, choiceOn<Phase>('second', 'harvest', { now: [double], later: [] })])).toEqual([]);
    expect(codes([decide, first, choiceOn<Phase>('second', 'harvest', { now: [], later: [double] })])).toEqual([
      'formula.may-not-exist',
    ]);
  });

  it('not from a field that may stay empty, and not through a parameter', () => {
    expect(lint([count({ optional: true }), double])).toEqual([
      'formula.may-not-exist: double reads count.cells: count.cells is optional',
    ]);
    const parameters: Parameter[] = [
      {
        ...moi,
        source: 'formula',
        formula: 'count.cells * 2',
        rounding: { decimals: 1, mode: 'up' },
        range: range(0, 9),
      },
    ];
    expect(codes([calculation('early', 'parameters.moi'), count()], { parameters })).toEqual(['formula.may-not-exist']);
  });

  it('where a program sets it, a yield compares with it, or an ad-hoc block looks back', () => {
    const set = [{ name: 'temperature', target: 'setpoint' as const, formula: 'count.cells' }];
    expect(codes([program('grow', { set }), count()])).toEqual(['formula.may-not-exist']);
    const yields = { theoretical: 'count.cells', onBreach: 'continue', criticality: 'info' } as const;
    expect(codes([calculation('sum', '1', { yield: yields }), count()])).toEqual(['formula.may-not-exist']);
    const block = { id: 'again', title: 'Again', max: 1, sign: 'supervisor' as const, unitClass: 'bioreactor' };
    expect(codes([count()], { adHoc: [{ ...block, phases: [double] }] })).toEqual(['formula.may-not-exist']);
    expect(codes([], { adHoc: [{ ...block, phases: [count(), double] }] })).toEqual([]);
  });

  it('and a result awaits a sample that was taken', () => {
    expect(lint([sample('draw'), result('purity', 'draw')])).toEqual([]);
    const perhaps = choice<Phase>('way', { one: { when: 'count.cells > 1', body: [sample('draw')] }, rest: {} });
    expect(codes([count(), perhaps, result('purity', 'draw')])).toEqual(['sample.may-not-exist']);
  });
});

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

describe('a repeat', () => {
  it('comes due while what it runs beside lasts', () => {
    const daily = (every: string): LintCode[] =>
      codes([program('grow'), repeat<Phase>('daily', 'grow', every, count())]);
    expect(daily('PT24H')).toEqual([]);
    expect(daily('P7D')).toEqual(['repeat.never-due']);
  });
});

describe('identity', () => {
  const finish = (...phases: Phase[]): Partial<MasterRecipe> => ({
    procedure: [
      unitProcedure('culture', 'bioreactor', [scan('identity', 'unit', 'coi'), program('grow')]),
      unitProcedure('finish', null, [...phases, label('labels')]),
    ],
  });

  it('is scanned again wherever cells change hands', () => {
    expect(lint([], finish(scan('again', 'coi'), count()))).toEqual([]);
    expect(lint([], finish(scan('again', 'patient'), count()))).toEqual([
      'identity.missing: count touches the cells before finish has scanned their chain of identity',
    ]);
    expect(codes([], finish())).toEqual(['identity.missing']);
  });

  it('is scanned on every way to the cells', () => {
    const procedure = [
      unitProcedure('bench', null, [
        entry('room', []),
        choice<Phase>('way', { one: { when: '1 > 0', body: [scan('identity', 'coi')] } }),
        sample('draw'),
        label('labels'),
      ]),
    ];
    expect(codes([], { procedure })).toContain('identity.missing');
  });

  it('is of the unit too before a program starts on it', () => {
    const procedure = [
      unitProcedure('culture', 'bioreactor', [scan('identity', 'coi'), program('grow'), label('labels')]),
    ];
    expect(codes([], { procedure })).toEqual(['identity.unit-not-scanned']);
  });

  it('is no matter of a record without a patient', () => {
    expect(lint([], { ...finish(count()), type: 'media-fill' })).toEqual([]);
  });

  it('211.125: is on a label of what leaves', () => {
    const procedure = [unitProcedure('bench', null, [scan('identity', 'coi'), count()])];
    expect(lint([], { procedure })).toEqual(['label.missing: no step labels what the batch yields']);
  });
});

describe('a hold time', () => {
  const window = (more: Partial<HoldWindow> = {}): Partial<MasterRecipe> => ({
    windows: [
      {
        ...{ id: 'fresh', title: 'Fresh', onBreach: 'continue', criticality: 'CPP', max: 'PT2H', ...more },
        from: { phase: 'count', edge: 'end' },
        to: { phase: 'other', edge: 'start' },
      },
    ],
  });

  it('is not shorter than the waits within it', () => {
    expect(lint([count(), wait('rest', 'PT2H'), entry('other')], window())).toEqual([]);
    expect(lint([count(), wait('rest', 'PT90M'), wait('more', 'PT31M'), entry('other')], window())).toEqual([
      'window.never-met: fresh: at most PT2H, and the steps between last 121 min',
    ]);
    const beside = parallel<Phase>('both', [wait('rest', 'PT3H')], [entry('other')]);
    expect(lint([count(), beside], window())).toEqual([]);
  });

  it('can begin and end on one way', () => {
    const way = choice<Phase>('way', {
      one: { when: 'first.x > 1', body: [count()] },
      rest: { body: [entry('other')] },
    });
    expect(codes([entry('first'), way], window())).toEqual(['window.never-runs']);
  });
});

describe('the lint', () => {
  it('has an answer to every recipe, also to those that nobody could have written', () => {
    let told = 0;
    for (const [, changed] of mutations(wholeModel, '')) told += lintRecipe(changed as MasterRecipe).length > 0 ? 1 : 0;
    expect(told).toBeGreaterThan(100);
  });
});
