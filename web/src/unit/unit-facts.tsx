import { Link } from '@tanstack/react-router';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useUnitState } from '../api/live-values.js';
import type { Batch, Tag, Unit } from '../api/types.js';
import actions from '../parts/action.module.css';
import { Identity } from '../parts/band.js';
import { clockFace } from '../parts/duration.js';
import { written } from '../parts/instant.js';
import { kitText } from '../parts/kit-text.js';
import { Status } from '../parts/mark.js';
import type { Tone } from '../parts/tone.js';
import { useZone } from '../session/use-session.js';
import { word } from '../text/words.js';
import { connectionProblems } from './connection-problem.js';
import { StatusLabel } from './status-label.js';
import css from './unit.module.css';

/** How the unit is reached, pushed as it changes. */
export function Connection({ unit, zone }: { unit: Unit; zone: string }): ReactElement {
  const { t } = useTranslation();
  const live = useUnitState(unit.code);
  const connection = live === null ? unit.connection : live.connection;
  if (connection === null) return <Status tone="off">{t('unit.connection.none')}</Status>;
  const { state, since } = connection;
  const tone: Tone = state === 'live' ? 'normal' : state === 'offline' ? 'action' : 'alert';
  return (
    <>
      <Status tone={tone}>{word('link', state)}</Status>{' '}
      <span className={css.quiet}>{t('unit.since', { time: written(since, zone).seconds })}</span>
    </>
  );
}

const Fact = ({ name, children }: { name: string; children: ReactNode }): ReactElement => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);

/** Whose cells are in it, how much of it is taken, or that it is free. */
function Holder({ unit: { bound, bindings, positions } }: { unit: Unit }): ReactNode {
  const { t } = useTranslation();
  if (bound !== null) return bound.coi === null ? t('unit.batch.nobody') : <Identity coi={bound.coi} />;
  return positions.length > 0
    ? t('unit.batch.positions', { held: bindings.length, of: positions.length })
    : t('unit.batch.none');
}

/** What the unit is, what it does and for whom. */
export function UnitFacts({
  unit,
  batch,
  tags,
}: {
  unit: Unit;
  batch: Batch | undefined;
  tags: readonly Tag[];
}): ReactElement {
  const { t } = useTranslation();
  const zone = useZone();
  const live = useUnitState(unit.code);
  const { problems = [], spooled, reserve } = (live === null ? unit.connection : live.connection) ?? {};
  const titleOf = (code: string): string => tags.find(({ tag }) => tag === code)?.title ?? code;
  const step = batch?.steps.find(({ id }) => id === unit.run?.step);
  return (
    <section aria-label={t('unit.facts')} className={css.about}>
      <dl className={css.facts}>
        <Fact name={t('unit.protocol')}>{word('protocol', unit.connector.kind)}</Fact>
        <Fact name={t('unit.serial')}>{unit.serial}</Fact>
        <Fact name={t('unit.room')}>
          {unit.site} {unit.room}
        </Fact>
        <Fact name={t('unit.status')}>
          <StatusLabel condition={unit.condition} zone={zone} />
        </Fact>
        {unit.quarantine != null && <Fact name={t('unit.quarantine')}>{unit.quarantine.reason}</Fact>}
        <Fact name={t('unit.program')}>
          {unit.run === null ? t('unit.program.none') : `${step?.run?.program ?? ''} ${word('state', unit.run.state)}`}
        </Fact>
        {problems.length > 0 && <Fact name={t('unit.connection')}>{connectionProblems(t, problems, titleOf)}</Fact>}
        {spooled?.oldest != null && (
          <Fact name={t('unit.spooled')}>
            {t('unit.spooled.since', {
              time: written(spooled.oldest, zone).seconds,
              kib: Math.ceil(spooled.bytes / 1024),
            })}
          </Fact>
        )}
        {reserve != null && (
          <Fact name={t('unit.reserve')}>
            {t('unit.reserve.of', {
              holds: clockFace(reserve.holds * 1000),
              needed: clockFace(reserve.needed * 1000),
              why: [...new Set(reserve.short.map(({ what }) => word('shortfall', what)))].join('; '),
            })}
          </Fact>
        )}
        <Fact name={t('unit.batch')}>
          <Holder unit={unit} />
        </Fact>
        {unit.bindings.map(
          ({ kit }) =>
            kit !== null && (
              <Fact key={kit.id} name={t('unit.kit')}>
                {kitText(kit)}
              </Fact>
            ),
        )}
      </dl>
      {batch !== undefined && (
        <Link to="/batches/$batch" params={{ batch: batch.id }} className={`${actions.action} ${css.toBatch}`}>
          {t('unit.batch.open', { code: batch.code })}
        </Link>
      )}
    </section>
  );
}
