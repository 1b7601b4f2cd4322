import { noAnswer, problemOf } from './problem.js';
import { takeTouch } from './presence.js';
import { learnClock } from './server-clock.js';

const SLOWEST_MS = 15_000;

async function ask(path: string, init: RequestInit): Promise<Response> {
  const sentAt = Date.now();
  const signals = [AbortSignal.timeout(SLOWEST_MS), ...(init.signal ? [init.signal] : [])];
  const response = await fetch(`/api${path}`, { ...init, signal: AbortSignal.any(signals) }).catch(() => {
    throw noAnswer();
  });
  learnClock(response.headers.get('date'), sentAt);
  if (!response.ok) throw await problemOf(response);
  return response;
}

const bodyOf = async <T>(response: Response): Promise<T> =>
  (response.status === 204 ? null : ((await response.json()) as unknown)) as T;

/** Reads; throws Problem. Without a touch since the last request it is marked as background. */
export async function read<T>(path: string, signal?: AbortSignal): Promise<T> {
  const headers: Record<string, string> = takeTouch() ? {} : { 'x-ballroom-background': '1' };
  return bodyOf<T>(await ask(path, { headers, ...(signal ? { signal } : {}) }));
}

/** Sends a command; `key` is one per intent of a person, kept over its retries. */
export async function send<T>(path: string, body: unknown, key: string, method = 'POST'): Promise<T> {
  const content = body === undefined ? {} : { body: JSON.stringify(body) };
  const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
  return bodyOf<T>(await ask(path, { method, headers: { 'idempotency-key': key, ...type }, ...content }));
}

/** A random UUID that also works where a tablet reaches the server by plain HTTP. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}
