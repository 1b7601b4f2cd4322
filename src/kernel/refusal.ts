/** Why an act is not allowed, by the kind of answer it gets: 400, 401, 403, 404, 409, 422, 429. */
export type RefusalKind =
  'invalid' | 'unauthenticated' | 'forbidden' | 'not-found' | 'conflict' | 'unprocessable' | 'too-many';

/**
 * An act that is not allowed: a domain outcome with a stable code, never a bug.
 * `values` carries what the reader needs to go on; words are made in the UI.
 */
export class Refusal extends Error {
  constructor(
    readonly kind: RefusalKind,
    readonly code: string,
    readonly values: Record<string, unknown> = {},
  ) {
    super(code);
    this.name = 'Refusal';
  }
}
