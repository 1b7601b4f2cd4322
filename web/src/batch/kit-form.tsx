import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { demoQuery } from '../api/queries.js';
import type { GivenKit, KitType } from '../api/types.js';
import { Action } from '../parts/action.js';
import { dayText, isDay } from '../parts/day.js';
import { Keypad } from '../parts/keypad.js';
import { useZone } from '../session/use-session.js';
import { ExpiryInput } from '../step/expiry-input.js';
import { ScanField } from '../step/scan-field.js';
import css from './kit.module.css';

interface Props {
  types: readonly KitType[];
  busy: boolean;
  barred: boolean;
  give: (kit: GivenKit) => void;
}

/** A label as the demo, which has no kits, shows one: another at each look. */
function demoLabel([type]: readonly KitType[], now: Date): string | undefined {
  if (type === undefined || !/^\d{8,14}$/.test(type.product)) return undefined;
  const expiry = `${(now.getFullYear() + 1) % 100}1231`;
  return `(01)${type.product.padStart(14, '0')}(17)${expiry}(10)DEMO(21)${now.getTime()}`;
}

/** The kit that goes into a unit: by its label, or typed as it is printed. */
export function KitForm({ types, busy, barred, give }: Props): ReactElement {
  const { t } = useTranslation();
  const demo = useQuery(demoQuery).data?.demo === true;
  const [label] = useState(() => (demo ? demoLabel(types, new Date()) : undefined));
  const [typing, setTyping] = useState(false);
  return (
    <div className={css.kit}>
      {typing ? (
        <TypedKit types={types} busy={busy} barred={barred} give={give} />
      ) : (
        <ScanField
          busy={busy}
          barred={barred}
          hint={t('kit.hint')}
          read={(scanned) => give({ scanned })}
          {...(label === undefined ? {} : { label })}
        />
      )}
      <Action tone="quiet" off={barred} onPress={() => setTyping(!typing)}>
        {t(typing ? 'kit.scan' : 'kit.type')}
      </Action>
    </div>
  );
}

function TypedKit({ types, busy, barred, give }: Props): ReactElement {
  const { t } = useTranslation();
  const zone = useZone();
  const [product, setProduct] = useState(types.length === 1 ? types[0]!.product : '');
  const [lot, setLot] = useState('');
  const [serial, setSerial] = useState('');
  const [digits, setDigits] = useState('');
  const [keying, setKeying] = useState(false);
  const expiry = dayText(digits);
  const isWhole = product !== '' && lot.trim() !== '' && serial.trim() !== '' && isDay(expiry);
  const numbers = [
    { name: t('kit.lot'), value: lot, set: setLot },
    { name: t('kit.serial'), value: serial, set: setSerial },
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
            onPress={() => setProduct(type.product)}
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
      {!isWhole && <p>{t('kit.missing')}</p>}
      <Action
        tone="main"
        busy={busy}
        off={barred || !isWhole}
        onPress={() => give({ product, lot: lot.trim(), serial: serial.trim(), expiry })}
      >
        {t('kit.take')}
      </Action>
    </>
  );
}
