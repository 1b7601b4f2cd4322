import { Refusal } from '../../../kernel/refusal.js';
import { askedFields } from './asked-fields.js';
import { measured } from './count-replicates.js';
import { currentEntry, type Draft } from './draft.js';
import { MATERIAL_PARTS, RESULT, SAMPLE, scannedBack, WHEREABOUTS } from './entry-names.js';
import { notScanned } from './issue-labels.js';
import type { StepRow } from './rows.js';

/** 11.10(f), 211.188(b)(5): refuses, by name, a step whose work is not all there. */
export function nothingMissing(draft: Draft, step: StepRow): void {
  const phase = draft.phase(step);
  const value = (name: string) => currentEntry(draft.state, step.id, name);
  const absent = (names: string[]): string[] => names.filter((name) => value(name) === undefined);
  const asked = askedFields(phase).flatMap(({ id, optional }) => (optional ? [] : [id]));
  switch (phase.kind) {
    case 'entry':
    case 'result':
      return refuseAny('entry.missing', 'fields', absent(asked));
    case 'scan':
      return refuseAny('scan.missing', 'scans', absent(phase.scans.map(({ id }) => id)));
    case 'calculation':
      return refuseAny('entry.missing', 'fields', absent([RESULT]));
    case 'program':
      if (step.run?.state !== 'ended')
        throw new Refusal('conflict', 'step.program-not-ended', { step: step.phase, state: step.run?.state ?? null });
      return;
    case 'wait': {
      const timer = Object.values(draft.state.timer).find((one) => one.step === step.id && one.purpose === 'wait');
      if (timer !== undefined && timer.dueAt > draft.when)
        throw new Refusal('conflict', 'step.wait-not-over', { step: step.phase, dueAt: timer.dueAt });
      return;
    }
    case 'decision':
      if (step.decision === null) throw new Refusal('conflict', 'decision.missing', { step: step.phase });
      return;
    case 'clearance':
      return refuseAny(
        'clearance.check-open',
        'checks',
        asked.filter((check) => value(check)?.value !== 'true'),
      );
    case 'material': {
      const lacks = (id: string): boolean => absent(MATERIAL_PARTS.map((part) => `${id}.${part}`)).length > 0;
      const missing = phase.materials.filter(({ id }) => lacks(id));
      return refuseAny(
        'material.missing',
        'materials',
        missing.map(({ id }) => id),
      );
    }
    case 'measure': {
      const { round, due } = measured(draft.state, step.id, phase);
      if (due > 0) throw new Refusal('conflict', 'measure.counts-missing', { step: step.phase, round, due });
      return;
    }
    case 'sample':
      if (value(scannedBack(SAMPLE)) === undefined)
        throw new Refusal('conflict', 'sample.not-confirmed', { step: step.phase, sample: value(SAMPLE)!.value });
      return;
    case 'compare':
      return refuseAny('compare.value-missing', 'fields', absent(asked));
    case 'label': {
      refuseAny(
        'label.not-scanned',
        'copies',
        phase.labels.flatMap((label) => notScanned(draft, step, label)),
      );
      const open = phase.labels.filter(({ id }) => absent(WHEREABOUTS.map((where) => `${id}.${where}`)).length > 0);
      return refuseAny(
        'label.not-reconciled-yet',
        'labels',
        open.map(({ id }) => id),
      );
    }
    case 'review':
    case 'instruction':
      return;
  }
}

function refuseAny(code: string, what: string, names: string[]): void {
  if (names.length > 0) throw new Refusal('conflict', code, { [what]: names });
}
