/** Makes the connection anew where that is asked for: seldom, and the more seldom the oftener it is asked for. */
export class Renewal {
  private timer: NodeJS.Timeout | undefined;
  private wait: number;
  private calm: NodeJS.Timeout | undefined;

  constructor(
    private readonly renew: () => void,
    private readonly pace: { first: number; most: number },
  ) {
    this.wait = pace.first;
  }

  ask(): void {
    if (this.timer !== undefined) return;
    clearTimeout(this.calm);
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.wait = Math.min(this.wait * 2, this.pace.most);
      this.renew();
    }, this.wait).unref();
  }

  /** It is made anew, whoever asked. */
  done(): void {
    this.stop();
    this.calm = setTimeout(() => (this.wait = this.pace.first), 2 * this.pace.most).unref();
  }

  stop(): void {
    clearTimeout(this.timer);
    clearTimeout(this.calm);
    this.timer = undefined;
  }
}
