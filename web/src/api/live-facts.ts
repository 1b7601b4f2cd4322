import type { QueryClient } from '@tanstack/react-query';
import { read } from './client.js';
import { connection, setConnection } from './connection.js';
import { isSignedOut } from './problem.js';
import { endSession } from './queries.js';
import { refresh } from './refresh.js';
import type { FactNews } from './types.js';

const PULSE_MS = 10_000;
const POLL_MS = 3_000;
const RETRY_MS = [500, 1_000, 2_000, 5_000];

/** Which queries a stream's facts make old, by the first word of its name. */
const RESTS_ON: Record<string, string[]> = {
  batch: ['batches', 'units'],
  unit: ['units', 'gaps'],
  order: ['orders'],
  deviation: ['deviations'],
  recipe: ['recipes'],
  person: ['session'],
  training: ['training'],
  skill: ['training'],
  inbox: ['inbox'],
  'trust-store': ['certificates'],
  alarm: ['alarms'],
  escalation: ['escalation'],
};

const keysOf = ({ facts }: FactNews): string[][] =>
  facts.flatMap(({ stream }) => {
    const [kind = '', id = ''] = stream.split('/');
    const whole = (RESTS_ON[kind] ?? []).map((name) => [name]);
    return kind === 'batch' ? [['batch', id], ...whole] : whole;
  });

const EVERYTHING = [
  ...['board', 'batches', 'batch', 'units', 'gaps', 'orders', 'deviations', 'recipes', 'alarms'].map((key) => [key]),
];

/**
 * Keeps what is shown true while somebody is signed in: facts are pushed by cursor, a pulse finds out whether the server
 * is there, and while nothing is pushed everything is asked for again every few seconds. Returns how to stop.
 *
 * `pushed`: whether this person may see facts; for others the pulse alone says that all is well.
 */
export function followFacts(client: QueryClient, pushed: boolean): () => void {
  let cursor: string | null = null;
  let source: EventSource | null = null;
  let failures = 0;
  let retry: ReturnType<typeof setTimeout> | undefined;

  const open = (): void => {
    source = new EventSource(cursor === null ? '/api/live' : `/api/live?cursor=${encodeURIComponent(cursor)}`);
    source.onopen = () => {
      failures = 0;
      setConnection('live');
      void refresh(client, EVERYTHING);
    };
    source.addEventListener('facts', ({ data }: MessageEvent<string>) => {
      const news = JSON.parse(data) as FactNews;
      cursor = news.cursor;
      const keys = keysOf(news);
      if (keys.length > 0) void refresh(client, keys);
    });
    source.onerror = () => {
      source?.close();
      if (connection() === 'live') setConnection('polling');
      retry = setTimeout(open, RETRY_MS[Math.min(failures++, RETRY_MS.length - 1)]);
      void pulse();
    };
  };

  const pulse = async (): Promise<void> => {
    try {
      client.setQueryData(['session'], await read('/api/session'));
      if (connection() !== 'live') setConnection(pushed ? 'polling' : 'live');
    } catch (error) {
      if (isSignedOut(error)) endSession(client, error);
      else setConnection('offline');
    }
  };

  const poll = (): void => {
    if (connection() === 'polling') void refresh(client, EVERYTHING);
    if (connection() === 'offline') void pulse();
  };

  const lost = (): void => void pulse();
  addEventListener('offline', lost);
  addEventListener('online', lost);
  if (pushed) open();
  else void pulse();
  const timers = [setInterval(() => void pulse(), PULSE_MS), setInterval(poll, POLL_MS)];
  return () => {
    removeEventListener('offline', lost);
    removeEventListener('online', lost);
    source?.close();
    clearTimeout(retry);
    timers.forEach(clearInterval);
  };
}
