import { writeUnitClass } from '../../src/definition/unit-classes/domain/index.js';
import { readPlant } from '../../tools/demo/plant-file.js';
import type { TestApp } from './app.js';

/** A type of kit, by an example GTIN of GS1. */
export const KIT = { product: '09520123456788', title: 'Culture set' };

/** What the label of a kit says; good for many years where no other day (YYMMDD) is given. */
export const kitLabel = (serial: string, expiry = '491231', product = KIT.product): string =>
  `(01)${product}(17)${expiry}(10)A213B1(21)${serial}`;

/** The bioreactors' class, as it asks for a new kit. */
export function bioreactorWithKit(): { code: string; body: Record<string, unknown> } {
  const { code, ...body } = writeUnitClass(readPlant().unitClasses[0]!);
  return { code, body: { ...body, upkeep: { ...(body['upkeep'] as object | undefined), kit: [KIT] } } };
}

export async function askForKit(app: TestApp): Promise<void> {
  const { code, body } = bioreactorWithKit();
  await (await app.as('engineer')).put(`/unit-classes/${code}`, body);
}

/** Somebody puts a kit into a simulated unit; none where it is empty. */
export async function putIn(control: string, kit: string): Promise<void> {
  const answer = await fetch(`${control}/panel`, { method: 'POST', body: JSON.stringify({ kit }) });
  if (answer.status !== 200) throw new Error(`the unit does not take a kit: ${await answer.text()}`);
}
