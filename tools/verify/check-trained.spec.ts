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
  own('signature.given', { signature: 'x', person: 'p1', subject: 'r1', meaning: 'read and understood' }),
  own('reading.signed', { task: 'r1', signature: 'x', day: '2026-11-01' }),
];

/** What the verifier finds in a batch of one step, given what its person is trained in. */
function findings(batch: Fact, training: Fact[], recipe = RECIPE): number {
  const state = new BatchState();
  state.recipes.set('r', recipe);
  state.steps.set('s1', { id: 's1', phase: 'weld', recipe: 'r', unitProcedure: 'bench' } as unknown as Step);
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
    expect(findings(signed(ON, 'approved'), [])).toBe(0);
    expect(findings(started({ automatic: true }), [])).toBe(2);
    const automatic = JSON.parse(JSON.stringify(RECIPE).replace('"sign":', '"mode":"automatic","sign":')) as Recipe;
    expect(findings(started({ automatic: true }), [], automatic)).toBe(0);
    expect(findings(started({}), [], automatic)).toBe(2);
  });

  it('11.10(i): is looked at for what a person enters, corrects, decides and finishes, as of when it was', () => {
    const said = (type: string, values: object = {}) => fact('batch/b', ON, type, { step: 's1', ...values });
    expect(findings(said('entry.recorded', { source: 'typed' }), [])).toBe(2);
    expect(findings(said('entry.recorded', { source: 'typed' }), TRAINED)).toBe(0);
    expect(
      findings({ ...said('entry.recorded', { source: 'typed' }), happenedAt: '2026-10-31T11:00:00.000Z' }, TRAINED),
    ).toBe(2);
    for (const source of ['calculated', 'assigned', 'file'])
      expect(findings(said('entry.recorded', { source }), [])).toBe(0);
    expect(findings(said('entry.recorded', { source: 'captured', because: 'V1' }), [])).toBe(0);
    expect(findings(said('decision.made', { option: 'x' }), [])).toBe(2);
    expect(findings(said('step.finished', { endedAt: ON }), [])).toBe(2);
    expect(findings({ ...said('step.finished', { endedAt: ON }), by: { system: 's', role: 'system' } }, [])).toBe(0);
  });

  it('11.10(i), 11.200(a)(2): holds nothing for training that the person stated, or for read that they did not sign', () => {
    const forged = (index: number, by: Fact) => TRAINED.map((one, at) => (at === index ? by : one));
    expect(findings(signed(), forged(0, fact('training/p1', BEFORE, 'training.recorded', WELDING, 'p1')))).toBe(1);
    expect(
      findings(
        signed(),
        TRAINED.filter(({ type }) => type !== 'signature.given'),
      ),
    ).toBe(1);
    for (const values of [{ person: 'p2' }, { subject: 'r2' }, { meaning: 'performed' }])
      expect(findings(signed(), forged(2, { ...TRAINED[2]!, values: { ...TRAINED[2]!.values, ...values } }))).toBe(1);
    const told = { ...WELDING, kind: 'document', code: 'SOP-1', version: '2', lastDay: null };
    expect(findings(signed(), [TRAINED[0]!, own('training.recorded', { ...told, training: 't2' })])).toBe(1);
  });

  it('11.10(i): had the skills of the unit procedure too, where a block was inserted', () => {
    const recipe = JSON.parse(JSON.stringify(RECIPE)) as Recipe;
    Object.assign(recipe.procedure[0]!, { skills: [{ skill: 'looking', title: 'Looking' }] });
    expect(findings(signed(), TRAINED, recipe)).toBe(1);
    const looking = { ...WELDING, training: 't2', code: 'looking' };
    expect(findings(signed(), [...TRAINED, own('training.recorded', looking)], recipe)).toBe(0);
  });
});
