import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { sitesQuery } from '../api/queries.js';
import { written } from '../parts/instant.js';
import { useZone } from '../session/use-session.js';
import type { Effect } from './types.js';

/** Where, for which market and since when, in one line: `Vienna · EU · from 1 Dec 2026, 06:00 CET`. */
export function useEffectText(): (effect: Effect) => string {
  const { t } = useTranslation();
  const zone = useZone();
  const sites = useQuery(sitesQuery).data ?? [];
  return ({ site, market, from, until }) =>
    [
      site === null ? t('effect.sites.all') : (sites.find(({ id }) => id === site)?.name ?? site),
      market ?? t('effect.markets.all'),
      t('effect.since', { time: written(from, zone).full }),
      ...(until === null ? [] : [t('effect.until', { time: written(until, zone).full })]),
    ].join(' · ');
}
