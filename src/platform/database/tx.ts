import { createHash } from 'node:crypto';
import type { PoolClient } from 'pg';
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

  constructor(
    readonly manager: EntityManager,
    private readonly client: PoolClient,
  ) {}

  /** Rows of one SQL statement; `$1…` are its parameters. */
  query<Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
    return asked<Row>(this.client, sql, parameters);
  }

  /** Runs once the transaction has committed; never when it rolled back or is retried. */
  afterCommit(run: () => void): void {
    this.committed.push(run);
  }
}

const names = new Map<string, string>();

/** Rows of a statement that its connection prepares once. Statements are few: what differs goes into parameters. */
export async function asked<Row>(client: PoolClient, text: string, values: unknown[]): Promise<Row[]> {
  let name = names.get(text);
  if (name === undefined) names.set(text, (name = createHash('sha256').update(text).digest('base64url')));
  return (await client.query({ name, text, values })).rows as Row[];
}
