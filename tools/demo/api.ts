import { randomUUID } from 'node:crypto';

/** An answer that is a problem (RFC 9457): what was asked, and the server's code and values. */
export class ApiProblem extends Error {
  constructor(
    asked: string,
    readonly status: number,
    readonly code: string,
    values: unknown,
  ) {
    super(`${asked} was answered ${status} ${code} ${JSON.stringify(values ?? {})}`);
    this.name = 'ApiProblem';
  }
}

/** The HTTP API as one person uses it; paths begin behind `/api`. Each command has an idempotency key of its own. */
export interface Api {
  get<Answer>(path: string): Promise<Answer>;
  post<Answer>(path: string, body?: object): Promise<Answer>;
  put<Answer>(path: string, body: object): Promise<Answer>;
}

/** Of one who is signed in. */
export interface Session extends Api {
  signOut(): Promise<void>;
}

/** @param url of the server, without a slash at its end */
export function apiOf(url: string, cookie?: string): Session {
  const ask = async <Answer>(method: string, path: string, body?: object) =>
    (await answered(url, method, path, { body, cookie })).answer as Answer;
  return {
    get: (path) => ask('GET', path),
    post: (path, body = {}) => ask('POST', path, body),
    put: (path, body) => ask('PUT', path, body),
    signOut: () => ask('DELETE', '/session'),
  };
}

/** @throws ApiProblem with status 401 where username and password do not fit */
export async function signIn(url: string, username: string, password: string): Promise<Session> {
  const { cookies } = await answered(url, 'POST', '/session', { body: { username, password } });
  return apiOf(url, cookies);
}

async function answered(
  url: string,
  method: string,
  path: string,
  { body, cookie }: { body?: object; cookie?: string },
) {
  const response = await fetch(`${url}/api${path}`, {
    method,
    headers: {
      'idempotency-key': randomUUID(),
      ...(body && { 'content-type': 'application/json' }),
      ...(cookie && { cookie }),
    },
    body: body && JSON.stringify(body),
  });
  const text = await response.text();
  const answer: unknown = text && response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text;
  const cookies = response.headers.getSetCookie().map((line) => line.split(';')[0]);
  if (response.ok) return { answer, cookies: cookies.join('; ') };
  const { code = 'unknown', values = text } = (answer || {}) as { code?: string; values?: unknown };
  throw new ApiProblem(`${method} ${path}`, response.status, code, values);
}
