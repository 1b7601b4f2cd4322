import type { Instant, Uuid } from '../../../kernel/ids.js';

/** One value as the unit gave it. */
export interface RawValue {
  tag: string;
  /** null where the quality is bad */
  value: number | bigint | string | boolean | null;
  /** OPC UA StatusCode, uint32 */
  status: number;
  /** units of 100 ns since 1970-01-01T00:00:00Z */
  sourceTime: bigint;
  serverTime: bigint | null;
  origin: 'live' | 'republish' | 'history';
}

/**
 * Data known, or to be presumed, lost between the last values before a message and the message; of all tags where none is
 * named. Reported once: readings keep each tag in doubt until it next speaks, and judge then what of it is missing.
 */
export interface MessageGap {
  cause: GapCause;
  tags?: string[];
  /** tags of which the unit's history is thought to be whole: something is missing only where their sampling shows it */
  filled?: string[];
}

/**
 * Of OPC UA: `notification-lost`, `queue-overflow`, `server-restarted`, `subscription-lost`. Of a broker: `message-lost` (a
 * sequence number is missing), `session-lost` (it no longer knew us), `unit-restarted`, `unit-offline` (the unit or its edge
 * node was away), `host-offline` (we were, and the protocol keeps nothing for us). Of our own spool, while the database is away:
 * `spool-full` (its bound), `disk-full`, `disk-failed` (the disk does not take it), `spool-damaged` (it does not give it back).
 */
export type GapCause =
  | 'notification-lost'
  | 'queue-overflow'
  | 'server-restarted'
  | 'subscription-lost'
  | 'message-lost'
  | 'session-lost'
  | 'unit-restarted'
  | 'unit-offline'
  | 'host-offline'
  | 'spool-full'
  | 'disk-full'
  | 'disk-failed'
  | 'spool-damaged';

/** Why something cannot be spooled. */
export type SpoolFault = Extract<GapCause, 'spool-full' | 'disk-full' | 'disk-failed'>;

/** Something that came and that holds no value of a tag: it is kept with its bytes. */
export interface RawReject {
  reason: 'payload.malformed' | 'payload.too-large' | 'tag.unknown' | 'time.malformed';
  /** the topic, metric or alias that it came under */
  source: string;
  bytes: Uint8Array;
  /** of all bytes that came, where `bytes` are a part of them; SHA-256 in hex */
  whole?: { length: number; sha256: string };
}

/** Values that stand or fall together: stored in one transaction, then acknowledged. */
export interface ConnectorMessage {
  /** the unit's id */
  unit: Uuid;
  /** one connection of the unit, from connect to loss */
  connection: Uuid;
  values: RawValue[];
  rejects?: RawReject[];
  receivedAt: Instant;
  gap?: MessageGap;
  /** under which it came: it is committed only while that stands; none where it was acknowledged already, from our disk */
  lease?: { name: string; epoch: string };
  /** nobody but us keeps it, nor ever did */
  isOnlyCopy?: true;
  /** whether nobody but us keeps it, or whoever does cannot for much longer: spooled, if the database is away */
  urgent(): boolean;
  /** committed, or spooled where it was urgent: releases the acknowledgement to the unit */
  ack(): void;
  /**
   * Neither: the same values come again, in order, after a while. `cause`: why it cannot be spooled, where it was urgent; or that it
   * was refused since its lease has moved, so that the database is not away.
   */
  retry(cause?: SpoolFault | 'lease-lost'): void;
}
