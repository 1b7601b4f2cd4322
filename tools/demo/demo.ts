import { dataSource, migrate } from '../../src/platform/database/index.js';
import { issueSetupToken } from '../../src/trust/identity/index.js';
import { demoDatabase } from './demo-database.js';
import { startBroker } from './demo-broker.js';
import type { DemoRun } from './demo-run.js';
import { serverPort, startServer } from './demo-server.js';
import { startUnits, unitPorts } from './demo-units.js';
import { ADMINISTRATOR, DEMO_PASSWORD, DEMO_PEOPLE, writeDemoPeople } from './people.js';
import { readPlant } from './plant-file.js';
import { keptPorts } from './ports.js';
import { seed } from './seed.js';

/** Starts everything a newcomer needs on one machine, and says when it is ready. What is up when it throws is in the run. */
export async function startDemo(run: DemoRun): Promise<void> {
  await run.waitForLeftBehind();
  const port = await serverPort(run);
  run.say('Starting the database');
  const database = await demoDatabase(run.config, run.say);
  run.onStop(database.stop);
  run.goOn();
  const ran = await migrate(database.migrationUrl);
  if (ran.length > 0) run.say(`The database has its tables (${ran.length} migrations)`);
  const ports = await keptPorts(run.config.dataDir, ['broker', ...unitPorts(readPlant())]);
  const broker = startBroker(run, ports['broker'] ?? 0);
  run.say('Starting the bioreactor units and the server');
  const [endpoints, url] = await Promise.all([
    startUnits(run, broker, ports),
    startServer(run, port, { DATABASE_URL: database.appUrl, ...broker.settings }),
    broker.ready,
  ]);
  run.say('Filling the demo');
  await seed({ url, setupToken: await setupTokenOf(database.migrationUrl), endpoints, say: run.say });
  writeDemoPeople(run.config.dataDir);
  console.log(`Ballroom is ready: http://localhost:${port}`);
  const usernames = [...DEMO_PEOPLE, ADMINISTRATOR].map(({ username }) => username);
  run.say(`Sign in as ${usernames.join(', ')}; the password of each is ${DEMO_PASSWORD}`);
}

/** Null once there are people. */
async function setupTokenOf(migrationUrl: string): Promise<string | null> {
  const source = await dataSource(migrationUrl, { poolSize: 1 }).initialize();
  return issueSetupToken(source).finally(() => source.destroy());
}
