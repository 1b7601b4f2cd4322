import type { CommandRow, PromptRow, UnitRow } from './domain/index.js';
import type { PromptDto } from './prompt.dto.js';

/** `answers`: those that units have not confirmed yet. */
export function promptDto(row: PromptRow, unit: Pick<UnitRow, 'code'>, answers: readonly CommandRow[]): PromptDto {
  const { id, batch, step, code, text, known, raisedAt: since, asked } = row;
  const sent = answers.find(({ unit: of, parameters: { reply } }) => of === row.unit && reply?.asked === asked);
  return {
    ...{ id, unit: row.unit, unitCode: unit.code, batch, step, code, text, since },
    ...{ title: known?.title ?? null, cause: known?.cause ?? null, answers: known?.answers ?? [] },
    sent: sent?.parameters.reply?.answer ?? null,
  };
}
