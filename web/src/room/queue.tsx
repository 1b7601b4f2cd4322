import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Board } from '../api/types.js';
import actions from '../parts/action.module.css';
import { AlarmMark } from '../parts/alarm-mark.js';
import { countdown } from '../parts/duration.js';
import { Mark } from '../parts/mark.js';
import { useNow } from '../parts/use-now.js';
import { usePerson } from '../session/use-session.js';
import { word } from '../text/words.js';
import { needWords, nextWords } from './need-words.js';
import css from './queue.module.css';
import { type Place, queueOf, stepOf } from './tile-order.js';

/** As many as a shift can hold in its head. */
const SHOWN = 8;

type AlarmPlace = Place & Required<Pick<Place, 'tile' | 'alarm'>>;

const isForAlarm = (place: Place): place is AlarmPlace => place.alarm !== undefined;

/** The alarms of a unit that wait for somebody, or one of many units at once. */
function AlarmItem({ place: { tile, alarm, isShared } }: { place: AlarmPlace }): ReactElement {
  const { t } = useTranslation();
  const { unit, alarms } = tile;
  const { title, priority } = alarm;
  const count = isShared ? 1 : alarms!.unacknowledged - alarms!.shared.length;
  return (
    <Link to="/alarms" search={isShared ? {} : { unit: unit.code }} className={css.item}>
      <AlarmMark priority={priority} size={28} />
      <span className={css.words}>
        <span className={css.what}>
          {isShared ? (
            <b>{title}</b>
          ) : (
            <>
              <b>{unit.code}</b> {title}
            </>
          )}
        </span>
        <span className={css.when}>{t('queue.alarm', { count, priority: word('priority', priority) })}</span>
      </span>
    </Link>
  );
}

function Item({ place, now }: { place: Place; now: number }): ReactElement {
  const { t } = useTranslation();
  const { needs, next, batch } = place.tile ?? place.loose;
  const [need] = needs;
  const name = place.tile?.unit.code ?? batch!.code;
  const due = need?.dueAt ?? null;
  const left = due === null ? null : countdown(due, now);
  const when = left === null ? null : t(left.over ? 'due.late' : 'due.left', { left: left.left });
  return (
    <Link to="/batches/$batch" params={{ batch: batch!.id }} {...stepOf(need, batch ?? null)} className={css.item}>
      <Mark tone={need?.tone ?? 'normal'} size={24} />
      <span className={css.words}>
        <span className={css.what}>
          <b>{name}</b> {batch!.step?.title}
        </span>
        <span className={css.when}>
          {need === undefined ? nextWords(t, next, now)?.text : needWords(t, need, place.tile)}
          {when !== null && <b className={css.due}> {when}</b>}
        </span>
      </span>
    </Link>
  );
}

/** Who is wanted where, most urgent first, and the ways to everything else. */
export function Queue({ board }: { board: Board }): ReactElement {
  const { t } = useTranslation();
  const now = useNow();
  const may = usePerson().may('batch.issue');
  const places = queueOf(board.tiles, board.loose, now).slice(0, SHOWN);
  return (
    <section className={css.queue} aria-label={t('queue.title')}>
      {places.length === 0 && <p className={css.none}>{t('queue.none')}</p>}
      <ol className={css.items}>
        {places.map((place) => (
          <li key={`${place.tile?.unit.id ?? place.loose!.batch.id} ${place.alarm?.id ?? ''}`}>
            {isForAlarm(place) ? <AlarmItem place={place} /> : <Item place={place} now={now} />}
          </li>
        ))}
      </ol>
      <Link to="/batches" className={actions.action}>
        {t('room.all')}
      </Link>
      {may && (
        <Link to="/issue" className={`${actions.action} ${actions.main}`}>
          {t('room.issue')}
        </Link>
      )}
    </section>
  );
}
