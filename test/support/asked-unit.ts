import { expect } from '@jest/globals';
import type { Fact } from '../../src/trust/ledger/index.js';

interface At {
  step: string;
  /** the unit's control endpoint */
  control: string;
  /** the first fact of the unit's stream that is so, once it is there */
  fact(type: string, which: Record<string, unknown>): Promise<Fact>;
  reply(prompt: string, answer: string): Promise<unknown>;
}

/** Has a unit whose program runs wait for a person: for an answer by a command, for one at its panel, and for none. */
export async function asksThrice({ step, control, fact, reply }: At): Promise<void> {
  const to = async (path: string, body: object): Promise<number> =>
    (await fetch(`${control}/${path}`, { method: 'POST', body: JSON.stringify(body) })).status;
  const asked = async (code: string): Promise<Fact> => {
    expect(await to('prompt', { code, answers: ['purged', 'seated'] })).toBe(201);
    return fact('unit.prompted', { step, code });
  };
  const ended = async ({ values: { prompt } }: Fact) => (await fact('unit.prompt-ended', { prompt })).values;

  const bubble = await asked('bubble');
  expect(bubble.values).toMatchObject({ asked: 'P-0001', known: { title: 'Air in the inlet line' } });
  await reply(bubble.values['prompt'] as string, 'purged');
  const { command } = (await fact('command.confirmed', { step, action: 'answer' })).values;
  expect(await ended(bubble)).toMatchObject({ ending: 'answered', answer: 'purged', command });

  const kit = await asked('kit-seated');
  expect(await to('panel', { answer: 'seated' })).toBe(200);
  expect(await ended(kit)).toMatchObject({ ending: 'locally', answer: 'seated', command: null });
  await fact('unit.changed-locally', { step, what: 'answered', code: 'kit-seated', answer: 'seated' });

  const strange = await asked('E-4711');
  expect(strange.values['known']).toBeNull();
  expect((await fetch(`${control}/prompt`, { method: 'DELETE' })).status).toBe(200);
  expect(await ended(strange)).toMatchObject({ ending: 'withdrawn', answer: null });
}
