import type { Step } from '../api/types.js';

export interface Note {
  id: string;
  kind: 'note' | 'observation' | 'nonconformance';
  text: string;
  files: string[];
  by: string;
  at: string;
}

export interface Attachment {
  hash: string;
  name: string;
  mediaType: string;
  size: number;
  note: string | null;
  by: string;
  at: string;
}

/** What people noted on a step and bound to it. */
export const notedOn = (step: Step): { notes: Note[]; files: Attachment[] } => {
  const { notes = [], files = [] } = step as Step & { notes?: Note[]; files?: Attachment[] };
  return { notes, files };
};
