import type { Uuid } from '../../../kernel/ids.js';
import { Refusal } from '../../../kernel/refusal.js';
import { signatureGiven } from '../../../trust/signatures/domain/index.js';
import { conclude } from './conclude.js';
import { batchRestartContent, exceptionContent, restartContent, type SigningContent } from './content.js';
import type { Draft } from './draft.js';
import { isOver, seenAsIs } from './guards.js';
import { holdAll, voidSignatures } from './raise.js';
import type { ExceptionRow, StepRow } from './rows.js';
import { mayAs, type Signing, signedAsShown } from './sign-step.js';
import { requestProgram } from './start-step.js';
import { stopBatch } from './stop-batch.js';
import { isHeld } from './tables.js';
import { programFollows } from './unit-program.js';

function exceptionOf(draft: Draft, step: Uuid | null, number: string): ExceptionRow {
  const exception = draft.exception(number);
  if (exception.step !== step) throw new Refusal('not-found', 'exception.not-found', { exception: number });
  return exception;
}

/** What a person says of an exception; said again before the step is complete, it takes the earlier one's place. */
export function commentException(
  draft: Draft,
  said: { step: Uuid; seen: number; exception: string; comment: string },
): void {
  const { step: id, seen, exception: number, comment } = said;
  const step = draft.step(id);
  seenAsIs(step, seen);
  const exception = exceptionOf(draft, id, number);
  if (step.state === 'complete' && exception.comment !== null)
    throw new Refusal('conflict', 'exception.commented', { exception: number });
  draft.add('exception.commented', { exception: number, step: id, comment });
  voidSignatures(draft, id);
}

/** An exception of no step: while none ran. */
export function commentBatchException(draft: Draft, said: { exception: string; comment: string }): void {
  exceptionOf(draft, null, said.exception);
  draft.add('exception.commented', { ...said, step: null });
}

/** A supervisor's signature on what is shown; `meaning` says what it decides. */
export function supervisorSigns(
  draft: Draft,
  signing: Signing,
  subject: string,
  meaning: string,
  shown: SigningContent,
): void {
  if (signing.meaning !== meaning)
    throw new Refusal('conflict', 'signature.not-due', { meaning: signing.meaning, due: meaning });
  mayAs(signing.signer, 'supervisor', 'step.supervise');
  signedAsShown(signing, shown);
  const { content } = shown;
  draft.take(signatureGiven(signing.signer, { id: signing.id, subject, meaning, role: 'supervisor', content }));
}

export interface Answer {
  step: Uuid;
  seen: number;
  exception: string;
  decision: 'continue' | 'stop';
  comment: string;
  signing: Signing;
}

/** A supervisor lets the step go on, or stops the batch. */
export function answerException(draft: Draft, answer: Answer): void {
  const { exception: number, decision, comment, signing } = answer;
  const step = draft.step(answer.step);
  seenAsIs(step, answer.seen);
  const exception = exceptionOf(draft, step.id, number);
  if (exception.onBreach === 'continue' || exception.answer !== null || isOver(draft))
    throw new Refusal('conflict', 'exception.answer-not-due', { exception: number });
  supervisorSigns(draft, signing, number, decision, exceptionContent(draft, exception));
  draft.add('exception.answered', { exception: number, step: step.id, decision, comment, signature: signing.id });
  voidSignatures(draft, step.id);
  if (decision === 'stop') {
    stopBatch(draft, 'answer', step.id);
    conclude(draft);
  }
}

/** Restarting what was held answers the exceptions that held it. */
function answerHolds(draft: Draft, holds: ExceptionRow[], comment: string, signature: Uuid): void {
  for (const { number, step } of holds)
    draft.add('exception.answered', { exception: number, step, decision: 'continue', comment, signature });
}

const holding = (exceptions: ExceptionRow[]): ExceptionRow[] =>
  exceptions.filter(({ onBreach, answer }) => onBreach === 'stop' && answer === null);

/** A supervisor lets a held step go on. `command`: its program's new start, where the unit had refused it. */
export function restartStep(
  draft: Draft,
  restart: { step: Uuid; seen: number; comment: string; signing: Signing; command: Uuid | null },
): void {
  const { comment, signing } = restart;
  const step = draft.step(restart.step);
  seenAsIs(step, restart.seen);
  draft.allowStep(step, 'restart');
  supervisorSigns(draft, signing, step.id, 'restart', restartContent(draft, step));
  answerHolds(draft, holding(draft.exceptionsOf(step.id)), comment, signing.id);
  if (draft.batch.state === 'held' || draft.batch.state === 'holding')
    draft.add('batch.restarted', { comment, signature: signing.id });
  letGoOn(draft, step, comment, signing.id);
  if (mustRequestAgain(step)) requestProgram(draft, step.id, restart.command);
}

/** A program that the unit holds is told to go on, and the step waits for it. */
function letGoOn(draft: Draft, step: StepRow, comment: string, signature: Uuid): void {
  const waits = step.run?.state === 'held' || programFollows(step);
  draft.add(waits ? 'step.restarting' : 'step.restarted', { step: step.id, comment, signature });
}

/** Whether a step's program has to be started anew, since no run of it is known. */
export const mustRequestAgain = ({ run }: StepRow): boolean => run?.state === 'failed' || run?.state === 'unknown';

/** A person or a rule stops the process where it stands. */
export function holdBatch(draft: Draft, reason: string): void {
  draft.allowBatch('hold');
  holdAll(draft, reason);
  conclude(draft);
}

/** A supervisor lets a held batch go on, and with it the step that was held for it alone. */
export function restartBatch(draft: Draft, { comment, signing }: { comment: string; signing: Signing }): void {
  draft.allowBatch('restart');
  supervisorSigns(draft, signing, draft.id, 'restart', batchRestartContent(draft));
  answerHolds(draft, holding(Object.values(draft.state.exception)), comment, signing.id);
  draft.add('batch.restarted', { comment, signature: signing.id });
  for (const step of draft.steps)
    if (isHeld(step.state) && !mustRequestAgain(step)) letGoOn(draft, step, comment, signing.id);
}

/** Quality's deviation on an exception. */
export function noteDeviation(
  draft: Draft,
  { exception: number, deviation }: { exception: string; deviation: Uuid },
): void {
  const { step, deviation: known } = draft.exception(number);
  if (known !== null) throw new Refusal('conflict', 'exception.has-deviation', { exception: number, deviation: known });
  draft.add('exception.deviation-opened', { exception: number, step, deviation });
}
