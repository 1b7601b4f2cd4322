import { expect } from '@jest/globals';
import type { BatchActs } from './batch-acts.js';
import { KIT, kitLabel } from './kit.js';

/** Binds a unit to a batch with every kit that it does not take, and at last with a new one. `used`: serial number of one that was put in. */
export async function takesANewKitAlone(acts: BatchActs, batch: string, unit: string, used: string): Promise<void> {
  const [path, values] = [`/batches/${batch}/bind`, { expected: [KIT.title] }];
  const refused = (kit?: object) =>
    acts.operator.refusal('POST', path, { unitProcedure: 'culture', scanned: unit, ...(kit && { kit }) });
  const typed = { product: KIT.product, lot: 'A213B1', serial: used, expiry: '2049-12-31' };
  expect(await refused()).toMatchObject({ status: 422, code: 'kit.missing', values });
  expect(await refused({ scanned: unit })).toMatchObject({ code: 'kit.not-readable', values: { what: 'form' } });
  expect(await refused({ ...typed, serial: undefined })).toMatchObject({ code: 'kit.incomplete' });
  expect((await acts.shown(batch)).events).toEqual([]);
  const other = kitLabel('1', '491231', '06291041500213');
  expect(await refused({ scanned: other })).toMatchObject({ status: 422, code: 'kit.wrong-type', values });
  expect(await refused({ scanned: kitLabel('1', '250600') })).toMatchObject({
    ...{ status: 422, code: 'kit.expired', values: { expiry: '2025-06-30', serial: '1' } },
  });
  expect(await refused({ ...typed, lot: 'a213b1' })).toMatchObject({ status: 409, code: 'kit.used' });
  const kit = { ...typed, serial: `${used}-new` };
  await acts.operator.post(path, { unitProcedure: 'culture', scanned: unit, kit });
  const { units, events } = await acts.shown(batch);
  expect(units).toMatchObject([{ code: unit, kit: { ...kit, title: KIT.title, given: 'typed' } }]);
  expect(events.map(({ kind, values: said }) => [kind, said['unit']])).toEqual([
    ['kit.wrong-type', unit],
    ['kit.expired', unit],
    ['kit.used', unit],
  ]);
  expect(await acts.operator.get(`/units/${unit}`)).toMatchObject({ bound: { batch, kit } });
}
