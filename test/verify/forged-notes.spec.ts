import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import * as domain from '../../src/execution/batches/domain/index.js';
import { PaperBatch } from '../support/paper-batch.js';
import { actor } from '../support/paper-people.js';
import { paperRecipe } from '../support/paper-recipe.js';
import { takeIn } from '../../tools/verify/apply.js';
import { BatchState } from '../../tools/verify/batch-state.js';
import { checkAttached } from '../../tools/verify/check-attached.js';
import { Report } from '../../tools/verify/report.js';
import { change, fact, type Forge, ofKind, without } from './forge-paper.js';
import { asFacts, foundIn } from './paper-flow.js';

const PHOTO = Buffer.from('a photo');
const HASH = createHash('sha256').update(PHOTO).digest('hex');

/** A count with a photo, a note on it between two signatures of a step, and what did not conform. */
const batch = new PaperBatch().reach('identity');
const at = (phase: string) => ({ step: batch.step(phase).id, seen: batch.step(phase).version });
batch.scan('identity', 'unit', 'U-01');
batch.scan('identity', 'bag', 'COI-000001');
batch.complete('identity');
batch.sign('identity', 'Ada', 'performed');
const photo = { file: HASH, name: 'filter.jpg', mediaType: 'image/jpeg', size: PHOTO.length, note: null };
batch.does(actor('Ada'), (draft) => domain.bindFile(draft, { ...at('identity'), ...photo }));
const said = { kind: 'nonconformance' as const, text: 'foam on the filter', files: [HASH] };
batch.does(actor('Ben'), (draft) => domain.addNote(draft, { on: at('identity'), ...said }));
batch.answer('identity', batch.exceptions[0]!.number, 'continue');
batch.sign('identity', 'Ada', 'performed');
batch.sign('identity', 'Ben', 'verified');

const found = (forge?: Forge): string[] => foundIn(batch, paperRecipe, forge);

describe('the facts of notes and files', () => {
  it('are whole as they stand', () => {
    expect(batch.step('identity').state).toBe('complete');
    expect(found()).toEqual([]);
  });

  it.each<[string, Forge, string]>([
    ['a note was left out', without('note.added'), 'the signed content has other notes than the facts'],
    ['a file was left out', without('file.bound'), 'a note names files that were not bound'],
    [
      'a note says otherwise than was signed',
      change('note.added', { text: 'nothing' }),
      'the signed text of notes M1 is not what the facts say',
    ],
    ['a note has another number', change('note.added', { note: 'M2' }), 'the note has another number'],
    ['a note says nothing', change('note.added', { text: '' }), 'the note says nothing'],
    [
      'what did not conform is no exception',
      without('exception.raised', ofKind('note.nonconformance')),
      'note.added calls for an exception',
    ],
    ['a file has no hash', change('file.bound', { file: 'filter.jpg' }), 'a file is not named by its hash'],
    [
      'a file was bound to a step that had not begun',
      change('file.bound', { step: batch.step('check').id }),
      'a file was bound to a step that had not begun',
    ],
    ['a file belongs to no note', change('file.bound', { note: 'M7' }), 'a file was bound to a note of another step'],
    [
      'a signature from before the file stands',
      without('step.signatures-voided'),
      'step identity is complete by a signature from before its last note or file',
    ],
    [
      'a file was bound twice',
      (facts) => void facts.splice(facts.indexOf(fact(facts, 'file.bound')), 0, fact(facts, 'file.bound')),
      'a file was bound twice',
    ],
  ])('are found where %s', (_, forge, what) => {
    expect(found(forge)).toContain(what);
  });
});

describe('the bytes of a file', () => {
  const dir = mkdtempSync(join(tmpdir(), 'ballroom-files-'));
  afterAll(() => rmSync(dir, { recursive: true }));
  const state = new BatchState();
  for (const one of asFacts(batch)) takeIn(state, one);
  const checked = (folder?: string): Report => {
    const report = new Report();
    checkAttached(report, state, folder);
    return report;
  };

  it('are named where they were not looked at', () => {
    expect(checked().notChecked).toEqual(['the bytes of 1 files that people bound to steps (--files DIR)']);
  });

  it('are those of the hash, or are found to be others', () => {
    expect(checked(dir).findings.map(({ what }) => what)).toEqual(['the file is not there']);
    writeFileSync(join(dir, HASH), PHOTO);
    expect(checked(dir)).toMatchObject({ findings: [], checked: ['1 files that people bound to steps'] });
    writeFileSync(join(dir, HASH), 'another');
    expect(checked(dir).findings.map(({ what }) => what)).toEqual(['the file is not that of its hash']);
  });
});
