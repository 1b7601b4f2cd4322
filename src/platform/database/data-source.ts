import type { EventEmitter } from 'node:events';
import { DataSource, type EntitySchema, type MigrationInterface } from 'typeorm';
import { SnakeNaming } from './naming.js';

type EntityClass = (new () => object) | EntitySchema;
type MigrationClass = new () => MigrationInterface;

/** In ms: for how long the server waits for an answer, for a connection, and until it asks an idle one whether it is there. */
export const PATIENCE = 30_000;
const CONNECT = 10_000;
export const KEEP_ALIVE = { keepAlive: true, keepAliveInitialDelayMillis: 10_000 } as const;

/**
 * A data source that never changes the schema by itself. Connections say who they are in `application_name`. `patience`, in ms: a
 * statement that has no answer by then has failed, and its connection with it, so that a database that is gone without a word is
 * noticed; without it there is no limit. `pipeline`: false where rows are copied, for which each statement waits for the one before.
 */
export function dataSource(
  url: string,
  options: {
    entities?: EntityClass[];
    migrations?: MigrationClass[];
    poolSize?: number;
    patience?: number;
    pipeline?: boolean;
  } = {},
): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    applicationName: 'ballroom',
    entities: options.entities ?? [],
    migrations: options.migrations ?? [],
    migrationsTableName: 'migration',
    migrationsTransactionMode: 'each',
    installExtensions: false,
    synchronize: false,
    namingStrategy: new SnakeNaming(),
    poolSize: options.poolSize ?? 16,
    // a client that PostgreSQL ends between two owners of it must not end the server
    extra: {
      pipeline: options.pipeline ?? true,
      connectionTimeoutMillis: CONNECT,
      ...KEEP_ALIVE,
      ...(options.patience !== undefined && { query_timeout: options.patience }),
      onConnect: (client: EventEmitter) => void client.on('error', () => undefined),
    },
  });
}
