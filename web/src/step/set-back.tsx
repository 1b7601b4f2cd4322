import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { order } from '../api/client.js';
import type { BatchAnswer, BatchException } from '../api/types.js';
import { useCommand } from '../api/use-command.js';
import { Action } from '../parts/action.js';
import { Mark } from '../parts/mark.js';
import { decimalText, unitText } from '../parts/number-format.js';
import { Refused } from '../parts/refused.js';
import calls from '../parts/call.module.css';
import css from './exception.module.css';
import type { StepAtHand } from './step-at-hand.js';

/** Whether it is a setpoint that somebody changed at the unit's own panel, and that is still so while the program runs. */
export const canBeSetBack = ({ step }: StepAtHand, { kind, endedAt, values }: BatchException): boolean =>
  kind === 'setpoint.changed-locally' &&
  endedAt === null &&
  'unit' in values &&
  (step.run?.state === 'running' || step.run?.state === 'held');

/** Tells the unit to set it as it was; it is over once the unit shows the old value. */
export function SetBack({ at, exception }: { at: StepAtHand; exception: BatchException }): ReactElement {
  const { t } = useTranslation();
  const { batch, step, barred } = at;
  const command = useCommand<BatchAnswer>();
  const { setpoint: code, from, unit } = exception.values as Record<'setpoint' | 'from' | 'unit', string>;
  const setpoint = at.names.tags.find(({ tag }) => tag === code)?.title ?? code;
  const places = { id: batch.id, step: step.id, exception: exception.id };
  const value = `${decimalText(from)} ${unitText(unit)}`.trim();
  return (
    <div className={`${css.due} ${calls.under}`}>
      <Refused error={command.error} />
      {command.isSuccess ? (
        <p className={css.told} role="status">
          <Mark tone="current" size={20} /> {t('setBack.told', { setpoint, value })}
        </p>
      ) : (
        <b>{t('setBack.title', { setpoint, value })}</b>
      )}
      <Action
        off={barred !== null}
        busy={command.isPending}
        onPress={() =>
          command.mutate(
            order('/api/batches/{id}/steps/{step}/exceptions/{exception}/set-back', places, { seen: step.version }),
          )
        }
      >
        {t(command.isSuccess ? 'setBack.again' : 'setBack.submit')}
      </Action>
    </div>
  );
}
