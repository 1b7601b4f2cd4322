import { useLocalStorage } from '@mantine/hooks';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type CSSProperties, type ReactElement, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useConnection } from '../api/connection.js';
import { followBoard } from '../api/live-board.js';
import { boardQuery } from '../api/queries.js';
import type { Board } from '../api/types.js';
import { Action } from '../parts/action.js';
import { Answer } from '../parts/answer.js';
import { Mark, Status } from '../parts/mark.js';
import { Blank } from '../parts/notice.js';
import { Header } from '../session/header.js';
import { usePerson } from '../session/use-session.js';
import { word } from '../text/words.js';
import css from './board.module.css';
import { Queue } from './queue.js';
import { Tile } from './tile.js';
import { byNeed, waiting, worst } from './tile-order.js';

interface View {
  /** code of the room; null for all */
  room: string | null;
  order: 'place' | 'need';
}

interface TitleProps {
  board: Board | undefined;
  view: View;
  change: (view: View) => void;
}

function Rooms({ board, view, change }: TitleProps & { board: Board }): ReactElement {
  const { t } = useTranslation();
  const [only] = board.rooms;
  if (board.rooms.length < 2) return <h1 className={css.title}>{only?.title ?? t('board.title')}</h1>;
  const chosen = board.rooms.find(({ code }) => code === view.room)?.title ?? t('board.allRooms');
  return (
    <>
      <h1 className="visually-hidden">{chosen}</h1>
      <select
        className={css.rooms}
        aria-label={t('board.room')}
        value={view.room ?? ''}
        onChange={({ target }) => change({ ...view, room: target.value === '' ? null : target.value })}
      >
        <option value="">{t('board.allRooms')}</option>
        {board.rooms.map(({ code, title }) => (
          <option key={code} value={code}>
            {title}
          </option>
        ))}
      </select>
    </>
  );
}

/** Which room, how many units, how many of them want somebody, and whether what is shown is live. */
function Title({ board, view, change }: TitleProps): ReactElement {
  const { t } = useTranslation();
  const connection = useConnection();
  if (board === undefined) return <h1 className={css.title}>{t('board.title')}</h1>;
  const calls = waiting(board.tiles, board.loose);
  return (
    <>
      <Rooms board={board} view={view} change={change} />
      <span className={css.count}>{t('board.units', { count: board.tiles.length })}</span>
      <span className={css.calls}>
        {calls > 0 ? <Status tone={worst(board)}>{t('board.needYou', { count: calls })}</Status> : t('board.calm')}
      </span>
      <span className={`${css.connection} ${connection === 'live' ? css.live : ''}`}>
        <Mark tone={connection === 'live' ? 'normal' : 'alert'} size={18} /> {word('connection', connection)}
      </span>
      <Action
        tone="quiet"
        pressed={view.order === 'need'}
        onPress={() => change({ ...view, order: view.order === 'need' ? 'place' : 'need' })}
      >
        {t('board.byNeed')}
      </Action>
    </>
  );
}

/** How many tiles stand beside one another on a tablet of 10 inches, and on one of 9.7. */
function columns(count: number): CSSProperties {
  const [wide, narrow] = count <= 4 ? [2, 2] : [3, 2];
  const rows = (across: number): number => Math.ceil(count / across);
  return {
    '--wide': wide,
    '--narrow': narrow,
    '--wide-rows': rows(wide),
    '--narrow-rows': rows(narrow),
  } as CSSProperties;
}

function Tiles({ board, view }: { board: Board; view: View }): ReactElement {
  const { t } = useTranslation();
  const tiles = view.order === 'need' ? byNeed(board.tiles) : board.tiles;
  if (tiles.length === 0)
    return view.room === null ? (
      <Blank tone="off" title={t('board.noUnits')}>
        {t('board.noUnits.text')}
      </Blank>
    ) : (
      <Blank tone="off" title={t('board.noUnitsHere')}>
        {t('board.noUnitsHere.text')}
      </Blank>
    );
  return (
    <ul className={css.tiles} style={columns(tiles.length)}>
      {tiles.map((tile) => (
        <li key={tile.unit.id}>
          <Tile tile={tile} traces={board.traces} />
        </li>
      ))}
    </ul>
  );
}

function LiveBoard(): ReactElement {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [view, change] = useLocalStorage<View>({
    key: 'ballroom/board',
    defaultValue: { room: null, order: 'place' },
    getInitialValueInEffect: false,
  });
  const query = useQuery(boardQuery(view.room));
  useEffect(() => followBoard(client, view.room), [client, view.room]);
  return (
    <>
      <Header>
        <Title board={query.data} view={view} change={change} />
      </Header>
      <Answer query={query} what={t('board.loading')}>
        {(board) => (
          <>
            <main className={css.page}>
              <Tiles board={board} view={view} />
            </main>
            <Queue board={board} />
          </>
        )}
      </Answer>
    </>
  );
}

/** The room as it stands: every unit live, and what the people in it have to do. */
export function BoardPage(): ReactElement {
  const { t } = useTranslation();
  if (usePerson().may('floor.read')) return <LiveBoard />;
  return (
    <>
      <Header>
        <h1 className={css.title}>{t('board.title')}</h1>
      </Header>
      <main>
        <Blank tone="note" title={t('board.forbidden')}>
          {t('board.forbidden.text')}
        </Blank>
      </main>
    </>
  );
}
