import type { ReactElement } from 'react';
import { type PageProps, Section } from '../session/section.js';

const PAGES = [
  { id: 'units', to: '/equipment', needs: 'plant.read' },
  { id: 'data', to: '/equipment/data', needs: 'readings.read' },
  { id: 'inbox', to: '/equipment/inbox', needs: 'floor.read' },
  { id: 'certificates', to: '/equipment/certificates', needs: 'plant.read' },
  { id: 'retention', to: '/equipment/retention', needs: 'plant.read' },
] as const;

/** A page about units and what belongs to them. */
export const EquipmentPage = (page: PageProps<(typeof PAGES)[number]['id']>): ReactElement => (
  <Section words="equipment" pages={PAGES} {...page} />
);
