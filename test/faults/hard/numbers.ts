import { setTimeout as sleep } from 'node:timers/promises';
import { asAdmin } from '../../support/cluster.js';
import { until } from '../../support/walk.js';
import type { HardPlant } from './hard-plant.js';
import type { Scenario } from './scenario.js';

/** s; longer than the scenario takes */
const STRICT = 3600;
/** Beyond what comes before the last number, and below all numbers of a young subscription at the end of UInt32. */
const BEGUN = 1_000_000;

/** Hard test 7. */
export const rollover: Scenario = {
  name: 'rollover',
  title:
    'The numbers of notifications come to the end of UInt32 and begin at 1, at units that drop the connection for one wrong acknowledgement; then lines are reset and the server is killed',
  long: 'ten resets and kills, instead of two',
  async strike(plant, { rounds, long }) {
    const times = rounds ?? (long ? 10 : 2);
    await plant.server.kill();
    const shifted = new Map<string, number>();
    for (const code of plant.opcua) {
      await plant.units[code]!.fault('strict-acks', { durationSeconds: STRICT });
      await plant.units[code]!.fault('last-numbers');
      shifted.set(code, (await plant.units[code]!.state()).numbersShifted!);
    }
    await moveCursors(plant, shifted);
    await plant.server.start();
    await until('the numbers have begun anew', async () => (await sequences(plant)).every((n) => n < BEGUN), 120_000);
    for (let n = 0; n < times; n++) {
      await Promise.all(
        plant.opcua.map((code) => plant.units[code]!.fault('link-cut', { durationSeconds: 1, mode: 'reset' })),
      );
      await sleep(3000);
      await plant.server.kill();
      await plant.server.start();
      await plant.flow();
    }
    const stale = await Promise.all(plant.opcua.map(async (code) => (await plant.units[code]!.state()).staleAcks!));
    const wrong = [...shifted].flatMap(([code, by]) => (by > 0 ? [] : [`${code} had no subscription to number anew`]));
    return {
      seen: null,
      words: [`${times} resets and kills; ${stale.reduce((sum, one) => sum + one, 0)} wrong acknowledgements`],
      wrong,
    };
  },
};

/** As if the server had taken all the notifications that the unit counts as sent. */
const moveCursors = ({ adminUrl }: HardPlant, shifted: ReadonlyMap<string, number>): Promise<void> =>
  asAdmin(adminUrl, async (admin) => {
    for (const [code, by] of shifted)
      await admin.query(
        `update connector_cursor c set cursor = jsonb_set(cursor, '{sequence}', to_jsonb((cursor ->> 'sequence')::int8 + $2))
           from unit u where u.id = c.unit and c.kind = 'opcua' and u.code = $1`,
        [code, by],
      );
  });

const sequences = ({ adminUrl }: HardPlant): Promise<number[]> =>
  asAdmin(adminUrl, async (admin) => {
    const { rows } = await admin.query<{ sequence: number }>(
      `select (cursor ->> 'sequence')::float8 as sequence from connector_cursor where kind = 'opcua'`,
    );
    return rows.map(({ sequence }) => sequence);
  });
