import { type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { order } from '../api/client.js';
import type { BatchAnswer, BatchException } from '../api/types.js';
import { useCommand } from '../api/use-command.js';
import { Action } from '../parts/action.js';
import { useDrafts } from '../parts/drafts.js';
import { Refused } from '../parts/refused.js';
import controls from '../parts/control.module.css';
import calls from '../parts/call.module.css';
import css from './exception.module.css';
import type { StepAtHand } from './step-at-hand.js';

/** What happened and what was done, by who was there; due before the step is signed. */
export function ExceptionComment({ at, exception }: { at: StepAtHand; exception: BatchException }): ReactElement {
  const { t } = useTranslation();
  const { batch, step, person, barred } = at;
  const { drafts, change, forget } = useDrafts(person.username, `batch/${batch.id}/${exception.id}`);
  const command = useCommand<BatchAnswer>({ done: forget });
  const comment = (drafts.comment ?? '').trim();
  const places = { id: batch.id, exception: exception.id };
  const record = (): void =>
    command.mutate(
      exception.step === null
        ? order('/api/batches/{id}/exceptions/{exception}/comment', places, { comment })
        : order(
            '/api/batches/{id}/steps/{step}/exceptions/{exception}/comment',
            { ...places, step: step.id },
            { seen: step.version, comment },
          ),
    );
  return (
    <div className={`${css.write} ${calls.under}`}>
      <Refused error={command.error} />
      <label className={css.label}>
        {t('exception.comment')}
        <textarea
          className={controls.control}
          rows={2}
          placeholder={t('exception.comment.placeholder')}
          value={drafts.comment ?? ''}
          readOnly={barred !== null}
          onChange={(event) => change('comment', event.currentTarget.value)}
        />
      </label>
      <Action off={barred !== null || comment.length < 3} busy={command.isPending} onPress={record}>
        {t('exception.comment.submit')}
      </Action>
    </div>
  );
}
