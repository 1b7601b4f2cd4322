import { getRouteApi } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { DataPage } from './data-page.js';
import { RoomLogbookPage } from './room-logbook-page.js';

export { CertificatesPage } from './certificates-page.js';
export { InboxPage } from './inbox-page.js';
export { RetentionPage } from './retention-page.js';
export { UnitsPage } from './units-page.js';

const data = getRouteApi('/equipment/data');
const roomLogbook = getRouteApi('/equipment/logbook/$site/$room');

export function RoomLogbookAtItsAddress(): ReactElement {
  const { site, room } = roomLogbook.useParams();
  return <RoomLogbookPage key={`${site} ${room}`} site={site} room={room} />;
}

export function DataAtItsAddress(): ReactElement {
  return <DataPage {...data.useSearch()} />;
}
