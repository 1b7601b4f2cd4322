import { createHash } from 'node:crypto';
import pg, { type PoolClient } from 'pg';
import type { EntityManager } from 'typeorm';

/** Whose rows a transaction may see and touch; row-level security holds it to sponsors and places. */
export interface Scope {
  sponsors: '*' | readonly string[];
  /** `site/sponsor` by ids, `*` for any of either, and `site/` for what is no sponsor's; absent: every place */
  places?: '*' | readonly string[];
  /** `site/room` by ids, `*` for any of either: where a person may act on units; what may be seen it does not narrow */
  rooms?: '*' | readonly string[];
}

/** The server's own work, which serves every sponsor. */
export const SYSTEM_SCOPE: Scope = { sponsors: '*' };

/** Whether every row of a stream that is seen at all is seen: where whole sites are, and never a sponsor's part of one. */
export const seesWholeStreams = ({ sponsors, places = '*' }: Scope): boolean =>
  sponsors === '*' && (places === '*' || places.every((place) => place.endsWith('/*')));

/** Whether a person may act on a unit that stands in a room. */
export const actsIn = ({ rooms = '*' }: Scope, { site, room }: { site: string; room: string }): boolean =>
  rooms === '*' || [`${site}/${room}`, `${site}/*`, '*/*'].some((place) => rooms.includes(place));

/** One open transaction, passed on explicitly through front doors. */
export class Tx {
  readonly committed: (() => void)[] = [];
  private waiting: Statement[] = [];
  private isOpen = false;
  private isOver = false;
  /** the first that a statement of ours failed with: after it each says only that there was one */
  private failed: Error | undefined;

  constructor(
    private readonly typeorm: EntityManager,
    private readonly client: PoolClient,
    readonly scope: Scope,
    mode: 'read' | 'write',
  ) {
    this.waiting.push({ text: opening(scope, mode) });
  }

  /** TypeORM's own statements; what waits goes before them. */
  get entities(): EntityManager {
    this.checkOpen();
    if (this.waiting.length > 0) void this.send().catch(() => undefined);
    return this.typeorm;
  }

  /** Rows of one SQL statement; `$1…` are its parameters. */
  async query<Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
    this.later(sql, parameters);
    return ((await this.send()) as { rows: Row[] }).rows;
  }

  /** A statement whose rows nobody waits for: it goes with the next one, or with the commit, and fails with that. */
  later(sql: string, parameters: unknown[] = []): void {
    this.checkOpen();
    this.waiting.push({ name: nameOf(sql), text: sql, values: parameters });
  }

  /** Fails with what waits, here: for whoever answers a failure in words of their own. */
  async settled(): Promise<void> {
    await this.send();
  }

  async commit(): Promise<void> {
    this.waiting.push({ text: 'commit' });
    this.isOver = true;
    const { command } = (await this.send()) as { command: string };
    // a commit after a failure, whoever took that, rolls back without failing
    if (this.failed !== undefined) throw this.failed;
    if (command !== 'COMMIT') throw new Error('the transaction was rolled back');
  }

  /** What the transaction failed with, given what its work threw. */
  async rollback(thrown: unknown): Promise<unknown> {
    this.waiting = [{ text: 'rollback' }];
    this.isOver = true;
    if (this.isOpen) await this.send().catch(() => undefined);
    return (thrown as { code?: string }).code === IN_FAILED_TRANSACTION ? (this.failed ?? thrown) : thrown;
  }

  /** Runs once the transaction has committed; never when it rolled back or is retried. */
  afterCommit(run: () => void): void {
    this.committed.push(run);
  }

  /** All that waits, in one message; resolves with the last one's answer, and fails with the first that failed. */
  private async send(): Promise<unknown> {
    this.isOpen = true;
    const answers = together(this.client, this.waiting.splice(0));
    for (const answer of answers) answer.catch((error: Error) => (this.failed ??= error));
    return (await Promise.all(answers)).at(-1);
  }

  /** What is over has no connection any more: it is soon another's. */
  private checkOpen(): void {
    if (this.isOver) throw new Error('the transaction is over');
  }
}

/** Goes with the first statement: the transaction, and whose rows it sees. */
function opening({ sponsors, places = '*' }: Scope, mode: 'read' | 'write'): string {
  const kind = mode === 'read' ? 'repeatable read read only' : 'read committed read write';
  const [whose, where] = [sponsors, places].map((seen) => pg.escapeLiteral(seen === '*' ? '*' : seen.join(',')));
  return `start transaction isolation level ${kind}; set local ballroom.sponsors = ${whose}; set local ballroom.places = ${where}`;
}

const IN_FAILED_TRANSACTION = '25P02';

interface Statement {
  name?: string;
  text: string;
  values?: unknown[];
}

/** Statements on their way in one message with all that is sent before the caller next waits; answered in their order. */
function together(client: PoolClient, statements: Statement[]): Promise<unknown>[] {
  const { stream } = client.connection;
  stream.cork();
  queueMicrotask(() => stream.uncork());
  return statements.map((statement) => client.query(statement));
}

const names = new Map<string, string>();

/** By which a connection keeps a statement prepared. Statements are few: what differs goes into parameters. */
function nameOf(text: string): string {
  let name = names.get(text);
  if (name === undefined) names.set(text, (name = createHash('sha256').update(text).digest('base64url')));
  return name;
}

/** Rows of a statement that is a transaction by itself. */
export async function alone<Row>(client: PoolClient, text: string, values: unknown[]): Promise<Row[]> {
  return (await client.query({ name: nameOf(text), text, values })).rows as Row[];
}
