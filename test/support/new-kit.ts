import { expect } from '@jest/globals';
import type { BatchActs } from './batch-acts.js';
import { KIT, kitLabel } from './kit.js';

interface With {
  unit: string;
  /** a unit in quarantine */
  broken: string;
  /** serial number of a kit that was put in */
  used: string;
  /** a batch that is over */
  over: string;
}

/** Binds a unit to a batch with every kit that it does not take, and at last with a new one. */
export async function takesANewKitAlone(acts: BatchActs, batch: string, given: With): Promise<void> {
  const { unit, broken, used, over } = given;
  const [path, values] = [`/batches/${batch}/bind`, { expected: [KIT.title] }];
  const refused = (kit?: object, scanned = unit, of = batch) =>
    acts.operator.refusal('POST', `/batches/${of}/bind`, { unitProcedure: 'culture', scanned, ...(kit && { kit }) });
  const typed = { product: KIT.product, lot: 'A213B1', serial: used, expiry: '2049-12-31' };
  expect(await refused()).toMatchObject({ status: 422, code: 'kit.missing', values });
  expect(await refused({ scanned: unit })).toMatchObject({ code: 'kit.not-readable', values: { what: 'form' } });
  expect(await refused({ ...typed, serial: undefined })).toMatchObject({ code: 'kit.incomplete' });
  // no kit is opened for a unit that cannot be had, nor judged for it
  for (const kit of [undefined, typed]) expect(await refused(kit, broken)).toMatchObject({ code: 'unit.quarantined' });
  expect((await acts.shown(batch)).events).toEqual([]);
  const { events: before } = await acts.shown(over);
  for (const scanned of [unit, 'U-99'])
    expect(await refused(typed, scanned, over)).toMatchObject({ code: 'batch.not-running' });
  expect((await acts.shown(over)).events).toEqual(before);
  const other = kitLabel('1', '491231', '06291041500213');
  expect(await refused({ scanned: other })).toMatchObject({ status: 422, code: 'kit.wrong-type', values });
  expect(await refused({ scanned: kitLabel('1', '250600') })).toMatchObject({
    ...{ status: 422, code: 'kit.expired', values: { expiry: '2025-06-30', serial: '1' } },
  });
  expect(await refused({ ...typed, lot: 'a213b1' })).toMatchObject({ status: 409, code: 'kit.used' });
  const kit = { ...typed, serial: `${used}-new` };
  await acts.operator.post(path, { unitProcedure: 'culture', scanned: unit, kit });
  expect(await refused(kit)).toMatchObject({ status: 409, code: 'batch.unit-bound' });
  const { units, events } = await acts.shown(batch);
  expect(units).toMatchObject([{ code: unit, kit: { ...kit, title: KIT.title, given: 'typed' } }]);
  // what the unit waits for becomes the batch's own in its own time
  const ofKits = events.filter(({ kind }) => kind.startsWith('kit.'));
  expect(ofKits.map(({ kind, values: said }) => [kind, said['unit']])).toEqual([
    ['kit.wrong-type', unit],
    ['kit.expired', unit],
    ['kit.used', unit],
  ]);
  expect(await acts.operator.get(`/units/${unit}`)).toMatchObject({ bound: { batch, kit } });
}
