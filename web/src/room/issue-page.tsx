import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useConnection } from '../api/connection.js';
import { batchesQuery, ordersQuery, recipesQuery } from '../api/queries.js';
import type { BatchSummary, Recipe, TherapyOrder } from '../api/types.js';
import { Action } from '../parts/action.js';
import { Answer } from '../parts/answer.js';
import { Identity } from '../parts/band.js';
import { Blank, Notice } from '../parts/notice.js';
import { Header } from '../session/header.js';
import { usePerson } from '../session/use-session.js';
import { Choice } from './choice.js';
import css from './desk.module.css';
import { IssueRecord } from './issue-record.js';
import { IssueWay, RecipeChoice } from './issue-way.js';
import { usePatientValues } from './patient-values.js';
import { PlaceOrder } from './place-order.js';

function IssueForm({ orders, recipes }: { orders: readonly TherapyOrder[]; recipes: readonly Recipe[] }): ReactElement {
  const { t } = useTranslation();
  const offline = useConnection() === 'offline';
  const [chosen, setChosen] = useState<TherapyOrder | undefined>(orders.length === 1 ? orders[0] : undefined);
  const [recipe, setRecipe] = useState<Recipe | undefined>(recipes.length === 1 ? recipes[0] : undefined);
  const [placing, place] = useState(false);
  const may = usePerson().may('order.write');
  const asked = usePatientValues(recipe?.id);
  const isChosen = chosen !== undefined && recipe !== undefined;
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
      <RecipeChoice title={t('issue.recipe')} recipes={recipes} chosen={recipe} choose={setRecipe} />
      <IssueWay
        wanted={isChosen ? { order: chosen.id, recipe: recipe.id } : undefined}
        asked={asked}
        submit={t('issue.submit')}
        missing={t('issue.choose')}
      />
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
