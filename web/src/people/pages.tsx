import { getRouteApi } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { PersonPage } from './person-page.js';

export { MePage } from './me-page.js';
export { PeoplePage } from './people-page.js';
export { SecurityPage } from './security-page.js';
export { SessionsPage } from './sessions-page.js';
export { TrainingPage } from './training-page.js';

const person = getRouteApi('/people/$person');

export function PersonAtItsAddress(): ReactElement {
  const { person: id } = person.useParams();
  return <PersonPage key={id} id={id} />;
}
