import { dataSource, migrate } from '../src/platform/database/index.js';
import { issueSetupToken } from '../src/trust/identity/index.js';
import { loadConfig } from '../src/platform/config/index.js';

const { migrationUrl } = loadConfig();

if (migrationUrl === undefined) {
  console.error('DATABASE_MIGRATION_URL is not set: the connection of the role that owns the schema');
  process.exit(1);
}

const ran = await migrate(migrationUrl);
console.log(ran.length === 0 ? 'The schema is up to date.' : `Ran ${ran.join(', ')}.`);

const source = await dataSource(migrationUrl, { poolSize: 1 }).initialize();
const token = await issueSetupToken(source).finally(() => source.destroy());
if (token !== null) console.log(`Set-up token for the first administrator, valid for 24 hours, once: ${token}`);
