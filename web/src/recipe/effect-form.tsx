import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { sitesQuery } from '../api/queries.js';
import { TextLine } from './form.js';
import { instantIn } from '../parts/instant-in.js';
import css from './recipe.module.css';
import { useZone } from '../session/use-session.js';

/** Where and from when, as it is typed; no site and no market is all of them. */
export interface EffectTyped {
  sites: string[];
  markets: string;
  /** `2026-12-01T06:00` at the site; empty is at once */
  from: string;
  zone: string;
}

export const NO_EFFECT: EffectTyped = { sites: [], markets: '', from: '', zone: 'UTC' };

const marketsOf = (text: string): string[] => text.split(/[\s,;]+/).filter((market) => market !== '');

/** As the API takes it; undefined while the time that is typed is none. */
export function effectOf({ sites, markets, from, zone }: EffectTyped): Record<string, unknown> | undefined {
  const at = from === '' ? null : instantIn(zone, from);
  if (at === undefined) return undefined;
  return {
    sites: sites.length === 0 ? null : sites,
    markets: markets.trim() === '' ? null : marketsOf(markets),
    from: at,
  };
}

/** Where a version is to be made by, for which markets, and from when. */
export function EffectForm({
  typed,
  change,
}: {
  typed: EffectTyped;
  change: (typed: EffectTyped) => void;
}): ReactElement {
  const { t } = useTranslation();
  const zone = useZone();
  const sites = useQuery(sitesQuery).data ?? [];
  const turned = (id: string): string[] =>
    typed.sites.includes(id) ? typed.sites.filter((one) => one !== id) : [...typed.sites, id];
  return (
    <>
      <fieldset className={css.sites}>
        <legend>{t('effect.sites')}</legend>
        <button
          type="button"
          className={css.option}
          aria-pressed={typed.sites.length === 0}
          onClick={() => change({ ...typed, sites: [] })}
        >
          {t('effect.sites.all')}
        </button>
        {sites.map(({ id, name, code }) => (
          <button
            key={id}
            type="button"
            className={css.option}
            aria-pressed={typed.sites.includes(id)}
            onClick={() => change({ ...typed, sites: turned(id) })}
          >
            {name} ({code})
          </button>
        ))}
      </fieldset>
      <TextLine
        label={t('effect.markets')}
        like={t('effect.markets.like')}
        value={typed.markets}
        change={(markets) => change({ ...typed, markets })}
      />
      <div className={css.field}>
        <label htmlFor="effect-from">{t('effect.from')}</label>
        <p className={css.quiet}>{t('effect.from.like', { zone })}</p>
        <input
          id="effect-from"
          type="datetime-local"
          className={css.input}
          value={typed.from}
          onChange={({ currentTarget }) => change({ ...typed, zone, from: currentTarget.value })}
        />
      </div>
    </>
  );
}
