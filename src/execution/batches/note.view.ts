import type { Uuid } from '../../kernel/ids.js';
import type { BatchState } from './domain/index.js';
import type { AttachmentDto, NoteDto } from './note.dto.js';

/** Notes on a step, or with null on the batch as a whole, as they were made. */
export const notesOf = ({ note }: BatchState, of: Uuid | null): NoteDto[] =>
  Object.values(note)
    .filter(({ step }) => step === of)
    .sort((a, b) => Number(a.number.slice(1)) - Number(b.number.slice(1)))
    .map(({ number: id, kind, text, files, by, at }) => ({ id, kind, text, files, by, at }));

/** Photos and files of a step, as they were bound. */
export const filesOf = ({ attachment }: BatchState, of: Uuid): AttachmentDto[] =>
  Object.values(attachment)
    .filter(({ step }) => step === of)
    .sort((a, b) => (a.at + a.file < b.at + b.file ? -1 : 1))
    .map(({ file: hash, name, mediaType, size, note, by, at }) => ({ hash, name, mediaType, size, note, by, at }));
