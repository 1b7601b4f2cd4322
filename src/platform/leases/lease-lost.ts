/** What is to be done under a lease is not done, since this server does not hold it, or cannot know. */
export class LeaseLost extends Error {
  constructor(what: string) {
    super(`the lease of ${what} is not held here`);
  }
}
