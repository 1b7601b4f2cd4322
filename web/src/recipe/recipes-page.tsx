import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import actions from '../parts/action.module.css';
import { Answer } from '../parts/answer.js';
import { written } from '../parts/instant.js';
import { Status } from '../parts/mark.js';
import { Blank } from '../parts/notice.js';
import tabs from '../parts/tabs.module.css';
import { Header } from '../session/header.js';
import { usePerson, useZone } from '../session/use-session.js';
import { word } from '../text/words.js';
import { useEffectText } from './effects.js';
import { grouped } from '../parts/grouped.js';
import { turnOf } from './moves.js';
import { versionsQuery } from './queries.js';
import css from './recipe.module.css';
import { stateTone } from './state-tone.js';
import type { VersionSummary } from './types.js';

/** A version as a line of its recipe: its state, whose turn it is, where it is in effect. */
function VersionLine({ version }: { version: VersionSummary }): ReactElement {
  const { t } = useTranslation();
  const zone = useZone();
  const effectText = useEffectText();
  const { id, state, authorName, changeControl, draftedAt, effects = [], approvals = [] } = version;
  const turn = turnOf({ state, approvals });
  const about = [
    ...(changeControl === null ? [] : [changeControl]),
    ...(authorName === null ? [] : [t('recipe.author', { name: authorName })]),
    written(draftedAt, zone).full,
  ];
  return (
    <Link to="/recipes/$recipe" params={{ recipe: id }} className={css.row}>
      <b className={css.number}>{t('recipe.number', { version: version.version })}</b>
      <Status tone={stateTone(state)}>{word('state', state)}</Status>
      <span className={css.rowText}>
        {turn !== 'nobody' && <span>{t(`turn.${turn}`)}</span>}
        {state === 'effective' &&
          effects
            .filter(({ until }) => until === null)
            .map((effect) => (
              <span key={`${effect.site ?? ''} ${effect.market ?? ''} ${effect.from}`}>{effectText(effect)}</span>
            ))}
        <span className={css.quiet}>{about.join(' · ')}</span>
      </span>
    </Link>
  );
}

interface Group {
  code: string;
  versions: VersionSummary[];
}

/** Versions by their code, the newest first; codes in the order of the alphabet. */
const groups = (versions: readonly VersionSummary[]): Group[] =>
  grouped(versions, ({ code }) => code)
    .map(({ of, own }) => ({ code: of, versions: own.toSorted((a, b) => b.version - a.version) }))
    .toSorted((a, b) => a.code.localeCompare(b.code));

const Recipes = ({ versions }: { versions: readonly VersionSummary[] }): ReactElement => (
  <ul className={css.recipes}>
    {groups(versions).map(({ code, versions: own }) => (
      <li key={code} className={css.recipe}>
        <h2 className={css.recipeTitle}>{own[0]?.title}</h2>
        <p className={css.quiet}>
          {[code, own[0]?.product, word('sort', own[0]?.sort ?? 'recipe')].filter((one) => one != null).join(' · ')}
        </p>
        <ul className={css.links}>
          {own.map((version) => (
            <li key={version.id}>
              <VersionLine version={version} />
            </li>
          ))}
        </ul>
      </li>
    ))}
  </ul>
);

/** Between the recipes, the library of blocks, and a new text. */
export function RecipesNav({ at }: { at: 'recipes' | 'library' | 'upload' }): ReactElement {
  const { t } = useTranslation();
  const may = usePerson().may('recipe.write');
  return (
    <div className={tabs.bar}>
      <nav className={tabs.tabs} aria-label={t('recipes.parts')}>
        <Link
          to="/recipes"
          activeOptions={{ exact: true }}
          className={tabs.tab}
          aria-current={at === 'recipes' ? 'page' : undefined}
        >
          {t('recipes.title')}
        </Link>
        <Link to="/recipes/library" className={tabs.tab} aria-current={at === 'library' ? 'page' : undefined}>
          {t('library.title')}
        </Link>
      </nav>
      {may && at !== 'upload' && (
        <Link to="/recipes/upload" className={`${actions.action} ${actions.main}`}>
          {t('upload.title')}
        </Link>
      )}
    </div>
  );
}

/** Every recipe and overlay, with each of its versions. */
export function RecipesPage(): ReactElement {
  const { t } = useTranslation();
  const query = useQuery(versionsQuery);
  return (
    <>
      <Header back>
        <h1 className={css.title}>{t('recipes.title')}</h1>
      </Header>
      <main className={css.page}>
        <RecipesNav at="recipes" />
        <Answer query={query} what={t('recipes.loading')}>
          {(versions) => {
            const own = versions.filter(({ sort }) => sort !== 'block');
            return own.length === 0 ? (
              <Blank tone="off" title={t('recipes.empty')}>
                {t('recipes.empty.text')}
              </Blank>
            ) : (
              <div className={css.scroll} tabIndex={0} role="group" aria-label={t('recipes.title')}>
                <Recipes versions={own} />
              </div>
            );
          }}
        </Answer>
      </main>
    </>
  );
}
