import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../src/platform/config/index.js';
import { dataSource } from '../../src/platform/database/index.js';
import { serve } from '../../src/server.js';
import { issueSetupToken } from '../../src/trust/identity/index.js';
import { seed } from '../../tools/demo/seed.js';

const [appUrl = '', ownerUrl = ''] = process.argv.slice(2);
const dir = mkdtempSync(join(tmpdir(), 'ballroom-template-'));
const owner = await dataSource(ownerUrl, { poolSize: 1 }).initialize();
const setupToken = await issueSetupToken(owner).finally(() => owner.destroy());
const config = { PORT: '0', DATABASE_URL: appUrl, BALLROOM_DATA: dir };
const server = await serve(loadConfig(config));
await seed({ url: server.url, setupToken, say: () => undefined });
await server.close();
rmSync(dir, { recursive: true });
