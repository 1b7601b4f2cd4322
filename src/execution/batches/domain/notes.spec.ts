import { describe, expect, it } from '@jest/globals';
import { PaperBatch, type Name } from '../../../../test/support/paper-batch.js';
import { actor } from '../../../../test/support/paper-people.js';
import { stepContent } from './content.js';
import { addNote, bindFile } from './notes.js';
import { batchProjection } from './projection.js';
import { standing } from './raise.js';
import type { NoteKind } from './rows.js';

const PHOTO = 'a'.repeat(64);

function note(
  paper: PaperBatch,
  phase: string | null,
  kind: NoteKind = 'note',
  files: string[] = [],
  by: Name = 'Ben',
) {
  const on = phase === null ? null : { step: paper.step(phase).id, seen: paper.step(phase).version };
  paper.does(actor(by), (draft) => addNote(draft, { on, kind, text: 'foam on the filter', files }));
}

function bind(paper: PaperBatch, phase: string, of: string | null = null): void {
  const { id: step, version: seen } = paper.step(phase);
  const photo = { file: PHOTO, name: 'filter.jpg', mediaType: 'image/jpeg', size: 7 };
  paper.does(actor('Ada'), (draft) => bindFile(draft, { step, seen, ...photo, note: of }));
}

const rows = (paper: PaperBatch) => Object.values(paper.state.note);
const refuses = (code: string) => expect.objectContaining({ code });

describe('B12: a note', () => {
  it('stands on a running step with who and when, whoever works on it, and changes nothing of its course', () => {
    const paper = new PaperBatch().reach('count');
    note(paper, 'count', 'observation');
    expect(rows(paper)).toMatchObject([
      { number: 'M1', step: paper.step('count').id, kind: 'observation', text: 'foam on the filter', by: 'Ben' },
    ]);
    expect(paper.step('count').state).toBe('running');
    expect(paper.exceptions).toEqual([]);
  });

  it('may be of the batch as a whole, and on a held batch', () => {
    const paper = new PaperBatch().reach('count');
    paper.hold();
    note(paper, null);
    note(paper, 'count');
    expect(rows(paper).map(({ number, step }) => [number, step])).toEqual([
      ['M1', null],
      ['M2', paper.step('count').id],
    ]);
  });

  it('that says nonconformance is an exception that a supervisor answers, with its words as the comment', () => {
    const paper = new PaperBatch().reach('count');
    note(paper, 'count', 'nonconformance');
    expect(paper.exceptions).toMatchObject([
      {
        ...{ kind: 'note.nonconformance', criticality: 'IPC', onBreach: 'supervisor', values: { note: 'M1' } },
        ...{ comment: 'foam on the filter', commentBy: 'Ben', answer: null },
      },
    ]);
  });

  it('between the signatures of a step makes those given void; on a complete step they stand', () => {
    const paper = new PaperBatch().reach('identity');
    while (standing(paper.draft, paper.step('identity').id).length === 0) paper.goesOn();
    note(paper, 'identity');
    expect(standing(paper.draft, paper.step('identity').id)).toEqual([]);
    paper.until('count');
    note(paper, 'identity');
    expect(paper.step('identity').state).toBe('complete');
    expect(standing(paper.draft, paper.step('identity').id)).toHaveLength(2);
  });

  it('is refused on a step that has not begun, on what has changed since, and once the batch is over', () => {
    const paper = new PaperBatch().reach('count');
    expect(() => note(paper, 'culture')).toThrow(refuses('step.not-begun'));
    const { id: step, version } = paper.step('count');
    const stale = { on: { step, seen: version - 1 }, kind: 'note' as const, text: 'late', files: [] };
    expect(() => paper.does(actor('Ada'), (draft) => addNote(draft, stale))).toThrow(refuses('step.stale'));
    for (let n = 0; n < 60 && paper.batch.state !== 'complete'; n++) paper.goesOn();
    expect(() => note(paper, null)).toThrow(refuses('batch.over'));
    expect(() => note(paper, 'count')).toThrow(refuses('batch.over'));
  });
});

describe('B13: a file', () => {
  it('is bound to its step by hash, once, and notes may name it', () => {
    const paper = new PaperBatch().reach('count');
    expect(() => note(paper, 'count', 'note', [PHOTO])).toThrow(refuses('file.not-bound'));
    note(paper, 'count');
    expect(() => bind(paper, 'identity', 'M1')).toThrow(refuses('note.not-found'));
    bind(paper, 'count', 'M1');
    expect(() => bind(paper, 'count')).toThrow(refuses('file.bound-already'));
    note(paper, 'count', 'observation', [PHOTO]);
    expect(() => note(paper, 'identity', 'note', [PHOTO])).toThrow(refuses('file.not-bound'));
    note(paper, null, 'note', [PHOTO]);
    expect(Object.values(paper.state.attachment)).toMatchObject([
      { file: PHOTO, name: 'filter.jpg', mediaType: 'image/jpeg', size: 7, note: 'M1', by: 'Ada' },
    ]);
  });

  it('11.70: is signed with its step, as notes are; a step without either is signed as before', () => {
    const paper = new PaperBatch().reach('count');
    const content = () => stepContent(paper.draft, paper.step('count')).content;
    expect(content()).not.toHaveProperty('notes');
    expect(content()).not.toHaveProperty('files');
    note(paper, 'count');
    bind(paper, 'count');
    expect(content()).toMatchObject({ notes: [{ number: 'M1' }], files: [{ file: PHOTO, name: 'filter.jpg' }] });
  });

  it('follows from the facts, as notes do', () => {
    const paper = new PaperBatch().reach('count');
    bind(paper, 'count');
    note(paper, 'count', 'nonconformance', [PHOTO]);
    expect(paper.facts.reduce(batchProjection.apply, batchProjection.empty)).toEqual(paper.state);
  });
});
