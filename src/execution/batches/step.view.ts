import type { EvidenceDto, ExceptionDto, StepDto } from './batch-view.dto.js';
import { blocksOf } from './block.view.js';
import { byHandOf } from './by-hand.view.js';
import {
  correctableFields,
  currentEntry,
  type Draft,
  exceptionContent,
  isAtWork,
  isStepOver,
  mayBeSkipped,
  onUnit,
  openSteps,
  restartContent,
  signaturesDue,
  stepContent,
  type EvidenceRow,
  type ExceptionRow,
  type StepRow,
} from './domain/index.js';
import { elementsOf, needsOf, unitProceduresOf } from '../../definition/recipes/domain/index.js';
import { worded, wordsIn } from './language.view.js';
import { filesOf, notesOf } from './note.view.js';
import { captureOf, entryOf, fieldsOf, resultOf } from './field.view.js';

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

const operationTitle = (draft: Draft, step: StepRow): string =>
  elementsOf(
    unitProceduresOf(draft.recipeOf(step)).find((one) => one.unitProcedure === step.unitProcedure)!.operations,
  ).find((one) => one.operation === step.operation)!.title;

/** A step with all that a screen needs to perform, judge and sign it. */
export function stepOf(draft: Draft, step: StepRow, language?: string): StepDto {
  const { state } = draft;
  const phase = draft.phase(step);
  const words = wordsIn(draft.recipeOf(step), language);
  const own = <T extends { step: string | null }>(rows: Readonly<Record<string, T>>): T[] =>
    Object.values(rows).filter((row) => row.step === step.id);
  const due = isStepOver(step.state) ? [] : signaturesDue(draft, step);
  const { id, position, kind, operation, unitProcedure, unit, version, startedAt, endedAt, decision } = step;
  const { batch } = draft;
  const turn = onUnit(draft, unitProcedure)
    ? batch.state === 'running' && draft.bindingOf(unitProcedure) !== undefined
    : batch.state === 'running' || batch.state === 'idle';
  const available = turn && step.state === 'idle' && openSteps(draft).some((open) => open.id === id);
  const shown: StepDto = {
    ...{
      id,
      phase: phase.id,
      position,
      kind,
      title: phase.title,
      instruction: phase.instruction,
      operation,
      operationTitle: operationTitle(draft, step),
      blocks: blocksOf(draft, step, words),
      unitProcedure,
      unit,
    },
    ...{ state: step.state, available, version, startedAt, endedAt, decision },
    fields: fieldsOf(draft, step),
    ...byHandOf(draft, step),
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
    result: resultOf(draft, step),
    entries: own(state.entry).sort(byNumber).map(entryOf),
    captures: own(state.capture).map(captureOf),
    exceptions: own(state.exception)
      .sort(byNumber)
      .map((row) => exceptionOf(draft, row)),
    evidence: own(state.evidence)
      .sort((a, b) => a.seq - b.seq)
      .map(evidenceOf),
    notes: notesOf(state, id),
    files: filesOf(state, id),
    pictures: phase.pictures ?? [],
    documents: phase.documents ?? [],
    skills: needsOf(draft.recipeOf(step), phase, unitProcedure).flatMap(({ kind, title }) =>
      kind === 'skill' ? title : [],
    ),
    signaturesDue: due,
    signatures: Object.values(state.signature)
      .filter(({ subject }) => subject === id)
      .sort((a, b) => (a.at < b.at ? -1 : 1))
      .map(({ subjectStream: _, subject: __, person: ___, ...signature }) => signature),
    signing: step.state === 'completing' && due.length > 0 ? stepContent(draft, step) : null,
    restart: step.state === 'held' || step.state === 'holding' ? restartContent(draft, step) : null,
    owner: step.owner === null ? null : { id: step.owner, name: step.ownerName! },
    correctable: correctableFields(draft, step),
    skippable: batch.state === 'running' && mayBeSkipped(draft, step),
    witness: isWitnessed(draft, step) ? stepContent(draft, step) : null,
  };
  return worded(shown, phase, words);
}

/** Whether something of the step may need a second person: it is at hand, or was done with a value that the unit gave. */
const isWitnessed = (draft: Draft, step: StepRow): boolean =>
  isAtWork(step.state) ||
  step.state === 'completing' ||
  (step.state === 'idle'
    ? openSteps(draft).some(({ id }) => id === step.id)
    : step.state === 'complete' && Object.values(draft.state.capture).some((capture) => capture.step === step.id));

export const byNumber = (a: { number: string }, b: { number: string }): number =>
  Number(a.number.slice(1)) - Number(b.number.slice(1));
