import type { INestApplication } from '@nestjs/common';
import { newId } from '../../src/platform/clock/index.js';
import type { Tx } from '../../src/platform/database/index.js';
import { Equipment, unitStore } from '../../src/plant/equipment/index.js';
import { Ledger } from '../../src/trust/ledger/index.js';
import { Organisation, streamAt } from '../../src/trust/organisation/index.js';

/** Units as another is defined, out of service, that some server has followed. */
export async function manyUnits(app: INestApplication, tx: Tx, as: string, count: number): Promise<void> {
  const ledger = app.get(Ledger, { strict: false });
  const { title, site, room, unitClass, connector, tagMap } = await app
    .get(Equipment, { strict: false })
    .byCode(tx, as);
  const at = streamAt(await app.get(Organisation, { strict: false }).site(tx, site));
  const by = { system: 'test', role: 'system' } as const;
  for (let n = 0; n < count; n++) {
    const [id, serial] = [newId(), `M-${n}`];
    const named = { code: `M-${n}`, serial, productInstanceUri: `urn:ballroom:many:${serial}` };
    const unit = { ...named, title, site, room, unitClass, connector, tagMap, status: 'out-of-service' as const };
    await ledger.change(tx, unitStore, id, by, () => [{ type: 'unit.defined', values: { unit } }], at);
    await tx.query(
      `insert into unit_connection (unit, lease, state, since, problems, epoch) values ($1, 'none', 'live', now(), '{}', 0)`,
      [id],
    );
  }
}
