import { AsyncLocalStorage } from 'node:async_hooks';
import pg from 'pg';

const asking = new AsyncLocalStorage<string[]>();

/** The statements that PostgreSQL is asked by a piece of work, and by nothing that runs beside it. */
export async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  const { query } = pg.Client.prototype;
  pg.Client.prototype.query = function (this: pg.Client, ...given: unknown[]) {
    const [asked] = given;
    asking.getStore()?.push(typeof asked === 'string' ? asked : (asked as { text: string }).text);
    return (query as (...all: unknown[]) => unknown).apply(this, given) as never;
  };
  const statements: string[] = [];
  try {
    await asking.run(statements, work);
    return statements;
  } finally {
    pg.Client.prototype.query = query;
  }
}
