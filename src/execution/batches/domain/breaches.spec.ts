import { describe, expect, it } from '@jest/globals';
import { PaperBatch } from '../../../../test/support/paper-batch.js';
import type { Draft } from './draft.js';
import { lateEvidence } from './judge-readings.js';
import { raise } from './raise.js';
import { signaturesDue } from './sign-step.js';

describe('hold times', () => {
  const kinds = (paper: PaperBatch) =>
    [...Object.values(paper.state.event), ...paper.exceptions].map(({ kind }) => kind);
  const counted = (speed = 1) => {
    const paper = new PaperBatch(speed).reach('volume');
    paper.complete('volume');
    return paper;
  };

  it('warn and lapse by themselves, each once', () => {
    const paper = counted();
    paper.passes(1800 - 10);
    expect(kinds(paper)).toEqual([]);
    paper.passes(1);
    expect(kinds(paper)).toEqual(['window.alert']);
    paper.passes(1800);
    expect(kinds(paper)).toEqual(['window.alert', 'window.late']);
    paper.start('culture');
    expect(kinds(paper)).toEqual(['window.alert', 'window.late']);
    expect(paper.exceptions[0]).toMatchObject({ onBreach: 'supervisor', step: paper.step('culture').id });
  });

  it('are judged at their end where their timer has not fired, and an early end is an exception too', () => {
    const early = counted();
    early.start('culture');
    expect(kinds(early)).toEqual(['window.early']);
    const late = counted();
    late.seconds += 3601 - 10;
    late.start('culture');
    expect(kinds(late)).toEqual(['window.late']);
    expect(Object.values(late.state.timer).map(({ state }) => state)).toEqual(['cancelled', 'cancelled']);
  });

  it('scale their minimum with the demo’s speed and nothing else', () => {
    const paper = counted(60);
    paper.start('culture');
    expect(kinds(paper)).toEqual([]);
    const waiting = new PaperBatch(60).reach('rest');
    waiting.seconds += 59;
    expect(waiting.refuses(() => waiting.complete('rest'))).toBe('step.wait-not-over');
    waiting.seconds += 1;
    waiting.complete('rest');
  });
});

describe('readings of a running program', () => {
  const excursion = (paper: PaperBatch, level: 'alert' | 'action' | 'unknown', start = 200n) => {
    const step = paper.step('culture');
    const monitor = paper.draft.phase(step, 'program').monitor[0]!;
    const at = (seconds: bigint) => BigInt(Date.UTC(2026, 0, 5, 8)) * 10_000n + seconds * 10_000_000n;
    const raised = {
      outcome: 'raised' as const,
      excursion: { level, start: at(start), end: null, extreme: 38.9, cause: null },
    };
    const ended = { outcome: 'ended' as const, level, start: at(start), end: at(start + 130n), extreme: 39.2 };
    return { raised: { step: step.id, monitor, outcome: raised }, ended: { step: step.id, monitor, outcome: ended } };
  };
  const cultured = () => {
    const paper = new PaperBatch().reach('culture');
    paper.unit('culture', 'confirmed');
    return paper;
  };

  it('make an event of an alert, and of a missed action limit an exception that ends with its extreme and length', () => {
    const paper = cultured();
    const { raised, ended } = excursion(paper, 'action');
    paper.finds([excursion(paper, 'alert').raised, raised]);
    expect(Object.values(paper.state.event)).toMatchObject([{ kind: 'limit.alert', endedAt: null }]);
    expect(paper.step('culture').state).toBe('holding');
    paper.finds([raised]);
    expect(paper.exceptions).toHaveLength(1);
    paper.finds([ended]);
    expect(paper.exceptions[0]).toMatchObject({
      criticality: 'CPP',
      values: { tag: 'temperature', extreme: 39.2, durationMs: 130_000 },
    });
    expect(paper.exceptions[0]!.endedAt).toBe('2026-01-05T08:05:30.000Z');
  });

  it('let the step go on after the supervisor’s restart, and end with the unit’s own time', () => {
    const paper = cultured();
    paper.finds([excursion(paper, 'action').raised]);
    expect(paper.refuses(() => paper.complete('culture'))).toBe('step.not-running');
    paper.restart('culture');
    paper.unit('culture', 'resumed');
    expect(paper.refuses(() => paper.complete('culture'))).toBe('step.program-not-ended');
    paper.passes(60);
    paper.unit('culture', 'ended');
    const end = paper.now;
    paper.passes(60);
    paper.complete('culture');
    expect(paper.step('culture').endedAt).toBe(end);
  });

  it('11.10(f): leave every signature of the policy due after the supervisor’s restart, whose own is none of them', () => {
    const paper = cultured();
    paper.finds([excursion(paper, 'action').raised]);
    paper.restart('culture');
    paper.unit('culture', 'ended');
    paper.complete('culture');
    expect(signaturesDue(paper.draft, paper.step('culture'))).toEqual([{ meaning: 'performed', role: 'operator' }]);
  });

  it('ask for the supervisor where the program did not complete', () => {
    const paper = cultured();
    paper.unit('culture', 'ended', 'aborted');
    expect(paper.exceptions).toMatchObject([
      { kind: 'program.not-completed', onBreach: 'supervisor', values: { outcome: 'aborted' } },
    ]);
  });

  it('that are lost make an exception of the step they were evidence of', () => {
    const paper = cultured();
    paper.gap(100, 900);
    expect(paper.exceptions).toMatchObject([{ kind: 'data.gap', criticality: 'CPP', step: paper.step('culture').id }]);
  });

  it('that came late to a step before keep the batch from its end until the supervisor has answered', () => {
    const paper = new PaperBatch().reach('check');
    const culture = paper.step('culture').id;
    paper.does({ system: 'monitors', role: 'system' }, (draft) =>
      raise(draft, {
        step: draft.step(culture),
        kind: 'limit.action',
        identity: 'late-excursion',
        values: {},
        criticality: 'CPP',
        onBreach: 'supervisor',
      }),
    );
    const [late] = paper.exceptions;
    paper.comment('culture', late!.number);
    expect(paper.refuses(() => paper.complete('check'))).toBe('exception.answer-missing');
    paper.answer('culture', late!.number, 'continue');
    paper.complete('check');
    expect(paper.step('check').state).toBe('completing');
  });

  it('come late to a finished step as a supplementary seal and an exception', () => {
    const paper = new PaperBatch().reach('rest');
    const step = paper.step('identity').id;
    const seal = { seq: 12, from: '21', to: '30', count: 10, root: 'cd' };
    const late = (draft: Draft) =>
      lateEvidence(draft, { step, seals: [seal], tags: ['glucose'], count: 2, from: 0n, to: 10_000n });
    paper.does({ system: 'monitors', role: 'system' }, late);
    expect(Object.values(paper.state.evidence).filter(({ supplementary }) => supplementary)).toMatchObject([
      { seq: 12, step },
    ]);
    expect(paper.exceptions).toMatchObject([{ kind: 'evidence.late', step, onBreach: 'continue' }]);
  });
});
