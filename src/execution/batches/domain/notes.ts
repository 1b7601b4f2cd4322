import type { Uuid } from '../../../kernel/ids.js';
import { Refusal } from '../../../kernel/refusal.js';
import { rowId } from './apply-records.js';
import type { Draft } from './draft.js';
import { isOver, seenAsIs } from './guards.js';
import { raiseSaid, voidSignatures } from './raise.js';
import type { NoteKind, StepRow } from './rows.js';
import { isAtWork } from './tables.js';

export interface AddNote {
  /** null: of the batch as a whole, which has no version to see */
  on: { step: Uuid; seen: number } | null;
  kind: NoteKind;
  text: string;
  /** hashes of attachments */
  files: string[];
}

export interface BindFile {
  step: Uuid;
  seen: number;
  file: string;
  name: string;
  mediaType: string;
  size: number;
  note: string | null;
}

/** Refuses with `batch.over`, and with `step.not-begun` a step that has not begun or will not be done. */
function takesNotes(draft: Draft, { step: id, seen }: { step: Uuid; seen: number }): StepRow {
  const step = draft.step(id);
  seenAsIs(step, seen);
  isOpen(draft);
  const { state, phase } = step;
  if (!isAtWork(state) && state !== 'completing' && state !== 'complete')
    throw new Refusal('conflict', 'step.not-begun', { step: phase, state });
  return step;
}

function isOpen(draft: Draft): void {
  if (isOver(draft)) throw new Refusal('conflict', 'batch.over', { state: draft.batch.state });
}

/**
 * What a person has to say besides what the recipe asks for; a nonconformance is an exception that a supervisor answers, and
 * its text the comment. Refuses with `file.not-bound` a file that the step (or, of a note on the batch, no step) has.
 */
export function addNote(draft: Draft, { on, kind, text, files }: AddNote): void {
  const step = on === null ? null : takesNotes(draft, on);
  isOpen(draft);
  const known = Object.values(draft.state.attachment).filter((one) => step === null || one.step === step.id);
  const missing = files.find((file) => !known.some((one) => one.file === file));
  if (missing !== undefined) throw new Refusal('unprocessable', 'file.not-bound', { file: missing });
  const note = draft.number('M', 'note');
  draft.add('note.added', { step: step?.id ?? null, note, kind, text, files });
  if (step !== null) voidSignatures(draft, step.id);
  if (kind !== 'nonconformance') return;
  raiseSaid(draft, text, {
    step: step && draft.step(step.id),
    kind: 'note.nonconformance',
    identity: `note/${note}`,
    values: { note },
    criticality: 'IPC',
    onBreach: 'supervisor',
  });
}

/** Refuses with `file.bound-already`, and with `note.not-found` a note that is not of the step. */
export function bindFile(draft: Draft, { seen, ...file }: BindFile): void {
  const step = takesNotes(draft, { step: file.step, seen });
  const same = draft.state.attachment[`${step.id}/${file.file}`];
  if (same !== undefined) throw new Refusal('conflict', 'file.bound-already', { file: file.file, name: same.name });
  if (file.note !== null && draft.state.note[rowId(draft.id, file.note)]?.step !== step.id)
    throw new Refusal('not-found', 'note.not-found', { note: file.note });
  draft.add('file.bound', file);
  voidSignatures(draft, step.id);
}
