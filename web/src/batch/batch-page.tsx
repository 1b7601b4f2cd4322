import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { batchQuery } from '../api/queries.js';
import type { Batch, Step } from '../api/types.js';
import { Answer } from '../parts/answer.js';
import { Identity } from '../parts/band.js';
import { Notice } from '../parts/notice.js';
import { Header } from '../session/header.js';
import { isAtHand, isBatchOver, isOpen, isStepOver, unbound } from '../step/state-tone.js';
import { StepView } from '../step/step-view.js';
import { word } from '../text/words.js';
import css from './batch.module.css';
import { BatchEnd } from './batch-end.js';
import { BindUnit } from './bind-unit.js';
import { ChooseStep } from './choose-step.js';
import { Clocks } from './clocks.js';
import { HeldBatch } from './held-batch.js';
import { HoldBatch } from './hold-batch.js';
import { LegalHoldNotice } from './kept.js';
import { More } from './more.js';
import { StepList } from './step-list.js';

/** The step whose turn it is, or the first that is not over. */
const next = ({ steps, step }: Batch): Step | undefined =>
  steps.find(({ id }) => id === step?.id) ?? steps.find((one) => !isStepOver(one));

/** Over, and yet somebody has to say something of it. */
const isAwaited = (step: Step): boolean => isStepOver(step) && step.exceptions.some(isOpen);

/** Where people stand: the next step, or one that is over and waits for a word before the batch is. */
const at = (batch: Batch): Step | undefined =>
  next(batch) ?? (isBatchOver(batch) ? undefined : batch.steps.find(isAwaited));

/** What is at hand is done at a bench, and no unit is bound for it. */
const isByHand = (batch: Batch): boolean => {
  const unitProcedure = at(batch)?.unitProcedure;
  return batch.unitProcedures.some(({ id, unitClass }) => id === unitProcedure && unitClass === null);
};

/** Whose batch, on which unit, made how: on every screen of it, always in the same place. */
function Context({ batch }: { batch: Batch }): ReactElement {
  const { t } = useTranslation();
  const position = batch.units.find(({ id }) => id === batch.unit?.id)?.position;
  const code = batch.unit?.code;
  const unit = position == null ? code : t('position.at', { unit: code, position });
  return (
    <div className={css.context}>
      {batch.coi === null ? <b className={css.unit}>{word('type', batch.type)}</b> : <Identity coi={batch.coi} />}
      {batch.unit === null ? (
        <span className={css.unit}>{t(isByHand(batch) ? 'batch.byHand' : 'batch.noUnit')}</span>
      ) : (
        <Link
          to="/units/$unit"
          params={{ unit: batch.unit.code }}
          className={`${css.unit} ${css.toUnit}`}
          aria-label={t('unit.open', { unit })}
        >
          {unit}
        </Link>
      )}
      <span className={css.facts}>
        <b>{t('batch.code', { code: batch.code })}</b>
        {batch.patient !== null && (
          <>
            {' '}
            · <span className={css.patient}>{batch.patient}</span>
          </>
        )}
        <span className={css.recipe}>
          {t('batch.recipe', { title: batch.recipe.title, version: batch.recipe.version })}
        </span>
      </span>
    </div>
  );
}

function AtHand({ batch, step }: { batch: Batch; step: Step | undefined }): ReactElement {
  const { t } = useTranslation();
  const waiting = unbound(batch);
  const [procedure] = waiting;
  const atHand = batch.steps.filter(isAtHand).length;
  if (step !== undefined) return <StepView key={step.id} batch={batch} step={step} />;
  if (isBatchOver(batch)) return <BatchEnd batch={batch} />;
  if (batch.state === 'stopping' || batch.state === 'aborting')
    return (
      <section className={css.panel}>
        <Notice tone="action" title={t('batch.going.title', { state: word('state', batch.state) })}>
          {t('batch.going.text')}
        </Notice>
      </section>
    );
  if (atHand + waiting.length > 1) return <ChooseStep batch={batch} waiting={waiting} />;
  if (procedure !== undefined) return <BindUnit batch={batch} unitProcedure={procedure.id} />;
  const first = at(batch);
  return first === undefined ? <BatchEnd batch={batch} /> : <StepView key={first.id} batch={batch} step={first} />;
}

/** What holds of every screen of the batch. */
function Standing({ batch }: { batch: Batch }): ReactElement {
  const { t } = useTranslation();
  const practice = batch.type === 'training' || batch.type === 'engineering';
  return (
    <div className={css.standing}>
      {practice && (
        <Notice tone="alert" title={t('notGmp.title', { type: word('type', batch.type) })}>
          {t('notGmp.text')}
        </Notice>
      )}
      {batch.qualityHold !== null && (
        <Notice tone="action" title={t('qualityHold.title')}>
          {t('qualityHold.text', { reason: batch.qualityHold })}
        </Notice>
      )}
      <LegalHoldNotice batch={batch.id} />
    </div>
  );
}

interface Props {
  id: string;
  /** the step to look at; without one, the step at hand */
  step: string | undefined;
}

export function BatchPage({ id, step }: Props): ReactElement {
  const { t } = useTranslation();
  const query = useQuery(batchQuery(id));
  const coi = query.data?.coi ?? null;
  return (
    <>
      <Header back {...(coi === null ? {} : { coi })}>
        {query.data !== undefined && <Context batch={query.data} />}
      </Header>
      <Answer query={query} what={t('batch.loading')}>
        {(batch) => {
          const shown = batch.steps.find((one) => one.id === step);
          return (
            <div className={css.page}>
              <nav className={css.nav} aria-label={t('batch.steps')}>
                <StepList batch={batch} chosen={step} />
                <div className={css.hold}>
                  {batch.state === 'running' && <HoldBatch batch={batch} />}
                  <More batch={batch} step={shown ?? at(batch)} />
                </div>
              </nav>
              <main className={css.main}>
                <Standing batch={batch} />
                <Clocks batch={batch} />
                {(batch.state === 'held' || batch.state === 'holding') && <HeldBatch batch={batch} />}
                <AtHand batch={batch} step={shown} />
              </main>
            </div>
          );
        }}
      </Answer>
    </>
  );
}
