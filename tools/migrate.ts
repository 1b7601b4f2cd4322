import { ConfigError, loadConfig } from '../src/platform/config/index.js';
import { dataSource, migrate } from '../src/platform/database/index.js';
import { issueSetupToken } from '../src/trust/identity/index.js';
import { failureWords } from './failure-words.js';

/** Brings the schema up as its owner; where nobody is registered yet, prints the first administrator's one-time token. */
async function main(): Promise<void> {
  const { migrationUrl } = loadConfig();
  if (migrationUrl === undefined)
    throw new ConfigError(['DATABASE_MIGRATION_URL is missing; it is the connection of the role that owns the schema']);
  const ran = await migrate(migrationUrl);
  console.log(ran.length === 0 ? 'The schema is up to date.' : `Ran ${ran.join(', ')}.`);
  const source = await dataSource(migrationUrl, { poolSize: 1 }).initialize();
  const token = await issueSetupToken(source).finally(() => source.destroy());
  if (token !== null) console.log(`Set-up token for the first administrator, valid for 24 hours, once: ${token}`);
}

await main().catch((error: unknown) => {
  console.error(failureWords(error));
  process.exitCode = 1;
});
