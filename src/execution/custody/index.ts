import { TherapyOrderEntity } from './therapy-order.entity.js';

export { CustodyModule } from './custody.module.js';
export type { Ordered, TherapyOrderRow } from './domain/index.js';
export { Orders } from './place-order.service.js';
export { storedOrder } from './therapy-order.store.js';

export const entities = [TherapyOrderEntity];
