import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { order } from '../api/client.js';
import { batchesQuery, unitClassesQuery, unitsQuery } from '../api/queries.js';
import { useConnection } from '../api/connection.js';
import type { Batch } from '../api/types.js';
import { useCommand } from '../api/use-command.js';
import { Refused } from '../parts/refused.js';
import { usePerson } from '../session/use-session.js';
import { ScanField } from '../step/scan-field.js';
import css from './batch.module.css';

/** Before a unit procedure: the unit is chosen by the label that is scanned on it, and locked to the batch. */
export function BindUnit({ batch, unitProcedure }: { batch: Batch; unitProcedure: string }): ReactElement {
  const { t } = useTranslation();
  const may = usePerson().may('step.perform');
  const offline = useConnection() === 'offline';
  const units = useQuery(unitsQuery).data ?? [];
  const batches = useQuery(batchesQuery).data ?? [];
  const classes = useQuery(unitClassesQuery).data ?? [];
  const { mutate, isPending, error } = useCommand();
  const procedure = batch.unitProcedures.find(({ id }) => id === unitProcedure);
  const taken = new Set(batches.map(({ unit }) => unit?.code));
  const free = units.filter(
    ({ code, unitClass, status }) => unitClass === procedure?.unitClass && status === 'in-service' && !taken.has(code),
  );
  const unitClass = classes.find(({ code }) => code === procedure?.unitClass)?.title ?? procedure?.unitClass ?? '';
  const barred = !may || offline;
  return (
    <section className={css.panel}>
      <h1>{t('batch.bind.title')}</h1>
      <p>{t('batch.bind.text', { procedure: procedure?.title ?? '', unitClass: unitClass.toLowerCase() })}</p>
      <Refused error={error} />
      {barred && <p>{t(offline ? 'step.offline' : 'step.noRight')}</p>}
      <ScanField
        busy={isPending}
        barred={barred}
        read={(scanned) => mutate(order('/api/batches/{id}/bind', { id: batch.id }, { unitProcedure, scanned }))}
        {...(free[0] === undefined ? {} : { label: free[0].code })}
      />
      <p className={css.free}>
        <span>{t('batch.bind.free')}:</span>
        {free.map(({ code, title }) => (
          <b key={code}>
            {code} {title}
          </b>
        ))}
      </p>
    </section>
  );
}
