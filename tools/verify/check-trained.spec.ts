import { describe, expect, it } from '@jest/globals';
import { BatchState } from './batch-state.js';
import { checkTrained } from './check-trained.js';
import type { Fact } from './fact.js';
import { RecordedFacts } from './ledger.js';
import type { StreamRange } from './record.js';
import type { Recipe } from './recipe.js';
import { Report } from './report.js';
import type { Step } from './rows.js';

const RECIPE = {
  product: 'Cells',
  training: { documents: true },
  procedure: [
    {
      unitProcedure: 'bench',
      unitClass: null,
      operations: [
        {
          operation: 'all',
          phases: [
            {
              ...{ id: 'weld', kind: 'instruction', sign: [] },
              skills: [{ skill: 'welding', title: 'Welding' }],
              documents: [{ document: 'SOP-1', version: '2', title: 'Welds' }],
            },
          ],
        },
      ],
    },
  ],
  unitClasses: [],
} as unknown as Recipe;

const fact = (stream: string, at: string, type: string, values: object, person = 'p1'): Fact => ({
  ...{ v: 1, stream, seq: 1, type, at, happenedAt: at, zone: 'Europe/Vienna', config: '' },
  by: { person, name: `${person} Muster`, role: 'operator' },
  values: values as Record<string, unknown>,
});
const ON = '2026-11-23T11:00:00.000Z';
const BEFORE = '2026-11-01T11:00:00.000Z';
const signed = (at = ON, meaning = 'verified') =>
  fact('batch/b', at, 'signature.given', { person: 'p1', name: 'p1 Muster', subject: 's1', meaning });
const own = (type: string, values: object, at = BEFORE) => fact('training/p1', at, type, values, 'p2');
const WELDING = { training: 't1', kind: 'skill', code: 'welding', version: null, lastDay: '2026-11-23' };
const TRAINED = [
  own('training.recorded', WELDING),
  own('reading.assigned', { task: 'r1', kind: 'document', code: 'SOP-1', version: '2' }),
  own('reading.signed', { task: 'r1', signature: 'x', day: '2026-11-01' }),
];

/** What the verifier finds in a batch of one step, given what its person is trained in. */
function findings(batch: Fact, training: Fact[]): number {
  const state = new BatchState();
  state.recipes.set('r', RECIPE);
  state.steps.set('s1', { id: 's1', phase: 'weld', recipe: 'r' } as unknown as Step);
  const facts = new RecordedFacts([{ range: { stream: 'training/p1' } as StreamRange, facts: training }]);
  const report = new Report();
  checkTrained(report, state, [batch], facts);
  return report.findings.length;
}

describe('who worked on a step that asks for training', () => {
  it('11.10(i): had the skill and had read the document, to the end of the last day at the site', () => {
    expect(findings(signed(), TRAINED)).toBe(0);
    expect(findings(signed('2026-11-23T22:59:59.999Z'), TRAINED)).toBe(0);
    expect(findings(signed('2026-11-23T23:00:00.000Z'), TRAINED)).toBe(1);
    expect(findings(signed(), [])).toBe(2);
    expect(findings(signed('2026-10-01T11:00:00.000Z'), TRAINED)).toBe(2);
  });

  it('11.10(i): counts no training that was revoked by then, and no reading that was only given', () => {
    expect(findings(signed(), [...TRAINED, own('training.revoked', { training: 't1' })])).toBe(1);
    expect(
      findings(signed(), [...TRAINED, own('training.revoked', { training: 't1' }, '2026-12-01T11:00:00.000Z')]),
    ).toBe(0);
    expect(findings(signed(), TRAINED.slice(0, 2))).toBe(1);
  });

  it('11.10(i): is looked at when one starts or takes over too, and not of who approves or of what began by itself', () => {
    const started = (values: object) => fact('batch/b', ON, 'step.started', { step: 's1', ...values });
    expect(findings(started({}), [])).toBe(2);
    expect(findings(fact('batch/b', ON, 'step.taken-over', { step: 's1' }), [])).toBe(2);
    expect(findings(started({ automatic: true }), [])).toBe(0);
    expect(findings(signed(ON, 'approved'), [])).toBe(0);
  });
});
