import type { TransitionTable } from '../../../kernel/transition-table.js';

/**
 * `resyncing`: values of the time away are still coming. `degraded`: live, but not every tag as it should be.
 * `offline`: waiting to try again.
 */
export type ConnectionState = 'connecting' | 'resyncing' | 'live' | 'degraded' | 'offline';

export type ConnectionEvent = 'reached' | 'synced' | 'impaired' | 'recovered' | 'lost' | 'retry';

export const CONNECTION_TRANSITIONS: TransitionTable<ConnectionState, ConnectionEvent> = {
  offline: { retry: 'connecting' },
  connecting: { reached: 'resyncing', lost: 'offline' },
  resyncing: { synced: 'live', impaired: 'degraded', lost: 'offline' },
  live: { impaired: 'degraded', lost: 'offline' },
  degraded: { recovered: 'live', lost: 'offline' },
};
