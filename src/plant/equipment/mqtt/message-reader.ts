import { isUtf8 } from 'node:buffer';
import { hash } from 'node:crypto';
import type { MqttMessageMap, RawReject, RawValue } from '../domain/index.js';
import { compilePath } from '../domain/index.js';
import { sourceTime } from './source-time.js';

/** A payload beyond this is no message of a unit; so many of its bytes are kept. */
export const MOST_BYTES = 65_536;

/** What a message held. */
export interface Reading {
  values: RawValue[];
  rejects: RawReject[];
  sequence: number | null;
  boot: string | null;
}

export type MessageReader = (topic: string, payload: Buffer) => Reading;

/** Something that holds no value, with its bytes, and with the hash of all where that is but a part. */
export const rejected = (reason: RawReject['reason'], source: string, payload: Buffer): RawReject => ({
  ...{ reason, source },
  bytes: Uint8Array.from(payload.subarray(0, MOST_BYTES)),
  ...(payload.length > MOST_BYTES ? { whole: { length: payload.length, sha256: hash('sha256', payload) } } : {}),
});

/** JSON of a payload, or null with the reason why it is none. */
export function parsed(payload: Buffer): { json: unknown } | { reason: RawReject['reason'] } {
  if (payload.length > MOST_BYTES) return { reason: 'payload.too-large' };
  try {
    if (isUtf8(payload)) return { json: JSON.parse(payload.toString()) as unknown };
  } catch {
    // not JSON, as below
  }
  return { reason: 'payload.malformed' };
}

/** How messages of one form are read, compiled once. `tags`: those that the topic holds. */
export function compileMessage(map: MqttMessageMap, tags: string[]): MessageReader {
  const optional = (path: string | undefined) => (path === undefined ? () => undefined : compilePath(path));
  const [time, status] = [compilePath(map.time), optional(map.status)];
  const [sequence, boot] = [optional(map.sequence), optional(map.boot)];
  const places = tags.map((tag) => ({ tag, at: compilePath(map.values[tag]!) }));
  return (topic, payload) => {
    const document = parsed(payload);
    if ('reason' in document)
      return { values: [], rejects: [rejected(document.reason, topic, payload)], sequence: null, boot: null };
    const { json } = document;
    const [number, start] = [sequence(json), boot(json)];
    const reading: Reading = {
      ...{ values: [], rejects: [] },
      sequence: Number.isSafeInteger(number) && (number as number) >= 0 ? (number as number) : null,
      boot: typeof start === 'string' ? start : null,
    };
    const at = sourceTime(time(json), map.timeFormat);
    const quality = status(json) ?? 0;
    let structured = false;
    for (const place of at === null ? [] : places) {
      const value = place.at(json);
      if (value === undefined) continue;
      if (typeof value === 'object' && value !== null) structured = true;
      else reading.values.push(valueOf(place.tag, value as RawValue['value'], quality, at!));
    }
    if (structured || reading.values.length === 0)
      reading.rejects.push(rejected(at === null ? 'time.malformed' : 'payload.malformed', topic, payload));
    return reading;
  };
}

const valueOf = (tag: string, value: RawValue['value'], status: unknown, at: bigint): RawValue => ({
  tag,
  value,
  status: typeof status === 'number' ? status : NaN,
  sourceTime: at,
  serverTime: null,
  origin: 'live',
});
