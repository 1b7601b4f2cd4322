import { type ReactElement, type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { dayWords } from '../parts/day.js';
import { written } from '../parts/instant.js';
import { Mark, Status } from '../parts/mark.js';
import { word } from '../text/words.js';
import type { Material } from './lot-form.js';
import css from './material.module.css';
import type { StepAtHand } from './step-at-hand.js';

/** Lots of a material that were stopped: each a near miss that stays on record. */
function Stopped({ at: { batch, step }, material }: { at: StepAtHand; material: Material }): ReactElement | null {
  const { t } = useTranslation();
  const stopped = batch.events.filter((event) => event.step === step.id && event.values.material === material.id);
  return stopped.length === 0 ? null : (
    <ul className={css.stopped}>
      {stopped.map(({ id, kind, values }) => (
        <li key={id}>
          <Status tone="alert">
            {t(`material.stopped.${kind as 'material.expired' | 'material.not-released'}`, {
              id,
              lot: String(values.lot),
              expiry: dayWords(String(values.expiry)),
              status: word('lot', String(values.status)).toLowerCase(),
            })}
          </Status>
        </li>
      ))}
    </ul>
  );
}

interface Props {
  at: StepAtHand;
  material: Material;
  /** it is the one at hand: its form stands below */
  children?: ReactNode;
  way?: ReactNode;
}

/** A material with its lot, or still without one. */
export function MaterialRow({ at, material, children, way }: Props): ReactElement {
  const { t } = useTranslation();
  const { title, critical, lot, expiry, status } = material;
  const row = useRef<HTMLLIElement>(null);
  const open = children !== undefined;
  useEffect(() => {
    if (open) void row.current?.scrollIntoView({ block: 'nearest' });
  }, [open]);
  const tone = open ? 'current' : lot === null ? 'off' : 'done';
  return (
    <li ref={row} className={`${css.material} ${open ? css.open : ''}`}>
      <div className={css.line}>
        <Mark tone={tone} />
        <p className={css.names}>
          <b>{title}</b>
          {critical && <span>{t('material.critical')}</span>}
        </p>
        {lot !== null && (
          <p className={css.recorded}>
            <b>{lot.value}</b>
            <span>
              {t('material.expiry')} {dayWords(expiry?.value ?? '')} · {word('lot', status?.value ?? '')}
            </span>
            <span>{t('step.entry.by', { by: lot.by, time: written(lot.at, at.zone).seconds })}</span>
            {lot.reason !== null && <span>{lot.reason}</span>}
          </p>
        )}
        {way}
      </div>
      <Stopped at={at} material={material} />
      {children}
    </li>
  );
}
