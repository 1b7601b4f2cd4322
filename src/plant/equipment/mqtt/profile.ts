import type { Instant, Uuid } from '../../../kernel/ids.js';
import type { Quantity } from '../../../kernel/quantity.js';
import { storableText } from '../../../kernel/storable-text.js';
import {
  type ControlMethod,
  type GivenAnswer,
  instantOrNull,
  isActivity,
  type ProgramResult,
  type PromptReply,
  type ShownPrompt,
  type UnitOrder,
  type UnitSight,
} from '../domain/index.js';

/** What a unit of the profile `ballroom` says of itself in its retained status. */
export interface UnitStatus {
  online: boolean;
  serial: string | null;
  productInstanceUri: string | null;
}

/** A unit's answer to one command. */
export interface UnitAnswer {
  id: string;
  ok: boolean;
  runId: string;
  reason: string;
}

type Fields = Record<string, unknown>;

/** A payload that does not say what the profile wants; it is caught where it was read. */
class Malformed extends Error {}

const fields = (json: unknown): Fields => {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw new Malformed();
  return json as Fields;
};

/** As a database can hold it. */
const text = (given: unknown): string => {
  if (typeof given !== 'string') throw new Malformed();
  return storableText(given);
};

const textOrEmpty = (given: unknown): string => (given === undefined || given === null ? '' : text(given));

const instant = (given: unknown): Instant => {
  const at = instantOrNull(Date.parse(text(given)));
  if (at === null) throw new Malformed();
  return at;
};

/** Each as text. */
const numbers = (given: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries(fields(given)).map(([name, value]) => {
      if (typeof value !== 'number') throw new Malformed();
      return [storableText(name), `${value}`];
    }),
  );

/** Checksums, by program. */
const texts = (given: unknown): Record<string, string> =>
  Object.fromEntries(Object.entries(fields(given)).map(([name, value]) => [name, text(value)]));

/** What a reader gives, or null for what is malformed. */
function orNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof Malformed) return null;
    throw error;
  }
}

/** Left out where it is not there or malformed: a program is seen all the same. */
function ifRead<K extends string, T>(name: K, read: () => T): { [P in K]?: T } {
  const found = orNull(read);
  return found === null ? {} : ({ [name]: found } as { [P in K]: T });
}

/** `{"online":true,"serial","productInstanceUri",…}`, or `{"online":false}` as the unit's will; null where it is neither. */
export const readStatus = (json: unknown): UnitStatus | null =>
  orNull(() => {
    const { online, serial, productInstanceUri } = fields(json);
    if (typeof online !== 'boolean') throw new Malformed();
    const said = (given: unknown): string | null => (typeof given === 'string' ? given : null);
    return { online, serial: said(serial), productInstanceUri: said(productInstanceUri) };
  });

/**
 * `{"activity","at","startedAt","active":{runId,job,task},"results":[…],"setpoints"?:{…},"programs"?:{name: checksum},"kit"?:null|text,"prompt"?:null|{id,code,text,at},
 * "answered"?:null|{id,answer,by}}`; null where it is not.
 */
export const readSight = (json: unknown): UnitSight | null =>
  orNull(() => {
    const { activity, at, startedAt, active, results, setpoints, programs, kit, prompt, answered } = fields(json);
    const word = text(activity);
    if (!isActivity(word) || !Array.isArray(results)) throw new Malformed();
    const { runId, job, task } = fields(active ?? {});
    return {
      activity: { activity: word, at: instant(at) },
      serverStartedAt: instant(startedAt),
      active: { runId: textOrEmpty(runId), job: textOrEmpty(job), task: textOrEmpty(task) },
      results: results.map((result) => resultOf(fields(result))),
      ...(setpoints === undefined ? {} : { setpoints: numbers(setpoints) }),
      ...(programs === undefined ? {} : { checksums: texts(programs) }),
      // what cannot be read is no kit that could be the bound one
      ...(kit === undefined ? {} : { kit: orNull(() => said(kit)) }),
      ...(prompt === null ? { prompt } : ifRead('prompt', () => promptOf(fields(prompt)))),
      ...ifRead('answered', () => givenIn(fields(answered))),
    };
  });

/** Characters of a unit's own words that are kept. */
const LONGEST = 500;

const promptOf = ({ id, code, text: words, at }: Fields): ShownPrompt => ({
  ...{ id: said(id), code: said(code), text: storableText(textOrEmpty(words), LONGEST), at: instant(at) },
});

const givenIn = ({ id, answer, by }: Fields): GivenAnswer => ({
  ...{ id: said(id), answer: said(answer), by: textOrEmpty(by) },
});

const said = (given: unknown): string => {
  const word = text(given);
  if (word === '') throw new Malformed();
  return storableText(word, LONGEST);
};

const resultOf = ({ runId, job, task, startedAt, stoppedAt, outcome }: Fields): ProgramResult => ({
  runId: text(runId),
  job: textOrEmpty(job),
  task: textOrEmpty(task),
  startedAt: instant(startedAt),
  stoppedAt: stoppedAt === null || stoppedAt === undefined ? null : instant(stoppedAt),
  outcome: textOrEmpty(outcome) || (stoppedAt == null ? 'running' : 'completed'),
});

/** `{"id","ok":true,"runId"?}` or `{"id","ok":false,"reason"}`; null where it is neither. */
export const readAnswer = (json: unknown): UnitAnswer | null =>
  orNull(() => {
    const { id, ok, runId, reason } = fields(json);
    if (typeof ok !== 'boolean') throw new Malformed();
    return { id: text(id), ok, runId: textOrEmpty(runId), reason: textOrEmpty(reason) || 'BadUnexpectedError' };
  });

/** A command as the unit takes it; what is left out is not there. */
export function writeCommand(
  id: Uuid,
  order:
    | Omit<UnitOrder, 'reply'>
    | { action: ControlMethod }
    | { action: 'set'; set: Record<string, Quantity> }
    | ({ action: 'answer' } & PromptReply),
): string {
  const { batch, step, program, duration, set, asked, answer } = { ...NOTHING, ...order };
  const setpoints = Object.entries(set ?? {}).map(([name, { value, unit }]) => [name, `${value} ${unit}`]);
  return JSON.stringify({
    ...{ id, action: order.action, program },
    ...(setpoints.length > 0 ? { set: Object.fromEntries(setpoints) as Record<string, string> } : {}),
    ...{ duration, batch, step, prompt: asked, answer },
  });
}

const NOTHING: Partial<Omit<UnitOrder, 'action'> & PromptReply> = {};
