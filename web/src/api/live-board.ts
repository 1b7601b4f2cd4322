import type { QueryClient } from '@tanstack/react-query';
import { boardKey, boardQuery } from './queries.js';
import { hasTold } from './told.js';
import type { Board, LooseBatch, Tile } from './types.js';

const TELL_MS = 250;
const RETRY_MS = [500, 1_000, 2_000, 5_000];
/** The past that a tile draws, and how fine what comes live is added to it. */
const SPAN_MS = 1_800_000;
const SLOT_MS = 5_000;

type Points = Board['traces'][number]['points'];

const slotOf = (at: number): number => Math.floor(at / SLOT_MS);

function extended(points: Points, at: number, value: number): Points {
  const last = points.at(-1)?.[0] ?? -Infinity;
  if (at <= last) return points;
  const before = slotOf(last) === slotOf(at) ? points.slice(0, -1) : points;
  return [...before.filter(([then]) => then! > at - SPAN_MS), [at, value]];
}

/** The traces with what the changed tiles newly measured. */
function tracesWith(traces: Board['traces'], tiles: readonly Tile[]): Board['traces'] {
  const measured = tiles.flatMap(({ unit, values }) =>
    values.flatMap(({ tag, at, value }) =>
      at === null || value === null ? [] : [{ unit: unit.code, tag, at, value }],
    ),
  );
  const known = new Map(traces.map((trace) => [`${trace.unit} ${trace.tag}`, trace]));
  for (const { unit, tag, at, value } of measured) {
    const points = known.get(`${unit} ${tag}`)?.points ?? [];
    known.set(`${unit} ${tag}`, { unit, tag, points: extended(points, Date.parse(at), value) });
  }
  return [...known.values()];
}

function tilesWith(tiles: readonly Tile[], changed: readonly Tile[]): Tile[] {
  const known = new Map([...tiles, ...changed].map((tile) => [tile.unit.code, tile]));
  return [...known.values()].toSorted((a, b) => a.unit.code.localeCompare(b.unit.code));
}

/**
 * Keeps the board in the cache true by server-sent events: the whole at each (re)connection, then each tile that changed,
 * taken in together a few times a second. Returns how to stop.
 */
export function followBoard(client: QueryClient, room: string | null): () => void {
  const { queryKey } = boardQuery(room);
  let source: EventSource | null = null;
  let failures = 0;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let telling: ReturnType<typeof setTimeout> | undefined;
  let changed: Tile[] = [];
  let loose: LooseBatch[] | null = null;

  const tell = (): void => {
    telling = undefined;
    const [tiles, batches] = [changed, loose];
    [changed, loose] = [[], null];
    client.setQueryData(queryKey, (board) =>
      board === undefined
        ? undefined
        : {
            ...board,
            tiles: tilesWith(board.tiles, tiles),
            traces: tracesWith(board.traces, tiles),
            loose: batches ?? board.loose,
          },
    );
  };

  const open = (): void => {
    source = new EventSource(room === null ? '/api/board/live' : `/api/board/live?room=${encodeURIComponent(room)}`);
    source.addEventListener('board', ({ data }: MessageEvent<string>) => {
      failures = 0;
      [changed, loose] = [[], null];
      hasTold(boardKey(room));
      client.setQueryData(queryKey, JSON.parse(data) as Board);
    });
    source.addEventListener('tile', ({ data }: MessageEvent<string>) => {
      changed.push(JSON.parse(data) as Tile);
      hasTold(boardKey(room));
      telling ??= setTimeout(tell, TELL_MS);
    });
    source.addEventListener('loose', ({ data }: MessageEvent<string>) => {
      loose = JSON.parse(data) as LooseBatch[];
      hasTold(boardKey(room));
      telling ??= setTimeout(tell, TELL_MS);
    });
    source.onerror = () => {
      source?.close();
      retry = setTimeout(open, RETRY_MS[Math.min(failures++, RETRY_MS.length - 1)]);
    };
  };

  open();
  return () => {
    source?.close();
    clearTimeout(retry);
    clearTimeout(telling);
  };
}
