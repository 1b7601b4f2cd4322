import { existsSync, mkdtempSync, chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { entities } from '../src/app.module.js';
import { loadConfig } from '../src/platform/config/index.js';
import { dataSource, migrate } from '../src/platform/database/index.js';
import { apiDocument } from '../src/platform/http/index.js';
import { createApp } from '../src/server.js';
import { CheckRoutes } from '../src/trust/identity/index.js';
import { accessMatrix } from './access-matrix.js';
import { startPostgres } from './demo/embedded-postgres.js';
import { ensureRoles } from './demo/roles.js';
import { schemaDump } from './schema-dump.js';

const PASSWORDS = { owner: 'owner-of-the-snapshot', server: 'server-of-the-snapshot' };

/** Each file of `docs/` that is made by this build, on a database of its own. */
async function snapshots(): Promise<Record<string, string>> {
  const dataDir = mkdtempSync(join(tmpdir(), 'ballroom-snapshots-'));
  chmodSync(dataDir, 0o711);
  const postgres = await startPostgres({ dataDir, durable: false });
  try {
    const { migrationUrl, appUrl } = await ensureRoles(postgres.adminUrl, PASSWORDS);
    await migrate(migrationUrl);
    const owner = await dataSource(migrationUrl, { poolSize: 1 }).initialize();
    const schema = await schemaDump(owner).finally(() => owner.destroy());
    const config = loadConfig({ DATABASE_URL: appUrl, BALLROOM_DATA: dataDir });
    const app = await createApp(config, await dataSource(appUrl, { entities }).initialize());
    const document = apiDocument(app);
    const access = accessMatrix(app.get(CheckRoutes, { strict: false }).routes());
    await app.close();
    return {
      'docs/schema.sql': schema,
      'docs/openapi.json': `${JSON.stringify(document, null, 2)}\n`,
      'docs/access.md': access,
    };
  } finally {
    await postgres.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

const check = process.argv.includes('--check');
const stale = Object.entries(await snapshots()).filter(
  ([file, text]) => !existsSync(file) || readFileSync(file, 'utf8') !== text,
);
for (const [file, text] of stale) {
  if (check) console.error(`${file} is not what this build makes: npm run snapshots`);
  else writeFileSync(file, text);
}
process.exitCode = check && stale.length > 0 ? 1 : 0;
