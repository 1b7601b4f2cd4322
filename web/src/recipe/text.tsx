import { Link } from '@tanstack/react-router';
import { type ReactElement, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import actions from '../parts/action.module.css';
import { usePerson } from '../session/use-session.js';
import css from './recipe.module.css';
import type { Version } from './types.js';

/** The text as its author wrote it, to read and to take along. */
export function Text({ version, line }: { version: Version; line: number | undefined }): ReactElement {
  const { t } = useTranslation();
  const may = usePerson().may('recipe.write');
  const marked = useRef<HTMLLIElement>(null);
  useEffect(() => {
    marked.current?.scrollIntoView({ block: 'center' });
  }, []);
  const { id, code, text } = version;
  const lines = text.replace(/\n$/, '').split('\n');
  return (
    <div className={css.text}>
      <div className={css.textBar}>
        <p>{t('text.about', { count: lines.length })}</p>
        {version.state === 'draft' && may && (
          <Link to="/recipes/upload" search={{ of: id }} className={actions.action}>
            {t('text.revise')}
          </Link>
        )}
        <a className={actions.action} href={`/api/recipes/${id}/text`} download={`${code}-${version.version}.yaml`}>
          {t('text.download')}
        </a>
      </div>
      <ol className={css.code} tabIndex={0} aria-label={t('recipe.tab.text')}>
        {lines.map((one, index) => (
          <li key={index} ref={index + 1 === line ? marked : undefined} aria-current={index + 1 === line || undefined}>
            <code>{one}</code>
          </li>
        ))}
      </ol>
    </div>
  );
}
