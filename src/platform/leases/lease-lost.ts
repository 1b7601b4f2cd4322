/** What is to be done under a lease is not done, since this server does not hold it, or cannot know. */
export class LeaseLost extends Error {
  constructor(what: string) {
    super(`the lease of ${what} is not held here`);
  }
}

/** What the database raises where a fence does not hold. */
const FENCED = 'BL001';

/** Whether what failed did so since the lease is another server's, or may be: the database is there. */
export const isLeaseLost = (error: unknown): boolean =>
  error instanceof LeaseLost || (error as { code?: string }).code === FENCED;
