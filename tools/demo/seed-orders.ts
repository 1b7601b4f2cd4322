import { signIn } from './api.js';
import { DEMO_PASSWORD } from './people.js';

/** Made-up patients, by pseudonym; one for each unit of the demo. */
const ORDERS = [
  { code: 'ORD-0001', patient: 'P-7F3K', coi: 'DEMO-26-0001-7F3K' },
  { code: 'ORD-0002', patient: 'P-2Q9M', coi: 'DEMO-26-0002-2Q9M' },
];

/** Places the demo's therapy orders that are not there yet. */
export async function seedOrders(url: string, place: { site: string; sponsor: string }): Promise<void> {
  const supervisor = await signIn(url, 'supervisor', DEMO_PASSWORD);
  const known = await supervisor.get<{ code: string }[]>('/orders');
  for (const order of ORDERS)
    if (!known.some(({ code }) => code === order.code))
      await supervisor.post('/orders', { ...order, product: 'CT19-A', ...place });
}
