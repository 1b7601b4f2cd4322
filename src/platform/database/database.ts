import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { PoolClient } from 'pg';
import { DataSource } from 'typeorm';
import { Refusal } from '../../kernel/refusal.js';
import { alone, type Scope, Tx } from './tx.js';

export const DATA_SOURCE = Symbol('DATA_SOURCE');

const RETRIED = new Set(['40001', '40P01']);
const ATTEMPTS = 5;

/** The one way into PostgreSQL: transactions with a scope. */
@Injectable()
export class Database implements OnApplicationShutdown {
  private readonly log = new Logger('Database');
  private onWrite: () => void = () => undefined;

  constructor(@Inject(DATA_SOURCE) readonly source: DataSource) {}

  async onApplicationShutdown(): Promise<void> {
    if (this.source.isInitialized) await this.source.destroy();
  }

  /** Called after each commit of a write: the live feed's wake-up. */
  whenWritten(run: () => void): void {
    this.onWrite = run;
  }

  /** A read-only transaction that sees one snapshot. */
  read<T>(scope: Scope, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.attempt(scope, 'read', work);
  }

  /**
   * A writing transaction, retried whole on serialization failure and deadlock, since deciding is pure.
   * A *thrown* Refusal rolls back; a *returned* one commits what it states (a wrong scan, a failed signing) and is thrown then.
   */
  async write<T>(scope: Scope, work: (tx: Tx) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        const result = await this.attempt(scope, 'write', work);
        this.tell(this.onWrite);
        if (result instanceof Refusal) throw result;
        return result;
      } catch (error) {
        const code = (error as { code?: string }).code;
        if (code === undefined || !RETRIED.has(code) || attempt === ATTEMPTS) throw error;
      }
    }
  }

  /** Rows of one statement, a transaction by itself, where no sponsor's rows are in sight. */
  async look<Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
    const runner = this.source.createQueryRunner();
    try {
      return await alone<Row>((await runner.connect()) as PoolClient, sql, parameters);
    } finally {
      await runner.release();
    }
  }

  private async attempt<T>(scope: Scope, mode: 'read' | 'write', work: (tx: Tx) => Promise<T>): Promise<T> {
    const runner = this.source.createQueryRunner();
    let result: T;
    let tx: Tx;
    try {
      tx = new Tx(runner.manager, (await runner.connect()) as PoolClient, scope, mode);
      try {
        result = await work(tx);
        await tx.commit();
      } catch (error) {
        throw await tx.rollback(error);
      }
    } finally {
      await runner.release();
    }
    for (const run of tx.committed) this.tell(run);
    return result;
  }

  /** What is committed stays so, and is answered so, whatever fails in those who are told. */
  private tell(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.log.error(error instanceof Error ? error.stack : String(error));
    }
  }
}
