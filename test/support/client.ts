import { randomUUID } from 'node:crypto';

/** What the API said no with: RFC 9457 problem details. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly values: Record<string, unknown>,
    request: string,
  ) {
    super(`${request}: ${status} ${code} ${JSON.stringify(values)}`);
  }
}

export interface Answer<T> {
  status: number;
  headers: Headers;
  body: T;
}

/** Speaks to the API as one signed-in person (or nobody): JSON, cookie, a fresh idempotency key for each command. */
export class Client {
  private cookie = '';

  constructor(readonly url: string) {}

  /** Any request, any answer; bytes are sent as they are, under the Content-Type that is given. */
  async send<T = unknown>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const response = await fetch(`${this.url}/api${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(this.cookie === '' ? {} : { cookie: this.cookie }),
        ...(method === 'GET' ? {} : { 'idempotency-key': randomUUID() }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: body instanceof Uint8Array ? Buffer.from(body) : JSON.stringify(body) }),
    });
    const cookie = response.headers.getSetCookie().find((line) => line.startsWith('ballroom_session='));
    if (cookie !== undefined) this.cookie = cookie.split(';')[0]!;
    const text = await response.text();
    const json = response.headers.get('content-type')?.includes('json') ?? false;
    return { status: response.status, headers: response.headers, body: (json ? JSON.parse(text) : text) as T };
  }

  /** Follows what is pushed, until it ends. */
  follow(path: string): { open: Promise<unknown>; over: Promise<void>; text: () => string; stop: () => void } {
    const stop = new AbortController();
    let text = '';
    const open = fetch(`${this.url}/api${path}`, {
      headers: { cookie: this.cookie, accept: 'text/event-stream' },
      signal: stop.signal,
    });
    const over = open.then(async ({ body }) => {
      for await (const chunk of body!.pipeThrough(new TextDecoderStream())) text += chunk;
    });
    over.catch(() => undefined);
    return { open, over, text: () => text, stop: () => stop.abort() };
  }

  async download(path: string): Promise<Answer<Buffer>> {
    const response = await fetch(`${this.url}/api${path}`, { headers: { cookie: this.cookie } });
    return { status: response.status, headers: response.headers, body: Buffer.from(await response.arrayBuffer()) };
  }

  get = <T = unknown>(path: string): Promise<T> => this.expect<T>('GET', path);
  post = <T = unknown>(path: string, body: unknown = {}): Promise<T> => this.expect<T>('POST', path, body);
  put = <T = unknown>(path: string, body: unknown): Promise<T> => this.expect<T>('PUT', path, body);

  /** The refusal of a request that must be refused. */
  async refusal(method: string, path: string, body?: unknown): Promise<Problem> {
    const answer = await this.send<{ code: string; values: Record<string, unknown> }>(method, path, body);
    if (answer.status < 400) throw new Error(`${method} ${path} was not refused but answered ${answer.status}`);
    return new Problem(answer.status, answer.body.code, answer.body.values, `${method} ${path}`);
  }

  private async expect<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await this.send<T & { code: string; values: Record<string, unknown> }>(method, path, body);
    if (answer.status >= 400)
      throw new Problem(answer.status, answer.body.code, answer.body.values, `${method} ${path}`);
    return answer.body;
  }
}
