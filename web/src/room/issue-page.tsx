import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useConnection } from '../api/connection.js';
import { order } from '../api/client.js';
import { batchesQuery, ordersQuery, recipesQuery } from '../api/queries.js';
import type { BatchAnswer, BatchSummary, Recipe, TherapyOrder } from '../api/types.js';
import { useCommand } from '../api/use-command.js';
import { Action } from '../parts/action.js';
import { Answer } from '../parts/answer.js';
import { Identity } from '../parts/band.js';
import { Blank, Notice } from '../parts/notice.js';
import { Refused } from '../parts/refused.js';
import { Header } from '../session/header.js';
import { usePerson } from '../session/use-session.js';
import { Choice } from './choice.js';
import css from './desk.module.css';
import { IssueRecord } from './issue-record.js';
import { PatientValues, usePatientValues } from './patient-values.js';
import { PlaceOrder } from './place-order.js';

function IssueForm({ orders, recipes }: { orders: readonly TherapyOrder[]; recipes: readonly Recipe[] }): ReactElement {
  const { t } = useTranslation();
  const go = useNavigate();
  const offline = useConnection() === 'offline';
  const [chosen, setChosen] = useState<TherapyOrder | undefined>(orders.length === 1 ? orders[0] : undefined);
  const [recipe, setRecipe] = useState<Recipe | undefined>(recipes.length === 1 ? recipes[0] : undefined);
  const [placing, place] = useState(false);
  const may = usePerson().may('order.write');
  const command = useCommand<BatchAnswer>({
    done: ({ id }) => void go({ to: '/batches/$batch', params: { batch: id } }),
  });
  const issue = (): void => {
    if (chosen !== undefined && recipe !== undefined)
      command.mutate(order('/api/batches', {}, { order: chosen.id, recipe: recipe.id, ...asked.given }));
  };
  const asked = usePatientValues(recipe?.id);
  const missing = chosen === undefined || recipe === undefined || !asked.complete;
  return (
    <div className={css.issue}>
      {placing && (
        <PlaceOrder
          close={(placed) => {
            place(false);
            if (placed !== undefined) setChosen(placed);
          }}
        />
      )}
      <Choice
        title={t('issue.order')}
        items={orders}
        chosen={chosen}
        choose={setChosen}
        none={
          <Notice tone="off" title={t('issue.noOrders')}>
            {t('issue.noOrders.text')}
          </Notice>
        }
      >
        {({ code, coi, patient, product }) => (
          <>
            <Identity coi={coi} />
            <span>
              <b>{code}</b> {patient}
            </span>
            <span className={css.quiet}>{product}</span>
          </>
        )}
      </Choice>
      {may && (
        <div>
          <Action size="desk" off={offline} onPress={() => place(true)}>
            {t('order.new')}
          </Action>
        </div>
      )}
      <Choice
        title={t('issue.recipe')}
        items={recipes}
        chosen={recipe}
        choose={setRecipe}
        none={
          <Notice tone="off" title={t('issue.noRecipes')}>
            {t('issue.noRecipes.text')}
          </Notice>
        }
      >
        {({ code, title, version }) => (
          <>
            <b>{title}</b>
            <span className={css.quiet}>
              {code}, {t('issue.version', { version })}
            </span>
          </>
        )}
      </Choice>
      <PatientValues asked={asked} />
      <Refused error={command.error} />
      <div className={css.way}>
        <Action tone="main" off={missing || offline} busy={command.isPending} onPress={issue}>
          {t('issue.submit')}
        </Action>
        {missing && <p className={css.quiet}>{t('issue.choose')}</p>}
        {offline && <p className={css.quiet}>{t('step.offline')}</p>}
      </div>
    </div>
  );
}

interface KindsProps {
  orders: readonly TherapyOrder[];
  recipes: readonly Recipe[];
}

/** A patient's batch needs an order; any other record a site. */
function IssueKinds({ orders, recipes }: KindsProps): ReactElement {
  const { t } = useTranslation();
  const [kind, setKind] = useState<'patient' | 'record'>('patient');
  const ofPatients = recipes.filter(({ type }) => type === null || type === 'patient-batch');
  return (
    <div className={css.issue}>
      <div className={css.way} role="group" aria-label={t('issue.kind')}>
        {(['patient', 'record'] as const).map((one) => (
          <Action key={one} pressed={kind === one} onPress={() => setKind(one)}>
            {t(`issue.kind.${one}`)}
          </Action>
        ))}
      </div>
      {kind === 'patient' ? <IssueForm orders={orders} recipes={ofPatients} /> : <IssueRecord recipes={recipes} />}
    </div>
  );
}

/** Its order may have another batch. */
const isEnded = ({ state }: BatchSummary): boolean => state === 'stopped' || state === 'aborted';

/** A supervisor makes a batch: one order, one effective recipe. */
export function IssuePage(): ReactElement {
  const { t } = useTranslation();
  const may = usePerson().may('batch.issue');
  const orders = useQuery(ordersQuery);
  const recipes = useQuery(recipesQuery);
  const batches = useQuery(batchesQuery);
  return (
    <>
      <Header back>
        <h1 className={css.title}>{t('issue.title')}</h1>
      </Header>
      <main className={css.page}>
        {!may ? (
          <Blank tone="note" title={t('issue.forbidden')}>
            {t('issue.forbidden.text')}
          </Blank>
        ) : (
          <Answer query={orders} what={t('issue.loading')}>
            {(all) => (
              <Answer query={recipes} what={t('issue.loading')}>
                {(versions) => (
                  <Answer query={batches} what={t('issue.loading')}>
                    {(made) => (
                      <IssueKinds
                        orders={all.filter(({ coi }) => !made.some((batch) => batch.coi === coi && !isEnded(batch)))}
                        recipes={versions.filter(({ state, sort }) => state === 'effective' && sort !== 'block')}
                      />
                    )}
                  </Answer>
                )}
              </Answer>
            )}
          </Answer>
        )}
      </main>
    </>
  );
}
