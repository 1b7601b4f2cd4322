import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Config, loadConfig } from '../../src/platform/config/index.js';
import { dataSource } from '../../src/platform/database/index.js';
import { serve, type Server } from '../../src/server.js';
import { issueSetupToken } from '../../src/trust/identity/index.js';
import type { DEMO_PEOPLE } from '../../tools/demo/people.js';
import { ADMINISTRATOR, DEMO_PASSWORD, writeDemoPeople } from '../../tools/demo/people.js';
import { signIn as demoApi } from '../../tools/demo/api.js';
import { readPlant } from '../../tools/demo/plant-file.js';
import { seedUnits } from '../../tools/demo/seed-units.js';
import { Client } from './client.js';
import { createDatabase, type TestDatabase } from './cluster.js';

export type DemoUsername = (typeof DEMO_PEOPLE)[number]['username'] | typeof ADMINISTRATOR.username;

/** The server in this process, over real HTTP, on a database of its own with the demo's people and plant. */
export interface TestApp {
  url: string;
  server: Server;
  config: Config;
  database: TestDatabase;
  /** a demo person's client, signed in once */
  as(username: DemoUsername): Promise<Client>;
  nobody(): Client;
  /** ends the server and starts it again on the same database and data directory */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export interface AppOptions {
  speed?: number;
  /** false for an empty database, with a set-up token unused */
  seeded?: boolean;
  /** a data directory that the caller keeps, such as one with provisioned certificates */
  dataDir?: string;
  /** where units of the plant are reached, by code; the others are not there */
  endpoints?: Record<string, string>;
  /** more of its environment, such as a broker's settings */
  env?: Record<string, string>;
}

export async function startApp({
  speed = 60,
  seeded = true,
  dataDir,
  endpoints = {},
  env = {},
}: AppOptions = {}): Promise<TestApp> {
  const database = await createDatabase(seeded ? 'demo' : 'empty');
  const dir = dataDir ?? mkdtempSync(join(tmpdir(), 'ballroom-app-'));
  const config = loadConfig({
    PORT: '0',
    DATABASE_URL: database.appUrl,
    BALLROOM_DATA: dir,
    BALLROOM_SPEED: String(speed),
    ...env,
  });
  const clients = new Map<string, Promise<Client>>();
  let server = await serve(config);
  writeDemoPeople(dir);

  async function signIn(username: string): Promise<Client> {
    const client = new Client(server.url);
    await client.post('/session', { username, password: DEMO_PASSWORD });
    return client;
  }

  if (Object.keys(endpoints).length > 0)
    await seedUnits(await demoApi(server.url, ADMINISTRATOR.username, DEMO_PASSWORD), readPlant(), endpoints);

  return {
    get url() {
      return server.url;
    },
    get server() {
      return server;
    },
    config,
    database,
    nobody: () => new Client(server.url),
    as(username) {
      const client = clients.get(username) ?? signIn(username);
      clients.set(username, client);
      return client;
    },
    async restart() {
      const port = Number(new URL(server.url).port);
      await server.close();
      server = await serve({ ...config, port });
    },
    async stop() {
      await server.close();
      await database.drop();
      if (dataDir === undefined) rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** A one-time token for the first administrator, as `npm run migrate` prints it. */
export async function setupToken({ ownerUrl }: TestDatabase): Promise<string | null> {
  const source = await dataSource(ownerUrl, { poolSize: 1 }).initialize();
  return issueSetupToken(source).finally(() => source.destroy());
}
