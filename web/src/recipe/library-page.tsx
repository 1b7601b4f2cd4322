import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Answer } from '../parts/answer.js';
import { Status } from '../parts/mark.js';
import { Blank } from '../parts/notice.js';
import { Header } from '../session/header.js';
import { word } from '../text/words.js';
import { libraryQuery } from './queries.js';
import css from './recipe.module.css';
import { RecipesNav } from './recipes-page.js';
import { stateTone } from './state-tone.js';
import type { LibraryBlock, Named } from './types.js';

/** A version by its title, and the way to it. */
export function VersionLink({ version }: { version: Named }): ReactElement {
  const { t } = useTranslation();
  const { id, code, title, state } = version;
  return (
    <Link to="/recipes/$recipe" params={{ recipe: id }} className={css.row}>
      <b>{title}</b>
      <Status tone={stateTone(state)}>{word('state', state)}</Status>
      <span className={css.quiet}>{t('recipe.version', { code, version: version.version })}</span>
    </Link>
  );
}

function Block({ block }: { block: LibraryBlock }): ReactElement {
  const { t } = useTranslation();
  const { code, title, unitClass, versions } = block;
  return (
    <li className={css.recipe}>
      <h2 className={css.recipeTitle}>{title}</h2>
      <p className={css.quiet}>
        {code} · {unitClass === null ? t('chart.byHand') : t('chart.on', { unit: unitClass })}
      </p>
      {versions.map((version) => (
        <div key={version.id} className={css.uses}>
          <VersionLink version={version} />
          <div>
            <h3 className={css.quiet}>{t('library.uses', { count: version.usedBy.length })}</h3>
            <ul className={css.links}>
              {version.usedBy.map((user) => (
                <li key={user.id}>
                  <VersionLink version={user} />
                </li>
              ))}
            </ul>
          </div>
        </div>
      ))}
    </li>
  );
}

/** Blocks that recipes are made of, and which recipes use them. */
export function LibraryPage(): ReactElement {
  const { t } = useTranslation();
  const query = useQuery(libraryQuery);
  return (
    <>
      <Header back>
        <h1 className={css.title}>{t('library.title')}</h1>
      </Header>
      <main className={css.page}>
        <RecipesNav at="library" />
        <Answer query={query} what={t('library.loading')}>
          {(blocks) =>
            blocks.length === 0 ? (
              <Blank tone="off" title={t('library.empty')}>
                {t('library.empty.text')}
              </Blank>
            ) : (
              <div className={css.scroll} tabIndex={0} role="group" aria-label={t('library.title')}>
                <ul className={css.recipes}>
                  {blocks.map((block) => (
                    <Block key={block.code} block={block} />
                  ))}
                </ul>
              </div>
            )
          }
        </Answer>
      </main>
    </>
  );
}
