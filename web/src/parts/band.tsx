import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { bandPattern, bandStyle, coiSuffix } from './band-pattern.js';
import css from './band.module.css';

/** A patient's identity pattern; what it says stands beside it in letters. */
export const Band = ({ coi, wide = false }: { coi: string; wide?: boolean }): ReactElement => (
  <span aria-hidden className={wide ? css.wide : css.band} style={bandStyle(bandPattern(coi))} />
);

/** `▓▓ COI …7F3K`, always in this order. */
export function Identity({ coi }: { coi: string }): ReactElement {
  const { t } = useTranslation();
  return (
    <span className={css.identity}>
      <Band coi={coi} />
      <span className={css.letters}>
        {t('identity.coi')} <b>…{coiSuffix(coi)}</b>
      </span>
    </span>
  );
}
