import pg from 'pg';
import { newId } from '../../src/platform/clock/index.js';
import { Database, SYSTEM_SCOPE } from '../../src/platform/database/index.js';
import { Equipment } from '../../src/plant/equipment/index.js';
import { DetachWeeks } from '../../src/plant/readings/detach-weeks.service.js';
import { instantOf } from '../../src/plant/readings/domain/index.js';
import { ReadingNeeds, Readings } from '../../src/plant/readings/index.js';
import { rollArrivals } from '../../src/plant/readings/trend.store.js';
import { DEMO_PASSWORD } from '../../tools/demo/people.js';
import type { TestApp } from '../support/app.js';
import { SECOND } from '../support/ingestion.js';
import { makeOldWeeks, OLD, storeOld } from '../support/old-weeks.js';
import { unitDefinition } from '../support/room-units.js';

export const NAME = 'Precision scale for apheresis bags and intermediate products, bench 4 beside the pass-through';
const by = { system: 'test', role: 'system' } as const;
const DAY = 86_400;
const upkeep = {
  cleaned: { hold: 'P7D', dirtyHold: 'PT24H' },
  ...{ calibrated: true, qualified: true, maintained: true, firmware: ['4.2.0'] },
};
const scale = {
  ...{ title: 'Scale', use: 'exclusive', setpoints: [], programs: [], upkeep },
  tags: [
    { tag: 'heartbeat', title: 'Heartbeat', type: 'integer', unit: '1', criticality: 'info', staleAfter: 'PT15S' },
  ],
};

/** A site's day and so many seconds from where the old week begins. */
export const longAgo = (seconds: number): string => instantOf(OLD + BigInt(seconds) * SECOND);
export const dayOf = (days: number): string => longAgo(days * DAY).slice(0, 10);

/** The scale S-01, which is kept as its class asks. */
export class KeptScale {
  constructor(private readonly app: TestApp) {}

  async define(): Promise<void> {
    const engineer = await this.app.as('engineer');
    const { tagMap, ...washer } = unitDefinition('W-01');
    const [message] = (tagMap as { messages: object[] }).messages;
    const which = { serial: 'SC-0001', productInstanceUri: 'urn:ballroom:scale:SC-0001' };
    const messages = [{ ...message, values: { heartbeat: '$.v' } }];
    await engineer.put('/unit-classes/scale', scale);
    const of = { ...washer, ...which, title: NAME, unitClass: 'scale', tagMap: { ...tagMap, messages } };
    await engineer.put('/units/S-01', of);
  }

  /** Done and verified, as two people do it at a tablet of the API. */
  async did(act: string, more: object = {}, verifier = 'supervisor'): Promise<void> {
    const operator = await this.app.as('operator');
    const signing = { username: 'operator', password: DEMO_PASSWORD };
    const path = '/units/S-01/upkeep';
    const done = { act, remark: 'SOP-0100', ...more, signing };
    const { id, hash } = await operator.post<{ id: string; hash: string }>(path, done);
    await operator.post(`${path}/${id}/verify`, {
      signing: { username: verifier, password: DEMO_PASSWORD, meaning: 'verified', hash },
    });
  }

  /** A batch that nobody issued holds the unit and leaves it. */
  async used(): Promise<void> {
    const equipment = this.app.server.app.get(Equipment, { strict: false });
    const [unit, batch] = [await this.id(), newId()];
    await this.database.write(SYSTEM_SCOPE, async (tx) => {
      await equipment.bind(tx, by, { unit, batch, coi: 'COI-7F3K', unitProcedure: 'weigh' });
      await equipment.release(tx, by, { unit, batch });
    });
  }

  /** It weighed in the days before the old week, all of which is sealed; and a batch needs that week. */
  async weighedLongAgo(batch: string): Promise<void> {
    const owner = new pg.Client({ connectionString: this.app.database.ownerUrl });
    await owner.connect();
    const unit = await this.id();
    await makeOldWeeks(owner)
      .then(() => storeOld(owner, unit, 'heartbeat', [-DAY, 60 - DAY, 120 - DAY], 7))
      .finally(() => owner.end());
    const readings = this.app.server.app.get(Readings, { strict: false });
    await this.database.write(SYSTEM_SCOPE, (tx) => readings.seal(tx, by, unit));
    while (await this.database.write(SYSTEM_SCOPE, (tx) => rollArrivals(tx, unit, 1000)));
    const span = { unit, batch, from: longAgo(3 * DAY), to: longAgo(4 * DAY) };
    this.app.server.app.get(ReadingNeeds, { strict: false }).register(() => Promise.resolve([span]));
  }

  /** What the server does each hour. */
  archive(): Promise<void> {
    return this.app.server.app.get(DetachWeeks, { strict: false }).detachAll(() => undefined);
  }

  private get database(): Database {
    return this.app.server.app.get(Database, { strict: false });
  }

  private async id(): Promise<string> {
    return (await (await this.app.as('operator')).get<{ id: string }>('/units/S-01')).id;
  }
}
