import { type Api, ApiProblem, apiOf, signIn } from './api.js';
import { ADMINISTRATOR, DEMO_PASSWORD } from './people.js';
import { type Plant, readPlant } from './plant-file.js';
import { seedOrders } from './seed-orders.js';
import { seedPeople } from './seed-people.js';
import { seedRecipes } from './seed-recipe.js';
import { seedTraining } from './seed-training.js';
import { seedUnits } from './seed-units.js';
import { Staff } from './staff.js';

export interface Seed {
  /** of the server, without a slash at its end */
  url: string;
  /** one-time, for the first administrator; null once there are people */
  setupToken: string | null;
  /** where each unit of the plant that is there is reached, by its code: `opc.tcp://…`, or its broker `mqtt://…` */
  endpoints?: Record<string, string>;
  say: (line: string) => void;
}

/**
 * The demo's plant, people, recipes and orders, over the HTTP API as its people would make them. What is there stays, so it may run at
 * every start and goes on where it was cut off.
 */
export async function seed({ url, setupToken, endpoints = {}, say }: Seed): Promise<void> {
  const plant = readPlant();
  if (setupToken !== null) await makeAdministrator(url, setupToken, plant);
  const administrator = await asAdministrator(url);
  if (!administrator) {
    say('The administrator has another password than the demo gave; what is there is left as it is');
    return;
  }
  await seedUnits(administrator, plant, endpoints);
  const staff = new Staff(url);
  await seedPeople(staff, administrator, plant.site.code);
  await seedTraining(staff);
  await seedRecipes(staff);
  await seedOrders(staff, { site: plant.site.code, sponsor: plant.sponsors[0]!.code });
}

async function makeAdministrator(url: string, token: string, { site }: Plant): Promise<void> {
  const place = { code: site.code, name: site.title, zone: site.zone };
  await apiOf(url).post('/setup', { ...ADMINISTRATOR, token, password: DEMO_PASSWORD, site: place });
}

async function asAdministrator(url: string): Promise<Api | undefined> {
  try {
    return await signIn(url, ADMINISTRATOR.username, DEMO_PASSWORD);
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 401) return undefined;
    throw error;
  }
}
