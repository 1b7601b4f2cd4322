import type { Uuid } from '../../../kernel/ids.js';
import type { InboxResultRow } from './inbox-file.js';

/**
 * Which waiting results are worth another look. Whether a step takes one follows from its batch alone: while that stands where it
 * stood at the last look, nothing has changed.
 */
export class Untried {
  private looked = new Map<string, number>();

  /** Those whose batch has moved on since. `heads`: where the streams of batches stand. Results that wait no longer are forgotten. */
  among(waiting: readonly InboxResultRow[], heads: ReadonlyMap<Uuid, number>): InboxResultRow[] {
    const known = waiting.flatMap(({ id }) => (this.looked.has(id) ? [[id, this.looked.get(id)!] as const] : []));
    this.looked = new Map(known);
    return waiting.filter(({ id, batch }) => this.looked.get(id) !== heads.get(batch));
  }

  /** It was looked at as its batch stood there, or later: what moved on between is looked at again. */
  tried({ id }: InboxResultRow, head: number): void {
    this.looked.set(id, head);
  }
}
