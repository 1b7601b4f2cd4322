import { Link, type LinkProps } from '@tanstack/react-router';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Blank } from '../parts/notice.js';
import bars from '../parts/tabs.module.css';
import { Header } from './header.js';
import { word } from '../text/words.js';
import css from './section.module.css';
import { usePerson } from './use-session.js';

/** A page of a section, and what one needs to see it. */
export interface SectionPage<Id extends string> {
  id: Id;
  to: NonNullable<LinkProps['to']>;
  needs: string;
}

/** What a page says of itself to the section that it stands in. */
export interface PageProps<Id extends string> {
  /** the tab that it is, or is reached from; null for one that is reached from elsewhere */
  at: Id | null;
  title: string;
  needs: string;
  children: ReactNode;
}

interface Props<Id extends string> extends PageProps<Id> {
  /** by which its words begin */
  words: 'equipment' | 'people';
  pages: readonly SectionPage<Id>[];
}

/** What stands around each page of a section, and what stands there for whoever may not see it. */
export function Section<Id extends string>({ words, pages, at, title, needs, children }: Props<Id>): ReactElement {
  const { t } = useTranslation();
  const { may } = usePerson();
  return (
    <>
      <Header back>
        <h1 className={css.title}>{title}</h1>
      </Header>
      <div className={bars.bar}>
        <nav className={bars.tabs} aria-label={t(`${words}.parts`)}>
          {pages
            .filter((page) => may(page.needs))
            .map(({ id, to }) => (
              <Link
                key={id}
                to={to}
                activeOptions={{ exact: true }}
                className={bars.tab}
                aria-current={id === at ? 'page' : undefined}
              >
                {word(`${words}.tab`, id)}
              </Link>
            ))}
        </nav>
      </div>
      <main className={css.page}>
        {may(needs) ? (
          children
        ) : (
          <Blank tone="note" title={t(`${words}.forbidden`)}>
            {t(`${words}.forbidden.text`)}
          </Blank>
        )}
      </main>
    </>
  );
}
