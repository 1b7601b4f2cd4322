import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hash } from '@node-rs/argon2';
import { loadConfig } from '../../src/platform/config/index.js';
import { dataSource } from '../../src/platform/database/index.js';
import { serve } from '../../src/server.js';
import { issueSetupToken } from '../../src/trust/identity/index.js';
import { DEMO_PASSWORD } from '../../tools/demo/people.js';
import { seed } from '../../tools/demo/seed.js';

const [appUrl = '', ownerUrl = ''] = process.argv.slice(2);
const dir = mkdtempSync(join(tmpdir(), 'ballroom-template-'));
const owner = await dataSource(ownerUrl, { poolSize: 1 }).initialize();
const setupToken = await issueSetupToken(owner);
const config = { PORT: '0', DATABASE_URL: appUrl, BALLROOM_DATA: dir };
const server = await serve(loadConfig(config));
await seed({ url: server.url, setupToken, say: () => undefined });
await server.close();
// the same password at the least cost that argon2 has: tests check it thousands of times
await owner.query(`update secret set hash = $1`, [await hash(DEMO_PASSWORD, { memoryCost: 8, timeCost: 1 })]);
await owner.destroy();
rmSync(dir, { recursive: true });
