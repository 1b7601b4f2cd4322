/** Times in milliseconds, and bounds. */
export interface Pace {
  /** between tries to reach the broker */
  reconnect: number;
  /** a broker that is silent this long is lost, in seconds */
  keepalive: number;
  /** how long the broker keeps our session, and with it all messages, while we are away, in seconds; MQTT 5 alone */
  session: number;
  /** between a failed commit and the next try */
  retry: number;
  /** how long a broker is trusted to keep what we do not acknowledge: its bounds are unknown here */
  patience: number;
  /** how long values wait for the unit to say which it is */
  identity: number;
  /** how long a unit may take to answer a command */
  answer: number;
  /** between connections that are made anew for what could not be taken, at first and at most */
  renewal: { first: number; most: number };
  /** bytes of a session's units that may wait for their commit; each unit has its share */
  bytes: { all: number; least: number };
}

export const PACE: Pace = {
  reconnect: 1000,
  keepalive: 30,
  session: 14 * 86_400,
  retry: 1000,
  patience: 60_000,
  identity: 10_000,
  answer: 5000,
  renewal: { first: 1000, most: 60_000 },
  bytes: { all: 32 * 2 ** 20, least: 256 * 2 ** 10 },
};

/** Unacknowledged messages that a broker of MQTT 5 is asked not to exceed, of all units together. */
export const RECEIVE_MAXIMUM = 20_000;

/** Values that one message to the database may hold. */
export const MOST_VALUES = 500;

/** What a message takes in memory beside its bytes. */
export const OVERHEAD = 500;
