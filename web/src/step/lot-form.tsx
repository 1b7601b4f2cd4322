import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { demoQuery } from '../api/queries.js';
import type { Step } from '../api/types.js';
import { Action } from '../parts/action.js';
import { Status } from '../parts/mark.js';
import { word } from '../text/words.js';
import { ExpiryInput } from './expiry-input.js';
import css from './material.module.css';
import { ScanField } from './scan-field.js';
import type { StepAtHand } from './step-at-hand.js';

export type Material = Step['materials'][number];
export type LotPart = 'lot' | 'expiry' | 'status' | 'reason';

interface Props {
  at: StepAtHand;
  material: Material;
  typed: (part: LotPart) => string;
  change: (parts: Partial<Record<LotPart, string>>) => void;
  /** whether the keypad writes the expiry */
  keying: boolean;
  startKeying: () => void;
}

/** A label as the demo, which has no lots, shows one. */
const demoLot = ({ id }: Material) => ({
  lot: `${id.toUpperCase()}-0417`,
  expiry: `${new Date().getFullYear() + 1}0630`,
  status: 'released',
});

function DemoLabel({ material, read }: { material: Material; read: (lot: ReturnType<typeof demoLot>) => void }) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(false);
  const lot = demoLot(material);
  return (
    <button type="button" className={css.demo} onClick={() => (shown ? read(lot) : setShown(true))}>
      <span>{t(shown ? 'step.scan.label' : 'step.scan.show')}</span>
      {shown && <b>{`LOT ${lot.lot} · EXP ${lot.expiry} · ${word('lot', lot.status)}`}</b>}
    </button>
  );
}

/** One lot from its label: id by scanner or hand, expiry by digits and shown in words, status chosen. */
export function LotForm({ at, material, typed, change, keying, startKeying }: Props): ReactElement {
  const { t } = useTranslation();
  const demo = useQuery(demoQuery).data?.demo === true;
  const barred = at.barred !== null;
  const status = typed('status');
  const lot = typed('lot');
  return (
    <div className={css.form}>
      {lot === '' ? (
        <div className={css.read}>
          <ScanField
            busy={false}
            barred={barred}
            hint={t('material.lot.hint')}
            send={t('keypad.ok')}
            read={(scanned) => {
              change({ lot: scanned });
              startKeying();
            }}
          />
          {demo && <DemoLabel material={material} read={change} />}
        </div>
      ) : (
        <p className={css.lot}>
          <b>{t('material.lot.read', { lot })}</b>
          <Action tone="quiet" off={barred} onPress={() => change({ lot: '', expiry: '', status: '' })}>
            {t('material.change')}
          </Action>
        </p>
      )}
      <ExpiryInput
        value={typed('expiry')}
        change={(expiry) => change({ expiry })}
        active={keying}
        activate={startKeying}
        barred={barred}
        zone={at.zone}
      />
      <fieldset className={css.part}>
        <legend>{t('material.status')}</legend>
        <div className={css.choices}>
          {['released', 'quarantine', 'rejected'].map((code) => (
            <Action key={code} off={barred} pressed={status === code} onPress={() => change({ status: code })}>
              {word('lot', code)}
            </Action>
          ))}
        </div>
        {status !== '' && status !== 'released' && (
          <p className={css.meaning} role="status">
            <Status tone="action">{t('material.status.stopped')}</Status>
          </p>
        )}
      </fieldset>
      {material.lot !== null && (
        <label className={css.ask}>
          <span>{t('step.entry.reason')}</span>
          <textarea
            rows={2}
            value={typed('reason')}
            readOnly={barred}
            onChange={(event) => change({ reason: event.currentTarget.value })}
          />
        </label>
      )}
    </div>
  );
}
