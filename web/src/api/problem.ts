/** An answer that is a no: problem+json as the server makes it. `network` is ours, for no answer at all. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly values: Record<string, unknown> = {},
  ) {
    super(code);
    this.name = 'Problem';
  }
}

export const noAnswer = (): Problem => new Problem(0, 'network');

/** Whether the server may not have heard it, so that the same intent is sent again under its key. */
export const mayBeLost = (error: unknown): boolean =>
  !(error instanceof Problem) || error.status === 0 || error.status >= 500;

/** The session is gone: whatever was asked, the way on is to sign in. */
export const isSignedOut = (error: unknown): boolean =>
  error instanceof Problem && (error.code === 'session.missing' || error.code === 'session.ended');

export async function problemOf(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => null);
  if (typeof body === 'object' && body !== null && 'code' in body && typeof body.code === 'string') {
    const values = 'values' in body && typeof body.values === 'object' && body.values !== null ? body.values : {};
    return new Problem(response.status, body.code, values as Record<string, unknown>);
  }
  return new Problem(response.status, response.status >= 500 ? 'server.error' : `request.${response.status}`);
}
