import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { AlarmsPage } from '../alarms/alarms-page.js';
import { alarmsSearch } from '../alarms/search.js';
import { BatchPage } from '../batch/batch-page.js';
import actions from '../parts/action.module.css';
import { Blank } from '../parts/notice.js';
import { BatchesPage } from '../room/batches-page.js';
import { IssuePage } from '../room/issue-page.js';
import { BoardPage } from '../room/board-page.js';
import type { DataSearch } from '../equipment/data-page.js';
import { isShown } from '../equipment/shown.js';
import { isTab, type Tab } from '../recipe/tabs.js';
import { Header } from '../session/header.js';
import { isUnitTab, type UnitTab } from '../unit/tabs.js';
import { trailSearch } from '../trail/search.js';
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
  validateSearch: ({ tab }: Record<string, unknown>): { tab?: UnitTab } => (isUnitTab(tab) ? { tab } : {}),
  component: function UnitAtItsAddress(): ReactElement {
    return <UnitPage code={unit.useParams().unit} tab={unit.useSearch().tab ?? 'readings'} />;
  },
});

const alarms = createRoute({
  getParentRoute: () => root,
  path: '/alarms',
  validateSearch: alarmsSearch,
  component: function AlarmsAtTheirAddress(): ReactElement {
    return <AlarmsPage {...alarms.useSearch()} />;
  },
});

/** Of those who say who is told of alarms, and of whoever is told. */
const alarmPages = () => import('../alarms/pages.js');

const escalation = createRoute({
  getParentRoute: () => root,
  path: '/alarms/escalation',
  component: lazyRouteComponent(alarmPages, 'EscalationPage'),
});
const answer = createRoute({
  getParentRoute: () => root,
  path: '/alarms/answers/$token',
  component: lazyRouteComponent(alarmPages, 'AnswerAtItsAddress'),
});

/** Of the desk, and heavy: loaded when somebody comes here. */
const recipePages = () => import('../recipe/pages.js');

const recipes = createRoute({
  getParentRoute: () => root,
  path: '/recipes',
  component: lazyRouteComponent(recipePages, 'RecipesPage'),
});
const library = createRoute({
  getParentRoute: () => root,
  path: '/recipes/library',
  component: lazyRouteComponent(recipePages, 'LibraryPage'),
});
const upload = createRoute({
  getParentRoute: () => root,
  path: '/recipes/upload',
  validateSearch: ({ of }: Record<string, unknown>): { of?: string } => (typeof of === 'string' ? { of } : {}),
  component: lazyRouteComponent(recipePages, 'UploadAtItsAddress'),
});
const recipe = createRoute({
  getParentRoute: () => root,
  path: '/recipes/$recipe',
  validateSearch: ({ tab, phase, line }: Record<string, unknown>): { tab?: Tab; phase?: string; line?: number } => ({
    ...(isTab(tab) ? { tab } : {}),
    ...(typeof phase === 'string' ? { phase } : {}),
    ...(typeof line === 'number' ? { line } : {}),
  }),
  component: lazyRouteComponent(recipePages, 'RecipeAtItsAddress'),
});
const compare = createRoute({
  getParentRoute: () => root,
  path: '/recipes/$recipe/compare',
  validateSearch: (search: Record<string, unknown>): { with?: string } =>
    typeof search.with === 'string' ? { with: search.with } : {},
  component: lazyRouteComponent(recipePages, 'CompareAtItsAddress'),
});

/** Of those who look after units: loaded when somebody comes here. */
const equipmentPages = () => import('../equipment/pages.js');

const equipment = createRoute({
  getParentRoute: () => root,
  path: '/equipment',
  component: lazyRouteComponent(equipmentPages, 'UnitsPage'),
});
const roomLogbook = createRoute({
  getParentRoute: () => root,
  path: '/equipment/logbook/$site/$room',
  component: lazyRouteComponent(equipmentPages, 'RoomLogbookAtItsAddress'),
});

const certificates = createRoute({
  getParentRoute: () => root,
  path: '/equipment/certificates',
  component: lazyRouteComponent(equipmentPages, 'CertificatesPage'),
});
const inbox = createRoute({
  getParentRoute: () => root,
  path: '/equipment/inbox',
  component: lazyRouteComponent(equipmentPages, 'InboxPage'),
});

const data = createRoute({
  getParentRoute: () => root,
  path: '/equipment/data',
  validateSearch: ({ show, unit: of, batch: by, all }: Record<string, unknown>): DataSearch => ({
    ...(isShown(show) ? { show } : {}),
    ...(typeof of === 'string' ? { unit: of } : {}),
    ...(typeof by === 'string' ? { batch: by } : {}),
    ...(all === true ? { all } : {}),
  }),
  component: lazyRouteComponent(equipmentPages, 'DataAtItsAddress'),
});

/** Of those who look after people, and of everybody for their own account: loaded when somebody comes here. */
const peoplePages = () => import('../people/pages.js');

const people = createRoute({
  getParentRoute: () => root,
  path: '/people',
  component: lazyRouteComponent(peoplePages, 'PeoplePage'),
});
const person = createRoute({
  getParentRoute: () => root,
  path: '/people/$person',
  component: lazyRouteComponent(peoplePages, 'PersonAtItsAddress'),
});
const sessions = createRoute({
  getParentRoute: () => root,
  path: '/sessions',
  component: lazyRouteComponent(peoplePages, 'SessionsPage'),
});
const security = createRoute({
  getParentRoute: () => root,
  path: '/security',
  component: lazyRouteComponent(peoplePages, 'SecurityPage'),
});
const training = createRoute({
  getParentRoute: () => root,
  path: '/training',
  component: lazyRouteComponent(peoplePages, 'TrainingPage'),
});
const me = createRoute({
  getParentRoute: () => root,
  path: '/me',
  component: lazyRouteComponent(peoplePages, 'MePage'),
});

const onPeople = [people, person, training, sessions, security, me];
const retention = createRoute({
  getParentRoute: () => root,
  path: '/equipment/retention',
  component: lazyRouteComponent(equipmentPages, 'RetentionPage'),
});

const trail = createRoute({
  getParentRoute: () => root,
  path: '/trail',
  validateSearch: trailSearch,
  component: lazyRouteComponent(() => import('../trail/pages.js'), 'TrailAtItsAddress'),
});

const onEquipment = [equipment, roomLogbook, data, certificates, inbox, retention];
const onRecipes = [recipes, library, upload, recipe, compare];
const pages = [
  room,
  batches,
  issue,
  batch,
  unit,
  alarms,
  escalation,
  answer,
  trail,
  ...onRecipes,
  ...onEquipment,
  ...onPeople,
];

export const router = createRouter({ routeTree: root.addChildren(pages) });

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
