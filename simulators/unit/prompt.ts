import { BadFault } from './faults.js';
import type { Memory, Prompt } from './memory.js';
import { Refused } from './refused.js';

export type Question = Pick<Prompt, 'code' | 'text' | 'answers'>;

/** From a request's body; throws `BadFault`. */
export function question(body: unknown): Question {
  const { code, text = '', answers, ...rest } = Object(body) as Record<string, unknown>;
  const isList = Array.isArray(answers) && answers.length > 0 && answers.every((one) => typeof one === 'string');
  if (typeof code !== 'string' || typeof text !== 'string' || !isList || Object.keys(rest).length > 0)
    throw new BadFault('a prompt takes {"code", "text"?, "answers": […]}');
  return { code, text, answers };
}

/** The memory of a unit that asks; throws `Refused` while it waits for something else. */
export function asking(memory: Memory, given: Question, at: number): Memory {
  if (memory.prompt !== undefined) throw new Refused('BadInvalidState', `it waits for ${memory.prompt.code}`);
  const asked = (memory.asked ?? 0) + 1;
  return { ...memory, asked, prompt: { ...given, id: `P-${String(asked).padStart(4, '0')}`, at } };
}

/** The memory of a unit that has been answered; `id`: of the prompt, the one that stands where it is left out. Throws `Refused`. */
export function told(memory: Memory, given: { id?: string; answer: string; by: string }): Memory {
  const { prompt, ...rest } = memory;
  if (prompt === undefined || (given.id !== undefined && given.id !== prompt.id))
    throw new Refused('BadInvalidState', 'it waits for no such answer');
  if (!prompt.answers.includes(given.answer)) throw new Refused('BadInvalidArgument', `'${given.answer}' is no answer`);
  return { ...rest, said: { id: prompt.id, answer: given.answer, by: given.by } };
}

/** The memory of a unit that waits no more, whatever anybody says. */
export function withdrawn({ prompt: _, ...rest }: Memory): Memory {
  return rest;
}
