/** Rows of a source, with a look at the one that comes next. */
export class Ahead<T> {
  private constructor(
    private readonly source: AsyncGenerator<T, void>,
    /** null at the end */
    public next: T | null,
  ) {}

  static async of<T>(source: AsyncGenerator<T, void>): Promise<Ahead<T>> {
    const ahead = new Ahead<T>(source, null);
    await ahead.step();
    return ahead;
  }

  /** The next one, which must be there; then the one after it is. */
  async take(): Promise<T> {
    const taken = this.next!;
    await this.step();
    return taken;
  }

  close(): Promise<unknown> {
    return this.source.return();
  }

  private async step(): Promise<void> {
    const step = await this.source.next();
    this.next = step.done === true ? null : step.value;
  }
}

/** In the order of UTF-8, as the archive's rows are. */
export const isBefore = (a: string, b: string): boolean =>
  a !== b && Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0;
