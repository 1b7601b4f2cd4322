import type { Field, Judged, Phase } from '../../definition/recipes/domain/index.js';
import type { CaptureDto, EntryDto, EvidenceDto, ExceptionDto, FieldDto, StepDto } from './batch-view.dto.js';
import {
  currentEntry,
  type Draft,
  exceptionContent,
  nextStep,
  RESULT,
  restartContent,
  signaturesDue,
  stepContent,
  type CaptureRow,
  type EntryRow,
  type EvidenceRow,
  type ExceptionRow,
  type StepRow,
} from './domain/index.js';

const entryOf = (row: EntryRow): EntryDto => {
  const { number: id, field, value, unit, source, verdict, by, at, supersededBy, reason } = row;
  return { id, field, value, unit, source, verdict, by, at, supersededBy, reason };
};

const captureOf = ({
  entry,
  unit,
  tag,
  aggregate,
  fromTime: from,
  toTime: to,
  quality,
  sourceTime,
  arrivals,
}: CaptureRow): CaptureDto => ({
  ...{ entry, unit, tag, aggregate, from, to, quality, sourceTime, arrivals },
});

const evidenceOf = ({
  unit,
  fromArrival: from,
  toArrival: to,
  count,
  root,
  supplementary,
}: EvidenceRow): EvidenceDto => ({
  ...{ unit, from, to, count, root, supplementary },
});

/** An exception as people see it; what its answer signs while that is due. */
export function exceptionOf(draft: Draft, row: ExceptionRow): ExceptionDto {
  const { number: id, step, kind, values, startedAt, endedAt, criticality, onBreach, raisedAt } = row;
  const { comment, commentBy, answer, answerBy, deviation } = row;
  const due = onBreach !== 'continue' && answer === null;
  return {
    ...{ id, step, kind, values, startedAt, endedAt, criticality, onBreach, raisedAt },
    ...{ comment, commentBy, answer, answerBy, deviation },
    signing: due ? exceptionContent(draft, row) : null,
  };
}

const noLimits = { alert: null, action: null, criticality: null };
const limitsOf = ({ alert, action, criticality }: Judged) => ({
  alert: alert ?? null,
  action: action ?? null,
  criticality,
});

function shapeOf(field: Field): Omit<FieldDto, 'entry' | 'capture'> {
  const { id, title, type } = field;
  const plain = { id, title, type, unit: null, decimals: null, choices: [], ...noLimits, tag: null };
  switch (field.type) {
    case 'number': {
      const { unit, decimals } = field;
      return { ...plain, unit, decimals, ...limitsOf(field), tag: field.capture?.tag ?? null };
    }
    case 'choice':
      return { ...plain, choices: field.choices };
    case 'text':
    case 'boolean':
      return plain;
  }
}

function resultOf(phase: Phase): Omit<FieldDto, 'entry' | 'capture'> | null {
  if (phase.kind !== 'calculation') return null;
  const { title, unit, rounding } = phase;
  const decimals = 'decimals' in rounding ? rounding.decimals : null;
  return { id: RESULT, title, type: 'number', unit, decimals, choices: [], ...limitsOf(phase), tag: null };
}

/** A step with all that a screen needs to perform, judge and sign it. */
export function stepOf(draft: Draft, step: StepRow): StepDto {
  const { state } = draft;
  const phase = draft.phase(step);
  const own = <T extends { step: string | null }>(rows: Readonly<Record<string, T>>): T[] =>
    Object.values(rows).filter((row) => row.step === step.id);
  const filled = (shape: Omit<FieldDto, 'entry' | 'capture'>): FieldDto => {
    const entry = currentEntry(state, step.id, shape.id);
    const capture = entry === undefined ? undefined : state.capture[entry.id];
    return { ...shape, entry: entry ? entryOf(entry) : null, capture: capture ? captureOf(capture) : null };
  };
  const result = resultOf(phase);
  const due = step.state === 'complete' || step.state === 'stopped' ? [] : signaturesDue(draft, step);
  const { id, position, kind, operation, unitProcedure, version, startedAt, endedAt, decision } = step;
  const available =
    draft.batch.state === 'running' &&
    draft.batch.unitProcedure === unitProcedure &&
    nextStep(draft)?.id === id &&
    step.state === 'idle';
  return {
    ...{
      id,
      phase: phase.id,
      position,
      kind,
      title: phase.title,
      instruction: phase.instruction,
      operation,
      unitProcedure,
    },
    ...{ state: step.state, available, version, startedAt, endedAt, decision },
    fields: phase.kind === 'entry' ? phase.fields.map(shapeOf).map(filled) : [],
    scans:
      phase.kind === 'scan'
        ? phase.scans.map((scan) => ({ ...scan, scannedAt: currentEntry(state, id, scan.id)?.at ?? null }))
        : [],
    options: phase.kind === 'decision' ? phase.options : [],
    monitors:
      phase.kind === 'program'
        ? phase.monitor.map(({ tag, unit, alert = null, action, delay, staleAfter, criticality }) => ({
            ...{ tag, unit, alert, action, delay, staleAfter, criticality },
          }))
        : [],
    run: step.run === null ? null : { ...step.run },
    result: result === null ? null : filled(result),
    entries: own(state.entry).sort(byNumber).map(entryOf),
    captures: own(state.capture).map(captureOf),
    exceptions: own(state.exception)
      .sort(byNumber)
      .map((row) => exceptionOf(draft, row)),
    evidence: own(state.evidence)
      .sort((a, b) => a.seq - b.seq)
      .map(evidenceOf),
    signaturesDue: due,
    signatures: Object.values(state.signature)
      .filter(({ subject }) => subject === id)
      .sort((a, b) => (a.at < b.at ? -1 : 1))
      .map(({ subjectStream: _, subject: __, person: ___, ...signature }) => signature),
    signing: step.state === 'completing' && due.length > 0 ? stepContent(draft, step) : null,
    restart: step.state === 'held' ? restartContent(draft, step) : null,
  };
}

export const byNumber = (a: { number: string }, b: { number: string }): number =>
  Number(a.number.slice(1)) - Number(b.number.slice(1));
