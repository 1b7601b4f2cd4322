import { hashOf } from '../../../kernel/canonical-json.js';
import type { AdHocBlock } from '../../../definition/recipes/domain/index.js';
import type { Draft } from './draft.js';
import type { AttachmentRow, BindingRow, ExceptionRow, NoteRow, StepRow } from './rows.js';

/** What a signature signs, as it is shown before, and its hash. */
export interface SigningContent {
  hash: string;
  content: Record<string, unknown>;
}

const signing = (content: Record<string, unknown>): SigningContent => ({ hash: hashOf(content), content });

/** `step`: the one that the signature is about; of the batch as a whole none. */
const subject = (draft: Draft, step: StepRow | null): Record<string, unknown> => ({
  batch: draft.batch.id,
  code: draft.batch.code,
  coi: draft.batch.coi,
  recipe: step === null ? draft.batch.recipeHash : draft.state.batch_recipe[step.recipe]!.hash,
  unit: unitCodeOf(draft, step),
});

const unitCodeOf = (draft: Draft, step: StepRow | null): string | null =>
  (step === null ? draft.bindings[0] : (boundFor(draft, step) ?? draft.bindingOf(step.unitProcedure)))?.unitCode ??
  null;

/** The unit that a step ran on, also once it is free again. */
const boundFor = (draft: Draft, { unit, unitProcedure }: StepRow): BindingRow | undefined =>
  Object.values(draft.state.binding).findLast((one) => one.unit === unit && one.unitProcedure === unitProcedure);

const place = ({ id, phase, kind, startedAt, endedAt }: StepRow) => ({ id, phase, kind, startedAt, endedAt });

const said = (exception: ExceptionRow) => {
  const { number, kind, criticality, values, startedAt, endedAt, comment, commentBy, answer, answerBy } = exception;
  return { number, kind, criticality, values, startedAt, endedAt, comment, commentBy, answer, answerBy };
};

const byNumber = <T extends { number: string }>(rows: T[]): T[] =>
  rows.sort((a, b) => Number(a.number.slice(1)) - Number(b.number.slice(1)));

const of = <T extends { step: string | null }>(rows: Readonly<Record<string, T>>, step: StepRow): T[] =>
  Object.values(rows).filter((row) => row.step === step.id);

/** Everything that a step's performer and verifier answer for. */
export function stepContent(draft: Draft, step: StepRow): SigningContent {
  const { state } = draft;
  const [notes, files] = [of(state.note, step), of(state.attachment, step)];
  const { decision, run } = step;
  return signing({
    ...subject(draft, step),
    step: { ...place(step), decision, run },
    values: byNumber(of(state.entry, step)).map((entry) => {
      const { number, field, source, value, unit, verdict, inputs, rounding, by, at, reason, supersededBy } = entry;
      const { late, recordedAt, because } = entry;
      return {
        ...{ number, field, source, value, unit, verdict, inputs, rounding, by, at, reason, supersededBy },
        ...(late ? { late, recordedAt } : {}),
        ...(because === null ? {} : { because }),
      };
    }),
    captures: of(state.capture, step)
      .map(({ entry, unit, tag, aggregate, fromTime, toTime, quality, sourceTime, arrivals }) => ({
        entry,
        unit,
        tag,
        aggregate,
        from: fromTime,
        to: toTime,
        quality,
        sourceTime,
        arrivals,
      }))
      .sort((a, b) => Number(a.entry.slice(1)) - Number(b.entry.slice(1))),
    exceptions: byNumber(of(state.exception, step)).map(said),
    evidence: of(state.evidence, step)
      .sort((a, b) => a.seq - b.seq)
      .map(({ unit, seq, fromArrival, toArrival, count, root }) => ({
        unit,
        seq,
        from: fromArrival,
        to: toArrival,
        count,
        root,
      })),
    ...(notes.length === 0 ? {} : { notes: byNumber(notes).map(written) }),
    ...(files.length === 0 ? {} : { files: files.sort((a, b) => (a.file < b.file ? -1 : 1)).map(bound) }),
  });
}

const written = ({ number, kind, text, files, by, at }: NoteRow) => ({ number, kind, text, files, by, at });

const bound = ({ file, name, mediaType, size, note, by, at }: AttachmentRow) => ({
  ...{ file, name, mediaType, size, note, by, at },
});

/** What whoever inserts an ad-hoc block signs: the block as it was approved with the recipe. */
export const insertContent = (draft: Draft, block: AdHocBlock): SigningContent =>
  signing({ ...subject(draft, null), block: block.id, title: block.title, of: hashOf(block) });

/** What a supervisor signs who moves a unit procedure to another unit. */
export const replaceContent = (draft: Draft, { unit, unitCode, unitProcedure, boundAt }: BindingRow): SigningContent =>
  signing({ ...subject(draft, null), replaces: { unit, unitCode, unitProcedure, boundAt } });

/** What quality signs who lets a batch go on by another version: both, and what differs. */
export const recipeChangeContent = (
  draft: Draft,
  change: { recipe: string; version: number; hash: string; from: string; changes: string[] },
): SigningContent => signing({ ...subject(draft, null), change });

/** What is signed of a batch as a whole: its state, and what it is held for. */
export function batchContent(draft: Draft): SigningContent {
  const { state, heldBecause, qualityHold } = draft.batch;
  return signing({ ...subject(draft, null), state, heldBecause, qualityHold });
}

/** What a supervisor answers: one exception as it stands. */
export function exceptionContent(draft: Draft, exception: ExceptionRow): SigningContent {
  const step = exception.step === null ? null : draft.step(exception.step);
  return signing({ ...subject(draft, step), step: step && place(step), exception: said(exception) });
}

/** What a supervisor lets go on: a held step, with all that happened in it. */
export const restartContent = (draft: Draft, step: StepRow): SigningContent =>
  signing({
    ...subject(draft, step),
    step: { ...place(step), state: step.state, run: step.run },
    exceptions: byNumber(draft.exceptionsOf(step.id)).map(said),
  });

/** What a supervisor lets go on: a held batch, and why it was. */
export const batchRestartContent = (draft: Draft): SigningContent =>
  signing({
    ...subject(draft, null),
    state: draft.batch.state,
    heldBecause: draft.batch.heldBecause,
    exceptions: byNumber(
      Object.values(draft.state.exception).filter(({ answer, onBreach }) => answer === null && onBreach === 'stop'),
    ).map(said),
  });
