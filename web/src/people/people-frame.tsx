import type { ReactElement } from 'react';
import { type PageProps, Section } from '../session/section.js';

const PAGES = [
  { id: 'people', to: '/people', needs: 'person.read' },
  { id: 'training', to: '/training', needs: 'training.read' },
  { id: 'sessions', to: '/sessions', needs: 'security.read' },
  { id: 'security', to: '/security', needs: 'security.read' },
  { id: 'me', to: '/me', needs: 'session.own' },
] as const;

/** A page about people and access. */
export const PeopleFrame = (page: PageProps<(typeof PAGES)[number]['id']>): ReactElement => (
  <Section words="people" pages={PAGES} {...page} />
);
