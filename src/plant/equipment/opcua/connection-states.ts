import type { TransitionTable } from '../../../kernel/transition-table.js';
import type { ConnectionState } from '../domain/index.js';

export type ConnectionEvent = 'reached' | 'synced' | 'impaired' | 'recovered' | 'lost' | 'retry';

export const CONNECTION_TRANSITIONS: TransitionTable<ConnectionState, ConnectionEvent> = {
  offline: { retry: 'connecting' },
  connecting: { reached: 'resyncing', lost: 'offline' },
  resyncing: { synced: 'live', impaired: 'degraded', lost: 'offline' },
  live: { impaired: 'degraded', lost: 'offline' },
  degraded: { recovered: 'live', lost: 'offline' },
};
