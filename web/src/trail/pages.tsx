import { getRouteApi } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { TrailPage } from './trail-page.js';

const trail = getRouteApi('/trail');

export function TrailAtItsAddress(): ReactElement {
  const navigate = trail.useNavigate();
  return <TrailPage search={trail.useSearch()} change={(search) => void navigate({ search })} />;
}
