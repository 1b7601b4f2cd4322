import type { Instant } from '../../../kernel/ids.js';
import { next, type TransitionTable } from '../../../kernel/transition-table.js';
import type { Reserve } from './reserve.js';

/**
 * `connecting`: it is being reached, or has not said which it is. `resyncing`: values of the time away are still coming.
 * `degraded`: live, but not every tag as it should be. `offline`: waiting to try again, or for the unit.
 */
export type ConnectionState = 'connecting' | 'resyncing' | 'live' | 'degraded' | 'offline';

export interface ConnectionStatus {
  state: ConnectionState;
  since: Instant;
  /** its cause: why it is not live, or what is not as it should be */
  problems: string[];
  /** values of it wait on this server's disk for the database: they are in no record yet */
  spooled?: SpoolState;
  /** of a unit that holds its values while we are away, and less of them than it is to */
  reserve?: Reserve;
}

/** What waits on this server's disk; `oldest`: since when. */
export interface SpoolState {
  bytes: number;
  oldest: Instant | null;
}

/** `reached`: it is the unit, and says now what was missed, be it after an outage or after a loss on the way. */
export type ConnectionEvent = 'seek' | 'reached' | 'synced' | 'impaired' | 'lost';

/** Of every unit, whatever protocol it speaks. */
export const CONNECTION_TRANSITIONS: TransitionTable<ConnectionState, ConnectionEvent> = {
  offline: { seek: 'connecting', reached: 'resyncing', lost: 'offline' },
  connecting: { seek: 'connecting', reached: 'resyncing', lost: 'offline' },
  resyncing: { seek: 'connecting', reached: 'resyncing', synced: 'live', impaired: 'degraded', lost: 'offline' },
  live: { seek: 'connecting', reached: 'resyncing', synced: 'live', impaired: 'degraded', lost: 'offline' },
  degraded: { seek: 'connecting', reached: 'resyncing', synced: 'live', impaired: 'degraded', lost: 'offline' },
};

/** One unit's connection as it stands; each change is told once. */
export class UnitConnection {
  private shown: ConnectionStatus;

  constructor(
    private readonly ports: { now(): Instant; changed(status: ConnectionStatus): void },
    problems: string[] = [],
  ) {
    this.shown = { state: 'offline', since: ports.now(), problems };
  }

  get status(): ConnectionStatus {
    return this.shown;
  }

  /** Values of the unit are coming: those of now, or those of the time away. */
  get isReached(): boolean {
    return 'synced' in CONNECTION_TRANSITIONS[this.shown.state];
  }

  /** Live, be it with problems. */
  get isLive(): boolean {
    return this.shown.state === 'live' || this.shown.state === 'degraded';
  }

  /** Refuses with `connection.transition-not-allowed` what the table does not have. */
  enter(event: ConnectionEvent, problems: string[] = [], since: Instant = this.ports.now()): void {
    const state = next('connection', CONNECTION_TRANSITIONS, this.shown.state, event);
    if (state === this.shown.state && problems.join() === this.shown.problems.join()) return;
    this.shown = { state, since, problems };
    this.ports.changed(this.shown);
  }
}
