import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sitesQuery } from '../api/queries.js';
import type { Recipe } from '../api/types.js';
import { word } from '../text/words.js';
import { Choice } from './choice.js';
import css from './desk.module.css';
import { IssueWay, RecipeChoice } from './issue-way.js';
import { usePatientValues } from './patient-values.js';

type RecordType = 'prepared-material' | 'cleaning' | 'monitoring' | 'media-fill' | 'ppq' | 'engineering' | 'training';

/** What a recipe may make a record of without an order: its own type, and practice. */
const typesOf = ({ type, stage }: Recipe): RecordType[] => [
  ...(type === null || type === 'patient-batch' || stage === 'development' ? [] : [type as RecordType]),
  ...(['engineering', 'training'] as const).filter((one) => one !== type),
];

/** A record that holds no patient's cells: of a recipe, at a site. */
export function IssueRecord({ recipes }: { recipes: readonly Recipe[] }): ReactElement {
  const { t } = useTranslation();
  const sites = useQuery(sitesQuery).data ?? [];
  const [recipe, setRecipe] = useState<Recipe | undefined>(undefined);
  const [type, setType] = useState<RecordType | undefined>(undefined);
  const [chosenSite, setSite] = useState<(typeof sites)[number] | undefined>(undefined);
  const site = chosenSite ?? (sites.length === 1 ? sites[0] : undefined);
  const asked = usePatientValues(recipe?.id);
  const isChosen = recipe !== undefined && type !== undefined && site !== undefined;
  return (
    <div className={css.issue}>
      <RecipeChoice
        title={t('issue.recipeFirst')}
        recipes={recipes}
        chosen={recipe}
        choose={(one) => {
          setRecipe(one);
          setType(undefined);
        }}
      />
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
      <IssueWay
        wanted={isChosen ? { site: site.code, type, recipe: recipe.id } : undefined}
        asked={asked}
        submit={t('issue.submitRecord')}
        missing={t('issue.chooseRecord')}
      />
    </div>
  );
}
