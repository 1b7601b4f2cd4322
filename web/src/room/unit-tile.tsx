import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useUnitTraces } from '../api/live-values.js';
import { batchQuery } from '../api/queries.js';
import type { BatchSummary, Monitor, Unit } from '../api/types.js';
import { Identity } from '../parts/band.js';
import { written } from '../parts/instant.js';
import { LiveValue } from '../parts/live-value.js';
import { Mark, Status, type Tone } from '../parts/mark.js';
import { useNow } from '../parts/use-now.js';
import { useTags } from '../parts/use-tags.js';
import { useZone } from '../session/use-session.js';
import { word } from '../text/words.js';
import css from './room.module.css';

interface Props {
  unit: Unit;
  batch: BatchSummary | undefined;
}

/** What the unit's light says, with its word. */
function lightOf(unit: Unit, batch: BatchSummary | undefined): { tone: Tone; state: string } {
  if (unit.status === 'out-of-service') return { tone: 'off', state: 'out' };
  if (batch === undefined) return { tone: 'normal', state: 'free' };
  if (batch.state === 'held' || batch.step?.state === 'held' || batch.openExceptions > 0)
    return { tone: 'action', state: 'needsYou' };
  return batch.step?.state === 'running' ? { tone: 'normal', state: 'running' } : { tone: 'note', state: 'needsYou' };
}

/** The rules that watch the unit now: those of the batch's running step. */
function useMonitors(batch: BatchSummary | undefined): readonly Monitor[] {
  const whole = useQuery({ ...batchQuery(batch?.id ?? ''), enabled: batch !== undefined }).data;
  return whole?.steps.find(({ id }) => id === whole.step?.id)?.monitors ?? [];
}

function Values({ unit, monitors, zone }: { unit: Unit; monitors: readonly Monitor[]; zone: string }): ReactElement {
  const now = useNow();
  const traces = useUnitTraces(unit.code);
  const critical = useTags({ unitClass: unit.unitClass }).filter(({ criticality }) => criticality === 'CPP');
  return (
    <div className={css.values}>
      {critical.map((tag) => {
        const monitor = monitors.find((one) => one.tag === tag.tag);
        return (
          <LiveValue
            key={tag.tag}
            tag={tag}
            trace={traces[tag.tag]}
            now={now}
            zone={zone}
            {...(monitor ? { monitor } : {})}
          />
        );
      })}
    </div>
  );
}

/** One unit: whose cells, what runs, its values; the whole tile opens its batch. */
export function UnitTile({ unit, batch }: Props): ReactElement {
  const { t } = useTranslation();
  const monitors = useMonitors(batch);
  const zone = useZone();
  const { tone, state } = lightOf(unit, batch);
  const light = state === 'needsYou' ? t('tile.needsYou') : word('tile', state);
  return (
    <article className={`${css.tile} ${css[tone]}`}>
      <div className={css.tileHead}>
        <h2 className={css.unitCode}>
          {batch === undefined ? (
            unit.code
          ) : (
            <Link
              to="/batches/$batch"
              params={{ batch: batch.id }}
              className={css.cover}
              aria-label={t('tile.open', { unit: unit.code })}
            >
              {unit.code}
            </Link>
          )}
        </h2>
        {batch !== undefined && <Identity coi={batch.coi} />}
        <span className={css.light}>
          <Status tone={tone}>{light}</Status>
        </span>
      </div>
      <p className={css.phase}>
        {batch === undefined ? unit.title : (batch.step?.title ?? t('tile.noStep'))}{' '}
        {batch?.step != null && batch.step.state !== 'running' && (
          <span className={css.quiet}>{word('state', batch.step.state)}</span>
        )}
      </p>
      <Values unit={unit} monitors={monitors} zone={zone} />
      {unit.connection !== null && unit.connection.state !== 'live' && (
        <p>
          <Status tone="alert">{word('link', unit.connection.state)}</Status>{' '}
          <span className={css.quiet}>
            {t('exception.since', { time: written(unit.connection.since, zone).seconds })}
          </span>
        </p>
      )}
      {batch === undefined && unit.status === 'in-service' && <p className={css.quiet}>{t('tile.free.text')}</p>}
      {batch !== undefined && batch.openExceptions > 0 && (
        <p className={css.call}>
          <Mark tone="action" size={20} /> {t('tile.exceptions', { count: batch.openExceptions })}
        </p>
      )}
    </article>
  );
}
