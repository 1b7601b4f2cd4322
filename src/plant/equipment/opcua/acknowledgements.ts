/** Numbers that the unit may forget, each told once on a connection: some units end it for one that they do not keep. */
export class Acknowledgements {
  private readonly due: number[] = [];
  /** told as kept from before, while their commit was on its way here too */
  private kept = new Set<number>();

  add(sequence: number): void {
    if (!this.kept.delete(sequence)) this.due.push(sequence);
  }

  /** What the unit still keeps although it is committed. */
  catchUp(sequences: readonly number[]): void {
    this.kept = new Set(sequences.filter((sequence) => !this.due.includes(sequence)));
    this.due.push(...this.kept);
  }

  take(): number[] {
    return this.due.splice(0);
  }
}
