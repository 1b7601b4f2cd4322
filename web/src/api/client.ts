import { noAnswer, problemOf } from './problem.js';
import { takeTouch } from './presence.js';
import { address, type AnswerOf, type Asked, type Body, type Places, type Route } from './routes.js';
import { learnClock } from './server-clock.js';

const SLOWEST_MS = 15_000;
const BACKGROUND = { 'x-ballroom-background': '1' };

async function ask(path: string, init: RequestInit): Promise<Response> {
  const sentAt = Date.now();
  const signals = [AbortSignal.timeout(SLOWEST_MS), ...(init.signal ? [init.signal] : [])];
  const response = await fetch(path, { ...init, signal: AbortSignal.any(signals) }).catch(() => {
    throw noAnswer();
  });
  learnClock(response.headers.get('date'), sentAt);
  if (!response.ok) throw await problemOf(response);
  return response;
}

const bodyOf = async <T>(response: Response): Promise<T> =>
  (response.status === 204 ? null : ((await response.json()) as unknown)) as T;

/** Reads; throws Problem. Without a touch since the last request it is marked as background. */
export async function read<P extends Route<'get'>>(
  route: P,
  { places, asked, signal }: { places?: Places<P, 'get'>; asked?: Asked<P>; signal?: AbortSignal } = {},
): Promise<AnswerOf<P, 'get'>> {
  const headers: Record<string, string> = takeTouch() ? {} : BACKGROUND;
  return bodyOf(await ask(address(route, places, asked), { headers, ...(signal ? { signal } : {}) }));
}

/** A file of the server as a data URL, under its own media type; throws Problem. It is no touch of anybody. */
export async function readFile(path: string, signal: AbortSignal): Promise<{ url: string; mediaType: string }> {
  const blob = await (await ask(path, { headers: BACKGROUND, signal })).blob();
  const url = await new Promise<string>((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result as string);
    reader.onerror = () => failed(noAnswer());
    reader.readAsDataURL(blob);
  });
  return { url, mediaType: blob.type };
}

/** What a person wants done, as it is sent. */
export interface Order<A = unknown> {
  path: string;
  /** `POST` where absent */
  method?: 'POST' | 'PUT';
  /** a file goes as it is, anything else as JSON */
  body: unknown;
  /** of the answer alone */
  answer?: A;
}

/** An order, held against what its route takes. */
export const order = <P extends Route<'post'>>(
  route: P,
  places: Places<P, 'post'>,
  body: Body<P>,
): Order<AnswerOf<P, 'post'>> => ({ path: address(route, places), body });

/** Sends an order; `key` is one per intent of a person, kept over its retries. */
export async function send<A>({ path, method = 'POST', body }: Order<A>, key: string): Promise<A> {
  const isFile = body instanceof Blob;
  const type = isFile ? body.type : 'application/json';
  const headers = { 'idempotency-key': key, ...(body === undefined ? {} : { 'content-type': type }) };
  return bodyOf(await ask(path, { method, headers, body: isFile ? body : (JSON.stringify(body) ?? null) }));
}

/** Ends the session on the server too, where it can be reached. */
export const signOut = (): Promise<unknown> => ask('/api/session', { method: 'DELETE' }).catch(() => undefined);

/** A random UUID that also works where a tablet reaches the server by plain HTTP. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}
