import { describe, expect, it } from '@jest/globals';
import { changedLocally, setpointsRead } from '../../src/execution/batches/domain/index.js';
import { BatchState } from '../../tools/verify/batch-state.js';
import { checkLocal } from '../../tools/verify/check-local.js';
import { walkBatch } from '../../tools/verify/check-steps.js';
import type { Fact } from '../../tools/verify/fact.js';
import { RecordedFacts } from '../../tools/verify/ledger.js';
import type { Recipe } from '../../tools/verify/recipe.js';
import { Report } from '../../tools/verify/report.js';
import { recipeOf, Steered } from '../support/steered.js';
import { asFacts } from './paper-flow.js';

const recipe = recipeOf();

/** A batch whose unit says what was changed at it, with the unit's own facts beside the batch's. */
function changed() {
  const batch = new Steered(1, recipe).growing();
  const { id: step, run, unit } = batch.step('expand');
  const about = { batch: batch.draft.id, step, runId: run!.runId! };
  const stream = `unit/${unit}`;
  const said: Fact[] = [];
  const says = (type: string, values: object): void => {
    const place = {
      v: 1,
      stream,
      seq: said.length + 1,
      at: batch.now,
      happenedAt: batch.now,
      zone: 'UTC',
      config: 'c',
    };
    said.push({ ...place, type, by: { role: 'unit' }, values: { ...about, ...values } });
  };
  const change = (given: object): void => {
    batch.seconds++;
    const values = { ...about, change: `c${said.length}`, ...given };
    says('unit.changed-locally', values);
    batch.steer('Ada', (draft) =>
      changedLocally(draft, { ...values, unit } as unknown as Parameters<typeof changedLocally>[1]),
    );
  };
  const set = (from: string, to: string): void =>
    change({ what: 'setpoint', while: 'running', setpoint: 'temperature', from, to });
  const read = (temperature: string): void => {
    batch.seconds++;
    const shown = { while: 'running' as const, setpoints: { temperature } };
    says('program.setpoints-read', shown);
    batch.steer('Ada', (draft) => setpointsRead(draft, { ...about, ...shown, unit: unit! }));
  };
  return { batch, says, change, set, read, said };
}

/** Changed and told back, changed (by two presses) and pressed back, changed and left so; resumed, and another program started. */
function whole({ again }: { again?: string } = {}) {
  const { batch, says, change, set, read, said } = changed();
  set('37', '36');
  says('command.issued', { action: 'set', set: { temperature: { value: '37', unit: 'Cel' } }, while: 'running' });
  read('37');
  set('37', '38');
  if (again !== undefined) set('38', again);
  set(again ?? '38', '37');
  change({ what: 'resumed' });
  change({ what: 'started', step: null, runId: 'R-9' });
  set('37', '35');
  batch.seconds++;
  batch.unit('expand', 'ended');
  says('program.ended', { endedAt: asFacts(batch).find(({ type }) => type === 'step.program-ended')!.happenedAt });
  return { own: asFacts(batch), said: JSON.parse(JSON.stringify(said)) as Fact[] };
}

function found(own: Fact[], said: Fact[]): string[] {
  const report = new Report();
  const state = new BatchState();
  walkBatch(report, state, own, JSON.parse(JSON.stringify(recipe)) as Recipe);
  const range = { stream: said[0]!.stream, kind: 'unit', why: '', from: 1, facts: [], proofs: [] };
  checkLocal(report, state, own, new RecordedFacts([{ range, facts: said }]));
  return report.findings.map(({ what }) => what);
}

const first = (facts: Fact[], type: string, place = 0): Fact => facts.filter((fact) => fact.type === type)[place]!;
const without = (facts: Fact[], gone: Fact): void => void facts.splice(facts.indexOf(gone), 1);
const CHANGED = 'unit.changed-locally is not stated by the batch as it is';

describe('what a batch says of what was changed at its unit', () => {
  it('is what the unit said', () => {
    const { own, said } = whole();
    expect(own.filter(({ type }) => type === 'exception.raised')).toHaveLength(5);
    expect(found(own, said)).toEqual([]);
  });

  it('11.10(c): is right in the words of earlier versions: no state beside a setpoint, and what changed once more ended with its program', () => {
    const { own, said } = whole({ again: '39' });
    const over = first(own, 'step.program-ended').happenedAt;
    delete first(said, 'command.issued').values['while'];
    const last = first(own, 'exception.ended', 2);
    expect(last.values['exception']).toBe('E3');
    last.values['endedAt'] = over;
    expect(found(own, said)).toEqual([]);
    last.values['endedAt'] = '2026-01-05T08:00:00.000Z';
    expect(found(own, said)).toHaveLength(1);
  });

  it.each<[string, (own: Fact[], said: Fact[]) => void, string]>([
    [
      'it was changed to something else',
      (own) => (first(own, 'exception.raised').values['values'] = { setpoint: 'temperature', from: '37', to: '36.9' }),
      CHANGED,
    ],
    [
      'a change is left out',
      (_, said) =>
        said.push({
          ...first(said, 'unit.changed-locally'),
          seq: 90,
          values: { ...first(said, 'unit.changed-locally').values, change: 'c90' },
        }),
      CHANGED,
    ],
    [
      'a change is invented',
      (_, said) => without(said, first(said, 'unit.changed-locally', 3)),
      "program.resumed-locally E3: no unit's stream says so",
    ],
    [
      'a start is no matter for a supervisor',
      (own) => (first(own, 'exception.raised', 3).values['onBreach'] = 'continue'),
      CHANGED,
    ],
    [
      'a change is called of no weight',
      (own) => (first(own, 'exception.raised').values['criticality'] = 'CQA'),
      CHANGED,
    ],
    [
      'a resumption is said to be a change',
      (own) => (first(own, 'exception.raised', 2).values['kind'] = 'program.started-locally'),
      CHANGED,
    ],
    [
      'it is said to be as before, and never was',
      (_, said) => without(said, first(said, 'program.setpoints-read')),
      'setpoint.changed-locally E1 does not end when its unit was as before or its program was over',
    ],
    [
      'it is open, though it is as before',
      (own) => without(own, first(own, 'exception.ended')),
      'setpoint.changed-locally E1 does not end when its unit was as before or its program was over',
    ],
    [
      'it ends at another time than its program',
      (own) => (first(own, 'exception.ended', 2).values['endedAt'] = '2026-01-05T08:00:00.000Z'),
      'setpoint.changed-locally E5 does not end when its unit was as before or its program was over',
    ],
    [
      'the unit was told to set what nobody changed',
      (_, said) => (first(said, 'command.issued').values['set'] = { temperature: { value: '40', unit: 'Cel' } }),
      'the unit was told to set what nobody had changed at it',
    ],
  ])('is found out where %s', (_, forge, what) => {
    const { own, said } = whole();
    forge(own, said);
    expect(found(own, said)).toContain(what);
  });
});
