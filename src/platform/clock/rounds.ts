/** Work done again and again: a round every so many milliseconds, never two at once. One that fails is told; the next tries again. */
export class Rounds {
  private timer?: NodeJS.Timeout;
  private round: Promise<void> | null = null;
  private isDue = false;

  constructor(
    private readonly every: number,
    private readonly work: () => Promise<void>,
    private readonly failed: (error: Error) => void,
  ) {}

  /** Keeps no process alive by itself. */
  start(): void {
    this.timer = setInterval(() => this.begin(), this.every);
    this.timer.unref();
  }

  /** A round at once, or after the one under way; none where rounds have not started, or have stopped. */
  now(): void {
    if (this.timer === undefined) return;
    this.isDue = this.round !== null;
    this.begin();
  }

  /** No round begins any more; ends with the one under way. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.timer = undefined;
    await this.round;
  }

  private begin(): void {
    this.round ??= this.work()
      .catch(this.failed)
      .finally(() => {
        this.round = null;
        if (!this.isDue) return;
        this.isDue = false;
        this.now();
      });
  }
}
