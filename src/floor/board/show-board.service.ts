import { Injectable, type MessageEvent } from '@nestjs/common';
import {
  concatMap,
  defer,
  EMPTY,
  exhaustMap,
  from,
  merge,
  mergeMap,
  type Observable,
  share,
  Subject,
  throttleTime,
} from 'rxjs';
import type { Scope } from '../../platform/database/index.js';
import type { Caller } from '../../platform/http/index.js';
import { LiveFeed } from '../../platform/live/index.js';
import type { BoardDto, TileDto, TraceDto } from './board.dto.js';
import { ReadBoard, type Shot } from './read-board.service.js';
import { TraceValues } from './trace-values.service.js';

/** At most two events a second and tile. */
const PACE = 500;

/** A tile and its text, made once for all who watch. */
interface Told {
  shot: Shot;
  tiles: { tile: TileDto; text: string }[];
  loose: string;
}

/** The board for whoever asks, and as it changes: read once for however many watch it. */
@Injectable()
export class ShowBoard {
  private readonly joined = new Subject<void>();
  /** by the scope of those who watch */
  private readonly watched = new Map<string, Observable<Told>>();

  constructor(
    private readonly live: LiveFeed,
    private readonly board: ReadBoard,
    private readonly traces: TraceValues,
  ) {}

  /** The whole board, of one room or of all. */
  async show({ scope }: Caller, room: string | undefined): Promise<BoardDto> {
    const [shot, traces] = await Promise.all([this.board.shot(scope), this.traces.all()]);
    return whole(shot, traces, room);
  }

  /** Server-sent events for one session: `board` with the whole, then `tile` and `loose` as each changes. */
  watch(caller: Caller, room: string | undefined): Observable<MessageEvent> {
    const events = defer(() => {
      let before: Map<string, string> | null = null;
      setImmediate(() => this.joined.next());
      return this.shots(caller.scope).pipe(
        concatMap(async (now): Promise<MessageEvent[]> => {
          const traces = before === null ? await this.traces.all() : null;
          const parts = partsOf(now, room);
          const changed = [...parts].filter(([name, text]) => before?.get(name) !== text);
          before = parts;
          if (traces !== null) return [{ type: 'board', data: whole(now.shot, traces, room) }];
          return changed.map(([name, data]) => ({ type: name === 'loose' ? 'loose' : 'tile', data }));
        }),
        mergeMap((all) => all),
      );
    });
    return this.live.stream(caller, events);
  }

  /** What people of one scope may see, after each change and once a second; a look that fails is made again. */
  private shots(scope: Scope): Observable<Told> {
    const key = JSON.stringify(scope);
    const known = this.watched.get(key);
    if (known !== undefined) return known;
    const made = defer(() => merge(this.live.ticks(), this.joined)).pipe(
      throttleTime(PACE, undefined, { leading: true, trailing: true }),
      exhaustMap(() => from(this.board.shot(scope).then(toldOf, () => null))),
      mergeMap((one) => (one === null ? EMPTY : [one])),
      share(),
    );
    this.watched.set(key, made);
    return made;
  }
}

const toldOf = (shot: Shot): Told => ({
  shot,
  tiles: shot.tiles.map((tile) => ({ tile, text: JSON.stringify(tile) })),
  loose: JSON.stringify(shot.loose),
});

const isIn = (room: string | undefined, { unit }: TileDto): boolean => room === undefined || unit.room === room;

/** What changes by itself, as text. */
function partsOf({ tiles, loose }: Told, room: string | undefined): Map<string, string> {
  const own = tiles.filter(({ tile }) => isIn(room, tile));
  return new Map([...own.map(({ tile, text }): [string, string] => [tile.unit.code, text]), ['loose', loose]]);
}

function whole(shot: Shot, traces: readonly TraceDto[], room: string | undefined): BoardDto {
  const tiles = shot.tiles.filter((tile) => isIn(room, tile));
  const codes = new Set(tiles.map(({ unit }) => unit.code));
  return { ...shot, tiles, traces: traces.filter(({ unit }) => codes.has(unit)) };
}
