interface Promise<T> {
  /** `finally` waits for what it is given; TypeScript's own types leave that out. */
  finally(onfinally: () => PromiseLike<unknown>): Promise<T>;
}
