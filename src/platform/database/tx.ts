import type { EntityManager } from 'typeorm';

/** Which sponsors' rows a transaction may see and touch; row-level security holds it to that. */
export interface Scope {
  sponsors: '*' | readonly string[];
}

/** The server's own work, which serves every sponsor. */
export const SYSTEM_SCOPE: Scope = { sponsors: '*' };

/** One open transaction, passed on explicitly through front doors. */
export class Tx {
  readonly committed: (() => void)[] = [];

  constructor(readonly manager: EntityManager) {}

  /** Rows of one SQL statement; `$1…` are its parameters. */
  query<Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
    return this.manager.query<Row[]>(sql, parameters);
  }

  /** Runs once the transaction has committed; never when it rolled back or is retried. */
  afterCommit(run: () => void): void {
    this.committed.push(run);
  }
}
