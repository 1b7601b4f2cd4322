import { migrate } from '../../src/platform/database/index.js';
import { demoDatabase } from './demo-database.js';
import type { DemoRun } from './demo-run.js';
import { serverPort, startServer } from './demo-server.js';
import { startUnits } from './demo-units.js';

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
  run.say('Starting the bioreactor units');
  await startUnits(run);
  run.say('Starting the server');
  await startServer(run, port, database.appUrl);
  console.log(`Ballroom is ready: http://localhost:${port}`);
}
