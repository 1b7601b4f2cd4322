import type { Staff } from './staff.js';

/** Made-up patients, by pseudonym; more than the demo has units. */
const PATIENTS = ['7F3K', '2Q9M', '5T8R', '9C4W', '3H6J', '8V2N', '4D7X', '6L5P', '1G9B', '7R2Z'];

const ORDERS = PATIENTS.map((patient, index) => {
  const number = `${index + 1}`.padStart(4, '0');
  return { code: `ORD-${number}`, patient: `P-${patient}`, coi: `DEMO-26-${number}-${patient}` };
});

/** Places the demo's therapy orders that are not there yet. */
export async function seedOrders(staff: Staff, place: { site: string; sponsor: string }): Promise<void> {
  const supervisor = await staff.as('supervisor');
  const known = await supervisor.get<{ code: string }[]>('/orders');
  for (const order of ORDERS)
    if (!known.some(({ code }) => code === order.code))
      await supervisor.post('/orders', { ...order, product: 'CT19-A', ...place });
}
