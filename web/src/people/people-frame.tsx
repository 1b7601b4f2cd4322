import { Link } from '@tanstack/react-router';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import css from '../equipment/equipment.module.css';
import { Blank } from '../parts/notice.js';
import bars from '../parts/tabs.module.css';
import { Header } from '../session/header.js';
import { usePerson } from '../session/use-session.js';

/** Pages of the section, each with what one needs to see it. */
const PAGES = [
  { id: 'people', to: '/people', needs: 'person.read' },
  { id: 'sessions', to: '/sessions', needs: 'security.read' },
  { id: 'security', to: '/security', needs: 'security.read' },
  { id: 'me', to: '/me', needs: 'session.own' },
] as const;

interface Props {
  at: (typeof PAGES)[number]['id'] | null;
  title: string;
  needs: string;
  children: ReactNode;
}

/** What stands around each page about people and access, and what stands there for whoever may not see it. */
export function PeopleFrame({ at, title, needs, children }: Props): ReactElement {
  const { t } = useTranslation();
  const { may } = usePerson();
  return (
    <>
      <Header back>
        <h1 className={css.title}>{title}</h1>
      </Header>
      <div className={bars.bar}>
        <nav className={bars.tabs} aria-label={t('people.parts')}>
          {PAGES.filter((page) => may(page.needs)).map(({ id, to }) => (
            <Link
              key={id}
              to={to}
              activeOptions={{ exact: true }}
              className={bars.tab}
              aria-current={id === at ? 'page' : undefined}
            >
              {t(`people.tab.${id}`)}
            </Link>
          ))}
        </nav>
      </div>
      <main className={css.page}>
        {may(needs) ? (
          children
        ) : (
          <Blank tone="note" title={t('people.forbidden')}>
            {t('people.forbidden.text')}
          </Blank>
        )}
      </main>
    </>
  );
}
