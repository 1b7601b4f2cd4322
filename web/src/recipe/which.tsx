import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Status } from '../parts/mark.js';
import { word } from '../text/words.js';
import css from './recipe.module.css';
import { stateTone } from './state-tone.js';
import type { Version } from './types.js';

/** Which version this is: in the header of each of its pages. */
export function Which({ version }: { version: Version }): ReactElement {
  const { t } = useTranslation();
  const { code, title, state, hash, authorName, changeControl } = version;
  return (
    <div className={css.which}>
      <Link to="/recipes" className={css.up}>
        {t('recipes.title')}
      </Link>
      <div className={css.facts}>
        <p className={css.named}>
          <b>{title}</b>
          <Status tone={stateTone(state)}>{word('state', state)}</Status>
        </p>
        <p className={css.quiet}>
          {[
            t('recipe.version', { code, version: version.version }),
            ...(changeControl === null ? [] : [changeControl]),
            ...(authorName === null ? [] : [t('recipe.author', { name: authorName })]),
            t('recipe.hash', { hash: hash.slice(0, 8) }),
          ].join(' · ')}
        </p>
      </div>
    </div>
  );
}
