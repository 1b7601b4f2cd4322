import { Database, SYSTEM_SCOPE } from '../../src/platform/database/index.js';
import { DetachWeeks } from '../../src/plant/readings/detach-weeks.service.js';
import { Readings } from '../../src/plant/readings/index.js';
import { rollArrivals } from '../../src/plant/readings/trend.store.js';
import { makeOldWeeks, storeOld } from './old-weeks.js';
import { asRole } from './owner-acts.js';
import type { Room } from './room.js';

/** A week of half a year ago, with three readings of a unit, is taken out of the readings, as quality has said. */
export async function archiveOldWeek({ app }: Room, code: string): Promise<void> {
  const [qa, operator] = [await app.as('qa'), await app.as('operator')];
  const units = await operator.get<{ id: string; code: string }[]>('/units');
  const unit = units.find((one) => one.code === code)!.id;
  await asRole(app.database.ownerUrl, async (owner) => {
    await makeOldWeeks(owner);
    await storeOld(owner, unit, 'ph', [0, 30, 60], 7.2);
  });
  await qa.put('/readings/retention', { keep: 'P90D', afterBatch: 'P15Y', reason: 'SOP-0042, version 3' });
  const database = app.server.app.get(Database, { strict: false });
  const readings = app.server.app.get(Readings, { strict: false });
  await database.write(SYSTEM_SCOPE, (tx) => readings.seal(tx, { system: 'test', role: 'system' }, unit));
  while (await database.write(SYSTEM_SCOPE, (tx) => rollArrivals(tx, unit, 1000)));
  await app.server.app.get(DetachWeeks, { strict: false }).detachAll(() => undefined);
}
