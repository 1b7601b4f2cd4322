import type { Uuid } from '../../kernel/ids.js';
import type { BatchAnswerDto } from './batch.dto.js';
import type { Written } from './write-batch.service.js';

/** What a command answers: where batch and step now stand, and what it raised. */
export function answerOf({ state, facts }: Written, id: Uuid, step: Uuid | null): BatchAnswerDto {
  const { code, state: batchState } = state.batch[id]!;
  const row = step === null ? null : state.step[step]!;
  const exceptions = facts
    .filter(({ type }) => type === 'exception.raised')
    .map(({ values }) => values['exception'] as string);
  return {
    id,
    code,
    state: batchState,
    step,
    stepState: row?.state ?? null,
    version: row?.version ?? null,
    exceptions,
  };
}
