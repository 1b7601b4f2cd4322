import type { Instant, Uuid } from '../../../kernel/ids.js';

export const NOTE_KINDS = ['note', 'observation', 'nonconformance'] as const;
export type NoteKind = (typeof NOTE_KINDS)[number];

/** What a person said, besides what the recipe asks for. */
export interface NoteRow {
  id: string;
  batch: Uuid;
  /** null: of the batch as a whole */
  step: Uuid | null;
  number: string;
  kind: NoteKind;
  text: string;
  /** hashes of attachments */
  files: string[];
  by: string;
  at: Instant;
}

/** A photo or file of a step. */
export interface AttachmentRow {
  /** `<step>/<file>` */
  id: string;
  batch: Uuid;
  step: Uuid;
  /** hex SHA-256 of its bytes */
  file: string;
  name: string;
  mediaType: string;
  /** bytes */
  size: number;
  /** number of the note that it was bound to afterwards */
  note: string | null;
  by: string;
  at: Instant;
}
