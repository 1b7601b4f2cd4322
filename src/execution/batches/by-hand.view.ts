import type { LabelPhase, MaterialPhase, MeasurePhase, SamplePhase } from '../../definition/recipes/domain/index.js';
import type { StepDto } from './batch-view.dto.js';
import type { LabelDto, MaterialDueDto, MeasureDto, SampleDto } from './by-hand.dto.js';
import {
  copiesOf,
  countOf,
  currentEntry,
  type Draft,
  measured,
  resultClock,
  SAMPLE,
  scannedBack,
  scatterOf,
  specimenOf,
  type StepRow,
} from './domain/index.js';
import { standingIn } from './field.view.js';

type ByHand = Pick<StepDto, 'materials' | 'measure' | 'sample' | 'dueAt' | 'labels'>;

const NOTHING: ByHand = { materials: [], measure: null, sample: null, dueAt: null, labels: [] };

/** What a step shows besides fields and scans: lots, counts, samples, labels. */
export function byHandOf(draft: Draft, step: StepRow): ByHand {
  const phase = draft.phase(step);
  switch (phase.kind) {
    case 'material':
      return { ...NOTHING, materials: materialsOf(draft, step, phase) };
    case 'measure':
      return { ...NOTHING, measure: measureOf(draft, step, phase) };
    case 'sample':
      return { ...NOTHING, sample: sampleOf(draft, step, phase) };
    case 'result': {
      const sampled = draft.stepAt(phase.of, step);
      const sample = sampleOf(draft, sampled, draft.phase(sampled, 'sample'));
      return { ...NOTHING, sample, dueAt: resultClock(draft, step)?.dueAt ?? null };
    }
    case 'label':
      return { ...NOTHING, labels: labelsOf(draft, step, phase) };
    case 'scan':
    case 'instruction':
    case 'entry':
    case 'calculation':
    case 'program':
    case 'wait':
    case 'decision':
    case 'review':
    case 'clearance':
    case 'compare':
      return NOTHING;
  }
}

const materialsOf = (draft: Draft, step: StepRow, { materials }: MaterialPhase): MaterialDueDto[] =>
  materials.map(({ id, title, critical }) => ({
    ...{ id, title, critical },
    lot: standingIn(draft, step, `${id}.lot`),
    expiry: standingIn(draft, step, `${id}.expiry`),
    status: standingIn(draft, step, `${id}.status`),
  }));

function measureOf(draft: Draft, step: StepRow, phase: MeasurePhase): MeasureDto {
  const { fields, replicates, recounts } = phase;
  const { counted, round, due } = measured(draft.state, step.id, phase);
  const counts = Array.from({ length: counted }, (_, index) => ({
    n: index + 1,
    round: Math.floor(index / replicates) + 1,
    entries: fields.map(({ id }) => standingIn(draft, step, countOf(id, index + 1))!),
  }));
  const cvs = fields.map(({ id, cv }) => ({
    field: id,
    max: cv ?? null,
    entry: standingIn(draft, step, scatterOf(id)),
  }));
  return { replicates, recounts, round, due, counts, cvs };
}

const sampleOf = ({ state }: Draft, step: StepRow, { container }: SamplePhase): SampleDto => ({
  id: currentEntry(state, step.id, SAMPLE)?.value ?? null,
  container,
  confirmedAt: currentEntry(state, step.id, scannedBack(SAMPLE))?.at ?? null,
});

function labelsOf({ state }: Draft, step: StepRow, { labels }: LabelPhase): LabelDto[] {
  const value = (field: string): string | null => currentEntry(state, step.id, field)?.value ?? null;
  const number = (field: string): number | null => (value(field) === null ? null : Number(value(field)));
  return labels.map((label) => ({
    id: label.id,
    title: label.title,
    copies: copiesOf(label).map((copy) => ({
      id: copy,
      code: value(copy),
      lines: value(specimenOf(copy))?.split('\n') ?? [],
      scannedAt: currentEntry(state, step.id, scannedBack(copy))?.at ?? null,
    })),
    printed: number(`${label.id}.printed`),
    applied: number(`${label.id}.applied`),
    destroyed: number(`${label.id}.destroyed`),
  }));
}
