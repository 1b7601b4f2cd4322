import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Answer } from '../parts/answer.js';
import { Mark } from '../parts/mark.js';
import type { Tone } from '../parts/tone.js';
import tabs from '../parts/tabs.module.css';
import { Header } from '../session/header.js';
import { Findings } from './findings.js';
import { TrailLink } from '../trail/trail-link.js';
import { asRecipe } from './elements.js';
import { NextMove } from './next-move.js';
import { Parameters } from './parameters.js';
import { Procedure } from './procedure.js';
import { findingsQuery, versionQuery } from './queries.js';
import css from './recipe.module.css';
import { Rehearsals } from './rehearsals.js';
import { Review } from './review.js';
import { type Tab, TABS } from './tabs.js';
import { Text } from './text.js';
import type { Version } from './types.js';
import { Which } from './which.js';
import { Windows } from './windows.js';

interface Props {
  id: string;
  tab: Tab;
  phase: string | undefined;
  line: number | undefined;
}

function Tabs({ version, tab }: { version: Version; tab: Tab }): ReactElement {
  const { t } = useTranslation();
  const findings = useQuery(findingsQuery(version.id)).data ?? [];
  const tones: Partial<Record<Tab, Tone>> = {
    findings: findings.some(({ severity }) => severity === 'error') ? 'action' : 'alert',
    review: 'note',
  };
  const counts: Partial<Record<Tab, number>> = {
    findings: findings.length,
    review: version.comments.filter(({ resolvedAt, replyTo }) => resolvedAt === null && replyTo === null).length,
  };
  return (
    <nav className={tabs.tabs} aria-label={t('recipe.parts')}>
      {TABS.map((one) => (
        <Link
          key={one}
          to="/recipes/$recipe"
          params={{ recipe: version.id }}
          search={one === 'procedure' ? {} : { tab: one }}
          className={tabs.tab}
          activeOptions={{ exact: true, includeSearch: true }}
          aria-current={one === tab ? 'page' : undefined}
        >
          {t(`recipe.tab.${one}`)}
          {(counts[one] ?? 0) > 0 && (
            <span className={css.count}>
              <Mark tone={tones[one] ?? 'note'} size={18} /> {counts[one]}
            </span>
          )}
        </Link>
      ))}
    </nav>
  );
}

function Shown({ version, tab, phase, line }: Omit<Props, 'id'> & { version: Version }): ReactNode {
  const recipe = asRecipe(version.content);
  switch (tab) {
    case 'procedure':
      return <Procedure key={version.id} version={version} recipe={recipe} phase={phase} />;
    case 'parameters':
      return <Parameters recipe={recipe} />;
    case 'windows':
      return <Windows version={version} recipe={recipe} />;
    case 'findings':
      return <Findings version={version} />;
    case 'rehearsals':
      return <Rehearsals version={version} />;
    case 'review':
      return <Review version={version} />;
    case 'text':
      return <Text key={line} version={version} line={line} />;
  }
}

/** One version of a recipe: what it says, what is wrong with it, and who stands for it. */
export function RecipePage({ id, ...at }: Props): ReactElement {
  const { t } = useTranslation();
  const query = useQuery(versionQuery(id));
  return (
    <>
      <Header back>{query.data !== undefined && <Which version={query.data} />}</Header>
      <Answer query={query} what={t('recipe.loading')}>
        {(version) => (
          <main className={css.page}>
            <div className={tabs.bar}>
              <Tabs version={version} tab={at.tab} />
              <TrailLink kind="recipe" id={version.id} />
              <NextMove version={version} />
            </div>
            <Shown version={version} {...at} />
          </main>
        )}
      </Answer>
    </>
  );
}
