import type { TransitionTable } from '../../../kernel/transition-table.js';

/**
 * The states of ISA-18.2. `returned`: gone before anybody acknowledged it. `latched-…`: gone, and kept until it is reset.
 * Withheld from operators: `shelved` by a person for a time, `suppressed` by design, `out-of-service` for work on it.
 */
export type AlarmState =
  | 'normal'
  | 'unacknowledged'
  | 'acknowledged'
  | 'returned'
  | 'latched-unacknowledged'
  | 'latched-acknowledged'
  | 'shelved'
  | 'suppressed'
  | 'out-of-service';

/** `latch`: the return of an alarm that is latched. `release` and `announce` end what withholds it, with the alarm gone or there; more of an acknowledged one is announced too. */
export type AlarmCommand =
  'raise' | 'return' | 'latch' | 'acknowledge' | 'reset' | 'shelve' | 'suppress' | 'remove' | 'release' | 'announce';

const WITHHOLD = { shelve: 'shelved', suppress: 'suppressed', remove: 'out-of-service' } as const;
const BACK = { release: 'normal', announce: 'unacknowledged' } as const;

export const ALARM_TABLE: TransitionTable<AlarmState, AlarmCommand> = {
  normal: { raise: 'unacknowledged', ...WITHHOLD },
  unacknowledged: {
    ...{ acknowledge: 'acknowledged', return: 'returned', latch: 'latched-unacknowledged' },
    ...WITHHOLD,
  },
  acknowledged: { announce: 'unacknowledged', return: 'normal', latch: 'latched-acknowledged', ...WITHHOLD },
  returned: { raise: 'unacknowledged', acknowledge: 'normal', ...WITHHOLD },
  'latched-unacknowledged': {
    ...{ raise: 'unacknowledged', acknowledge: 'latched-acknowledged', reset: 'returned' },
    ...WITHHOLD,
  },
  'latched-acknowledged': { raise: 'unacknowledged', reset: 'normal', ...WITHHOLD },
  shelved: { raise: 'shelved', return: 'shelved', suppress: 'suppressed', remove: 'out-of-service', ...BACK },
  suppressed: { raise: 'suppressed', return: 'suppressed', remove: 'out-of-service', ...BACK },
  'out-of-service': { raise: 'out-of-service', return: 'out-of-service', ...BACK },
};

/** Withheld from operators: neither shown as active nor escalated. */
export const isWithheld = (state: AlarmState): boolean =>
  state === 'shelved' || state === 'suppressed' || state === 'out-of-service';

/** Waits for an operator. */
export const isUnanswered = (state: AlarmState): boolean =>
  state === 'unacknowledged' || state === 'returned' || state === 'latched-unacknowledged';

/** On an operator's list: there, or gone and not yet dealt with. */
export const isAnnounced = (state: AlarmState): boolean => state !== 'normal' && !isWithheld(state);
