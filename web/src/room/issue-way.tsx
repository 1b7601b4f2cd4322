import type { ReactElement } from 'react';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { order } from '../api/client.js';
import { useConnection } from '../api/connection.js';
import type { Body } from '../api/routes.js';
import type { BatchAnswer, Recipe } from '../api/types.js';
import { useCommand } from '../api/use-command.js';
import { Action } from '../parts/action.js';
import { Notice } from '../parts/notice.js';
import { Refused } from '../parts/refused.js';
import { Choice } from './choice.js';
import css from './desk.module.css';
import { PatientValues, type PatientAsked } from './patient-values.js';

interface RecipeChoiceProps {
  title: string;
  recipes: readonly Recipe[];
  chosen: Recipe | undefined;
  choose: (recipe: Recipe) => void;
}

/** One of the effective recipes. */
export function RecipeChoice({ title, recipes, chosen, choose }: RecipeChoiceProps): ReactElement {
  const { t } = useTranslation();
  return (
    <Choice
      title={title}
      items={recipes}
      chosen={chosen}
      choose={choose}
      none={
        <Notice tone="off" title={t('issue.noRecipes')}>
          {t('issue.noRecipes.text')}
        </Notice>
      }
    >
      {({ code, title: name, version }) => (
        <>
          <b>{name}</b>
          <span className={css.quiet}>
            {code}, {t('issue.version', { version })}
          </span>
        </>
      )}
    </Choice>
  );
}

interface IssueWayProps {
  /** what is issued; undefined while something is not chosen */
  wanted: Body<'/api/batches'> | undefined;
  asked: PatientAsked;
  submit: string;
  /** what is to be chosen first */
  missing: string;
}

/** The foot of an issue: values of the patient, why it was refused, and the one way on, to the batch. */
export function IssueWay({ wanted, asked, submit, missing }: IssueWayProps): ReactElement {
  const { t } = useTranslation();
  const go = useNavigate();
  const offline = useConnection() === 'offline';
  const { mutate, isPending, error } = useCommand<BatchAnswer>({
    done: ({ id }) => void go({ to: '/batches/$batch', params: { batch: id } }),
  });
  const open = wanted === undefined || !asked.complete;
  return (
    <>
      <PatientValues asked={asked} />
      <Refused error={error} />
      <div className={css.way}>
        <Action
          tone="main"
          off={open || offline}
          busy={isPending}
          onPress={() => wanted !== undefined && mutate(order('/api/batches', {}, { ...wanted, ...asked.given }))}
        >
          {submit}
        </Action>
        {open && <p className={css.quiet}>{missing}</p>}
        {offline && <p className={css.quiet}>{t('step.offline')}</p>}
      </div>
    </>
  );
}
