import type { Projection, Rows } from './projection.js';

interface Known<State> {
  /** of the head that the state follows from */
  hash: string;
  state: State;
}

const countOf = (state: Rows): number => Object.values(state).reduce((sum, rows) => sum + Object.keys(rows).length, 0);

/**
 * What streams came to when they were written or read last, so that the next need not read it again. A head's hash stands
 * for all facts that made a state: what another server wrote, or another database holds, has another one.
 */
export class KnownStates {
  private readonly known = new Map<string, Known<Rows> & { projection: object; rows: number }>();
  private rows = 0;

  /** @param most rows that are kept in all; the streams that were looked at longest ago go first */
  constructor(private readonly most: number) {}

  of<State extends Rows>(projection: Projection<State>, stream: string, hash: string): State | undefined {
    const known = this.known.get(stream);
    if (known?.projection !== projection || known.hash !== hash) return undefined;
    this.known.delete(stream);
    this.known.set(stream, known);
    return known.state as State;
  }

  keep<State extends Rows>(projection: Projection<State>, stream: string, { hash, state }: Known<State>): void {
    this.forget(stream);
    const rows = countOf(state);
    this.known.set(stream, { projection, hash, state, rows });
    this.rows += rows;
    for (const oldest of this.known.keys()) {
      if (this.rows <= this.most) return;
      this.forget(oldest);
    }
  }

  private forget(stream: string): void {
    this.rows -= this.known.get(stream)?.rows ?? 0;
    this.known.delete(stream);
  }
}
