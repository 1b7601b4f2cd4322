import { Link } from '@tanstack/react-router';
import { memo, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Board, Tile as TileOf, TileBatch } from '../api/types.js';
import { Band } from '../parts/band.js';
import { coiSuffix } from '../parts/band-pattern.js';
import { age, countdown } from '../parts/duration.js';
import { written } from '../parts/instant.js';
import { Mark } from '../parts/mark.js';
import type { Tone } from '../parts/tone.js';
import { useNow } from '../parts/use-now.js';
import { useZone } from '../session/use-session.js';
import { word } from '../text/words.js';
import { needWords, nextWords } from './need-words.js';
import { TileAlarms } from './tile-alarms.js';
import { TileValues } from './tile-values.js';
import css from './tile.module.css';
import { stepOf } from './tile-order.js';

const LIGHTS: Record<TileOf['light'], Tone> = {
  off: 'off',
  calm: 'normal',
  note: 'note',
  alert: 'alert',
  action: 'action',
};

function Progress({ day, steps }: TileBatch): ReactElement | null {
  const { t } = useTranslation();
  const count = day ?? steps;
  if (count === null) return null;
  const kind = day === null ? 'step' : 'day';
  return (
    <span className={css.count}>
      <span className={css.few}>{t(`tile.${kind}.short`, count)}</span>
      <span className={css.many}>{t(`tile.${kind}`, count)}</span>
    </span>
  );
}

/** What is at hand in words, and how far the batch is. */
function Phase({ unit, batch }: TileOf): ReactElement {
  const { t } = useTranslation();
  if (batch === null)
    return (
      <p className={css.phase}>
        <span className={css.title}>{unit.status === 'out-of-service' ? t('tile.out') : t('tile.free')}</span>
        <span className={css.what}>{unit.title}</span>
      </p>
    );
  return (
    <p className={css.phase}>
      <span className={css.title}>{batch.step?.title ?? t('tile.over')}</span>
      <Progress {...batch} />
    </p>
  );
}

/** What needs a person, or when the next one is wanted; and how old the data are, by which protocol. */
function Foot({ tile, now, zone }: { tile: TileOf; now: number; zone: string }): ReactElement {
  const { t } = useTranslation();
  const { needs, values, unit, connection, batch } = tile;
  const [need, ...others] = needs;
  const next = nextWords(t, tile.next, now);
  const newest = values
    .flatMap(({ at }) => (at === null ? [] : [at]))
    .toSorted()
    .at(-1);
  const due = need?.dueAt == null ? null : countdown(need.dueAt, now);
  const isLinked = connection === null || connection.state === 'live';
  const saysLink = !isLinked && need?.kind !== 'data-lost';
  return (
    <footer className={css.foot}>
      {need !== undefined && (
        <p className={`${css.need} ${css[need.tone]}`}>
          <Mark tone={need.tone} size={20} />
          <b>{needWords(t, need, tile)}</b>
          {need.kind === 'data-lost' && need.since !== null && (
            <span className={css.more}>{t('tile.since', { time: written(need.since, zone).time })}</span>
          )}
          {due !== null && (
            <span className={css.more}>{t(due.over ? 'due.late' : 'due.left', { left: due.left })}</span>
          )}
          {others.length > 0 && <span className={css.more}>+{others.length}</span>}
          <span aria-hidden className={css.way}>
            →
          </span>
        </p>
      )}
      <p className={css.rest}>
        {batch !== null && (next !== null || need === undefined) && (
          <span className={next?.near ? css.near : undefined}>{next?.text ?? t('next.none')}</span>
        )}
        {saysLink && (
          <span className={batch === null ? undefined : css.near}>
            {word('link', connection.state)} {t('tile.since', { time: written(connection.since, zone).time })}
          </span>
        )}
        {!saysLink && (
          <span className={css.source}>
            {word('protocol', unit.protocol)}
            {newest !== undefined && isLinked && ` · ${age(now - Date.parse(newest))}`}
          </span>
        )}
      </p>
    </footer>
  );
}

const isPractice = ({ type }: TileBatch): boolean => type === 'training' || type === 'engineering';

/** One unit: whose cells, what runs, its values, what is wanted; the whole tile leads to the place. */
export const Tile = memo(function Tile({ tile, traces }: { tile: TileOf; traces: Board['traces'] }): ReactElement {
  const { t } = useTranslation();
  const now = useNow();
  const zone = useZone();
  const { unit, batch, needs, light, alarms } = tile;
  const [need] = needs;
  const lightWord = word('light', light);
  return (
    <article className={`${css.tile} ${css[light]} ${batch === null ? css.empty : ''}`}>
      <div className={css.inside}>
        <div className={css.grid}>
          <div className={css.head}>
            <span role="img" aria-label={lightWord} className={css.light}>
              <Mark tone={LIGHTS[light]} size={26} />
            </span>
            <h2 className={`${css.code} ${unit.code.length > 6 ? css.long : ''}`}>
              {batch === null ? (
                <Link
                  to="/units/$unit"
                  params={{ unit: unit.code }}
                  className={css.cover}
                  aria-label={t('unit.open', { unit: unit.code })}
                >
                  {unit.code}
                </Link>
              ) : (
                <Link
                  to="/batches/$batch"
                  params={{ batch: batch.id }}
                  {...stepOf(need, batch)}
                  className={css.cover}
                  aria-label={t('tile.open', {
                    unit: unit.code,
                    what: need === undefined ? (batch.step?.title ?? t('tile.over')) : needWords(t, need, tile),
                  })}
                >
                  {unit.code}
                </Link>
              )}
            </h2>
            {batch !== null && batch.coi === null && (
              <b className={isPractice(batch) ? css.practice : undefined}>
                {isPractice(batch) ? t('notGmp.title', { type: word('type', batch.type) }) : word('type', batch.type)}
              </b>
            )}
            {batch !== null && batch.coi !== null && (
              <span className={css.identity}>
                <Band coi={batch.coi} />
                <span>
                  <small>{t('identity.coi')}</small> <b>…{coiSuffix(batch.coi)}</b>
                </span>
              </span>
            )}
          </div>
          <Phase {...tile} />
          {unit.status === 'out-of-service' ? (
            <div />
          ) : (
            <TileValues unit={unit.code} values={tile.values} traces={traces} now={now} zone={zone} />
          )}
          <Foot tile={tile} now={now} zone={zone} />
        </div>
      </div>
      {alarms !== null && <TileAlarms unit={unit.code} alarms={alarms} />}
    </article>
  );
});
