import { migrations } from '../../../migrations/index.js';
import { dataSource } from './data-source.js';

/** Brings the schema up, forward only, each migration in its own transaction; returns the names of those that ran. */
export async function migrate(migrationUrl: string): Promise<string[]> {
  const source = await dataSource(migrationUrl, { migrations, poolSize: 1 }).initialize();
  try {
    return (await source.runMigrations()).map((migration) => migration.name);
  } finally {
    await source.destroy();
  }
}
