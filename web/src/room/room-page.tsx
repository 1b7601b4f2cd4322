import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useConnection } from '../api/connection.js';
import { batchesQuery, ordersQuery, unitsQuery } from '../api/queries.js';
import type { BatchSummary, Unit } from '../api/types.js';
import actions from '../parts/action.module.css';
import { Answer } from '../parts/answer.js';
import { Mark, Status } from '../parts/mark.js';
import { Blank } from '../parts/notice.js';
import { Header } from '../session/header.js';
import { usePerson } from '../session/use-session.js';
import { word } from '../text/words.js';
import { BatchRow } from './batch-row.js';
import css from './room.module.css';
import { UnitTile } from './unit-tile.js';

const isOpen = ({ state }: BatchSummary): boolean => state !== 'complete' && state !== 'stopped';

/** Whether a batch waits for a person: held, an exception open, or a signature or a start due. */
const needsSomebody = (batch: BatchSummary): boolean =>
  batch.state === 'held' ||
  batch.openExceptions > 0 ||
  batch.step?.state === 'completing' ||
  batch.step?.state === 'held';

function Title({ units, batches }: { units: Unit[]; batches: BatchSummary[] }): ReactElement {
  const { t } = useTranslation();
  const connection = useConnection();
  const calls = batches.filter(isOpen).filter(needsSomebody).length;
  return (
    <>
      <h1 className={css.title}>{t('room.title')}</h1>
      <span>{t('room.units', { count: units.length })}</span>
      {calls > 0 ? <Status tone="alert">{t('room.needYou', { count: calls })}</Status> : <span>{t('room.calm')}</span>}
      <span className={css.connection}>
        <Mark tone={connection === 'live' ? 'normal' : 'alert'} size={18} /> {word('connection', connection)}
      </span>
    </>
  );
}

function Queue({ batches }: { batches: BatchSummary[] }): ReactElement {
  const { t } = useTranslation();
  const orders = useQuery(ordersQuery).data ?? [];
  const may = usePerson().may('batch.issue');
  const open = batches.filter(isOpen);
  const waiting = orders.filter(({ coi }) => !batches.some((batch) => batch.coi === coi && batch.state !== 'stopped'));
  return (
    <div className={css.queue}>
      <section>
        <h2>{t('room.batches')}</h2>
        {open.length === 0 && <p className={css.quiet}>{t('room.batches.none')}</p>}
        <ul className={css.rows}>
          {open.map((batch) => (
            <li key={batch.id}>
              <BatchRow batch={batch} />
            </li>
          ))}
        </ul>
      </section>
      <section>
        <h2>{t('room.orders')}</h2>
        {waiting.length === 0 && <p className={css.quiet}>{t('room.orders.none')}</p>}
        <ul className={css.orders}>
          {waiting.map(({ id, code, patient, product }) => (
            <li key={id}>
              <b>{code}</b> {patient} <span className={css.quiet}>{product}</span>
            </li>
          ))}
        </ul>
      </section>
      <div className={css.ways}>
        {may && (
          <Link to="/issue" className={`${actions.action} ${actions.main}`}>
            {t('room.issue')}
          </Link>
        )}
        <Link to="/batches" className={actions.action}>
          {t('room.all')}
        </Link>
      </div>
    </div>
  );
}

/** The room as it stands: every unit live, and what the people in it have to do. */
export function RoomPage(): ReactElement {
  const { t } = useTranslation();
  const units = useQuery(unitsQuery);
  const may = usePerson().may('batch.read');
  const batches = useQuery({ ...batchesQuery, enabled: may }).data ?? [];
  return (
    <>
      <Header>
        <Title units={units.data ?? []} batches={batches} />
      </Header>
      <main className={css.page}>
        <Answer query={units} what={t('room.loading')}>
          {(known) =>
            known.length === 0 ? (
              <Blank tone="off" title={t('room.noUnits')}>
                {t('room.noUnits.text')}
              </Blank>
            ) : (
              <ul className={css.tiles}>
                {known.map((unit) => (
                  <li key={unit.id}>
                    <UnitTile unit={unit} batch={batches.find((batch) => batch.unit?.id === unit.id)} />
                  </li>
                ))}
              </ul>
            )
          }
        </Answer>
        {may && <Queue batches={batches} />}
      </main>
    </>
  );
}
