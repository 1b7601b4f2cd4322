import { expect } from '@jest/globals';
import type { BatchDto, StepDto } from '../../src/execution/batches/batch-view.dto.js';
import type { PromptDto } from '../../src/plant/equipment/prompt.dto.js';
import type { UnitDto } from '../../src/plant/equipment/unit.dto.js';
import { verifyRecord } from '../../tools/verify/verify-record.js';
import { download } from '../api/walked-batch.js';
import type { Client } from './client.js';
import type { Room } from './room.js';
import { until } from './walk.js';

interface At {
  operator: Client;
  supervisor: Client;
  batch: string;
  step(): Promise<StepDto>;
  /** its code */
  unit: string;
}

/** Has a unit whose program runs wait for a person, three times: for an answer, for one at its panel, and for nobody knows what. */
export async function askedAndAnswered(room: Room, { operator, supervisor, batch, step, unit }: At): Promise<void> {
  const { control } = room.units[unit]!;
  const post = async (path: string, body: object): Promise<number> =>
    (await fetch(`${control}/${path}`, { method: 'POST', body: JSON.stringify(body) })).status;
  const open = (): Promise<PromptDto[]> => operator.get<PromptDto[]>(`/prompts?unit=${unit}&batch=${batch}`);
  const asked = async (code: string, answers: string[]): Promise<PromptDto> => {
    expect(await post('prompt', { code, text: 'E17', answers })).toBe(201);
    return until(`${code} is in the queue`, async () => (await open()).find((prompt) => prompt.code === code));
  };
  const over = (prompt: PromptDto) =>
    until('it waits no more', async () => !(await open()).some(({ id }) => id === prompt.id));
  const { id } = await step();
  const at = (prompt: PromptDto): string => `/batches/${batch}/steps/${id}/prompts/${prompt.id}/answer`;

  const bubble = await asked('bubble', ['purged', 'go-on']);
  expect(bubble).toMatchObject({
    unitCode: unit,
    batch,
    step: id,
    text: 'E17',
    title: 'Air in the inlet line',
    sent: null,
  });
  expect(bubble.answers.map(({ code, by }) => [code, by])).toEqual([
    ['purged', 'operator'],
    ['go-on', 'supervisor'],
  ]);
  expect(bubble.cause).toContain('bubble sensor');
  expect((await operator.get<UnitDto>(`/units/${unit}`)).prompt).toEqual(bubble);
  expect((await step()).prompts).toEqual([bubble]);
  expect(await operator.refusal('POST', at(bubble), { answer: 'go-on' })).toMatchObject({
    ...{ status: 403, code: 'permission.missing' },
  });
  expect(await operator.refusal('POST', at(bubble), { answer: 'shake' })).toMatchObject({
    code: 'prompt.not-an-answer',
  });
  await supervisor.post(at(bubble), { answer: 'go-on' });
  await over(bubble);
  expect(await supervisor.refusal('POST', at(bubble), { answer: 'purged' })).toMatchObject({ code: 'prompt.ended' });

  const kit = await asked('kit-seated', ['seated']);
  expect(await post('panel', { answer: 'seated' })).toBe(200);
  await over(kit);
  const found = (kind: string) => async () => (await step()).exceptions.find((one) => one.kind === kind);
  const local = await until('that is an exception', found('prompt.answered-locally'));
  expect(local).toMatchObject({ onBreach: 'continue', values: { code: 'kit-seated', answer: 'seated' } });

  const strange = await asked('E-4711', ['yes']);
  expect(strange).toMatchObject({ title: null, cause: null, answers: [] });
  expect(await supervisor.refusal('POST', at(strange), { answer: 'yes' })).toMatchObject({ code: 'prompt.not-known' });
  const unknown = await until('so is a code that nobody knows', found('prompt.unknown'));
  expect(unknown).toMatchObject({ onBreach: 'supervisor', endedAt: null, values: { code: 'E-4711' } });
  expect((await fetch(`${control}/prompt`, { method: 'DELETE' })).status).toBe(200);
  await over(strange);
  const { events } = await operator.get<BatchDto>(`/batches/${batch}`);
  const kinds = events.map(({ kind }) => kind).filter((kind) => kind.startsWith('prompt.'));
  expect(kinds).toEqual(['prompt.raised', 'prompt.answered', 'prompt.ended', 'prompt.raised', 'prompt.ended']);

  // what was said and changed at the unit stands in the record as its stream states it
  const { text } = await download(room, `/batches/${batch}/record`);
  expect((await verifyRecord({ text })).report.findings).toEqual([]);
}
