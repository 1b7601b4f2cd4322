import { createRootRoute, createRoute, createRouter, Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { BatchPage } from '../batch/batch-page.js';
import actions from '../parts/action.module.css';
import { Blank } from '../parts/notice.js';
import { BatchesPage } from '../room/batches-page.js';
import { IssuePage } from '../room/issue-page.js';
import { BoardPage } from '../room/board-page.js';
import { Header } from '../session/header.js';
import { UnitPage } from '../unit/unit-page.js';
import { Gate } from './gate.js';

function NoPage(): ReactElement {
  const { t } = useTranslation();
  return (
    <>
      <Header back>{null}</Header>
      <main>
        <Blank
          tone="off"
          title={t('page.missing')}
          way={
            <Link to="/" className={`${actions.action} ${actions.main}`}>
              {t('page.toRoom')}
            </Link>
          }
        >
          {t('page.missing.text')}
        </Blank>
      </main>
    </>
  );
}

const root = createRootRoute({ component: Gate, notFoundComponent: NoPage });

const room = createRoute({ getParentRoute: () => root, path: '/', component: BoardPage });
const batches = createRoute({ getParentRoute: () => root, path: '/batches', component: BatchesPage });
const issue = createRoute({ getParentRoute: () => root, path: '/issue', component: IssuePage });
const batch = createRoute({
  getParentRoute: () => root,
  path: '/batches/$batch',
  validateSearch: ({ step }: Record<string, unknown>): { step?: string } => (typeof step === 'string' ? { step } : {}),
  component: function BatchAtItsAddress(): ReactElement {
    return <BatchPage id={batch.useParams().batch} step={batch.useSearch().step} />;
  },
});

const unit = createRoute({
  getParentRoute: () => root,
  path: '/units/$unit',
  component: function UnitAtItsAddress(): ReactElement {
    return <UnitPage code={unit.useParams().unit} />;
  },
});

export const router = createRouter({ routeTree: root.addChildren([room, batches, issue, batch, unit]) });

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
