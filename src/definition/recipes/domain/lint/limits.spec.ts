import { describe, expect, it } from '@jest/globals';
import { codes, count, lint, target } from '../../../../../test/support/linted.js';
import {
  calculation,
  entry,
  label,
  monitor,
  number,
  program,
  range,
  SIGNED,
} from '../../../../../test/support/small-recipe.js';
import type { BooleanField } from '../phase.js';
import type { Parameter } from '../recipe.js';

const yes = (more: Partial<BooleanField> = {}): BooleanField => ({ type: 'boolean', id: 'ok', title: 'Ok', ...more });

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

  it('may let one count alone pass, and warn where that is measured', () => {
    const none = { action: range(0, 0), alert: range(0, 0) };
    expect(codes([count({ decimals: 0, action: range(0, 0) })])).toEqual([]);
    expect(codes([count({ decimals: 0, alert: range(0, 0), action: range(0, 1) })])).toEqual([]);
    expect(lint([count({ action: range(0, 0) })])).toEqual([
      'limits.one-value: cells in count: action lets 0 alone pass',
    ]);
    expect(codes([count({ decimals: 0, ...none })])).toEqual(['limits.alert-equals-action']);
    expect(codes([program('grow', { monitor: [monitor({ alert: range(37, 37) })] })])).toEqual(['limits.one-value']);
    expect(codes([calculation('dose', '2 * 3', { action: range(6, 6) })])).toEqual(['limits.one-value']);
    const whole = { decimals: 0, mode: 'half-even' } as const;
    expect(codes([calculation('dose', '2 * 3', { rounding: whole, action: range(6, 6) })])).toEqual([]);
    expect(codes([], { parameters: [target('5', { range: range(5, 5) })] })).toEqual([]);
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
