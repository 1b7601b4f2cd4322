import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { order } from '../api/client.js';
import { useConnection } from '../api/connection.js';
import { sitesQuery } from '../api/queries.js';
import type { BatchAnswer, Recipe } from '../api/types.js';
import { useCommand } from '../api/use-command.js';
import { Action } from '../parts/action.js';
import { Notice } from '../parts/notice.js';
import { Refused } from '../parts/refused.js';
import { word } from '../text/words.js';
import { Choice } from './choice.js';
import css from './desk.module.css';
import { PatientValues, usePatientValues } from './patient-values.js';

type RecordType = 'prepared-material' | 'cleaning' | 'monitoring' | 'media-fill' | 'ppq' | 'engineering' | 'training';

/** What a recipe may make a record of without an order: its own type, and practice. */
const typesOf = ({ type, stage }: Recipe): RecordType[] => [
  ...(type === null || type === 'patient-batch' || stage === 'development' ? [] : [type as RecordType]),
  ...(['engineering', 'training'] as const).filter((one) => one !== type),
];

/** A record that holds no patient's cells: of a recipe, at a site. */
export function IssueRecord({ recipes }: { recipes: readonly Recipe[] }): ReactElement {
  const { t } = useTranslation();
  const go = useNavigate();
  const offline = useConnection() === 'offline';
  const sites = useQuery(sitesQuery).data ?? [];
  const [recipe, setRecipe] = useState<Recipe | undefined>(undefined);
  const [type, setType] = useState<RecordType | undefined>(undefined);
  const [chosenSite, setSite] = useState<(typeof sites)[number] | undefined>(undefined);
  const site = chosenSite ?? (sites.length === 1 ? sites[0] : undefined);
  const asked = usePatientValues(recipe?.id);
  const command = useCommand<BatchAnswer>({
    done: ({ id }) => void go({ to: '/batches/$batch', params: { batch: id } }),
  });
  const missing = recipe === undefined || type === undefined || site === undefined || !asked.complete;
  const issue = (): void => {
    if (missing) return;
    command.mutate(order('/api/batches', {}, { site: site.code, type, recipe: recipe.id, ...asked.given }));
  };
  return (
    <div className={css.issue}>
      <Choice
        title={t('issue.recipeFirst')}
        items={recipes}
        chosen={recipe}
        choose={(one) => {
          setRecipe(one);
          setType(undefined);
        }}
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
      {recipe !== undefined && (
        <Choice
          title={t('issue.type')}
          items={typesOf(recipe).map((id) => ({ id }))}
          chosen={type === undefined ? undefined : { id: type }}
          choose={({ id }) => setType(id)}
          none={<></>}
        >
          {({ id }) => <b>{word('type', id)}</b>}
        </Choice>
      )}
      {sites.length > 1 && (
        <Choice title={t('issue.site')} items={sites} chosen={site} choose={setSite} none={<></>}>
          {({ code, name }) => (
            <b>
              {code} {name}
            </b>
          )}
        </Choice>
      )}
      <PatientValues asked={asked} />
      <Refused error={command.error} />
      <div className={css.way}>
        <Action tone="main" off={missing || offline} busy={command.isPending} onPress={issue}>
          {t('issue.submitRecord')}
        </Action>
        {missing && <p className={css.quiet}>{t('issue.chooseRecord')}</p>}
        {offline && <p className={css.quiet}>{t('step.offline')}</p>}
      </div>
    </div>
  );
}
