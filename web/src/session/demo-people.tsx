import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { demoQuery } from '../api/queries.js';
import { word } from '../text/words.js';
import css from './demo-people.module.css';

interface Props {
  chosen: string;
  choose: (username: string, password: string) => void;
  compact?: boolean;
  /** only those who hold one of them */
  roles?: readonly string[];
}

/** In the demo alone: everybody there is, as large buttons that fill in who they are. */
export function DemoPeople({ chosen, choose, compact = false, roles }: Props): ReactElement | null {
  const { t } = useTranslation();
  const demo = useQuery(demoQuery).data;
  if (demo?.demo !== true || demo.people.length === 0) return null;
  const password = demo.password ?? '';
  const people = demo.people.filter(
    ({ role }) => roles === undefined || roles.some((wanted) => role.startsWith(wanted)),
  );
  return (
    <section className={compact ? css.compact : css.people} aria-label={t('signIn.demo')}>
      {!compact && <h2 className={css.title}>{t('signIn.demo')}</h2>}
      {!compact && <p className={css.text}>{t('signIn.demo.text', { password })}</p>}
      <ul className={css.list}>
        {people.map(({ username, name, role }) => (
          <li key={username}>
            <button
              type="button"
              className={css.person}
              aria-pressed={username === chosen}
              onClick={() => choose(username, password)}
            >
              <b>{name}</b>
              <span>{word('role', role)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
