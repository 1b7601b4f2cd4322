import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Signature } from '../api/types.js';
import { written } from '../parts/instant.js';
import { Mark } from '../parts/mark.js';
import { word } from '../text/words.js';
import css from './sign.module.css';

/** Signatures as 11.50 asks: printed name, date and time, meaning. */
export function Signed({ signatures, zone }: { signatures: readonly Signature[]; zone: string }): ReactElement | null {
  const { t } = useTranslation();
  if (signatures.length === 0) return null;
  return (
    <ul className={css.signed}>
      {signatures.map(({ id, name, meaning, at, void: isVoid }) => (
        <li key={id} className={isVoid ? css.void : undefined}>
          <Mark tone={isVoid ? 'off' : 'normal'} />
          <span>{t('sign.done', { name, meaning: word('meaning', meaning), time: written(at, zone).full })}</span>
          {isVoid && <b>{t('signatures.void')}</b>}
        </li>
      ))}
    </ul>
  );
}
