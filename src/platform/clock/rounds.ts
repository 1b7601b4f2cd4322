/** Work done again and again: a round every so many milliseconds, never two at once. One that fails is told; the next tries again. */
export class Rounds {
  private timer?: NodeJS.Timeout;
  private round: Promise<void> | null = null;

  constructor(
    private readonly every: number,
    private readonly work: () => Promise<void>,
    private readonly failed: (error: Error) => void,
  ) {}

  /** Keeps no process alive by itself. */
  start(): void {
    this.timer = setInterval(() => {
      this.round ??= this.work()
        .catch(this.failed)
        .finally(() => (this.round = null));
    }, this.every);
    this.timer.unref();
  }

  /** No round begins any more; ends with the one under way. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.round;
  }
}
