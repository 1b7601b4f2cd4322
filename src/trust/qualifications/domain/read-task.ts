import { Refusal } from '../../../kernel/refusal.js';
import { isDay, siteDay } from '../../../kernel/site-day.js';
import type { NewFact } from '../../ledger/domain/index.js';
import { refuseChangedContent, signatureGiven, type Signer } from '../../signatures/domain/index.js';
import { counts, isOf, type Moment } from './lacks.js';
import { type Pair, refuseOwn } from './record-training.js';
import { sameNeed } from './need.js';
import type { AssignedReading, ReadingTaskRow, TrainingState } from './training.js';

/** What the signature under a reading says. */
export const READ = 'read and understood';

const openTask = (state: TrainingState, reading: AssignedReading): ReadingTaskRow | undefined =>
  Object.values(state.reading_task).find((task) => task.status === 'open' && sameNeed(task, reading));

/** A person is to read something; refuses with `reading.assigned-already`. */
export function assignReading(state: TrainingState, reading: AssignedReading): NewFact[] {
  const { due } = reading;
  if (due !== null && !isDay(due)) throw new Refusal('invalid', 'training.no-such-day', { day: due });
  if (openTask(state, reading) !== undefined) throw new Refusal('conflict', 'reading.assigned-already');
  return [{ type: 'reading.assigned', values: { ...reading } }];
}

/** As `assignReading`, of those that the person neither has to read already nor has read. */
export function assignMissing(
  state: TrainingState,
  readings: readonly AssignedReading[],
  { now, zone }: Moment,
): NewFact[] {
  const today = siteDay(now, zone);
  const known = (reading: AssignedReading): boolean =>
    openTask(state, reading) !== undefined ||
    Object.values(state.training).some((one) => isOf(one, reading) && counts(one, today));
  return readings.filter((reading) => !known(reading)).flatMap((reading) => assignReading(state, reading));
}

/** What a person signs when they have read. */
export const readingContent = ({ id, kind, code, version, title, hash }: ReadingTaskRow) => ({
  task: id,
  read: { kind, code, version, title, ...(hash === null ? {} : { hash }) },
});

function open(state: TrainingState, id: string): ReadingTaskRow {
  const task = state.reading_task[id];
  if (task === undefined) throw new Refusal('not-found', 'reading.not-found', { task: id });
  if (task.status !== 'open') throw new Refusal('conflict', 'reading.not-open', { status: task.status });
  return task;
}

export interface SignedReading {
  task: string;
  signature: string;
  signer: Signer;
  meaning: string;
  hash: string;
}

/** The person it was given to signs that they have read it and understood. Refuses anybody else's signature (11.200(a)(2)). */
export function signReading(state: TrainingState, given: SignedReading, { now, zone }: Moment): NewFact[] {
  const { signer, signature, hash, meaning } = given;
  const task = open(state, given.task);
  if (signer.person !== task.person) throw new Refusal('forbidden', 'reading.of-another');
  if (meaning !== READ) throw new Refusal('conflict', 'signature.not-due', { meaning, due: READ });
  const content = readingContent(task);
  refuseChangedContent(hash, content);
  const [role = ''] = signer.roles;
  const signed = signatureGiven(signer, { id: signature, subject: task.id, meaning, role, content });
  return [signed, { type: 'reading.signed', values: { task: task.id, signature, day: siteDay(now, zone) } }];
}

/** It needs not be read any more, as another than its reader says. */
export function withdrawReading(state: TrainingState, task: string, reason: string, pair: Pair): NewFact[] {
  refuseOwn(pair);
  return [{ type: 'reading.withdrawn', values: { task: open(state, task).id }, reason }];
}
