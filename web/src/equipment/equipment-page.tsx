import { Link } from '@tanstack/react-router';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Blank } from '../parts/notice.js';
import bars from '../parts/tabs.module.css';
import { Header } from '../session/header.js';
import { usePerson } from '../session/use-session.js';
import css from './equipment.module.css';

/** Pages of the section, each with what one needs to see it. */
const PAGES = [
  { id: 'units', to: '/equipment', needs: 'plant.read' },
  { id: 'data', to: '/equipment/data', needs: 'readings.read' },
  { id: 'inbox', to: '/equipment/inbox', needs: 'floor.read' },
  { id: 'certificates', to: '/equipment/certificates', needs: 'plant.read' },
  { id: 'retention', to: '/equipment/retention', needs: 'plant.read' },
] as const;

interface Props {
  /** which of them it is; null for one that is reached from another */
  at: (typeof PAGES)[number]['id'] | null;
  title: string;
  needs: string;
  children: ReactNode;
}

/** What stands around each page of the section, and what stands there for whoever may not see it. */
export function EquipmentPage({ at, title, needs, children }: Props): ReactElement {
  const { t } = useTranslation();
  const { may } = usePerson();
  return (
    <>
      <Header back>
        <h1 className={css.title}>{title}</h1>
      </Header>
      <div className={bars.bar}>
        <nav className={bars.tabs} aria-label={t('equipment.parts')}>
          {PAGES.filter((page) => may(page.needs)).map(({ id, to }) => (
            <Link
              key={id}
              to={to}
              activeOptions={{ exact: true }}
              className={bars.tab}
              aria-current={id === at ? 'page' : undefined}
            >
              {t(`equipment.tab.${id}`)}
            </Link>
          ))}
        </nav>
      </div>
      <main className={css.page}>
        {may(needs) ? (
          children
        ) : (
          <Blank tone="note" title={t('equipment.forbidden')}>
            {t('equipment.forbidden.text')}
          </Blank>
        )}
      </main>
    </>
  );
}
