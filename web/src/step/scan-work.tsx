import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ScanDue } from '../api/types.js';
import { Mark } from '../parts/mark.js';
import { written } from '../parts/instant.js';
import { Instruction } from './instruction.js';
import { ScanField } from './scan-field.js';
import { type StepAtHand, useStepCommand } from './step-at-hand.js';
import { Done, StepFrame } from './step-frame.js';
import css from './step.module.css';

/** What the right label says: known here, and shown only where the demo has no labels to scan. */
const labelOf = ({ batch }: StepAtHand, { expects }: ScanDue): string =>
  ({ unit: batch.unit?.code ?? '', coi: batch.coi ?? '', patient: batch.patient ?? '' })[expects];

export function ScanWork({ at }: { at: StepAtHand }): ReactElement {
  const { t } = useTranslation();
  const command = useStepCommand(at);
  const { give, busy, error } = command;
  const { scans } = at.step;
  const next = scans.find(({ scannedAt }) => scannedAt === null);
  return (
    <StepFrame
      at={at}
      error={error}
      way={<Done at={at} command={command} missing={next === undefined ? undefined : t('step.done.scans')} />}
    >
      <Instruction step={at.step} />
      <ol className={css.rows}>
        {scans.map((scan) => (
          <li key={scan.id} className={css.scan}>
            <p className={css.scanTitle}>
              <Mark tone={scan.scannedAt === null ? 'off' : 'normal'} />
              <b>{scan.title}</b>
              {scan.scannedAt !== null && (
                <span>{t('step.scan.done', { time: written(scan.scannedAt, at.zone).seconds })}</span>
              )}
              {scan.scannedAt === null && scan !== next && <span>{t('step.scan.next')}</span>}
            </p>
            {scan === next && (
              <ScanField
                key={scan.id}
                busy={busy}
                barred={at.barred !== null}
                label={labelOf(at, scan)}
                read={(scanned) => give('scan', { scan: scan.id, scanned })}
              />
            )}
          </li>
        ))}
      </ol>
    </StepFrame>
  );
}
