import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import css from './keypad.module.css';
import { typed } from './keypad-typing.js';

interface Props {
  /** what the keys write into */
  title: string;
  value: string;
  decimals: number | null;
  /** it takes no sign */
  unsigned?: boolean;
  change: (value: string) => void;
  close: () => void;
}

const KEYS = ['7', '8', '9', '4', '5', '6', '1', '2', '3', '0', '.'] as const;

/** Digits for gloves: every key is 15 mm wide and high. */
export function Keypad({ title, value, decimals, unsigned = false, change, close }: Props): ReactElement {
  const { t } = useTranslation();
  const isDead = (key: string): boolean => (key === '.' && decimals === 0) || (key === '-' && unsigned);
  const press = (key: string): void => {
    if (!isDead(key)) change(typed(value, key));
  };
  return (
    <section className={css.pad} aria-label={t('keypad.title')}>
      <p className={css.title}>{title}</p>
      <div className={css.keys}>
        {KEYS.map((key) => (
          <button
            key={key}
            type="button"
            className={css.key}
            aria-disabled={isDead(key) || undefined}
            onClick={() => press(key)}
          >
            {key}
          </button>
        ))}
        <button
          type="button"
          className={css.key}
          aria-label={t('keypad.sign')}
          aria-disabled={unsigned || undefined}
          onClick={() => press('-')}
        >
          ±
        </button>
      </div>
      <div className={css.side}>
        <button type="button" className={css.key} aria-label={t('keypad.back')} onClick={() => press('back')}>
          ⌫
        </button>
        <button type="button" className={css.key} onClick={() => press('clear')}>
          {t('keypad.clear')}
        </button>
        <button type="button" className={`${css.key} ${css.ok}`} onClick={close}>
          {t('keypad.ok')}
        </button>
      </div>
    </section>
  );
}
