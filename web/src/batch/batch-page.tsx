import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { batchQuery } from '../api/queries.js';
import type { Batch, Step } from '../api/types.js';
import { Answer } from '../parts/answer.js';
import { Identity } from '../parts/band.js';
import { Header } from '../session/header.js';
import { StepView } from '../step/step-view.js';
import css from './batch.module.css';
import { BatchEnd } from './batch-end.js';
import { BindUnit } from './bind-unit.js';
import { Clocks } from './clocks.js';
import { HeldBatch } from './held-batch.js';
import { HoldBatch } from './hold-batch.js';
import { StepList } from './step-list.js';

const next = ({ steps }: Batch): Step | undefined => steps.find(({ state }) => state !== 'complete');

/** What is at hand is done at a bench, and no unit is bound for it. */
const isByHand = (batch: Batch): boolean => {
  const unitProcedure = next(batch)?.unitProcedure;
  return batch.unitProcedures.some(({ id, unitClass }) => id === unitProcedure && unitClass === null);
};

/** Whose batch, on which unit, made how: on every screen of it, always in the same place. */
function Context({ batch }: { batch: Batch }): ReactElement {
  const { t } = useTranslation();
  return (
    <div className={css.context}>
      <Identity coi={batch.coi} />
      {batch.unit === null ? (
        <span className={css.unit}>{t(isByHand(batch) ? 'batch.byHand' : 'batch.noUnit')}</span>
      ) : (
        <Link
          to="/units/$unit"
          params={{ unit: batch.unit.code }}
          className={`${css.unit} ${css.toUnit}`}
          aria-label={t('unit.open', { unit: batch.unit.code })}
        >
          {batch.unit.code}
        </Link>
      )}
      <span className={css.facts}>
        <b>{t('batch.code', { code: batch.code })}</b> · <span className={css.patient}>{batch.patient}</span>
        <span className={css.recipe}>
          {t('batch.recipe', { title: batch.recipe.title, version: batch.recipe.version })}
        </span>
      </span>
    </div>
  );
}

const isOver = ({ state }: Batch): boolean => state === 'complete' || state === 'stopped';

/** The unit procedure that waits for its unit, or undefined. */
const unbound = (batch: Batch): string | undefined => {
  const first = next(batch);
  const isBarred = isOver(batch) || batch.state === 'held' || isByHand(batch);
  return !isBarred && batch.unit === null && first?.state === 'idle' ? first.unitProcedure : undefined;
};

function AtHand({ batch, step }: { batch: Batch; step: Step | undefined }): ReactElement {
  const procedure = unbound(batch);
  if (step !== undefined) return <StepView key={step.id} batch={batch} step={step} />;
  if (isOver(batch)) return <BatchEnd batch={batch} />;
  if (procedure !== undefined) return <BindUnit batch={batch} unitProcedure={procedure} />;
  const first = next(batch);
  return first === undefined ? <BatchEnd batch={batch} /> : <StepView key={first.id} batch={batch} step={first} />;
}

interface Props {
  id: string;
  /** the step to look at; without one, the step at hand */
  step: string | undefined;
}

export function BatchPage({ id, step }: Props): ReactElement {
  const { t } = useTranslation();
  const query = useQuery(batchQuery(id));
  return (
    <>
      <Header back {...(query.data === undefined ? {} : { coi: query.data.coi })}>
        {query.data !== undefined && <Context batch={query.data} />}
      </Header>
      <Answer query={query} what={t('batch.loading')}>
        {(batch) => (
          <div className={css.page}>
            <nav className={css.nav} aria-label={t('batch.steps')}>
              <StepList batch={batch} chosen={step} />
              {batch.state === 'running' && <HoldBatch batch={batch} />}
            </nav>
            <main className={css.main}>
              <Clocks batch={batch} />
              {batch.state === 'held' && <HeldBatch batch={batch} />}
              <AtHand batch={batch} step={batch.steps.find((one) => one.id === step)} />
            </main>
          </div>
        )}
      </Answer>
    </>
  );
}
