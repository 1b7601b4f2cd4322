import type { EventEmitter } from 'node:events';
import { DataSource, type EntitySchema, type MigrationInterface } from 'typeorm';
import { SnakeNaming } from './naming.js';

type EntityClass = (new () => object) | EntitySchema;
type MigrationClass = new () => MigrationInterface;

/** A data source that never changes the schema by itself. Connections say who they are in `application_name`. */
export function dataSource(
  url: string,
  options: { entities?: EntityClass[]; migrations?: MigrationClass[]; poolSize?: number } = {},
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
      pipeline: true,
      connectionTimeoutMillis: 10_000,
      onConnect: (client: EventEmitter) => void client.on('error', () => undefined),
    },
  });
}
