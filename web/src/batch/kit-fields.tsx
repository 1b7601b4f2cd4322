import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { KitType } from '../api/types.js';
import { Action } from '../parts/action.js';
import { dayText, isDay } from '../parts/day.js';
import { Keypad } from '../parts/keypad.js';
import { useZone } from '../session/use-session.js';
import { ExpiryInput } from '../step/expiry-input.js';
import css from './kit.module.css';
import type { useTypedKit } from './use-kits.js';

interface Props {
  types: readonly KitType[];
  typed: ReturnType<typeof useTypedKit>;
  barred: boolean;
}

/** What is printed on a kit, to be typed. */
export function KitFields({ types, typed, barred }: Props): ReactElement {
  const { t } = useTranslation();
  const zone = useZone();
  const [keying, setKeying] = useState(false);
  const { product, digits, setDigits } = typed;
  const numbers = [
    { name: t('kit.lot'), value: typed.lot, set: typed.setLot },
    { name: t('kit.serial'), value: typed.serial, set: typed.setSerial },
  ];
  const key = (next: string): void => {
    setDigits(next);
    if (isDay(dayText(next))) setKeying(false);
  };
  return (
    <>
      <fieldset className={css.types}>
        <legend>{t('kit.product')}</legend>
        {types.map((type) => (
          <Action
            key={type.product}
            off={barred}
            pressed={product === type.product}
            onPress={() => typed.choose(type.product)}
          >
            {type.title}
          </Action>
        ))}
      </fieldset>
      {numbers.map(({ name, value, set }) => (
        <label key={name} className={css.ask}>
          {name}
          <input
            value={value}
            maxLength={40}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            readOnly={barred}
            onChange={({ currentTarget }) => set(currentTarget.value)}
          />
        </label>
      ))}
      <ExpiryInput
        value={digits}
        change={key}
        active={keying}
        activate={() => setKeying(true)}
        barred={barred}
        zone={zone}
      />
      {keying && !barred && (
        <Keypad
          title={t('material.expiry')}
          value={digits}
          decimals={0}
          unsigned
          change={(next) => key(next.slice(0, 8))}
          close={() => setKeying(false)}
        />
      )}
    </>
  );
}
