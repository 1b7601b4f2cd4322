import { type ReactElement, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Status } from '../parts/mark.js';
import css from './label.module.css';
import type { Label } from './specimen.js';

export const WHEREABOUTS = ['printed', 'applied', 'destroyed'] as const;
export type Whereabouts = (typeof WHEREABOUTS)[number];
export type Counted = Record<Whereabouts, number | null>;

/** Whether the labels add up, shown as a sum before it is recorded. */
export function Sum({ label, counted }: { label: Label; counted: Counted }): ReactElement | null {
  const { t } = useTranslation();
  const { printed, applied, destroyed } = counted;
  if (printed === null || applied === null || destroyed === null) return null;
  const sum = applied + destroyed;
  const copies = label.copies.length;
  if (printed === sum && applied === copies)
    return (
      <p className={css.sum} role="status">
        <b>{t('label.sum', { printed, applied, destroyed })}</b>
        <Status tone="done">{t('label.sum.adds-up')}</Status>
      </p>
    );
  return (
    <p className={css.sum} role="status">
      <Status tone="action">
        {printed === sum
          ? t('label.sum.too-few', { copies, applied })
          : t('label.sum.wrong', { printed, applied, destroyed, sum })}
      </Status>
      <span>{t('label.sum.raises')}</span>
    </p>
  );
}

/** Labels of one kind that are reconciled. */
export function Accounted({ label }: { label: Label }): ReactElement | null {
  const { t } = useTranslation();
  const { printed, applied, destroyed } = label;
  if (printed === null) return null;
  return <b>{t('label.accounted', { printed, applied, destroyed })}</b>;
}

interface Props {
  label: Label;
  typed: (where: Whereabouts) => string;
  change: (where: Whereabouts, text: string) => void;
  active: Whereabouts | null;
  activate: (where: Whereabouts) => void;
  counted: Counted;
  barred: boolean;
}

/** 211.125: how many were printed, applied and destroyed, with the sum beneath. */
export function Reconcile({ label, typed, change, active, activate, counted, barred }: Props): ReactElement {
  const { t } = useTranslation();
  const boxes = useRef<Partial<Record<Whereabouts, HTMLInputElement | null>>>({});
  useEffect(() => {
    if (active === null) return;
    boxes.current[active]?.focus();
    boxes.current[active]?.scrollIntoView({ block: 'center' });
  }, [active]);
  return (
    <section className={css.reconcile}>
      <h2>{t('label.reconcile')}</h2>
      <p>{t('label.reconcile.text', { title: label.title, copies: label.copies.length })}</p>
      <div className={css.numbers}>
        {WHEREABOUTS.map((where) => (
          <label key={where} className={css.number}>
            <span>{t(`label.${where}`)}</span>
            <input
              ref={(box) => {
                boxes.current[where] = box;
              }}
              data-active={active === where}
              inputMode="none"
              autoComplete="off"
              value={typed(where)}
              readOnly={barred}
              onFocus={() => activate(where)}
              onChange={(event) => change(where, event.currentTarget.value.replace(/\D/g, '').slice(0, 4))}
            />
          </label>
        ))}
      </div>
      <Sum label={label} counted={counted} />
    </section>
  );
}
