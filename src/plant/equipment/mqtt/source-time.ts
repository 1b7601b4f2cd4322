import type { MqttMessageMap } from '../domain/index.js';

/** RFC 3339, with what its seconds may have behind the point. */
const ISO = /^(\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d)(?:\.(\d+))?([Zz]|[+-]\d\d:\d\d)$/;

const LARGEST_MS = 8.64e15;

/** A source time in units of 100 ns since 1970; null for what is none in that format. */
export function sourceTime(given: unknown, format: MqttMessageMap['timeFormat']): bigint | null {
  switch (format) {
    case 'iso': {
      const [, seconds, fraction = '', zone] = (typeof given === 'string' && ISO.exec(given)) || [];
      const ms = Date.parse(`${seconds}${zone}`);
      return Number.isNaN(ms) ? null : BigInt(ms) * 10_000n + BigInt(fraction.slice(0, 7).padEnd(7, '0'));
    }
    case 'epoch-ms': {
      if (typeof given !== 'number' || !(Math.abs(given) <= LARGEST_MS)) return null;
      const whole = Math.floor(given);
      return BigInt(whole) * 10_000n + BigInt(Math.round((given - whole) * 10_000));
    }
  }
}
